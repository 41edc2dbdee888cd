import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { availableMachineMb, sizeMemory } from '../../src/database/memory-sizing.js';

describe('sizeMemory', () => {
  test.each([
    [1_000, { heapMb: 256, pageCacheMb: 125 }],
    [2_048, { heapMb: 256, pageCacheMb: 256 }],
    [16_384, { heapMb: 2_048, pageCacheMb: 2_048 }],
    [24_103, { heapMb: 3_012, pageCacheMb: 3_012 }],
    [262_144, { heapMb: 4_096, pageCacheMb: 16_384 }],
  ])('splits a quarter of %i MB', (machineMb, expected) => {
    expect(sizeMemory(machineMb)).toEqual(expected);
  });

  test('never takes more than a quarter of a machine of 2 GB or more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2_048, max: 4_194_304 }), (machineMb) => {
        const { heapMb, pageCacheMb } = sizeMemory(machineMb);
        expect(heapMb + pageCacheMb).toBeLessThanOrEqual(machineMb / 4);
        expect(Math.min(heapMb, pageCacheMb)).toBeGreaterThanOrEqual(256);
      }),
    );
  });

  test('takes what is given and leaves the other as it would be', () => {
    expect(sizeMemory(16_384, { heapMb: 9_000 })).toEqual({ heapMb: 9_000, pageCacheMb: 2_048 });
    expect(sizeMemory(16_384, { pageCacheMb: 16 })).toEqual({ heapMb: 2_048, pageCacheMb: 16 });
  });
});

test('the machine has memory, and in whole megabytes', () => {
  expect(availableMachineMb()).toBeGreaterThan(100);
  expect(Number.isInteger(availableMachineMb())).toBe(true);
});
