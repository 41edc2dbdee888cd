import fc from 'fast-check';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import type { RuntrailEvent } from '../../src/events/event.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { eventArb, RECEIVED } from '../support/random-events.js';
import { redaction } from '../support/redaction.js';

let driver: Driver;
let graph: Graph;
let writer: BatchWriter;

beforeAll(async () => {
  driver = connectForTest();
  graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  writer = new BatchWriter(graph, { redaction });
});

afterAll(async () => {
  await graph.close();
  await driver.close();
});

async function load(batches: readonly (readonly RuntrailEvent[])[]): Promise<string[]> {
  await wipe(driver);
  for (const events of batches) await writer.write({ events, rejects: [], receivedAt: RECEIVED });
  return dumpGraph(driver);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += size) result.push(items.slice(i, i + size));
  return result;
}

/** More for a long check: RUNTRAIL_TEST_RUNS=200. */
const RUNS = Number(process.env['RUNTRAIL_TEST_RUNS'] ?? 8);

const NONE = { unexpected: [], missing: [] };

/** The first lines in which two dumps differ. */
function difference(actual: readonly string[], expected: readonly string[]) {
  const [a, b] = [new Set(actual), new Set(expected)];
  return {
    unexpected: actual.filter((line) => !b.has(line)).slice(0, 5),
    missing: expected.filter((line) => !a.has(line)).slice(0, 5),
  };
}

describe('BatchWriter', () => {
  test(
    'any order and any batching of the same events gives the same graph, also when they come again',
    async () => {
      const runs = fc.sample(fc.array(eventArb, { minLength: 5, maxLength: 40 }), { numRuns: RUNS, seed: 7 });
      for (const [i, events] of runs.entries()) {
        const atOnce = await load([events]);
        const shuffled =
          fc.sample(fc.shuffledSubarray([...events], { minLength: events.length }), {
            numRuns: 1,
            seed: i,
          })[0] ?? [];
        const inPieces = await load(chunks(shuffled, 2 + (i % 7)));
        expect(difference(inPieces, atOnce)).toEqual(NONE);
        const again = await load([...chunks(shuffled, 9), events]);
        expect(difference(again, atOnce)).toEqual(NONE);
      }
    },
    RUNS * 15_000,
  );

  test('the second import of a batch brings nothing new', async () => {
    await wipe(driver);
    const events =
      fc.sample(fc.array(eventArb, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed: 3 })[0] ?? [];
    const first = await writer.write({ events, rejects: [], receivedAt: RECEIVED });
    const second = await writer.write({ events, rejects: [], receivedAt: RECEIVED });
    expect(first.newEvents).toBe(new Set(events.map((event) => event.id)).size);
    expect(second).toMatchObject({ newEvents: 0, changedEvents: 0, duplicates: events.length });
  });

  test('writers that share sessions and entities at the same time lose and repeat nothing', async () => {
    const events =
      fc.sample(fc.array(eventArb, { minLength: 80, maxLength: 80 }), { numRuns: 1, seed: 11 })[0] ?? [];
    const atOnce = await load([events]);
    await wipe(driver);
    await Promise.all(
      chunks(events, 10).map((part) => writer.write({ events: part, rejects: [], receivedAt: RECEIVED })),
    );
    expect(difference(await dumpGraph(driver), atOnce)).toEqual(NONE);
  });

  test('a reject is kept once, with where it came from and why', async () => {
    await wipe(driver);
    const reject = {
      source: 'a.jsonl',
      position: 'line 3',
      code: 'NOT_JSON',
      reason: 'The line is not JSON.',
      excerpt: '{',
    };
    const batch = { events: [], rejects: [reject, reject], receivedAt: RECEIVED };
    expect((await writer.write(batch)).newRejects).toBe(1);
    expect((await writer.write(batch)).newRejects).toBe(0);
  });
});
