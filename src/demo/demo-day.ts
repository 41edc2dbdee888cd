import type { NativeEventJson } from '../sources/native/wire.js';
import { writeInstant } from '../sources/native/timestamp.js';
import { backgroundSessions } from './background-sessions.js';
import { featuredSessions } from './featured-sessions.js';
import { eventsOf } from './session-events.js';

/** What the day cost in all: $52.48. */
const DAY_COST_MICRO_USD = 52_480_000;

/**
 * A working day of a small company, as native events, oldest first: 43 sessions that began within the 24 hours before
 * the given moment, five of them still at work. Of these, one that has ended and one that is live matter.
 *
 * The same moment gives the same events. Another moment moves all their times and changes nothing else, ids included.
 *
 * @param asOf epoch milliseconds; ask the day's questions as of this moment.
 */
export function* demoDay(asOf: number): Generator<NativeEventJson, void, undefined> {
  const featured = featuredSessions();
  const featuredCost = featured.reduce((sum, plan) => sum + plan.costMicroUsd, 0);
  const plans = [...featured, ...backgroundSessions(DAY_COST_MICRO_USD - featuredCost)];
  // The sort is stable, so that events of one moment stay in their session's order.
  const events = plans.flatMap(eventsOf).toSorted((a, b) => b.agoMs - a.agoMs);
  for (const { agoMs, event } of events) {
    const { v, type, product, sessionId, ...others } = event;
    yield { v, type, product, sessionId, at: writeInstant(asOf - agoMs), ...others };
  }
}

/** The day as NDJSON: one event a line, line breaks included. */
export function* demoDayNdjson(asOf: number): Generator<string, void, undefined> {
  for (const event of demoDay(asOf)) yield `${JSON.stringify(event)}\n`;
}
