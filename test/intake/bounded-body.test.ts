import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { boundedBody, discard, HeldBytes } from '../../src/intake/bounded-body.js';
import { BodyCutShortError, EncodingError, IntakeFullError } from '../../src/intake/intake-errors.js';

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

describe('boundedBody', () => {
  it('gives exactly as many bytes as are allowed', async () => {
    expect(
      await read(boundedBody(Readable.from([Buffer.from('abc'), Buffer.from('de')]), undefined, 5)),
    ).toBe('abcde');
    await expect(read(boundedBody(Readable.from([Buffer.from('abcdef')]), undefined, 5))).rejects.toThrow(
      '5 bytes',
    );
  });

  it.each([
    ['as it is', undefined, (text: string) => Buffer.from(text)],
    ['inflated', 'gzip', (text: string) => gzipSync(text)],
  ])('leaves a body open whose reader stops early, %s', async (_how, encoding, written) => {
    const body = new PassThrough();
    body.write(written('some text'));
    for await (const chunk of boundedBody(body, encoding, 1_000)) {
      expect(Buffer.from(chunk).toString()).toBe('some text');
      break;
    }
    expect(body.destroyed).toBe(false);
    // And what still comes can be taken away.
    discard(body, 1_000);
    body.end('x'.repeat(500));
    await new Promise((resolve) => body.once('end', resolve));
  });

  it.each([undefined, 'gzip'])(
    'tells a connection that ended from a body that is damaged (%s)',
    async (encoding) => {
      const body = new PassThrough();
      body.write(gzipSync('some text').subarray(0, 12));
      const reading = read(boundedBody(body, encoding, 1_000));
      body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      await expect(reading).rejects.toThrow(BodyCutShortError);
    },
  );

  it('says at once that it does not read an encoding', () => {
    expect(() => boundedBody(new PassThrough(), 'br', 1)).toThrow(EncodingError);
  });
});

describe('discard', () => {
  it('ends a body that does not end', async () => {
    const body = new PassThrough();
    discard(body, 1_000);
    body.write('x'.repeat(1_001));
    await new Promise((resolve) => body.once('close', resolve));
    expect(body.destroyed).toBe(true);
  });
});

describe('HeldBytes', () => {
  const bytes = (count: number): Readable => Readable.from([Buffer.alloc(count)]);

  it('refuses what does not fit besides what is held, and takes it when that is let go', async () => {
    const held = new HeldBytes(100);
    let letGo = (): void => undefined;
    const first = held.holding(bytes(60), () => new Promise<void>((resolve) => (letGo = resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(held.holding(bytes(50), () => Promise.resolve())).rejects.toThrow(IntakeFullError);
    expect(await held.holding(bytes(40), (body) => Promise.resolve(body.length))).toBe(40);
    letGo();
    await first;
    expect(await held.holding(bytes(50), (body) => Promise.resolve(body.length))).toBe(50);
  });

  it('lets go of what failed, and takes one that is alone whatever its size', async () => {
    const held = new HeldBytes(100);
    await expect(held.holding(bytes(90), () => Promise.reject(new Error('no request')))).rejects.toThrow(
      'no request',
    );
    expect(await held.holding(bytes(500), (body) => Promise.resolve(body.length))).toBe(500);
  });
});
