import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';

/**
 * Bytes into lines, as a stream. Memory is bounded whatever the size of the file or of one line: a line is kept
 * whole up to a limit, and a longer one is abridged while it passes, its size and SHA-256 being of all its bytes.
 */

export interface LineLimits {
  /** A line of more bytes than this is abridged. 8 MiB unless told. */
  readonly maxLineBytes?: number;
  /** How much of each JSON string an abridged line keeps, in bytes. 64 KiB unless told. */
  readonly maxStringBytes?: number;
}

/** What is known of a line that was too long to keep. */
interface Overlong {
  /** Lower-case hex SHA-256 of the whole line, without its line break. */
  readonly sha256: string;
  /**
   * True where `text` still has the whole structure: only long JSON strings were shortened, each ending in a note
   * of how much was left out. False where the text simply stops.
   */
  readonly complete: boolean;
}

export interface Line {
  /** 1-based. */
  readonly number: number;
  /** Decoded, without byte-order mark and line break (LF or CRLF). Bytes that are no UTF-8 became U+FFFD. */
  readonly text: string;
  /** Size of the whole line, without line break and, unless it is overlong, byte-order mark. */
  readonly sizeBytes: number;
  /** False for a last line without a line break: it may still be being written. */
  readonly terminated: boolean;
  /** Null for a line within the limit. */
  readonly overlong: Overlong | null;
  readonly invalidUtf8: boolean;
}

