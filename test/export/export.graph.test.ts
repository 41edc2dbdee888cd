import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import neo4j, { type Driver, type Plan } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import { loadDemoDay } from '../../src/demo/load-demo.js';
import { believedTime } from '../../src/events/event-time.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { eventLines } from '../../src/export/event-lines.js';
import { NODE_KINDS, RELATIONSHIP_KINDS } from '../../src/export/graph-kinds.js';
import { graphLines } from '../../src/export/graph-lines.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { importFiles } from '../../src/ingest/file-import.js';
import { inputFiles } from '../../src/ingest/input-files.js';
import { SOURCES } from '../../src/sources/sources.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { eventArb, RECEIVED } from '../support/random-events.js';
import { redaction } from '../support/redaction.js';
import { storedVocabulary } from '../support/token-seed.js';

let driver: Driver;
let graph: Graph;
let folder: string;

beforeAll(async () => {
  driver = connectForTest();
  graph = Graph.connect(inject('neo4j'), { readTimeoutMs: 20_000 });
  await applySchema(graph);
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-export-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await graph.close();
  await driver.close();
});

const FIXTURES = [
  'claude-code-hooks/forwarded.jsonl',
  'claude-code-hooks/session.jsonl',
  'claude-code/forked.jsonl',
  'claude-code/inline-sidechains.jsonl',
  'claude-code/mcp.jsonl',
  'claude-code/tool-outcomes.jsonl',
].map((name) => path.resolve('test/fixtures', name));
const NOW = Date.UTC(2026, 10, 1);

async function importPaths(paths: readonly string[], now: number): Promise<void> {
  await importFiles(await inputFiles(paths), { graph, redaction, adapters: SOURCES, now: () => now });
}

async function gathered(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function single(text: string): Promise<unknown> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    const { records } = await session.run(text);
    return records[0]?.get(0) as unknown;
  } finally {
    await session.close();
  }
}

/** The plan's operators, without where they run: `PartialTop`. */
async function operatorsOf(text: string): Promise<string[]> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    const { summary } = await session.run(`EXPLAIN ${text}`, {
      fromKey: '',
      toKey: '',
      limit: neo4j.int(10),
    });
    const types = (plan: Plan): string[] => [
      plan.operatorType.replace(/[@(].*$/, ''),
      ...plan.children.flatMap(types),
    ];
    return summary.plan === false ? [] : types(summary.plan);
  } finally {
    await session.close();
  }
}

