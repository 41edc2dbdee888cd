import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { isIdentity } from './folder-lock.js';
import { isRunning, type ProcessIdentity } from './process-identity.js';

/** What a process leaves in the data folder about the server that runs there, so that others find it. */
export interface RunRecord {
  /** The server's process. */
  readonly server: ProcessIdentity;
  readonly port: number;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The processes that work with the server; the last of them to leave stops it. */
  readonly users: readonly ProcessIdentity[];
}

const fileName = 'running.json';

/** Undefined when there is none, or when it cannot be read, as after a crash of the whole machine. */
export async function readRunRecord(folder: string): Promise<RunRecord | undefined> {
  const content = await readFile(path.join(folder, fileName), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(content);
    return isRunRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the record in one step, so that a reader never sees half of it. */
export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  const file = path.join(folder, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function removeRunRecord(folder: string): Promise<void> {
  await rm(path.join(folder, fileName), { force: true });
}

/** The users that still run, other than this process. */
export async function otherUsers(record: RunRecord): Promise<ProcessIdentity[]> {
  const others: ProcessIdentity[] = [];
  for (const user of record.users) {
    if (user.pid !== process.pid && (await isRunning(user))) others.push(user);
  }
  return others;
}

function isRunRecord(value: unknown): value is RunRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'server' in value &&
    isIdentity(value.server) &&
    'port' in value &&
    typeof value.port === 'number' &&
    'version' in value &&
    typeof value.version === 'string' &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'users' in value &&
    Array.isArray(value.users) &&
    value.users.every(isIdentity)
  );
}
