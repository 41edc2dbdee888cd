import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { StartedElsewhereError } from '../../src/database/database-errors.js';
import { withFolderLock } from '../../src/database/folder-lock.js';
import { identifyProcess } from '../../src/database/process-identity.js';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-lock-'));
  lock = path.join(folder, 'start.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function hold<T>(work: () => Promise<T>, waitMs = 5_000, waitedFor: number[] = []): Promise<T> {
  return withFolderLock(lock, { waitMs, onWait: (pid) => waitedFor.push(pid) }, work);
}

test('one at a time, the waiting told once, and nothing left behind', async () => {
  let inside = 0;
  let most = 0;
  const waitedFor: number[] = [];
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(120);
    inside -= 1;
  };
  await Promise.all([
    hold(work, 5_000, waitedFor),
    hold(work, 5_000, waitedFor),
    hold(work, 5_000, waitedFor),
  ]);
  expect(most).toBe(1);
  expect(waitedFor).toEqual([process.pid, process.pid]);
  expect(await readdir(folder)).toEqual([]);
});

test('it is released when the work fails', async () => {
  await expect(hold(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(hold(() => Promise.resolve('again'))).resolves.toBe('again');
});

test('the lock of a process that has ended is taken over', async () => {
  const { pid } = spawnSync('true');
  await writeFile(lock, JSON.stringify({ pid, birth: '1' }));
  await expect(hold(() => readFile(lock, 'utf8'))).resolves.toContain(`"pid":${process.pid}`);
});

test('so is the lock of an earlier process that had the number of a running one', async () => {
  await writeFile(lock, JSON.stringify({ pid: process.pid, birth: 'long ago' }));
  await expect(hold(() => Promise.resolve('mine'))).resolves.toBe('mine');
});

test('and a lock whose writer died half-way, once it is old', async () => {
  await writeFile(lock, '{"pi');
  await expect(hold(() => Promise.resolve('early'), 300)).rejects.toThrow(StartedElsewhereError);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  await expect(hold(() => Promise.resolve('mine'), 300)).resolves.toBe('mine');
});

test('many that find the same abandoned lock still go in one at a time', async () => {
  await writeFile(lock, JSON.stringify({ pid: process.pid, birth: 'long ago' }));
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 12 }, () => hold(work)));
  expect(most).toBe(1);
});

test('a holder that lives is named when the patience ends', async () => {
  await writeFile(lock, JSON.stringify(await identifyProcess(process.pid)));
  await expect(hold(() => Promise.resolve(), 250)).rejects.toThrow(
    new RegExp(`^Process ${process.pid} has been preparing the same database[\\s\\S]*kill ${process.pid}$`),
  );
});

test('waiting can be cancelled', async () => {
  await writeFile(lock, JSON.stringify(await identifyProcess(process.pid)));
  const signal = AbortSignal.timeout(100);
  const options = { waitMs: 60_000, onWait: () => undefined, signal };
  await expect(withFolderLock(lock, options, () => Promise.resolve())).rejects.toThrow(/abort/i);
});
