import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { BenchDatabase } from '../bench-database.js';
import type { RowResult } from '../report.js';
import { heavyLines } from './heavy-lines.js';

export interface MemoryRowOptions {
  /** It is emptied before and after. */
  readonly database: BenchDatabase;
  readonly seed: string;
  /** Of the file, in units of 1,000,000 bytes. */
  readonly sizeMb: number;
}

const AT_MOST_MB = 300;
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The import did not end well. */
class ImportFailedError extends Error {
  override readonly name = 'ImportFailedError';
}

/** The most memory that `runtrail import` of one large file ever has resident, in a process of its own. */
export async function measureMemory({ database, seed, sizeMb }: MemoryRowOptions): Promise<RowResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-bench-memory-'));
  try {
    const file = path.join(folder, 'events.ndjson');
    const lines = heavyLines({ seed, sizeBytes: sizeMb * 1e6 });
    await pipeline(Readable.from(lines), createWriteStream(file));
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: PROJECT });
    await database.empty();
    const startedAt = performance.now();
    const { peakMb, summary } = await importInChild(file, folder, database);
    const seconds = (performance.now() - startedAt) / 1000;
    const rejected = Object.keys(summary.rejects).length > 0;
    return {
      question: `peak of resident memory while a file of ${sizeMb.toLocaleString('en-US')} MB is imported`,
      where: 'a process of its own',
      ours: 'runtrail import, as it is built; VmHWM of its process',
      measured: { value: peakMb, atMost: AT_MOST_MB, unit: 'MB' },
      invalid:
        rejected || summary.newEvents === 0
          ? `${summary.newEvents} events were stored, with rejects: ${JSON.stringify(summary.rejects)}`
          : null,
      notes: [
        `${summary.newEvents.toLocaleString('en-US')} native events of some 10 kB each, in ${seconds.toFixed(0)} s, appraisal included`,
      ],
    };
  } finally {
    await database.empty();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Summary {
  readonly newEvents: number;
  readonly rejects: Readonly<Record<string, number>>;
}

async function importInChild(
  file: string,
  homeFolder: string,
  { address }: BenchDatabase,
): Promise<{ readonly peakMb: number; readonly summary: Summary }> {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', path.join(PROJECT, 'dist', 'main.js'), 'import', '--json', file],
    {
      env: {
        ...process.env,
        RUNTRAIL_HOME: homeFolder,
        NEO4J_URI: address.uri,
        NEO4J_USERNAME: address.username,
        NEO4J_PASSWORD: address.password,
        NEO4J_DATABASE: address.database,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-2_000)));
  let peakMb = 0;
  const look = async (): Promise<void> => {
    peakMb = Math.max(peakMb, await residentPeakMb(child.pid ?? 0));
  };
  // The system keeps the peak itself: what happens between two looks is not missed, but for the very end.
  const timer = setInterval(() => void look(), 100);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new ImportFailedError(`runtrail import ended with code ${code}: ${errors}`);
    if (peakMb === 0) throw new ImportFailedError('This system has no /proc that gives the peak of memory.');
    return { peakMb, summary: JSON.parse(output) as Summary };
  } finally {
    clearInterval(timer);
    child.kill();
  }
}

/** In units of 1,000,000 bytes; 0 where the process has ended. */
async function residentPeakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (Number(kib ?? 0) * 1024) / 1e6;
}
