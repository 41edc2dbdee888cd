import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { StartedElsewhereError } from './database-errors.js';
import { errorCode } from './file-failure.js';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';

export interface LockOptions {
  /** How long to wait for a holder that is alive. */
  readonly waitMs: number;
  /** Called once, if there is something to wait for. */
  readonly onWait: (holderPid: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const pollMs = 100;

/** Creating a file and writing one line into it takes far less; older and unreadable means that its writer died. */
const unreadableForMs = 5_000;

/**
 * Does one thing at a time among all processes of this machine that name the same file. Node has no file locks,
 * so the file names its holder; one whose holder has died is taken over. The takeover cannot be made atomic with
 * files alone. It is narrow, and Neo4j's own lock on the store, which the kernel keeps, is the last guard.
 *
 * @throws StartedElsewhereError when the holder lives and does not finish within `waitMs`
 */
export async function withFolderLock<T>(
  lockFile: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await acquire(lockFile, options);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function acquire(lockFile: string, { waitMs, onWait, signal }: LockOptions): Promise<void> {
  const self = await identifyProcess(process.pid);
  if (self === undefined) throw new Error(`Process ${process.pid} cannot read its own start time`);
  const deadline = Date.now() + waitMs;
  let waitingFor: number | undefined;
  while (!(await createExclusively(lockFile, JSON.stringify(self)))) {
    const holder = await readHolder(lockFile);
    if (holder === 'gone') continue;
    if (holder === 'abandoned') {
      await takeOver(lockFile);
      continue;
    }
    if (holder !== 'being written') {
      if (waitingFor === undefined) onWait(holder.pid);
      waitingFor = holder.pid;
    }
    if (Date.now() > deadline) throw new StartedElsewhereError(lockFile, waitingFor ?? 0, waitMs);
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
  }
}

async function createExclusively(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(
  lockFile: string,
): Promise<ProcessIdentity | 'gone' | 'abandoned' | 'being written'> {
  const content = await readFile(lockFile, 'utf8').catch(() => undefined);
  if (content === undefined) return 'gone';
  const holder = parseIdentity(content);
  if (holder !== undefined) return (await isRunning(holder)) ? holder : 'abandoned';
  const created = await stat(lockFile).catch(() => undefined);
  if (created === undefined) return 'gone';
  return Date.now() - created.mtimeMs > unreadableForMs ? 'abandoned' : 'being written';
}

/** Removes an abandoned lock, unless another process is doing so or has already made the lock its own. */
async function takeOver(lockFile: string): Promise<void> {
  const takeoverFile = `${lockFile}.takeover`;
  if (!(await createExclusively(takeoverFile, String(process.pid)))) {
    const created = await stat(takeoverFile).catch(() => undefined);
    if (created !== undefined && Date.now() - created.mtimeMs > unreadableForMs)
      await rm(takeoverFile, { force: true });
    await sleep(pollMs);
    return;
  }
  try {
    if ((await readHolder(lockFile)) === 'abandoned') await rm(lockFile, { force: true });
  } finally {
    await rm(takeoverFile, { force: true });
  }
}

function parseIdentity(content: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return isIdentity(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'birth' in value &&
    typeof value.birth === 'string'
  );
}
