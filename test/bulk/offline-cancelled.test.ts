import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { NotManagedError, OfflineCancelledError } from '../../src/bulk/bulk-errors.js';
import { managedOnly } from '../../src/bulk/managed-store.js';
import { importOffline } from '../../src/bulk/offline-import.js';
import { parseConfig } from '../../src/config.js';
import { inputFiles } from '../../src/ingest/input-files.js';
import { SensitivityRules } from '../../src/sensitivity/sensitivity-rules.js';
import { SOURCES } from '../../src/sources/sources.js';
import { redaction } from '../support/redaction.js';

let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'runtrail-cancelled-'));
});

afterAll(() => rm(home, { recursive: true, force: true }));

test('an offline import that is cancelled leaves nothing behind, not even of one that was killed', async () => {
  const left = path.join(home, 'bulk-import', 'csv');
  await mkdir(left, { recursive: true });
  await writeFile(path.join(left, 'events.csv'), 'half of it');
  const controller = new AbortController();
  const files = await inputFiles([path.resolve('test/fixtures/claude-code/prompts.jsonl')]);
  let asked = 0;
  const imported = importOffline(managedOnly(parseConfig({ HOME: home, RUNTRAIL_HOME: home })), files, {
    redaction,
    sensitivity: new SensitivityRules(),
    adapters: SOURCES,
    now: () => {
      asked++;
      controller.abort();
      return 0;
    },
    report: () => undefined,
    open: () => Promise.reject(new Error('nothing is opened')),
    signal: controller.signal,
  });
  await expect(imported).rejects.toThrow(OfflineCancelledError);
  expect(asked).toBeGreaterThan(0);
  expect(await readdir(home, { recursive: true })).toEqual(['neo4j']);
});

test('an offline import is refused for a database that somebody else runs', () => {
  const external = { NEO4J_URI: 'bolt://127.0.0.1:7687', NEO4J_PASSWORD: 'a password' };
  expect(() => managedOnly(parseConfig({ HOME: home, ...external }))).toThrow(NotManagedError);
});