const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_STRING_BYTES = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The lines of an input, in order. An input that ends in a line break has no empty line after it. */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits = {},
): AsyncGenerator<Line, void, undefined> {
  const splitter = new LineSplitter(limits);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

/** The same, for bytes that are pushed. */
export class LineSplitter {
  readonly #limits: LineLimits;
  #number: number;
  #pending: RecordBuffer | null = null;

  /** `firstNumber`: what the first line is called, where the input does not start at the file's beginning. */
  constructor(limits: LineLimits = {}, firstNumber = 1) {
    this.#limits = limits;
    this.#number = firstNumber;
  }

  /** Bytes held in memory for the line that has begun. */
  get heldBytes(): number {
    return this.#pending?.heldBytes ?? 0;
  }

  *push(chunk: Uint8Array): Generator<Line, void, undefined> {
    const bytes = asBuffer(chunk);
    let start = 0;
    while (start < bytes.length) {
      const end = bytes.indexOf(LF, start);
      const part = bytes.subarray(start, end === -1 ? bytes.length : end);
      this.#pending ??= new RecordBuffer(this.#limits);
      if (end === -1) {
        this.#pending.append(part, false);
        return;
      }
      this.#pending.append(part, true);
      yield this.#take(this.#pending, true);
      start = end + 1;
    }
  }

  *end(): Generator<Line, void, undefined> {
    if (this.#pending !== null) yield this.#take(this.#pending, false);
  }

  #take(record: RecordBuffer, terminated: boolean): Line {
    this.#pending = null;
    const number = this.#number;
    this.#number += 1;
    return { number, terminated, ...record.finish({ line: true }) };
  }
}

/** The decoded bytes of one record, and what is known of them. */
export interface BoundedText {
  readonly text: string;
  readonly sizeBytes: number;
  readonly overlong: Overlong | null;
  readonly invalidUtf8: boolean;
}

/** Collects the bytes of one record, a line or an element of an array, in bounded memory. */
export class RecordBuffer {
  readonly #maxBytes: number;
  readonly #maxStringBytes: number;
  #parts: Buffer[] = [];
  #sizeBytes = 0;
  #abridged: { readonly text: Abridger; readonly hash: Hash } | null = null;
  /** A carriage return at the end so far: part of the line break, unless more of the line follows it. */
  #heldCr = false;

  constructor(limits: LineLimits = {}) {
    this.#maxBytes = limits.maxLineBytes ?? MAX_LINE_BYTES;
    this.#maxStringBytes = Math.min(limits.maxStringBytes ?? MAX_STRING_BYTES, this.#maxBytes);
  }

  /** Bytes held in memory at present. */
  get heldBytes(): number {
    return this.#abridged === null ? this.#sizeBytes : this.#abridged.text.keptBytes;
  }

  /** `last` says that nothing follows before `finish`, so that the bytes need not be copied out of their chunk. */
  append(bytes: Buffer, last: boolean): void {
    if (this.#heldCr && bytes.length > 0) {
      this.#heldCr = false;
      this.#add(Buffer.from([CR]));
    }
    const trailingCr = bytes.length > 0 && bytes[bytes.length - 1] === CR;
    if (trailingCr) this.#heldCr = true;
    const body = trailingCr ? bytes.subarray(0, -1) : bytes;
    if (body.length > 0) this.#add(last || this.#willAbridge(body) ? body : Buffer.from(body));
  }

  /** The record. `line` drops a byte-order mark at the start and a carriage return at the end. */
  finish({ line }: { readonly line: boolean }): BoundedText {
    if (this.#heldCr && !line) this.#add(Buffer.from([CR]));
    if (this.#abridged !== null) {
      const { bytes, complete } = this.#abridged.text.finish();
      return {
        text: withoutBom(bytes, line).toString('utf8'),
        sizeBytes: this.#sizeBytes,
        overlong: { sha256: this.#abridged.hash.digest('hex'), complete },
        invalidUtf8: !isUtf8(bytes),
      };
    }
    const [only] = this.#parts;
    const whole = only !== undefined && this.#parts.length === 1 ? only : Buffer.concat(this.#parts);
    const bytes = withoutBom(whole, line);
    return {
      text: bytes.toString('utf8'),
      sizeBytes: bytes.length,
      overlong: null,
      invalidUtf8: !isUtf8(bytes),
    };
  }

  #willAbridge(bytes: Buffer): boolean {
    return this.#abridged !== null || this.#sizeBytes + bytes.length > this.#maxBytes;
  }

  #add(bytes: Buffer): void {
    const abridge = this.#willAbridge(bytes);
    this.#sizeBytes += bytes.length;
    if (!abridge) {
      this.#parts.push(bytes);
      return;
    }
    if (this.#abridged === null) {
      this.#abridged = {
        text: new Abridger(this.#maxBytes, this.#maxStringBytes),
        hash: createHash('sha256'),
      };
      for (const part of this.#parts) this.#abridge(part);
      this.#parts = [];
    }
    this.#abridge(bytes);
  }

  #abridge(bytes: Buffer): void {
    this.#abridged?.hash.update(bytes);
    this.#abridged?.text.push(bytes);
  }
}

/**
 * Shortens long JSON strings and copies the rest, so that a record with one enormous value (an image, the output
 * of a command) can still be parsed. What is no JSON is treated the same, and cut where it exceeds the limit.
 */
class Abridger {
  readonly #maxBytes: number;
  readonly #maxStringBytes: number;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #full = false;
  #inString = false;
  #afterBackslash = false;
  /** Hex digits still to come of a `\u` escape. */
  #hexDigits = 0;
  #stringBytes = 0;
  #leftOutBytes = 0;

  constructor(maxBytes: number, maxStringBytes: number) {
    this.#maxBytes = maxBytes;
    this.#maxStringBytes = maxStringBytes;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  push(bytes: Buffer): void {
    let from = 0;
    for (let at = 0; at < bytes.length && !this.#full; at++) {
      const byte = bytes[at] ?? 0;
      if (!this.#inString) {
        if (byte === QUOTE) this.#openString();
        continue;
      }
      if (byte === QUOTE && !this.#afterBackslash) {
        if (this.#leftOutBytes > 0) {
          this.#keep(Buffer.from(`…[${this.#leftOutBytes} bytes left out]`));
          from = at;
        }
        this.#inString = false;
        continue;
      }
      if (this.#leftOutBytes > 0 || this.#mayStopBefore(byte)) {
        if (this.#leftOutBytes === 0) this.#keep(bytes.subarray(from, at));
        this.#leftOutBytes += 1;
        from = at + 1;
      }
      this.#step(byte);
    }
    if (!this.#full) this.#keep(bytes.subarray(from));
  }

  finish(): { readonly bytes: Buffer; readonly complete: boolean } {
    return { bytes: Buffer.concat(this.#kept), complete: !this.#full && !this.#inString };
  }

  #openString(): void {
    this.#inString = true;
    this.#afterBackslash = false;
    this.#hexDigits = 0;
    this.#stringBytes = 0;
    this.#leftOutBytes = 0;
  }

  /** A string is cut between characters: never inside an escape or a UTF-8 sequence. */
  #mayStopBefore(byte: number): boolean {
    if (this.#stringBytes < this.#maxStringBytes) return false;
    return !this.#afterBackslash && this.#hexDigits === 0 && (byte & 0xc0) !== 0x80;
  }

  #step(byte: number): void {
    this.#stringBytes += 1;
    if (this.#afterBackslash) {
      this.#afterBackslash = false;
      if (byte === LOWER_U) this.#hexDigits = 4;
    } else if (this.#hexDigits > 0) {
      this.#hexDigits -= 1;
    } else if (byte === BACKSLASH) {
      this.#afterBackslash = true;
    }
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.#full) return;
    const room = this.#maxBytes - this.#keptBytes;
    this.#full = bytes.length > room;
    // Copied: a view would keep the whole chunk that it lies in alive.
    const kept = Buffer.from(this.#full ? bytes.subarray(0, room) : bytes);
    this.#kept.push(kept);
    this.#keptBytes += kept.length;
  }
}

/** A view of the same bytes. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function withoutBom(bytes: Buffer, line: boolean): Buffer {
  return line && bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
}
