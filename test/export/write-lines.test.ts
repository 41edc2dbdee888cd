import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ExportCutShortError, ExportTargetError } from '../../src/export/export-errors.js';
import { writeLinesToFile, writeLinesToStream } from '../../src/export/write-lines.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-lines-'));
  file = path.join(folder, 'graph.ndjson');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const NEVER = new AbortController().signal;

async function* numbered(count: number, length = 10): AsyncGenerator<string> {
  for (let i = 0; i < count; i++) yield await Promise.resolve(`${i}`.padEnd(length, 'é'));
}

async function* failing(): AsyncGenerator<string> {
  yield* numbered(50_000, 20);
  throw new Error('the database went away');
}

describe('an export into a file', () => {
  test('is all of the lines, for its owner alone', async () => {
    const written = await writeLinesToFile(numbered(40_000), file, NEVER);
    const text = await readFile(file, 'utf8');
    expect(text.split('\n')).toHaveLength(40_001);
    expect(text.startsWith('0ééééééééé\n1')).toBe(true);
    expect(written).toEqual({ lines: 40_000, bytes: Buffer.byteLength(text) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['graph.ndjson']);
  });

  test('is not there, and what was there stays, where it cannot be whole', async () => {
    await expect(writeLinesToFile(failing(), file, NEVER)).rejects.toThrow('the database went away');
    expect(await readdir(folder)).toEqual([]);
    await writeFile(file, 'an earlier export');
    await expect(writeLinesToFile(failing(), file, NEVER)).rejects.toThrow('the database went away');
    expect(await readFile(file, 'utf8')).toBe('an earlier export');
    await writeLinesToFile(numbered(1), file, NEVER);
    expect(await readFile(file, 'utf8')).toBe('0ééééééééé\n');
    expect(await readdir(folder)).toEqual(['graph.ndjson']);
  });

  test('ends when it is told to, and leaves nothing', async () => {
    const controller = new AbortController();
    async function* stopped(): AsyncGenerator<string> {
      yield* numbered(10);
      controller.abort();
      yield* numbered(10);
    }
    await expect(writeLinesToFile(stopped(), file, controller.signal)).rejects.toThrow(ExportCutShortError);
    expect(await readdir(folder)).toEqual([]);
  });

  test('says what is wrong with the place', async () => {
    await mkdir(file);
    const places = [file, path.join(folder, 'missing', 'graph.ndjson'), os.devNull];
    const errors = await Promise.all(
      places.map((place) => writeLinesToFile(numbered(1), place, NEVER).catch((error: unknown) => error)),
    );
    expect(errors.every((error) => error instanceof ExportTargetError)).toBe(true);
    expect(errors.map(String)).toEqual([
      expect.stringMatching(/it is a folder\. Name a file/),
      expect.stringMatching(/its folder is not there\. Make/),
      expect.stringMatching(/no regular file/),
    ]);
  });
});

describe('an export into a stream', () => {
  test('waits for a reader that is slow', async () => {
    const stream = new PassThrough({ highWaterMark: 1_000 });
    let taken = 0;
    async function* counted(): AsyncGenerator<string> {
      for await (const line of numbered(200_000)) {
        taken++;
        yield line;
      }
    }
    const writing = writeLinesToStream(counted(), stream, NEVER);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Nobody reads yet: one chunk is all that was asked for.
    expect(taken).toBeLessThan(30_000);
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    const written = await writing;
    expect(written.lines).toBe(200_000);
    expect(bytes).toBe(written.bytes);
  });

  test('says that the reader went away', async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    await expect(writeLinesToStream(numbered(10), gone, NEVER)).rejects.toThrow(/reader of the output/);
  });
});
