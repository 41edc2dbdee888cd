import { describe, expect, it } from 'vitest';

import { comparePairs, fastestOf, quantile, summarise } from '../../bench/measure.js';

/** A clock that moves only where something says that it took time. */
function fakeClock() {
  let now = 0;
  return {
    clock: () => now,
    side: (name: string, durationsMs: readonly number[], calls: string[] = []) => ({
      name,
      before: () => {
        now += 1_000;
        calls.push(`before ${name}`);
        return Promise.resolve();
      },
      run: (round: number) => {
        now += durationsMs[round] ?? 0;
        calls.push(`${name}${round}`);
        return Promise.resolve();
      },
    }),
  };
}

describe('comparePairs', () => {
  it('runs both sides in turn, the first of a pair alternating, and counts neither warm-up nor preparation', async () => {
    const { clock, side } = fakeClock();
    const calls: string[] = [];
    const [a, b] = [side('a', [90, 10, 30], calls), side('b', [1, 5, 5], calls)];
    const comparison = await comparePairs(a, b, { warmUp: 1, counted: 2 }, clock);
    expect(calls.filter((call) => !call.startsWith('before'))).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
    expect(calls.slice(0, 4)).toEqual(['before a', 'a0', 'before b', 'b0']);
    expect(comparison).toMatchObject({
      rounds: 2,
      a: { minMs: 10, medianMs: 20, maxMs: 30 },
      b: { minMs: 5, medianMs: 5, maxMs: 5 },
      ratio: { median: 4, p25: 3, p75: 5 },
    });
  });
});

describe('summarise', () => {
  it('takes the ratio of each pair, so that what slows down both sides of one pair changes nothing', () => {
    const pairs = [
      { aMs: 2, bMs: 1 },
      { aMs: 200, bMs: 100 },
      { aMs: 4, bMs: 2 },
    ];
    expect(summarise(pairs)).toEqual({
      rounds: 3,
      a: { minMs: 2, medianMs: 4, p95Ms: expect.closeTo(180.4) as number, maxMs: 200 },
      b: { minMs: 1, medianMs: 2, p95Ms: expect.closeTo(90.2) as number, maxMs: 100 },
      ratio: { median: 2, p25: 2, p75: 2 },
    });
  });
});

describe('quantile', () => {
  it('interpolates between the values beside it, in any order', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2], 0.5)).toBe(1.5);
    expect(quantile([5], 0.95)).toBe(5);
  });
});

describe('fastestOf', () => {
  it('takes the least median after the warm-up, not the least run', async () => {
    const { clock, side } = fakeClock();
    const [steady, wild] = [side('steady', [100, 20, 20, 20]), side('wild', [0, 1, 30, 30])];
    expect(await fastestOf([wild, steady], { warmUp: 1, counted: 3 }, clock)).toBe(steady);
  });
});
