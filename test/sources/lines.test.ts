import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LineSplitter, readLines, type Line, type LineLimits } from '../../src/sources/lines.js';

async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    // Each chunk is its own memory and is overwritten after use, as a reused read buffer would be.
    const chunk = Uint8Array.from(bytes.subarray(at, at + size));
    yield chunk;
    chunk.fill(0x58);
    at += size;
  }
}

async function linesOf(
  input: string | Uint8Array,
  limits: LineLimits = {},
  sizes = [7, 1, 64],
): Promise<Line[]> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const lines: Line[] = [];
  for await (const line of readLines(chunked(bytes, sizes), limits)) lines.push(line);
  return lines;
}

const texts = (lines: readonly Line[]): string[] => lines.map((line) => line.text);

describe('readLines', () => {
  it('numbers lines from one and knows whether the last was finished', async () => {
    const lines = await linesOf('one\ntwo\nthr');
    expect(lines.map(({ number, text, terminated }) => [number, text, terminated])).toEqual([
      [1, 'one', true],
      [2, 'two', true],
      [3, 'thr', false],
    ]);
  });

  it('has no empty line after a final line break, and none for an empty input', async () => {
    expect(texts(await linesOf('one\n'))).toEqual(['one']);
    expect(await linesOf('')).toEqual([]);
  });

  it('keeps empty lines between others', async () => {
    expect(texts(await linesOf('one\n\n\ntwo\n'))).toEqual(['one', '', '', 'two']);
  });

  it('takes CRLF for one line break wherever chunks are cut, and keeps other carriage returns', async () => {
    for (const size of [1, 2, 3, 4, 100]) {
      expect(texts(await linesOf('a\rb\r\nc\r\r\nd\r', {}, [size]))).toEqual(['a\rb', 'c\r', 'd']);
    }
  });

  it('drops a byte-order mark', async () => {
    expect(texts(await linesOf('\ufeff{"a":1}\n{"b":2}\n', {}, [1]))).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('decodes characters that chunks cut in two', async () => {
    expect(texts(await linesOf('naïve 🎉\n…\n', {}, [1]))).toEqual(['naïve 🎉', '…']);
  });

  it('replaces bytes that are no UTF-8 and says so; NUL stays', async () => {
    const [bad, good] = await linesOf(Uint8Array.from([0x61, 0xff, 0x0a, 0x00, 0x62, 0x0a]));
    expect(bad).toMatchObject({ text: 'a\ufffd', invalidUtf8: true });
    expect(good).toMatchObject({ text: '\0b', invalidUtf8: false });
  });

  it('gives the same lines however the bytes are cut, and agrees with a plain split', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\r\n', 'é', '🎉', '{') });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (input, sizes) => {
          const expected = input.split(/\r?\n/);
          if (expected.at(-1) === '') expected.pop();
          expect(texts(await linesOf(input, {}, sizes))).toEqual(expected);
        },
      ),
    );
  });
});

describe('a line over the limit', () => {
  const limits = { maxLineBytes: 400, maxStringBytes: 40 };

  it('keeps its structure, shortens its strings, and knows its size and hash', async () => {
    const record = { id: 'x1', image: 'A'.repeat(5000), after: ['ü'.repeat(900), 7] };
    const whole = JSON.stringify(record);
    const [line, next] = await linesOf(`${whole}\n{"b":2}\n`, limits, [13]);
    expect(line?.sizeBytes).toBe(Buffer.byteLength(whole));
    expect(line?.overlong).toEqual({
      sha256: createHash('sha256').update(whole).digest('hex'),
      complete: true,
    });
    expect(JSON.parse(line?.text ?? '')).toEqual({
      id: 'x1',
      image: `${'A'.repeat(40)}…[4960 bytes left out]`,
      after: [`${'ü'.repeat(20)}…[1760 bytes left out]`, 7],
    });
    expect(next).toMatchObject({ text: '{"b":2}', overlong: null });
  });

  it('never cuts inside an escape', async () => {
    const escapes = ['\\n', '\\"', '\\\\', '\\u00e9', '\\ud83c\\udf89', 'é', 'x', '"'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...escapes.slice(0, 7)), { minLength: 120, maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, size) => {
          const whole = `{"a":"${parts.join('')}","pad":"${'-'.repeat(300)}","end":true}`;
          const [line] = await linesOf(`${whole}\n`, limits, [size]);
          const kept = JSON.parse(line?.text ?? '') as { a: string; end: boolean };
          expect(kept.end).toBe(true);
          const beginning = kept.a.replace(/…\[\d+ bytes left out\]$/, '').replace(/[\ud800-\udbff]$/, '');
          expect((JSON.parse(whole) as { a: string }).a.startsWith(beginning)).toBe(true);
        },
      ),
    );
  });

  it('stops where shortening strings is not enough', async () => {
    const [line] = await linesOf(`[${'1234567890,'.repeat(200)}0]\n`, limits);
    expect(line?.overlong?.complete).toBe(false);
    expect(line?.text).toHaveLength(400);
    expect(line?.sizeBytes).toBe(2203);
  });

  it('is incomplete where the input ends in the middle of a string', async () => {
    const [line] = await linesOf(`{"a":"${'x'.repeat(1000)}`, limits);
    expect(line).toMatchObject({ terminated: false, overlong: { complete: false } });
  });

  it('holds a bounded part of it in memory', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    expect([...splitter.push(Buffer.from('{"image":"'))]).toEqual([]);
    let most = 0;
    for (let pushed = 0; pushed < 24 * 1024 * 1024; pushed += chunk.length) {
      expect(splitter.push(chunk).next().done).toBe(true);
      most = Math.max(most, splitter.heldBytes);
    }
    expect(most).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(splitter.heldBytes).toBeLessThan(128 * 1024);
    const [line] = [...splitter.push(Buffer.from('"}\n'))];
    expect(line?.sizeBytes).toBe(24 * 1024 * 1024 + 12);
    expect(splitter.heldBytes).toBe(0);
  });
});
