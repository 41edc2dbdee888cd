import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type GroupedUse, nearPairs } from '../../src/appraisal/near-pairs.js';

const WINDOW = 30;

const usesArb: fc.Arbitrary<GroupedUse[]> = fc
  .array(
    fc.record({
      startAt: fc.integer({ min: 0, max: 150 }),
      length: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 80 })),
      groups: fc.uniqueArray(fc.constantFrom('alice', 'bob', 'carol'), { maxLength: 2 }),
    }),
    { maxLength: 14 },
  )
  .map((uses) =>
    uses.map(({ startAt, length, groups }, i) => ({
      session: `s${i}`,
      startAt,
      endAt: startAt + length,
      groups,
    })),
  );

/** Straight from the definition: every two sessions, the gap between them, and whether their groups differ. */
function pairsByDefinition(uses: readonly GroupedUse[]): [GroupedUse, GroupedUse][] {
  return uses.flatMap((a, i) =>
    uses.slice(i + 1).flatMap((b): [GroupedUse, GroupedUse][] => {
      const gap = Math.max(a.startAt, b.startAt) - Math.min(a.endAt, b.endAt);
      const differs = a.groups.some((x) => b.groups.some((y) => x !== y));
      return gap <= WINDOW && differs ? [[a, b]] : [];
    }),
  );
}

describe('nearPairs', () => {
  test('finds exactly the sessions that are in a pair by definition, and when the earliest pair began', () => {
    fc.assert(
      fc.property(usesArb, (uses) => {
        const expected = pairsByDefinition(uses);
        const found = nearPairs(uses, WINDOW);
        expect([...found.partners.keys()].sort()).toEqual(
          [...new Set(expected.flat().map((use) => use.session))].sort(),
        );
        const began = expected.map(([a, b]) => Math.max(a.startAt, b.startAt));
        expect(found.pairs[0]?.at).toBe(began.length === 0 ? undefined : Math.min(...began));
        const isPair = (a: string, b: string): boolean =>
          expected.some(
            ([x, y]) => (x.session === a && y.session === b) || (x.session === b && y.session === a),
          );
        for (const [session, partner] of found.partners) expect(isPair(session, partner)).toBe(true);
        for (const pair of found.pairs) {
          expect(isPair(pair.earlier, pair.later)).toBe(true);
          expect(pair.at).toBe(uses.find(({ session }) => session === pair.later)?.startAt);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('gives the same for any order of the uses', () => {
    fc.assert(
      fc.property(
        usesArb.chain((uses) =>
          fc.tuple(fc.constant(uses), fc.shuffledSubarray(uses, { minLength: uses.length })),
        ),
        ([uses, shuffled]) => {
          const [a, b] = [nearPairs(uses, WINDOW), nearPairs(shuffled, WINDOW)];
          expect(b.pairs).toEqual(a.pairs);
          expect(Object.fromEntries(b.partners)).toEqual(Object.fromEntries(a.partners));
        },
      ),
    );
  });

  test('a gap of the window is near, a millisecond more is not', () => {
    const first: GroupedUse = { session: 'a', startAt: 0, endAt: 100, groups: ['alice'] };
    const at = (startAt: number): GroupedUse => ({ session: 'b', startAt, endAt: startAt, groups: ['bob'] });
    expect(nearPairs([first, at(130)], WINDOW).pairs).toEqual([{ earlier: 'a', later: 'b', at: 130 }]);
    expect(nearPairs([first, at(131)], WINDOW).partners.size).toBe(0);
  });

  test('takes thousands of sessions of two users in well under a second', () => {
    const uses = Array.from({ length: 20_000 }, (_, i): GroupedUse => ({
      session: `s${i}`,
      startAt: i,
      endAt: i + 5_000,
      groups: [i % 2 === 0 ? 'alice' : 'bob'],
    }));
    const startedAt = performance.now();
    expect(nearPairs(uses, WINDOW).partners.size).toBe(20_000);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
