import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  CLOCK_SKEW_MS,
  concurrentPairs,
  type ConcurrentUse,
  IMPOSSIBLE_OVERLAP_MS,
  mergeSpans,
  SPAN_GAP_MS,
} from '../../src/appraisal/concurrency.js';

const MINUTE = 60_000;

const spansArb = fc.array(
  fc.record({ from: fc.integer({ min: 0, max: 90 }), minutes: fc.integer({ min: 0, max: 40 }) }),
  { maxLength: 3 },
);
const usesArb: fc.Arbitrary<ConcurrentUse[]> = fc
  .array(
    fc.record({
      users: fc.uniqueArray(fc.constantFrom('alice', 'bob'), { maxLength: 2 }),
      endpoints: fc.uniqueArray(fc.constantFrom('mac', 'pc', 'vm'), { maxLength: 2 }),
      spans: spansArb,
    }),
    { maxLength: 8 },
  )
  .map((uses) =>
    uses.map(({ users, endpoints, spans }, i) => {
      const merged = mergeSpans(
        spans.map(({ from, minutes }) => ({ startAt: from * MINUTE, endAt: (from + minutes) * MINUTE })),
      );
      return { session: `s${i}`, startAt: merged[0]?.startAt ?? 0, users, endpoints, spans: merged };
    }),
  );

/** Straight from the definition. */
function impossible(a: ConcurrentUse, b: ConcurrentUse): boolean {
  if (!a.users.some((user) => b.users.includes(user))) return false;
  if (a.endpoints.length === 0 || b.endpoints.length === 0) return false;
  if (a.endpoints.some((endpoint) => b.endpoints.includes(endpoint))) return false;
  return a.spans.some((x) =>
    b.spans.some((y) => {
      const from = Math.max(x.startAt, y.startAt) + CLOCK_SKEW_MS;
      const to = Math.min(x.endAt, y.endAt) - CLOCK_SKEW_MS;
      return to - from >= IMPOSSIBLE_OVERLAP_MS;
    }),
  );
}

describe('concurrentPairs', () => {
  test('finds exactly the pairs that are so by definition', () => {
    fc.assert(
      fc.property(usesArb, (uses) => {
        const expected = uses
          .flatMap((a, i) => uses.slice(i + 1).map((b) => [a, b] as const))
          .filter(([a, b]) => impossible(a, b))
          .map(([a, b]) => [a.session, b.session].sort().join(' '));
        const found = concurrentPairs(uses).map(({ earlier, later }) => [earlier, later].sort().join(' '));
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    // Shortened by two minutes at both ends, nine minutes leave five.
    [9 * MINUTE, 1],
    [9 * MINUTE - 1, 0],
  ])('an overlap of %i ms before the skew gives %i pairs', (overlapMs, pairs) => {
    const use = (session: string, endpoint: string, startAt: number): ConcurrentUse => ({
      session,
      startAt,
      users: ['alice'],
      endpoints: [endpoint],
      spans: [{ startAt, endAt: startAt + 60 * MINUTE }],
    });
    const later = 60 * MINUTE - overlapMs;
    expect(concurrentPairs([use('a', 'mac', 0), use('b', 'pc', later)])).toHaveLength(pairs);
  });
});

describe('mergeSpans', () => {
  test('joins at a gap of fifteen minutes and splits beyond', () => {
    const first = { startAt: 0, endAt: 1_000 };
    const near = { startAt: 1_000 + SPAN_GAP_MS, endAt: 1_000 + SPAN_GAP_MS };
    expect(mergeSpans([near, first])).toEqual([{ startAt: 0, endAt: near.endAt }]);
    const far = { startAt: near.startAt + 1, endAt: near.endAt + 1 };
    expect(mergeSpans([far, first])).toEqual([first, far]);
  });
});
