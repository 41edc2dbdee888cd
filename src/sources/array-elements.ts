import { asBuffer, LineSplitter, RecordBuffer, type BoundedText, type LineLimits } from './lines.js';

/** One element of a JSON array, as text. */
interface ArrayElement extends BoundedText {
  /** 1-based. */
  readonly number: number;
  /** False where the input ended inside the element. */
  readonly terminated: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const END_OF_ARRAY = 0x5d;
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);
const LF = 0x0a;

/**
 * Cuts one JSON array into the texts of its elements, as a stream: hook loggers save a transcript as a single
 * array of its lines. Elements are found by their brackets and quotes; whether each is JSON is for the reader.
 */
export class ElementSplitter {
  readonly #limits: LineLimits;
  #state: 'BEFORE' | 'BETWEEN' | 'INSIDE' | 'AFTER' = 'BEFORE';
  #element: RecordBuffer;
  #number = 0;
  #lines = 1;
  #depth = 0;
  #inString = false;
  #afterBackslash = false;
  /** A number or a bare word: it has no end of its own. */
  #bare = false;

  constructor(limits: LineLimits = {}) {
    this.#limits = limits;
    this.#element = new RecordBuffer(limits);
  }

  /** True once the array is closed: what follows is not part of it. */
  get closed(): boolean {
    return this.#state === 'AFTER';
  }

  /** A reader of the lines that follow a closed array, numbered as in the file. */
  linesAfter(): LineSplitter {
    return new LineSplitter(this.#limits, this.#lines);
  }

  /** Yields the elements that end in these bytes; returns what is left of them after the array's end. */
  *push(chunk: Uint8Array): Generator<ArrayElement, Uint8Array, undefined> {
    const bytes = asBuffer(chunk);
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === LF) this.#lines += 1;
      if (this.#state === 'BEFORE') {
        if (byte === 0x5b) this.#state = 'BETWEEN';
        continue;
      }
      if (this.#state === 'BETWEEN') {
        if (BLANK.has(byte) || byte === COMMA) continue;
        if (byte === END_OF_ARRAY) {
          this.#state = 'AFTER';
          return bytes.subarray(at + 1);
        }
        start = at;
        this.#open(byte);
        continue;
      }
      const end = this.#endsElement(byte);
      if (end === 'NO') continue;
      this.#element.append(bytes.subarray(start, end === 'WITH' ? at + 1 : at), true);
      yield this.#take(true);
      this.#state = 'BETWEEN';
      if (end === 'BEFORE') {
        // The byte that ended a bare value is the array's own.
        if (byte === LF) this.#lines -= 1;
        at -= 1;
      }
    }
    if (this.#state === 'INSIDE') this.#element.append(bytes.subarray(start), false);
    return new Uint8Array();
  }

  *end(): Generator<ArrayElement, void, undefined> {
    if (this.#state === 'INSIDE') yield this.#take(false);
  }

  #open(byte: number): void {
    this.#state = 'INSIDE';
    this.#inString = byte === QUOTE;
    this.#afterBackslash = false;
    this.#depth = OPENING.has(byte) ? 1 : 0;
    this.#bare = !this.#inString && this.#depth === 0;
  }

  #endsElement(byte: number): 'NO' | 'WITH' | 'BEFORE' {
    if (this.#inString) {
      if (this.#afterBackslash) this.#afterBackslash = false;
      else if (byte === BACKSLASH) this.#afterBackslash = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        return this.#depth === 0 ? 'WITH' : 'NO';
      }
      return 'NO';
    }
    if (this.#bare) return byte === COMMA || byte === END_OF_ARRAY || BLANK.has(byte) ? 'BEFORE' : 'NO';
    if (byte === QUOTE) this.#inString = true;
    else if (OPENING.has(byte)) this.#depth += 1;
    else if (CLOSING.has(byte)) this.#depth -= 1;
    return this.#depth === 0 && !this.#inString ? 'WITH' : 'NO';
  }

  #take(terminated: boolean): ArrayElement {
    this.#number += 1;
    const text = this.#element.finish({ line: false });
    this.#element = new RecordBuffer(this.#limits);
    return { number: this.#number, terminated, ...text };
  }
}
