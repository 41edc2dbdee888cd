import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { PartitionedLines } from '../../src/bulk/partitioned-lines.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-partitions-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('partitioned lines', () => {
  test('give back every value once, those of one key together and in order', async () => {
    let run = 0;
    const entry = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e\u2028'), fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(fc.array(entry), async (entries) => {
        const lines = await PartitionedLines.make(path.join(folder, String(run++)), 3);
        for (const [key, text] of entries) await lines.add(key, [key, text, '\u2028\r\n']);
        await lines.finish();
        const found = new Map<string, string[]>();
        const places = new Set<string>();
        for (let partition = 0; partition < lines.count; partition++) {
          for await (const value of lines.values(partition)) {
            const [key, text] = value as [string, string];
            places.add(`${key} in ${partition}`);
            found.set(key, [...(found.get(key) ?? []), text]);
          }
        }
        const expected = new Map<string, string[]>();
        for (const [key, text] of entries) expected.set(key, [...(expected.get(key) ?? []), text]);
        expect(found).toEqual(expected);
        expect(places.size).toBe(found.size);
      }),
      { numRuns: 40 },
    );
  });

  test('more than is buffered comes back whole', async () => {
    const lines = await PartitionedLines.make(path.join(folder, 'large'), 2);
    const long = 'x'.repeat(10_000);
    await Promise.all(Array.from({ length: 50 }, (_, i) => lines.add(`key ${i}`, { i, long })));
    await lines.finish();
    const seen: number[] = [];
    for (const partition of [0, 1]) {
      for await (const value of lines.values(partition)) {
        expect((value as { long: string }).long).toBe(long);
        seen.push((value as { i: number }).i);
      }
    }
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
