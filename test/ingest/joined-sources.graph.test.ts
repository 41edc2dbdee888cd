import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import type { RuntrailEvent } from '../../src/events/event.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { claudeCodeHooks } from '../../src/sources/claude-code-hooks/adapter.js';
import { claudeCodeTranscript } from '../../src/sources/claude-code-transcript/adapter.js';
import { otlpFile } from '../../src/sources/otlp/adapter.js';
import type { SourceAdapter } from '../../src/sources/source.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { redaction } from '../support/redaction.js';
import {
  FINGERPRINT,
  FIRST,
  hooks,
  NOW,
  type Release,
  SESSION,
  START,
  telemetry,
  transcript,
} from './told-three-ways.js';

const RECEIVED = START + 3_600_000;

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

async function eventsOf(adapter: SourceAdapter, name: string, text: string): Promise<RuntrailEvent[]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(text));
  }
  expect(adapter.recognises(text.slice(0, 4_000))).toBe(true);
  const events: RuntrailEvent[] = [];
  for await (const item of adapter.read({ name, receivedAt: RECEIVED, chunks: chunks() })) {
    expect(item.kind).not.toBe('reject');
    if (item.kind === 'event') events.push(item.event);
  }
  return events;
}

async function toldThreeWays(release: Release): Promise<RuntrailEvent[][]> {
  return [
    await eventsOf(claudeCodeHooks, 'hooks.jsonl', hooks(release)),
    await eventsOf(otlpFile, 'telemetry.jsonl', telemetry(release)),
    await eventsOf(
      claudeCodeTranscript,
      `/home/dana/.claude/projects/-home-dana-shop/${SESSION}.jsonl`,
      transcript(release),
    ),
  ];
}

