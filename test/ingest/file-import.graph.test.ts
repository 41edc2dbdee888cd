import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { importFiles, type ImportSummary } from '../../src/ingest/file-import.js';
import { inputFiles, InputPathError } from '../../src/ingest/input-files.js';
import { SOURCES } from '../../src/sources/sources.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { countTranscripts, type SessionCount } from '../support/independent-count.js';
import { redaction } from '../support/redaction.js';

const FIXTURES = path.resolve('test/fixtures/claude-code');
const RECEIVED = Date.UTC(2026, 10, 1);

let driver: Driver;
let graph: Graph;
let folder: string;

beforeAll(async () => {
  driver = connectForTest();
  graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-import-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await graph.close();
  await driver.close();
});

beforeEach(() => wipe(driver));

async function importPaths(
  paths: readonly string[],
  options: { again?: boolean } = {},
): Promise<ImportSummary> {
  return importFiles(await inputFiles(paths), {
    graph,
    redaction,
    adapters: SOURCES,
    now: () => RECEIVED,
    ...options,
  });
}

async function storedCounts(): Promise<Map<string, SessionCount>> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    const result = await session.run(
      `MATCH (s:Session) WHERE s.ownEvents > 0
       RETURN s.key AS key, s.ownEvents AS events, s.ownTurns AS turns, s.ownToolCalls AS toolCalls,
         s.ownInputTokens AS inputTokens, s.ownOutputTokens AS outputTokens, s.ownCacheReadTokens AS cacheReadTokens,
         s.ownCacheCreationTokens AS cacheCreationTokens, s.ownCostMicroUsd AS costMicroUsd,
         s.ownUnpricedRequests AS unpricedRequests`,
    );
    return new Map(
      result.records.map((record) => {
        const { key, ...counts } = record.toObject();
        const numbers = Object.entries(counts).map(([name, value]) => [name, Number(value)]);
        return [String(key), Object.fromEntries(numbers) as SessionCount];
      }),
    );
  } finally {
    await session.close();
  }
}

/** Fixtures whose facts the plain rules of the independent count cover; hooks, continuations and redaction have tests of their own. */
async function countedFixtures(): Promise<string[]> {
  const names = await readdir(FIXTURES, { recursive: true });
  return names
    .filter(
      (name) =>
        name.endsWith('.jsonl') &&
        !/broken|forked|resumed-copy|client-lines|without-facts|summary-only/.test(name),
    )
    .map((name) => path.join(FIXTURES, name))
    .sort();
}

describe('importFiles', () => {
  test('agrees with an independent count of sessions, events, tokens and cost', async () => {
    const files = await countedFixtures();
    expect(files.length).toBeGreaterThanOrEqual(7);
    await importPaths(files);
    const stored = await storedCounts();
    expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(await countTranscripts(files)));
    expect([...stored.values()].some((count) => count.costMicroUsd > 0)).toBe(true);
  });

  test('reports nothing new the second time, whether files are passed over or read again', async () => {
    const first = await importPaths([FIXTURES]);
    expect(first.newEvents).toBeGreaterThan(50);
    const graphThen = await dumpGraph(driver);
    const second = await importPaths([FIXTURES]);
    expect(second).toMatchObject({ newEvents: 0, files: 0, unchangedFiles: first.files });
    const again = await importPaths([FIXTURES], { again: true });
    expect(again).toMatchObject({ newEvents: 0, changedEvents: 0, newRejects: 0, files: first.files });
    expect(await dumpGraph(driver)).toEqual(graphThen);
  });

  test('gives the same graph whatever the order of the files', async () => {
    const files = await inputFiles([FIXTURES]);
    const options = { graph, redaction, adapters: SOURCES, now: () => RECEIVED };
    await importFiles(files, options);
    const inOrder = await dumpGraph(driver);
    await wipe(driver);
    for (const file of [...files].reverse()) await importFiles([file], options);
    const reversed = await dumpGraph(driver);
    expect(reversed.filter((line) => !inOrder.includes(line))).toEqual([]);
    expect(reversed).toHaveLength(inOrder.length);
  });

  test('a copy under another name adds nothing', async () => {
    await importPaths([path.join(FIXTURES, 'message-in-several-lines.jsonl')]);
    const copy = path.join(folder, 'copy.txt');
    await cp(path.join(FIXTURES, 'message-in-several-lines.jsonl'), copy);
    expect(await importPaths([copy])).toMatchObject({ newEvents: 0, changedEvents: 0, files: 1 });
  });

  test('a file that grew is read again, and brings what is new', async () => {
    const live = path.join(folder, 'live.jsonl');
    const line = (n: number): string =>
      `${JSON.stringify({
        type: 'user',
        uuid: `5f0c9a1e-0000-4000-8000-00000000000${n}`,
        parentUuid: null,
        sessionId: '0b1d7c52-8f3e-4a86-9d21-3c5e7a9b1f04',
        timestamp: `2026-03-01T10:0${n}:00.000Z`,
        cwd: '/home/dana/shop',
        version: '2.0.77',
        userType: 'external',
        isSidechain: false,
        message: { role: 'user', content: `Prompt ${n}` },
      })}\n`;
    await writeFile(live, line(1));
    expect(await importPaths([live])).toMatchObject({ newEvents: 1 });
    await writeFile(live, line(1) + line(2));
    expect(await importPaths([live])).toMatchObject({ newEvents: 1, duplicates: 1 });
  });

  test('a file of another kind is a reject that says what it looks like', async () => {
    const analytics = path.join(folder, 'analytics.jsonl');
    await writeFile(
      analytics,
      '{"event":"message_send","properties":{"main_model":"m"},"user_id":"u","time":1767225600}\n',
    );
    const picture = path.join(folder, 'picture.png');
    await writeFile(picture, Buffer.from(Array.from({ length: 64 }, (_, i) => i % 7)));
    const empty = path.join(folder, 'empty.jsonl');
    await writeFile(empty, '');
    const summary = await importPaths([analytics, picture, empty]);
    expect(summary.rejects).toEqual(new Map([['UNKNOWN_FORMAT', 3]]));
    const session = driver.session({ database: inject('neo4j').database });
    const result = await session.run('MATCH (r:Reject) RETURN r.source AS source, r.reason AS reason');
    await session.close();
    const reasons = new Map(
      result.records.map((record) => [record.get('source') as string, record.get('reason') as string]),
    );
    expect(reasons.get(analytics)).toContain('Aider analytics');
    expect(reasons.get(picture)).toContain('a binary file');
    expect(reasons.get(empty)).toContain('The file is empty');
  });

  test('a path that does not exist is named before anything is read', async () => {
    await expect(inputFiles([path.join(folder, 'nowhere')])).rejects.toThrow(InputPathError);
  });
});
