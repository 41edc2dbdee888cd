import { SOURCE_PRECEDENCE } from '../events/event.js';
import type { EventFact } from './event-fact.js';

/**
 * What a session's facts add up to, counted once for all of them and once for each kind of source. Records that share
 * an id are one fact and count once. Where the sources of a class of facts have no id in common, the same prompt or
 * request may stand once for each source: then the figures are those of the best source alone.
 *
 * Tallies are plain sums, so those of two disjoint sets of facts are added up, in any order. They are kept as one list
 * of numbers: `VALUES` for all facts, then for each source of `SOURCE_PRECEDENCE`, then for each class the number of
 * facts that no other source could join.
 */
export type Tallies = readonly number[];

export interface Counters {
  readonly turns: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  readonly costMicroUsd: number;
  readonly reportedRequests: number;
  readonly estimatedRequests: number;
  readonly unpricedRequests: number;
}

const CLASSES = [
  { type: 'USER_PROMPT', values: ['turns'], presence: ['turns'] },
  { type: 'TOOL_USE', values: ['toolCalls'], presence: ['toolCalls'] },
  {
    type: 'MODEL_REQUEST',
    values: [
      'inputTokens',
      'outputTokens',
      'cacheReadTokens',
      'cacheCreationTokens',
      'costMicroUsd',
      'reportedRequests',
      'estimatedRequests',
      'unpricedRequests',
    ],
    presence: ['reportedRequests', 'estimatedRequests', 'unpricedRequests'],
  },
] as const satisfies readonly {
  readonly type: EventFact['type'];
  readonly values: readonly (keyof Counters)[];
  /** The values that tell how many facts there are. */
  readonly presence: readonly (keyof Counters)[];
}[];

const VALUES: readonly (keyof Counters)[] = CLASSES.flatMap(({ values }) => [...values]);
const VIEWS = 1 + SOURCE_PRECEDENCE.length;
const UNJOINED = VIEWS * VALUES.length;
const LENGTH = UNJOINED + CLASSES.length;

export const NO_TALLIES: Tallies = Array.from({ length: LENGTH }, () => 0);

export function talliesOf(fact: EventFact): Tallies {
  const index = CLASSES.findIndex(({ type }) => type === fact.type);
  if (index === -1) return NO_TALLIES;
  const values = valuesOf(fact);
  const tallies = [...NO_TALLIES];
  for (const view of [0, ...fact.sources.map((source) => 1 + SOURCE_PRECEDENCE.indexOf(source))]) {
    values.forEach((value, i) => (tallies[view * VALUES.length + i] = value));
  }
  if (!fact.joins) tallies[UNJOINED + index] = 1;
  return tallies;
}

export function addTallies(a: Tallies, b: Tallies): Tallies {
  if (a === NO_TALLIES) return b;
  if (b === NO_TALLIES) return a;
  return a.map((value, i) => value + (b[i] ?? 0));
}

/** The figures that hold: each class over all facts where these can be joined, else those of its best source. */
export function countersOf(tallies: Tallies): Counters {
  const counters: Partial<Record<keyof Counters, number>> = {};
  CLASSES.forEach(({ values, presence }, index) => {
    const view = (tallies[UNJOINED + index] ?? 0) === 0 ? 0 : bestView(tallies, presence);
    for (const value of values) counters[value] = at(tallies, view, value);
  });
  return counters as Counters;
}

function bestView(tallies: Tallies, presence: readonly (keyof Counters)[]): number {
  const best = SOURCE_PRECEDENCE.findIndex((_source, i) =>
    presence.some((value) => at(tallies, 1 + i, value) > 0),
  );
  return 1 + best;
}

function at(tallies: Tallies, view: number, value: keyof Counters): number {
  return tallies[view * VALUES.length + VALUES.indexOf(value)] ?? 0;
}

function valuesOf(fact: EventFact): number[] {
  const isRequest = fact.type === 'MODEL_REQUEST';
  const counters: Counters = {
    turns: fact.type === 'USER_PROMPT' ? 1 : 0,
    toolCalls: fact.type === 'TOOL_USE' ? 1 : 0,
    inputTokens: fact.tokens?.input ?? 0,
    outputTokens: fact.tokens?.output ?? 0,
    cacheReadTokens: fact.tokens?.cacheRead ?? 0,
    cacheCreationTokens: fact.tokens?.cacheCreation ?? 0,
    costMicroUsd: fact.costMicroUsd ?? 0,
    reportedRequests: fact.costBasis === 'REPORTED' ? 1 : 0,
    estimatedRequests: fact.costBasis === 'ESTIMATED' ? 1 : 0,
    unpricedRequests: isRequest && fact.costBasis === undefined ? 1 : 0,
  };
  return VALUES.map((value) => counters[value]);
}
