import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import {
  type DatabaseUnavailableError,
  DiskFullError,
  FolderUnusableError,
  OtherVersionRunningError,
  PasswordLostError,
  PasswordNotSetError,
  PortLostError,
  RunningServerSilentError,
  ServerCrashedError,
  StartCancelledError,
  StartTimedOutError,
  StoreDamagedError,
  StoreFromNewerVersionError,
  StoreInUseError,
} from '../../src/database/database-errors.js';
import { openManagedNeo4j } from '../../src/database/managed-neo4j.js';
import { identifyProcess } from '../../src/database/process-identity.js';
import { writeRunRecord } from '../../src/database/run-record.js';
import { writeJava } from './fake-programs.js';

const version = '5.26.30';
let root: string;
let progress: string[];
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'runtrail-managed-'));
  progress = [];
  // A cache that is complete: nothing is fetched in these tests.
  await mkdir(path.join(root, 'cache', 'neo4j', version, 'lib'), { recursive: true });
  await writeFile(path.join(root, 'cache', 'neo4j', version, 'lib', 'a.jar'), 'a');
  await writeFile(path.join(root, 'cache', 'neo4j', version, 'jars.sha256'), `${'0'.repeat(64)}  a.jar\n`);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const dataFolder = (...parts: string[]): string => path.join(root, 'home', 'neo4j', ...parts);