interface NodeLine {
  readonly label: string;
  readonly key: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface RelationshipLine {
  readonly from: { readonly label: string; readonly key: string };
  readonly type: string;
  readonly to: { readonly label: string; readonly key: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

/** By code points, as the database orders texts. */
function ascends(a: readonly string[], b: readonly string[]): boolean {
  return Buffer.compare(Buffer.from(a.join('\0')), Buffer.from(b.join('\0'))) < 0;
}

describe('the export of a graph', () => {
  let lines: string[];

  beforeAll(async () => {
    await wipe(driver);
    const appraiser = new Appraiser(graph, { clock: () => NOW });
    await loadDemoDay(graph, { appraiser, redaction }, NOW);
    await importPaths(FIXTURES, NOW);
    await appraiser.drain();
    const large = 'x'.repeat(100_000);
    const event = { ...requestOf('s-large'), payload: JSON.stringify({ large }) };
    const writer = new BatchWriter(graph, { redaction });
    await writer.write({ events: [event], rejects: [], receivedAt: NOW });
    lines = await gathered(graphLines(graph, { withoutReceiveTimes: false }));
  }, 300_000);

  test('has every node and relationship, but for bookkeeping, and counts them', async () => {
    const nodes = Number(
      await single('MATCH (n) WHERE NOT n:RuntrailSchema AND NOT n:AppraisalState RETURN count(n)'),
    );
    const relationships = Number(await single('MATCH ()-[r]->() RETURN count(r)'));
    expect(nodes).toBeGreaterThan(1_000);
    expect(relationships).toBeGreaterThan(1_000);
    expect(lines[0]).toBe('{"format":"runtrail-graph","receiveTimes":true,"schemaVersion":0,"version":1}');
    expect(lines.at(-1)).toBe(JSON.stringify({ nodes, relationships }));
    expect(lines).toHaveLength(nodes + relationships + 2);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('knows every label and type that the product writes', () => {
    const { labels, relationshipTypes } = storedVocabulary();
    const bookkeeping = ['AppraisalState'];
    const stored = labels.filter((label) => !relationshipTypes.includes(label));
    expect([...NODE_KINDS.map(({ label }) => label), 'Record', ...bookkeeping].sort()).toEqual(stored.sort());
    expect([...new Set(RELATIONSHIP_KINDS.map(({ type }) => type))].sort()).toEqual(
      [...relationshipTypes].sort(),
    );
  });

  test('groups lines by kind, in the order of their keys, with all that is stored', async () => {
    const parsed = lines.slice(1, -1).map((line) => JSON.parse(line) as NodeLine | RelationshipLine);
    const nodes = parsed.filter((line) => 'label' in line);
    const relationships = parsed.filter((line) => 'type' in line);
    expect(parsed.slice(0, nodes.length)).toEqual(nodes);
    const labels = [...NODE_KINDS.map(({ label }) => label), 'Record'];
    nodes.slice(1).forEach((node, i) => {
      const before = nodes[i];
      const [a, b] = [labels.indexOf(before?.label ?? ''), labels.indexOf(node.label)];
      expect(a < b || (a === b && ascends([before?.key ?? ''], [node.key]))).toBe(true);
    });
    const kinds = RELATIONSHIP_KINDS.map(({ from, type, to }) => `${from} ${type} ${to}`);
    const ordered = RELATIONSHIP_KINDS.map(({ pages }) => pages.by);
    const kindOf = (line: RelationshipLine): number =>
      kinds.indexOf(`${line.from.label} ${line.type} ${line.to.label}`);
    relationships.slice(1).forEach((line, i) => {
      const before = relationships[i] ?? line;
      const [a, b] = [kindOf(before), kindOf(line)];
      const keys = (r: RelationshipLine): string[] =>
        ordered[b] === 'to' ? [r.to.key] : [r.from.key, r.to.key];
      expect(a < b || (a === b && ascends(keys(before), keys(line)))).toBe(true);
    });

    const large = nodes.find(({ properties }) => String(properties['payload']).length > 100_000);
    expect(large?.label).toBe('Record');
    expect(String(large?.properties['payload'])).toContain('"xxx');
    const session = nodes.find(({ key }) => key === 'claude-code/s-large');
    const names = await single(
      "MATCH (s:Session {key: 'claude-code/s-large'}) RETURN [name IN keys(s) WHERE name <> 'key']",
    );
    expect(Object.keys(session?.properties ?? {})).toEqual((names as string[]).toSorted());
    expect(session?.properties).toMatchObject({
      inputTokens: 12,
      startedAt: NOW - 1000,
      spanStarts: [NOW - 1000],
    });
  });

  test('is the same bytes however it is paged, and however often it is asked for', async () => {
    expect(await gathered(graphLines(graph, { withoutReceiveTimes: false, pageSize: 97 }))).toEqual(lines);
    expect(await gathered(graphLines(graph, { withoutReceiveTimes: false }))).toEqual(lines);
  });

  test('sorts no more than the relationships of one node at a time', async () => {
    for (const { pages } of RELATIONSHIP_KINDS) {
      const sorts = (await operatorsOf(pages.query.text)).filter((type) => /Sort|Top/.test(type));
      expect([pages.query.name, ...sorts]).toEqual([
        pages.query.name,
        ...(pages.by === 'to' ? [] : ['PartialTop']),
      ]);
    }
  });

  test('imported again as events, it is the same graph', async () => {
    const events = await gathered(eventLines(graph, { pageSize: 41 }));
    expect(events).toEqual(await gathered(eventLines(graph)));
    expect(events).toHaveLength(Number(await single('MATCH (r:Record) RETURN count(r)')));
    // What no event leads to is no part of it.
    const session = driver.session({ database: inject('neo4j').database });
    await session.run('MATCH (n:Reject|ImportedFile|DemoDay|AppraisalState) DELETE n');
    await session.close();
    await new Appraiser(graph, { clock: () => NOW }).drain();
    const dump = await dumpGraph(driver);
    const clockless = await gathered(graphLines(graph, { withoutReceiveTimes: true }));

    const file = path.join(folder, 'events.ndjson');
    await writeFile(file, `${events.join('\n')}\n`);
    await wipe(driver);
    await importPaths([file], NOW + 60_000);
    await new Appraiser(graph, { clock: () => NOW + 60_000 }).drain();
    expect(await single('MATCH (r:Reject) RETURN count(r)')).toEqual(expect.objectContaining({ low: 0 }));
    expect(await gathered(graphLines(graph, { withoutReceiveTimes: true }))).toEqual(clockless);
    const others = driver.session({ database: inject('neo4j').database });
    await others.run('MATCH (n:ImportedFile|AppraisalState) DELETE n');
    await others.close();
    expect(difference(await dumpGraph(driver), dump.filter(isNoState))).toEqual(NONE);
    expect(await gathered(eventLines(graph))).toEqual(events);
  }, 180_000);
});

function isNoState(line: string): boolean {
  return !line.startsWith('[["AppraisalState"]');
}

function requestOf(sessionId: string): RuntrailEvent {
  return {
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    session: { product: 'claude-code', sessionId },
    at: NOW - 1000,
    receivedAt: NOW,
    source: 'NATIVE',
    summary: 'A request',
    payload: null,
    context: {},
    touches: [],
    type: 'MODEL_REQUEST',
    model: 'claude-sonnet-4-6',
    tokens: { input: 12, output: 3, cacheRead: 0, cacheCreation: 0 },
    costMicroUsd: null,
    costBasis: null,
  };
}

const NONE = { unexpected: [], missing: [] };

function difference(actual: readonly string[], expected: readonly string[]) {
  const [a, b] = [new Set(actual), new Set(expected)];
  return {
    unexpected: actual.filter((line) => !b.has(line)).slice(0, 5),
    missing: expected.filter((line) => !a.has(line)).slice(0, 5),
  };
}

/** More for a long check: RUNTRAIL_TEST_RUNS=200. */
const RUNS = Number(process.env['RUNTRAIL_TEST_RUNS'] ?? 3);

describe('the export without receive times', () => {
  test(
    'is the same bytes for events that came three times each, in any order and at any time',
    async () => {
      const writer = new BatchWriter(graph, { redaction });
      const exported = async (batches: readonly (readonly RuntrailEvent[])[]): Promise<string> => {
        await wipe(driver);
        for (const [i, events] of batches.entries()) {
          await writer.write({ events, rejects: rejectsOf(events), receivedAt: RECEIVED + i });
        }
        await new Appraiser(graph, { clock: () => RECEIVED + batches.length }).drain();
        return (await gathered(graphLines(graph, { withoutReceiveTimes: true, pageSize: 50 }))).join('\n');
      };
      const runs = fc.sample(fc.array(eventArb, { minLength: 5, maxLength: 40 }), {
        numRuns: RUNS,
        seed: 21,
      });
      for (const [seed, events] of runs.entries()) {
        const once = await exported([events]);
        expect(once.length).toBeGreaterThan(1_000);
        const copies = [0, 1, 2].flatMap((copy) =>
          events.map((event) => receivedLater(event, copy * 3_600_000)),
        );
        const [shuffled = []] = fc.sample(fc.shuffledSubarray(copies, { minLength: copies.length }), {
          numRuns: 1,
          seed,
        });
        expect(shuffled).toHaveLength(3 * events.length);
        expect(await exported(chunks(shuffled, 3 + (seed % 11)))).toBe(once);
      }
    },
    RUNS * 60_000,
  );
});

/** One of every third event's summary, so that rejects come again and out of order, too. */
function rejectsOf(events: readonly RuntrailEvent[]) {
  return events
    .filter(({ summary }) => summary.endsWith('3'))
    .map(({ summary }) => ({
      source: 'events.ndjson',
      position: null,
      code: 'NOT_JSON',
      reason: 'The line is not JSON.',
      excerpt: summary,
    }));
}

/** A copy that came later. Where the receipt stands in for the time of an event, it says when the event was. */
function receivedLater(event: RuntrailEvent, byMs: number): RuntrailEvent {
  const standsIn =
    believedTime(event.at, event.receivedAt, event.live).basis === 'RECEIVED' ||
    (event.type === 'SESSION_KILLED' && event.at === null);
  return standsIn ? event : { ...event, receivedAt: event.receivedAt + byMs };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += size) result.push(items.slice(i, i + size));
  return result;
}
