import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { mergeRecords, toRecord, type EventFact } from '../../src/ingest/event-fact.js';
import { combineRelations, foldRelations } from '../../src/ingest/relation-state.js';
import { combine, EMPTY_SESSION, finishedAt, foldSession, stateOf } from '../../src/ingest/session-state.js';
import { eventArb } from '../support/random-events.js';

const factsArb = fc
  .uniqueArray(eventArb, { selector: (event) => event.id, maxLength: 25 })
  .map((events) => events.map((event) => mergeRecords([toRecord(event)])));

const SESSION = { product: 'p', sessionId: 's' };

function fact(type: 'USER_PROMPT' | 'SESSION_END', minute: number): EventFact {
  const at = Date.UTC(2026, 0, 1, 12, minute);
  return mergeRecords([
    toRecord({
      id: `${type}${minute}`,
      type,
      session: SESSION,
      at,
      receivedAt: at + 1000,
      source: 'NATIVE',
      summary: '',
      payload: null,
      context: {},
      touches: [],
    }),
  ]);
}

describe('foldSession', () => {
  test('folding a set equals combining the folds of any two parts of it', () => {
    fc.assert(
      fc.property(factsArb, fc.nat(25), (facts, cut) => {
        const parts = combine(foldSession(facts.slice(0, cut)), foldSession(facts.slice(cut)));
        expect(parts).toEqual(foldSession(facts));
      }),
      { numRuns: 300 },
    );
  });

  test('the order of facts does not matter', () => {
    fc.assert(
      fc.property(factsArb, (facts) => {
        expect(foldSession([...facts].reverse())).toEqual(foldSession(facts));
      }),
    );
  });

  test('activity splits at a gap of more than 15 minutes, and not at 15', () => {
    const { spans } = foldSession([0, 15, 31, 32].map((minute) => fact('USER_PROMPT', minute)));
    const minute = (m: number) => Date.UTC(2026, 0, 1, 12, m);
    expect(spans).toEqual([
      [minute(0), minute(15)],
      [minute(31), minute(32)],
    ]);
  });

  test('an end holds if nothing follows it by more than a minute', () => {
    const ended = foldSession([fact('USER_PROMPT', 0), fact('SESSION_END', 5), fact('USER_PROMPT', 6)]);
    expect(finishedAt(ended)).toBe(Date.UTC(2026, 0, 1, 12, 5));
    const resumed = foldSession([fact('USER_PROMPT', 0), fact('SESSION_END', 5), fact('USER_PROMPT', 7)]);
    expect(finishedAt(resumed)).toBeNull();
  });

  test('nothing amounts to the empty session', () => {
    expect(foldSession([])).toEqual(EMPTY_SESSION);
    expect(combine(EMPTY_SESSION, stateOf(fact('USER_PROMPT', 1)))).toEqual(stateOf(fact('USER_PROMPT', 1)));
  });
});

describe('foldRelations', () => {
  test('folding a set equals combining the folds of its parts, relationship by relationship', () => {
    fc.assert(
      fc.property(factsArb, fc.nat(25), (facts, cut) => {
        const whole = foldRelations(facts).relations;
        const a = foldRelations(facts.slice(0, cut)).relations;
        const b = foldRelations(facts.slice(cut)).relations;
        expect([...whole.keys()].sort()).toEqual([...new Set([...a.keys(), ...b.keys()])].sort());
        for (const [id, relation] of whole) {
          const left = a.get(id);
          const right = b.get(id);
          const joined =
            left !== undefined && right !== undefined ? combineRelations(left, right) : (left ?? right);
          expect({ ...joined, target: joined?.target.key }).toEqual({
            ...relation,
            target: relation.target.key,
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('mergeRecords', () => {
  test('the order of records does not matter', () => {
    fc.assert(
      fc.property(fc.array(eventArb, { minLength: 1, maxLength: 5 }), (events) => {
        const records = events.map((event) => toRecord({ ...event, id: 'one' }));
        const unique = [...new Map(records.map((record) => [record.key, record])).values()];
        expect(mergeRecords([...unique].reverse())).toEqual(mergeRecords(unique));
      }),
    );
  });

  test('tokens are the maximum of the copies of one message, and a reported cost holds', () => {
    const request = (output: number, cost: number | null, source: 'TRANSCRIPT' | 'OTLP') =>
      toRecord({
        id: 'm',
        type: 'MODEL_REQUEST',
        session: SESSION,
        at: Date.UTC(2026, 0, 1),
        receivedAt: Date.UTC(2026, 0, 2),
        source,
        summary: 'x',
        payload: `${output}`,
        context: {},
        touches: [],
        model: 'claude-sonnet-4-6',
        tokens: { input: 10, output, cacheRead: 0, cacheCreation: 0 },
        costMicroUsd: cost,
        costBasis: cost === null ? null : 'REPORTED',
      });
    const merged = mergeRecords([
      request(1, null, 'TRANSCRIPT'),
      request(310, null, 'TRANSCRIPT'),
      request(5, 777, 'OTLP'),
    ]);
    expect(merged.tokens?.output).toBe(310);
    expect(merged.costMicroUsd).toBe(777);
    expect(merged.sources).toEqual(['TRANSCRIPT', 'OTLP']);
    const estimated = mergeRecords([request(1, null, 'TRANSCRIPT'), request(310, null, 'TRANSCRIPT')]);
    expect(estimated.costBasis).toBe('ESTIMATED');
    expect(estimated.costMicroUsd).toBe(10 * 3 + 310 * 15);
  });

  test('a call that turns out to be denied touched nothing, whichever record came first', () => {
    const use = (denied: boolean) =>
      toRecord({
        id: 'u',
        type: 'TOOL_USE',
        session: SESSION,
        at: Date.UTC(2026, 0, 1),
        receivedAt: Date.UTC(2026, 0, 2),
        source: 'TRANSCRIPT',
        summary: 'Read .env',
        payload: denied ? '{"outcome":"DENIED"}' : '{}',
        context: {},
        touches: denied ? [] : [{ kind: 'READ', path: '/p/.env', basis: 'TOOL_INPUT', confidence: 'HIGH' }],
        tool: 'Read',
        ...(denied ? { outcome: 'DENIED' as const } : {}),
      });
    expect(mergeRecords([use(false)]).touches).toHaveLength(1);
    expect(mergeRecords([use(false), use(true)]).touches).toEqual([]);
    expect(mergeRecords([use(true), use(false)]).touches).toEqual([]);
  });
});
