import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { GraphNotEmptyError, ServerRunsError } from '../../src/bulk/bulk-errors.js';
import { managedOnly } from '../../src/bulk/managed-store.js';
import { importOffline, type OfflineImportSummary } from '../../src/bulk/offline-import.js';
import { openGraph } from '../../src/cli/open-graph.js';
import { type Config, parseConfig } from '../../src/config.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { importFiles } from '../../src/ingest/file-import.js';
import { inputFiles } from '../../src/ingest/input-files.js';
import { SensitivityRules } from '../../src/sensitivity/sensitivity-rules.js';
import { SOURCES } from '../../src/sources/sources.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { redaction } from '../support/redaction.js';

const FIXTURES = ['test/fixtures/claude-code', 'test/fixtures/claude-code-hooks'];
const RECEIVED = Date.UTC(2026, 10, 1);
const SESSION = { v: 1, product: 'acme-agent', sessionId: 'run-7' };
const HOSTILE = 'a "b", \'c\'; d\r\n\te\u001Ff\u2028g\\h é 🦉 \uD800 $(x)\n\n"';

/** Events with all that a table of separated values may stumble over, and facts of one session in two files. */
const FIRST_FILE = [
  { ...SESSION, type: 'SESSION_START', id: 'start-7', at: RECEIVED - 90_000 },
  { ...SESSION, type: 'USER_PROMPT', at: RECEIVED - 80_000, summary: HOSTILE, payload: { prompt: HOSTILE } },
  {
    ...SESSION,
    type: 'TOOL_USE',
    at: RECEIVED - 70_000,
    tool: 'Write',
    toolUseId: 'toolu_01VkPz8LmQ4nRb7cXw2TaBcD',
    context: {
      user: { email: 'dana@example.com' },
      repository: { remote: 'github.com/acme/shop', root: '/home/dana/shop', sensitivity: 'HIGH' },
      agent: { product: 'Acme Agent', version: '3' },
      sandbox: { name: 'build-7', project: 'shop' },
    },
    touches: [
      { kind: 'WROTE', path: `/home/dana/shop/odd;\u001Fname "1",2.ts` },
      { kind: 'READ', path: '.env' },
      { kind: 'CALLED', host: 'files.example.com' },
    ],
  },
];
const SECOND_FILE = [
  { ...SESSION, type: 'USER_PROMPT', payload: { untimed: true } },
  { ...SESSION, type: 'SESSION_END', id: 'end-7', at: RECEIVED - 60_000 },
  { ...SESSION, agentId: 'sub-1', type: 'USER_PROMPT', at: RECEIVED - 65_000 },
  {
    ...SESSION,
    sessionId: 'run-8',
    type: 'SESSION_CONTINUED',
    id: 'continued-8',
    at: RECEIVED - 50_000,
    origin: { sessionId: 'run-never-seen' },
  },
];

let shared: Driver;
let graph: Graph;
let folder: string;
let paths: readonly string[];
let config: Config;

beforeAll(async () => {
  shared = connectForTest();
  graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  await wipe(shared);
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-offline-'));
  const lines = (events: readonly object[]): string =>
    events.map((event) => `${JSON.stringify(event)}\n`).join('');
  await writeFile(path.join(folder, 'first.ndjson'), lines(FIRST_FILE));
  await writeFile(path.join(folder, 'second.ndjson'), lines([...SECOND_FILE, ...FIRST_FILE]));
  await writeFile(path.join(folder, 'notes.txt'), 'nothing that is read\n');
  paths = [...FIXTURES, 'first.ndjson', 'second.ndjson', 'notes.txt'].map((name) =>
    name.includes('/') ? path.resolve(name) : path.join(folder, name),
  );
  config = parseConfig({
    RUNTRAIL_NEO4J_HEAP_MB: '512',
    RUNTRAIL_NEO4J_PAGE_CACHE_MB: '128',
    ...process.env,
    NEO4J_URI: '',
    RUNTRAIL_HOME: path.join(folder, 'home'),
  });
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await graph.close();
  await shared.close();
});

async function importedOffline(): Promise<OfflineImportSummary> {
  return importOffline(managedOnly(config), await inputFiles(paths), {
    redaction,
    sensitivity: new SensitivityRules(),
    adapters: SOURCES,
    now: () => RECEIVED,
    report: () => undefined,
    open: (homeFolder) => openGraph({ ...config, homeFolder }, () => undefined),
  });
}

describe('an offline import', () => {
  test('makes the graph that an import through the server makes, and refuses to do it twice', async () => {
    const online = await importFiles(await inputFiles(paths), {
      graph,
      redaction,
      adapters: SOURCES,
      now: () => RECEIVED,
    });
    const expected = await dumpGraph(shared);

    const summary = await importedOffline();

    const opened = await openGraph(config, () => undefined);
    const { address } = opened.database;
    const driver = neo4j.driver(address.uri, neo4j.auth.basic(address.username, address.password));
    try {
      const found = await dumpGraph(driver);
      expect(found.filter((line) => !expected.includes(line))).toEqual([]);
      expect(expected.filter((line) => !found.includes(line))).toEqual([]);
      expect(found).toHaveLength(expected.length);
      const count = (label: string): number =>
        expected.filter((line) => line.startsWith(`[["${label}"]`)).length;
      expect(summary).toMatchObject({
        files: online.files,
        bytes: online.bytes,
        formats: online.formats,
        rejects: online.rejects,
        skips: online.skips,
        events: count('Event'),
        records: count('Record'),
      });
      const withEvents = expected.filter(
        (line) => line.startsWith('[["Session"]') && line.includes('"ownEvents"'),
      );
      expect(summary.sessions).toBe(withEvents.length);
      expect(expected.some((line) => line.includes('odd;\\u001fname'))).toBe(true);
      await expect(importedOffline()).rejects.toThrow(ServerRunsError);
    } finally {
      await driver.close();
      await opened.close();
    }
    await expect(importedOffline()).rejects.toThrow(GraphNotEmptyError);
  }, 600_000);
});
