import type { Readable } from 'node:stream';
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';

import {
  BodyCutShortError,
  BodyDamagedError,
  BodyTooLargeError,
  EncodingError,
  IntakeFullError,
} from './intake-errors.js';

/**
 * The bytes of a request's body, inflated where `encoding` says so, in chunks: a body that inflates to gigabytes is cut
 * off as soon as it has passed `maxBytes`, and never held. A reader that stops early leaves the body open, for the
 * connection still has to carry the answer; `discard` takes what is left.
 *
 * Throws EncodingError at once; while it is read BodyTooLargeError, BodyDamagedError and BodyCutShortError.
 */
export function boundedBody(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
): AsyncIterable<Uint8Array> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  const inflater = inflaterOf(name);
  return bounded(body, inflater, name, maxBytes);
}

function inflaterOf(encoding: string): Gunzip | Inflate | null {
  switch (encoding) {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    default:
      throw new EncodingError(encoding);
  }
}

async function* bounded(
  body: Readable,
  inflater: Gunzip | Inflate | null,
  encoding: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const bytes = inflater === null ? body : inflated(body, inflater);
  let total = 0;
  try {
    // Destroying a request destroys its connection, and with it the answer that says what was wrong.
    for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > maxBytes) throw new BodyTooLargeError(maxBytes);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw error;
    throw isZlibError(error) ? new BodyDamagedError(encoding) : new BodyCutShortError();
  } finally {
    if (inflater !== null) {
      body.unpipe(inflater);
      inflater.destroy();
    }
  }
}

/** Unlike a pipeline, this leaves the body open where the inflater fails. */
function inflated(body: Readable, inflater: Gunzip | Inflate): Gunzip | Inflate {
  body.once('error', (error) => inflater.destroy(error));
  return body.pipe(inflater);
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** Bytes of bodies that have to be at hand as a whole, over all requests: more than fit are refused. */
export class HeldBytes {
  readonly #max: number;
  #held = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  /**
   * Reads a body whole, and holds it for as long as `use` takes. Throws IntakeFullError where others hold too much, and
   * what reading the chunks throws.
   */
  async holding<T>(chunks: AsyncIterable<Uint8Array>, use: (body: Buffer) => Promise<T>): Promise<T> {
    let taken = 0;
    try {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) {
        // One that is alone may be as large as any body.
        if (this.#held > taken && this.#held + chunk.length > this.#max) throw new IntakeFullError();
        this.#held += chunk.length;
        taken += chunk.length;
        parts.push(chunk);
      }
      return await use(Buffer.concat(parts));
    } finally {
      this.#held -= taken;
    }
  }
}

/**
 * Takes the rest of a body that is not wanted, up to `maxBytes`, so that its sender gets to read the answer: a
 * connection that is closed on unread bytes is reset, and the answer is lost with it.
 */
export function discard(body: Readable, maxBytes: number): void {
  let left = maxBytes;
  body.on('error', () => undefined);
  body.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) body.destroy();
  });
  // A body that was piped into an inflater has been paused.
  body.resume();
}
