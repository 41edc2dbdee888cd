import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';

import { BodyDamagedError, BodyTooLargeError, EncodingError } from './intake-errors.js';

/**
 * The bytes of a request's body, inflated where `encoding` says so, in chunks: a body that inflates to gigabytes is cut
 * off as soon as it has passed `maxBytes`, and never held.
 *
 * Throws EncodingError at once; while it is read BodyTooLargeError and BodyDamagedError.
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
  // The pipeline passes a failure of either side on to the other; it surfaces where the chunks are read.
  const bytes: Readable = inflater === null ? body : pipeline(body, inflater, () => undefined);
  let total = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > maxBytes) throw new BodyTooLargeError(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? new BodyDamagedError(encoding) : error;
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** All of a body that has to be at hand as a whole. Throws as `boundedBody` does. */
export async function wholeBody(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