async function load(batches: readonly (readonly RuntrailEvent[])[]): Promise<string[]> {
  await wipe(driver);
  for (const events of batches) await writer.write({ events, rejects: [], receivedAt: RECEIVED });
  return dumpGraph(driver);
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => ordersOf(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/** A few of each in turn, as they would arrive. */
function interleaved(sources: readonly (readonly RuntrailEvent[])[], size: number): RuntrailEvent[][] {
  const rounds = Math.ceil(Math.max(...sources.map((events) => events.length)) / size);
  return Array.from({ length: rounds }, (_, round) =>
    sources.flatMap((events) => events.slice(round * size, (round + 1) * size)),
  );
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    const { records } = await session.run(text);
    return records.map((record) => {
      const values = Object.entries(record.toObject()).map(([name, value]) => [name, plain(value)]);
      return Object.fromEntries(values) as Record<string, unknown>;
    });
  } finally {
    await session.close();
  }
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null && 'toNumber' in value ? Number(value) : value;
}

const COUNTERS =
  's.turns AS turns, s.toolCalls AS toolCalls, s.inputTokens AS inputTokens, s.outputTokens AS outputTokens, ' +
  's.cacheReadTokens AS cacheReadTokens, s.cacheCreationTokens AS cacheCreationTokens, s.costMicroUsd AS costMicroUsd, ' +
  's.reportedRequests AS reported, s.estimatedRequests AS estimated, s.unpricedRequests AS unpriced';
const COUNTED = {
  turns: 1,
  toolCalls: 2,
  inputTokens: 30,
  outputTokens: 41 + 57 + 19,
  cacheReadTokens: 3_000,
  cacheCreationTokens: 600,
};

describe.each([
  ['that share ids', NOW],
  ['that share none', FIRST],
])('three sources of one run %s', (_name, release) => {
  test('give one graph in any order, also a few at a time and again', async () => {
    const sources = await toldThreeWays(release);
    expect(sources.map((events) => events.length > 5)).toEqual([true, true, true]);
    const [first = [], ...others] = ordersOf(sources);
    expect(others).toHaveLength(5);
    const expected = await load(first);
    const ways = [...others, [...interleaved(sources, 2), ...first]];
    for (const batches of ways) {
      const dump = await load(batches);
      expect(dump.filter((line) => !expected.includes(line)).slice(0, 3)).toEqual([]);
      expect(dump).toHaveLength(expected.length);
    }
  }, 180_000);
});

describe('a run whose sources share ids', () => {
  beforeAll(async () => {
    await load(await toldThreeWays(NOW));
  });

  test('has each fact once, with every source that saw it', async () => {
    const events = await rows(
      'MATCH (e:Event) RETURN e.type AS type, e.tool AS tool, e.sources AS sources, e.decision AS decision ORDER BY e.at, type',
    );
    const all = ['TRANSCRIPT', 'OTLP', 'HOOK'];
    const of = (type: string) => events.filter((event) => event['type'] === type);
    expect(of('USER_PROMPT')).toMatchObject([{ sources: all }]);
    const requested = { sources: ['TRANSCRIPT', 'OTLP'] };
    expect(of('MODEL_REQUEST')).toMatchObject([requested, requested, requested]);
    expect(of('MODEL_REQUEST')).toHaveLength(3);
    expect(of('TOOL_USE')).toMatchObject([
      { tool: 'Read', sources: all },
      { tool: 'Bash', sources: all },
    ]);
    expect(of('TOOL_RESULT')).toMatchObject([
      { tool: 'Read', sources: all },
      { tool: 'Bash', sources: ['TRANSCRIPT'] },
    ]);
    expect(of('TOOL_DECISION')).toMatchObject([
      { tool: 'Read', decision: 'ALLOW', sources: ['OTLP'] },
      { tool: 'Bash', decision: 'DENY', sources: ['TRANSCRIPT', 'OTLP'] },
    ]);
    expect(of('SESSION_START')).toMatchObject([{ sources: ['HOOK'] }]);
    expect(of('SESSION_END')).toMatchObject([{ sources: ['HOOK'] }]);
  });

  test('takes counters once, cost from telemetry, and tokens of the whole message', async () => {
    expect(await rows(`MATCH (s:Session) RETURN ${COUNTERS}`)).toEqual([
      { ...COUNTED, costMicroUsd: 12_300 + 4_500 + 2_100, reported: 3, estimated: 0, unpriced: 0 },
    ]);
  });

  test('takes person, machine, key and remote from the forwarder, and content from the transcript', async () => {
    const related = await rows(
      `MATCH (s:Session)-[r:RUN_BY|RAN_ON|USED_KEY|READ|WROTE|CALLED]->(n)
       RETURN type(r) AS kind, n.key AS key, r.count AS count ORDER BY kind, key`,
    );
    expect(related.map(({ kind, key }) => `${String(kind)} ${String(key)}`)).toEqual([
      'RAN_ON enrolled:C02XK1',
      // Known by its path in the repository, which the transcript alone could not name. The refused call left nothing.
      'READ remote:github.com/acme/shop//src/pay.ts',
      'RUN_BY account:acc-31',
      `USED_KEY fp:${FINGERPRINT}`,
    ]);
    const [read] = await rows(
      `MATCH (e:Event {type: 'TOOL_USE', tool: 'Read'})-[:HAS_RECORD]->(r:Record)
       RETURN e.at AS at, e.timeBasis AS basis, collect(DISTINCT r.source) AS sources,
         [payload IN collect(r.payload) WHERE payload CONTAINS 'tool_use'] AS payloads`,
    );
    expect(read).toMatchObject({ at: START + 5_000, basis: 'PRODUCER' });
    expect(new Set(read?.['sources'] as string[])).toEqual(new Set(['HOOK', 'OTLP', 'TRANSCRIPT']));
    expect(JSON.stringify(read?.['payloads'])).toContain('src/pay.ts');
    const [ended] = await rows('MATCH (s:Session) RETURN s.finishedAt AS finishedAt, s.actor AS actor');
    expect(ended).toEqual({ finishedAt: START + 20_000, actor: 'VERIFIED' });
  });
});

describe('a run whose sources share no ids', () => {
  test('takes counters from the transcript alone: nothing is counted twice', async () => {
    await load(await toldThreeWays(FIRST));
    const facts = await rows(
      "MATCH (e:Event) WHERE e.type IN ['USER_PROMPT', 'TOOL_USE', 'MODEL_REQUEST'] RETURN e.type AS type, count(*) AS count ORDER BY type",
    );
    // Each source tells of them on its own.
    expect(facts).toEqual([
      { type: 'MODEL_REQUEST', count: 6 },
      { type: 'TOOL_USE', count: 6 },
      { type: 'USER_PROMPT', count: 3 },
    ]);
    const [counted] = await rows(`MATCH (s:Session) RETURN ${COUNTERS}`);
    expect(counted).toMatchObject({ ...COUNTED, reported: 0, estimated: 3, unpriced: 0 });
  });

  test('still knows person, machine and key', async () => {
    const related = await rows(
      'MATCH (:Session)-[r:RUN_BY|RAN_ON|USED_KEY]->(n) RETURN n.key AS key ORDER BY key',
    );
    expect(related.map(({ key }) => key)).toEqual(['account:acc-31', 'enrolled:C02XK1', `fp:${FINGERPRINT}`]);
  });
});
