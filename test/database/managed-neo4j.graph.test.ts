import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

import neo4j from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { parseConfig } from '../../src/config.js';
import { StoreInUseError } from '../../src/database/database-errors.js';
import {
  type DatabaseAddress,
  type DatabaseHandle,
  locateDatabase,
} from '../../src/database/locate-database.js';
import { identifyProcess } from '../../src/database/process-identity.js';
import { readRunRecord } from '../../src/database/run-record.js';

/** A start takes 7 s on an idle machine of two cores, and several times that on a busy one. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let homeFolder: string;
let environment: NodeJS.ProcessEnv;
const progress: string[] = [];

beforeAll(async () => {
  homeFolder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-own-'));
  environment = {
    ...process.env,
    // These tests are about the managed database, whichever one the others use.
    NEO4J_URI: '',
    NEO4J_USERNAME: '',
    NEO4J_PASSWORD: '',
    NEO4J_DATABASE: '',
    RUNTRAIL_HOME: homeFolder,
    RUNTRAIL_NEO4J_HEAP_MB: '256',
    RUNTRAIL_NEO4J_PAGE_CACHE_MB: '32',
  };
});

afterAll(async () => {
  const record = await readRunRecord(dataFolder());
  if (record !== undefined && (await identifyProcess(record.server.pid)) !== undefined) {
    process.kill(record.server.pid, 'SIGKILL');
  }
  await rm(homeFolder, { recursive: true, force: true });
});

const dataFolder = (...parts: string[]): string => path.join(homeFolder, 'neo4j', ...parts);

function locate(): Promise<DatabaseHandle> {
  return locateDatabase(parseConfig(environment), (line) => progress.push(line));
}

async function ask(address: DatabaseAddress, query: string): Promise<unknown> {
  const driver = neo4j.driver(address.uri, neo4j.auth.basic(address.username, address.password));
  try {
    const { records } = await driver.executeQuery(query, {}, { database: address.database });
    return records[0]?.get(0) as unknown;
  } finally {
    await driver.close();
  }
}

async function serverPid(): Promise<number> {
  return (await readRunRecord(dataFolder()))?.server.pid ?? Number.NaN;
}

async function answersOn(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

describe('in one process', () => {
  let first: DatabaseHandle;
  beforeAll(async () => {
    first = await locate();
  });

  test('it starts, answers on loopback alone, and keeps its password to its owner', async () => {
    expect(first).toMatchObject({ managed: true, startedHere: true });
    await expect(ask(first.address, "CREATE (:Kept {name: 'before'}) RETURN 'created'")).resolves.toBe(
      'created',
    );
    const port = Number(new URL(first.address.uri).port);
    const outside = Object.values(os.networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    expect(await answersOn('127.0.0.1', port)).toBe(true);
    for (const { address } of outside) expect(await answersOn(address, port)).toBe(false);
    expect((await stat(dataFolder('password'))).mode & 0o777).toBe(0o600);
    expect((await stat(homeFolder)).mode & 0o077).toBe(0);
    const commandLine = await readFile(`/proc/${await serverPid()}/cmdline`, 'utf8').catch(() => '');
    expect(commandLine).not.toContain(first.address.password);
  });

  test('a second handle finds it, and letting go of that one leaves it running', async () => {
    const second = await locate();
    expect(second).toMatchObject({ address: first.address, startedHere: false });
    await second.stop();
    await expect(ask(first.address, 'RETURN 1 = 1')).resolves.toBe(true);
  });

  test('a server that is not known keeps its store to itself', async () => {
    await rename(dataFolder('running.json'), dataFolder('running.saved'));
    try {
      await expect(locate()).rejects.toThrow(StoreInUseError);
    } finally {
      await copyFile(dataFolder('running.saved'), dataFolder('running.json'));
    }
    await expect(ask(first.address, 'MATCH (n:Kept) RETURN n.name')).resolves.toBe('before');
  });

  test('after it was killed it starts anew on the same port with what was committed', async () => {
    const killed = await serverPid();
    process.kill(killed, 'SIGKILL');
    const again = await locate();
    expect(again).toMatchObject({ address: first.address, startedHere: true });
    expect(progress).toContain(
      `The Neo4j that ran here (process ${killed}) is gone without having been stopped; starting it anew`,
    );
    await expect(ask(again.address, 'MATCH (n:Kept) RETURN n.name')).resolves.toBe('before');

    await first.stop();
    await expect(ask(again.address, 'RETURN 1 = 1')).resolves.toBe(true);

    const pid = await serverPid();
    await again.stop();
    expect(await identifyProcess(pid)).toBeUndefined();
    expect(await readRunRecord(dataFolder())).toBeUndefined();
    expect((await readFile(dataFolder('logs', 'neo4j.log'), 'utf8')).trimEnd()).toMatch(/INFO {2}Stopped\.$/);
  });
});

describe('among several processes', () => {
  interface User {
    readonly child: ChildProcess;
    readonly uri: string;
    readonly startedHere: boolean;
  }

  async function startUser(): Promise<User> {
    const script = fileURLToPath(new URL('database-user.ts', import.meta.url));
    // A group of its own, to send it what Ctrl-C in a terminal sends: to the whole group at once.
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    for await (const line of readline.createInterface({ input: child.stdout })) {
      return { child, ...(JSON.parse(line) as { uri: string; startedHere: boolean }) };
    }
    throw new Error('The process ended without having got the database');
  }

  test('two that start at once share one server, which outlives its starter and ends with the last', async () => {
    const [one, other] = await Promise.all([startUser(), startUser()]);
    expect(one.startedHere).not.toBe(other.startedHere);
    expect(one.uri).toBe(other.uri);
    const [starter, guest] = one.startedHere ? [one, other] : [other, one];
    const pid = await serverPid();

    starter.child.stdin?.end();
    await once(starter.child, 'exit');
    const here = await locate();
    expect(here).toMatchObject({ startedHere: false, address: { uri: one.uri } });
    expect(await serverPid()).toBe(pid);

    // Dies without letting go; so does not count as a user any more.
    process.kill(-(guest.child.pid ?? 0), 'SIGKILL');
    await once(guest.child, 'exit');
    await expect(ask(here.address, 'MATCH (n:Kept) RETURN n.name')).resolves.toBe('before');
    await here.stop();
    expect(await identifyProcess(pid)).toBeUndefined();
  });
});
