import { ElementSplitter } from '../array-elements.js';
import { readLines, type LineLimits, type LineSplitter } from '../lines.js';

/** The text of one request of a file. */
export interface BodyText {
  /** `line 3`, the line that it begins in, or `element 3` of an array. */
  readonly position: string;
  readonly text: string;
  /** False where the text ends, or another request begins, within it. */
  readonly complete: boolean;
}

export interface BodyLimits extends LineLimits {
  /** A request over several lines with more characters than this is not kept. 64 Mi unless told. */
  readonly maxBodyLength?: number;
}

/** A batch on one line may be large: the Collector writes 8,192 records unless told otherwise. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const MAX_BODY_LENGTH = 64 * 1024 * 1024;
const OPENING_BRACKET = 0x5b;
const BLANK = new Set([0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d]);

/** How a request begins; within another one, no line does. */
const BEGINNING = /^\s{0,4}\{\s*"resource(?:Logs|Spans|Metrics|_logs|_spans|_metrics)"/;

/** The JSON objects of an input: one on each line, over several lines, one after another, or elements of an array. */
export async function* readBodies(
  chunks: AsyncIterable<Uint8Array>,
  limits: BodyLimits = {},
): AsyncGenerator<BodyText, void, undefined> {
  const lineLimits = { maxLineBytes: MAX_LINE_BYTES, ...limits };
  const iterator = chunks[Symbol.asyncIterator]();
  const start: Uint8Array[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const next = await iterator.next();
    if (next.done === true) break;
    start.push(next.value);
    first = next.value.find((byte) => !BLANK.has(byte));
  }
  const all = resumed(start, iterator);
  const assembly = new BodyAssembly(limits.maxBodyLength ?? MAX_BODY_LENGTH);
  if (first === OPENING_BRACKET) {
    yield* elements(all, lineLimits, assembly);
    return;
  }
  for await (const line of readLines(all, lineLimits)) yield* assembly.push(line.text, line.number);
  yield* assembly.end();
}

/** The elements of an array, and whatever lines follow it. */
async function* elements(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits,
  assembly: BodyAssembly,
): AsyncGenerator<BodyText, void, undefined> {
  const splitter = new ElementSplitter(limits);
  let after: LineSplitter | null = null;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (after === null) {
      const pushed = splitter.push(chunk);
      let next = pushed.next();
      for (; next.done !== true; next = pushed.next()) yield element(next.value, true);
      if (!splitter.closed) continue;
      after = splitter.linesAfter();
      rest = next.value;
    }
    for (const line of after.push(rest)) yield* assembly.push(line.text, line.number);
  }
  for (const cut of splitter.end()) yield element(cut, false);
  if (after !== null) for (const line of after.end()) yield* assembly.push(line.text, line.number);
  yield* assembly.end();
}

function element(found: { readonly number: number; readonly text: string }, complete: boolean): BodyText {
  return { position: `element ${found.number}`, text: found.text, complete };
}

async function* resumed(
  start: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Puts lines together to objects, by their brackets. A line that begins a request ends what was before it. */
class BodyAssembly {
  readonly #maxLength: number;
  #parts: string[] = [];
  #length = 0;
  #depth = 0;
  #begunAt = 1;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  *push(line: string, number: number): Generator<BodyText, void, undefined> {
    if (this.#depth > 0 && BEGINNING.test(line)) yield* this.#take(false);
    let from = 0;
    // No string of JSON goes on over a line break, so each line begins outside of one.
    let inString = false;
    for (let at = 0; at < line.length; at++) {
      const char = line.charCodeAt(at);
      if (inString) {
        if (char === 0x5c) at += 1;
        else if (char === 0x22) inString = false;
      } else if (char === 0x22) inString = true;
      else if (char === 0x7b || char === 0x5b) {
        if (this.#depth === 0) this.#begunAt = number;
        this.#depth += 1;
      } else if (char === 0x7d || char === 0x5d) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#keep(line.slice(from, at + 1));
        yield* this.#take(true);
        from = at + 1;
      }
    }
    const rest = line.slice(from);
    if (this.#depth > 0) this.#keep(`${rest}\n`);
    else if (rest.trim() !== '') {
      this.#begunAt = number;
      this.#keep(rest);
      yield* this.#take(true);
    }
  }

  *end(): Generator<BodyText, void, undefined> {
    if (this.#depth > 0) yield* this.#take(false);
  }

  #keep(text: string): void {
    this.#length += text.length;
    if (this.#length <= this.#maxLength) this.#parts.push(text);
  }

  *#take(complete: boolean): Generator<BodyText, void, undefined> {
    const text = this.#parts.join('');
    const whole = this.#length <= this.#maxLength;
    this.#parts = [];
    this.#length = 0;
    this.#depth = 0;
    yield { position: `line ${this.#begunAt}`, text, complete: complete && whole };
  }
}