interface Attempt {
  /** What the fake server does, in the language of the shell. */
  readonly server?: string;
  /** What Neo4j's password tool does. */
  readonly passwordTool?: string;
  readonly startTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Opens the database with a `java` that plays the server, and returns the error that comes of it. */
async function failureOf({ server = 'exit 9', passwordTool = 'exit 0', ...rest }: Attempt): Promise<unknown> {
  const java = `echo start >> ${root}/starts\ncase "$1" in @*) cp "\${1#@}" ${root}/tool-arguments; ${passwordTool};; esac\n`;
  await writeJava(path.join(root, 'java'), '17.0.1', `${java}${server}`);
  return openManagedNeo4j({
    homeFolder: path.join(root, 'home'),
    cacheFolder: path.join(root, 'cache'),
    database: { kind: 'managed', version, javaHomes: [path.join(root, 'java')], searchPath: [] },
    report: (line) => progress.push(line),
    startTimeoutMs: 20_000,
    ...rest,
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function expectTidy(): Promise<void> {
  const left = await readdir(dataFolder());
  expect(left).not.toContain('running.json');
  expect(left).not.toContain('start.lock');
  expect(left).not.toContain('set-password.args');
}

describe('a server that does not come up', () => {
  test('one that ends is shown with its last lines', async () => {
    const error = await failureOf({ server: 'echo "first line"; echo "Error: the last words" >&2; exit 3' });
    expect(error).toBeInstanceOf(ServerCrashedError);
    expect((error as Error).message).toContain('Neo4j 5.26.30 ended while it started (code 3)');
    expect((error as Error).message).toContain('  first line\n  Error: the last words\n');
    expect((error as Error).message).toContain(dataFolder('logs', 'console.log'));
    await expectTidy();
  });

  test.each([
    [
      'a store in use',
      StoreInUseError,
      'Lock file has been locked by another process: /x/store_lock. Please ensure no other process is using this database',
    ],
    [
      'a newer store',
      StoreFromNewerVersionError,
      'UnsupportedLogVersionException: Log file contains entries with prefix 32. This indicates that the log files ' +
        'originates from an newer version of neo4j, which we don’t support downgrading from.',
    ],
    ['a full disk', DiskFullError, 'java.io.IOException: No space left on device'],
    [
      'a damaged store',
      StoreDamagedError,
      '2026-01-01 00:00:00.000+0000 ERROR [o.n.d.d.DatabaseLifecycles] Failed to start DatabaseId{e39bb566[neo4j]}',
    ],
  ])('%s is recognised in the logs, and a server that hangs on is ended', async (_name, errorClass, line) => {
    const server = `for argument in "$@"; do case "$argument" in --home-dir=*) home="\${argument#*=}";; esac; done
      echo $$ > ${root}/pid; echo "${line}" >> "$home/logs/debug.log"; exec sleep 30`;
    const error = await failureOf({ server });
    expect(error).toBeInstanceOf(errorClass);
    expect((error as Error).message).toContain(dataFolder());
    expect(await identifyProcess(Number(await readFile(path.join(root, 'pid'), 'utf8')))).toBeUndefined();
    await expectTidy();
  });

  test('the reason counts, not what follows from it', async () => {
    const server = `for argument in "$@"; do case "$argument" in --home-dir=*) home="\${argument#*=}";; esac; done
      echo "ERROR Failed to start DatabaseId{00000000[system]}" >> "$home/logs/debug.log"
      echo "Caused by: java.io.IOException: No space left on device" >> "$home/logs/neo4j.log"; exit 1`;
    await expect(failureOf({ server })).resolves.toBeInstanceOf(DiskFullError);
  });

  test('one that ends without a word is shown with the causes in its log', async () => {
    const server = `for argument in "$@"; do case "$argument" in --home-dir=*) home="\${argument#*=}";; esac; done
      printf '%s\\n' 'now ERROR Failed to start Neo4j' '\tat x.y.Z' 'Caused by: x.Why: the reason' '\tat x.y.Z' \
        'now INFO  Stopped.' >> "$home/logs/neo4j.log"; echo "WARNING: Unsafe" >&2; exit 1`;
    const error = await failureOf({ server });
    expect((error as Error).message).toContain(
      'Its last lines:\n  now ERROR Failed to start Neo4j\n  Caused by: x.Why: the reason\nMore',
    );
  });

  test('what an earlier start logged is not taken for this one', async () => {
    await mkdir(dataFolder('logs'), { recursive: true });
    await writeFile(dataFolder('logs', 'neo4j.log'), 'java.io.IOException: No space left on device\n');
    await expect(failureOf({ server: 'exit 1' })).resolves.toBeInstanceOf(ServerCrashedError);
  });

  test('a lost port is replaced, and given up after three', async () => {
    const server = 'echo "PortBindException: An error occurred while trying to bind"; exit 1';
    await expect(failureOf({ server })).resolves.toBeInstanceOf(PortLostError);
    const moves = progress.filter((line) => line.includes('was taken by another program'));
    expect(moves).toHaveLength(3);
    expect(new Set(moves).size).toBe(3);
    await expectTidy();
  });

  test('a silent one is stopped when its time is over', async () => {
    const error = await failureOf({ server: `echo $$ > ${root}/pid; exec sleep 30`, startTimeoutMs: 700 });
    expect(error).toBeInstanceOf(StartTimedOutError);
    expect(await identifyProcess(Number(await readFile(path.join(root, 'pid'), 'utf8')))).toBeUndefined();
    await expectTidy();
  });

  test('so is one whose start is cancelled', async () => {
    const server = `echo $$ > ${root}/pid; exec sleep 30`;
    const error = await failureOf({ server, signal: AbortSignal.timeout(1_000) });
    expect(error).toBeInstanceOf(StartCancelledError);
    expect(await identifyProcess(Number(await readFile(path.join(root, 'pid'), 'utf8')))).toBeUndefined();
    await expectTidy();
  });
});

describe('before a server is started', () => {
  test('a store that a newer version has opened is refused', async () => {
    await mkdir(dataFolder(), { recursive: true });
    await writeFile(dataFolder('store-version'), '2026.08.1\n');
    const error = await failureOf({});
    expect(error).toBeInstanceOf(StoreFromNewerVersionError);
    expect((error as Error).message).toContain('Start with NEO4J_VERSION=2026.08.1');
    await expect(readFile(path.join(root, 'starts'))).rejects.toThrow('ENOENT');
  });

  test('a database whose password file is gone is left alone', async () => {
    await mkdir(dataFolder('data', 'databases', 'system'), { recursive: true });
    await expect(failureOf({})).resolves.toBeInstanceOf(PasswordLostError);
    await expect(readFile(path.join(root, 'starts'))).rejects.toThrow('ENOENT');
  });

  test('the password goes to its tool by a file, not by the command line, and to no message', async () => {
    const error = await failureOf({ passwordTool: `cat "\${1#@}"; exit 70` });
    expect(error).toBeInstanceOf(PasswordNotSetError);
    const password = (await readFile(dataFolder('password'), 'utf8')).trim();
    expect(password).toMatch(/^[\w-]{32}$/);
    expect((await readFile(path.join(root, 'tool-arguments'), 'utf8')).trim().split('\n').at(-1)).toBe(
      password,
    );
    expect(`${(error as Error).message}${progress.join('')}`).not.toContain(password);
    await expectTidy();
  });

  test('what is private is readable by its owner alone', async () => {
    await failureOf({});
    for (const [name, mode] of [
      ['', 0o700],
      ['password', 0o600],
      ['conf/neo4j.conf', 0o600],
      ['logs/console.log', 0o600],
    ] as const) {
      expect([name, ((await stat(dataFolder(name))).mode & 0o777).toString(8)]).toEqual([
        name,
        mode.toString(8),
      ]);
    }
  });

  test('a home folder that is a file is named', async () => {
    await writeFile(path.join(root, 'home'), '');
    const error = await failureOf({});
    expect(error).toBeInstanceOf(FolderUnusableError);
    expect((error as DatabaseUnavailableError).message).toContain(path.join(root, 'home'));
  });
});

describe('a record of a server', () => {
  const record = { port: 1, version, startedAt: '2026-01-01T00:00:00.000Z', users: [] };

  test('whose process is gone is said, and a new one is started', async () => {
    await mkdir(dataFolder(), { recursive: true });
    await writeRunRecord(dataFolder(), { ...record, server: { pid: 2 ** 22 + 1, birth: '1' } });
    await expect(failureOf({})).resolves.toBeInstanceOf(ServerCrashedError);
    expect(progress[0]).toMatch(/is gone without having been stopped; starting it anew$/);
  });

  test('whose number another program has now is not touched', async () => {
    await mkdir(dataFolder(), { recursive: true });
    const self = await identifyProcess(process.pid);
    expect(self).toBeDefined();
    if (self === undefined) return;
    await writeRunRecord(dataFolder(), { ...record, server: self });
    await expect(failureOf({})).resolves.toBeInstanceOf(ServerCrashedError);
    expect(progress[0]).toMatch(new RegExp(`process ${process.pid}\\) is gone`));
  });

  test('that cannot be read counts as none', async () => {
    await mkdir(dataFolder(), { recursive: true });
    await writeFile(dataFolder('running.json'), '{"server":{"pid":1');
    await expect(failureOf({})).resolves.toBeInstanceOf(ServerCrashedError);
    await expectTidy();
  });
});

describe('a server that another process left running', () => {
  /** Runs something that looks like a server of this folder for as long as the work takes. */
  async function besideServer(work: (pid: number) => Promise<void>, runningVersion = version): Promise<void> {
    await mkdir(dataFolder(), { recursive: true });
    await writeFile(dataFolder('password'), 'p');
    const child = spawn('sh', ['-c', 'sleep 30 & wait', 'sh', `--home-dir=${dataFolder()}`], {
      detached: true,
    });
    const pid = child.pid ?? 0;
    try {
      const server = await identifyProcess(pid);
      if (server === undefined) throw new Error('The stand-in did not start');
      const startedAt = '2026-01-01T00:00:00.000Z';
      await writeRunRecord(dataFolder(), { server, port: 9, version: runningVersion, startedAt, users: [] });
      await work(pid);
    } finally {
      process.kill(-pid, 'SIGKILL');
    }
  }

  test('is named and left alone when it does not answer', () =>
    besideServer(async (pid) => {
      const error = await failureOf({ startTimeoutMs: 500 });
      expect(error).toBeInstanceOf(RunningServerSilentError);
      expect((error as Error).message).toContain(`kill ${pid}`);
      expect(await identifyProcess(pid)).toBeDefined();
    }));

  test('is named when it is of another version', () =>
    besideServer(async (pid) => {
      const error = await failureOf({});
      expect(error).toBeInstanceOf(OtherVersionRunningError);
      expect((error as Error).message).toMatch(/^Neo4j 2026\.08\.1 \(process \d+\) already runs/);
      expect((error as Error).message).toContain(`kill ${pid}`);
    }, '2026.08.1'));
});
