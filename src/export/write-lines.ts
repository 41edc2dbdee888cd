import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { ExportCutShortError, ExportTargetError } from './export-errors.js';

/** Lines are gathered to so many characters before they are written. */
const CHUNK_LENGTH = 256 * 1024;

export interface Written {
  readonly lines: number;
  readonly bytes: number;
}

/**
 * Writes lines into a file that is there whole or not at all: beside it, and in its place once all of it is on the
 * disk. Only its owner may read it. What stood there before is replaced then. Throws ExportTargetError,
 * ExportCutShortError where `signal` aborts, and what reading the lines throws; nothing is left behind then.
 */
export async function writeLinesToFile(
  lines: AsyncIterable<string>,
  file: string,
  signal: AbortSignal,
): Promise<Written> {
  await refuseWhatIsNoFile(file);
  const part = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.part`);
  const handle = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw targetError(file, error);
  });
  try {
    let written: Written;
    try {
      written = await writeChunks(lines, signal, async (chunk) => {
        await handle.appendFile(chunk).catch((error: unknown) => {
          throw targetError(file, error);
        });
      });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
    return written;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Writes lines to a stream, no faster than it takes them. Throws ExportCutShortError, and what reading the lines throws. */
export async function writeLinesToStream(
  lines: AsyncIterable<string>,
  stream: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<Written> {
  return writeChunks(lines, signal, (chunk) => writeToStream(stream, chunk));
}

async function writeChunks(
  lines: AsyncIterable<string>,
  signal: AbortSignal,
  write: (chunk: string) => Promise<void>,
): Promise<Written> {
  let chunk = '';
  let count = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    bytes += Buffer.byteLength(chunk);
    await write(chunk);
    chunk = '';
  };
  for await (const line of lines) {
    if (signal.aborted) throw new ExportCutShortError('STOPPED');
    chunk += `${line}\n`;
    count++;
    if (chunk.length >= CHUNK_LENGTH) await flush();
  }
  if (chunk !== '') await flush();
  return { lines: count, bytes };
}

function writeToStream(stream: NodeJS.WritableStream, chunk: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const isGone = 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
      reject(isGone ? new ExportCutShortError('READER_GONE') : error);
    };
    // A stream that fails tells its listeners besides the callback: without one the process would end.
    stream.once('error', fail);
    stream.write(chunk, (error) => {
      if (error === null || error === undefined) {
        stream.removeListener('error', fail);
        resolve();
      } else fail(error);
    });
  });
}

/** A device or a pipe would be replaced by a file. */
async function refuseWhatIsNoFile(file: string): Promise<void> {
  const there = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw targetError(file, error);
  });
  if (there === null || there.isFile()) return;
  const what = there.isDirectory() ? 'it is a folder' : 'it is no regular file';
  throw new ExportTargetError(file, what, 'Name a file, or leave out --out and redirect the output.');
}

function targetError(file: string, error: unknown): unknown {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ExportTargetError(file, 'its folder is not there', 'Make the folder first.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ExportTargetError(file, 'its folder may not be written to', 'Name another place.');
    case 'ENOSPC':
    case 'EDQUOT':
      return new ExportTargetError(file, 'the disk is full', 'Make room, or name a place on another disk.');
    default:
      return error;
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
