import { ElementSplitter } from '../array-elements.js';
import { readLines, type BoundedText, type LineLimits, type LineSplitter } from '../lines.js';

/** The text of one transcript line, wherever in the input it stood. */
export interface TranscriptRecord extends BoundedText {
  /** `line 3`, or `element 3` of an array. */
  readonly position: string;
  readonly terminated: boolean;
}

const BOM = 0xef;
const OPENING_BRACKET = 0x5b;
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The records of an input: its lines, or, where it is one JSON array, the array's elements. */
export async function* transcriptRecords(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits = {},
): AsyncGenerator<TranscriptRecord, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  const start: Uint8Array[] = [];
  let first: number | undefined;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    start.push(next.value);
    first = firstByte(next.value);
    if (first !== undefined) break;
  }
  const all = resumed(start, iterator);
  if (first === OPENING_BRACKET) {
    yield* arrayRecords(all, limits);
    return;
  }
  for await (const line of readLines(all, limits)) yield { ...line, position: `line ${line.number}` };
}

async function* arrayRecords(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits,
): AsyncGenerator<TranscriptRecord, void, undefined> {
  const elements = new ElementSplitter(limits);
  let after: LineSplitter | null = null;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (after === null) {
      const pushed = elements.push(chunk);
      let next = pushed.next();
      for (; next.done !== true; next = pushed.next()) {
        yield { ...next.value, position: `element ${next.value.number}` };
      }
      if (!elements.closed) continue;
      after = elements.linesAfter();
      rest = next.value;
    }
    for (const line of after.push(rest)) yield { ...line, position: `line ${line.number}` };
  }
  for (const element of elements.end()) yield { ...element, position: `element ${element.number}` };
  if (after !== null) for (const line of after.end()) yield { ...line, position: `line ${line.number}` };
}

/** The first byte that is neither blank nor part of a byte-order mark. */
function firstByte(chunk: Uint8Array): number | undefined {
  const from = chunk[0] === BOM ? 3 : 0;
  return chunk.subarray(from).find((byte) => !BLANK.has(byte));
}

async function* resumed(
  start: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* start;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    // The reader may stop early; the file behind the input is closed all the same.
    await rest.return?.();
  }
}
