import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { parseConfig } from '../../src/config.js';
import { DatabaseUnavailableError } from '../../src/database/database-errors.js';
import { locateDatabase } from '../../src/database/locate-database.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'runtrail-locate-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('an address is taken as it is, although nothing answers there', async () => {
  const progress: string[] = [];
  const env = {
    HOME: home,
    NEO4J_URI: 'neo4j+s://graph.invalid',
    NEO4J_PASSWORD: 'p',
    NEO4J_DATABASE: 'trails',
  };
  const handle = await locateDatabase(parseConfig(env), (line) => progress.push(line));
  expect(handle).toMatchObject({
    address: { uri: 'neo4j+s://graph.invalid', username: 'neo4j', password: 'p', database: 'trails' },
    managed: false,
    startedHere: false,
  });
  await expect(handle.stop()).resolves.toBeUndefined();
  expect(progress).toEqual([]);
});

test('without an address and without tools, the error names the three ways with their commands', async () => {
  const config = parseConfig({ HOME: home, PATH: '/nowhere' });
  const error = await locateDatabase(config, () => undefined).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DatabaseUnavailableError);
  const { message } = error as DatabaseUnavailableError;
  expect(message).toContain('No database address is set');
  expect(message).toMatch(/1\. [^\n]*\n {7}NEO4J_URI=\S+ NEO4J_PASSWORD='[^\n]*' npm start/);
  expect(message).toMatch(/2\. [^\n]*\n {7}(sudo|brew) [^\n]*maven && npm start/);
  expect(message).toMatch(/3\. [^\n]*\n {7}[^\n]*docker compose up/);
});
