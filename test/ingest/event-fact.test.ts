import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { EventContext, RuntrailEvent, SourceKind } from '../../src/events/event.js';
import { facetsOf, mergeRecords, recordFromFacets, toRecord } from '../../src/ingest/event-fact.js';
import { eventArb } from '../support/random-events.js';

const AT = Date.UTC(2026, 2, 2, 9);

function seenBy(source: SourceKind, context: EventContext): RuntrailEvent {
  return {
    id: 'fact',
    session: { product: 'claude-code', sessionId: 's1' },
    at: AT,
    receivedAt: AT,
    source,
    summary: 'Prompt',
    payload: null,
    context,
    touches: [],
    type: 'USER_PROMPT',
  };
}

function contextOf(...events: readonly RuntrailEvent[]): EventContext {
  return mergeRecords(events.map(toRecord)).context;
}

describe('what surrounded a fact', () => {
  test('is filled up from every source that speaks of the same person, machine and repository', () => {
    const transcript = seenBy('TRANSCRIPT', { repository: { root: '/home/dana/shop' }, branch: 'main' });
    const telemetry = seenBy('OTLP', {
      user: { email: 'dana@acme.example', basis: 'LOGIN' },
      endpoint: { hostName: 'dana-mbp.local' },
    });
    const hook = seenBy('HOOK', {
      user: { accountId: 'acc-31', email: 'dana@acme.example', basis: 'LOGIN' },
      endpoint: { enrolmentId: 'C02XK1', hostName: 'dana-mbp.local' },
      repository: { remote: 'github.com/acme/shop', root: '/home/dana/shop' },
      branch: 'other',
    });
    const expected = {
      user: { accountId: 'acc-31', email: 'dana@acme.example', basis: 'LOGIN' },
      endpoint: { enrolmentId: 'C02XK1', hostName: 'dana-mbp.local' },
      repository: { remote: 'github.com/acme/shop', root: '/home/dana/shop' },
      branch: 'main',
    };
    expect(contextOf(transcript, telemetry, hook)).toEqual(expected);
    expect(contextOf(hook, transcript, telemetry)).toEqual(expected);
  });

  test('never joins two persons or machines: where sources differ, the better one stands alone', () => {
    const native = seenBy('NATIVE', {
      user: { email: 'dana@acme.example', basis: 'LOGIN' },
      endpoint: { hostName: 'dana-mbp.local' },
    });
    const hook = seenBy('HOOK', {
      user: { accountId: 'acc-77', email: 'robin@acme.example', basis: 'LOGIN' },
      endpoint: { enrolmentId: 'C09', hostName: 'robin-mbp.local' },
    });
    expect(contextOf(hook, native)).toEqual(native.context);
    const claim = seenBy('OTLP', { user: { accountId: 'acc-31', basis: 'GIT_AUTHOR' } });
    expect(contextOf(claim, native).user).toEqual({ email: 'dana@acme.example', basis: 'LOGIN' });
  });
});

describe('the facets of a record', () => {
  test('are the same text in whatever order its members stand, and give the record back', () => {
    fc.assert(
      fc.property(eventArb, (event) => {
        const facets = facetsOf(event);
        expect(facetsOf(reversed(event) as RuntrailEvent)).toBe(facets);
        const { event: again } = recordFromFacets('key', facets, event.receivedAt);
        expect({ ...again, payload: event.payload }).toEqual(event);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, reversed(member)] as const);
  return Object.fromEntries(members.toReversed());
}
