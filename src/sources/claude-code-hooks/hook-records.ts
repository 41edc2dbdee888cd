import { transcriptRecords } from '../claude-code-transcript/records.js';
import type { LineLimits } from '../lines.js';

/** The text of one record of an input, whole or damaged. */
export interface HookText {
  /** `line 3`, or `element 3` of an array. */
  readonly position: string;
  readonly text: string;
  /** False where the input ended inside the record. */
  readonly terminated: boolean;
  readonly invalidUtf8: boolean;
  /** Size and SHA-256 of what was too long to keep whole. */
  readonly truncated: { readonly sizeBytes: number; readonly sha256: string } | null;
  /** False where it was too long even with its long values cut. */
  readonly complete: boolean;
}

/**
 * The records of an input: the elements of one array, or lines. Loggers that indent give each record many lines, the
 * first of which is a lone brace.
 */
export async function* hookTexts(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits = {},
): AsyncGenerator<HookText, void, undefined> {
  const blocks = new IndentedRecords(limits);
  for await (const { position, text, terminated, invalidUtf8, overlong, sizeBytes } of transcriptRecords(
    chunks,
    limits,
  )) {
    const truncated = overlong === null ? null : { sizeBytes, sha256: overlong.sha256 };
    const complete = overlong?.complete !== false;
    yield* blocks.push({ position, text, terminated, invalidUtf8, truncated, complete });
  }
  yield* blocks.end();
}

const MAX_LENGTH = 8 * 1024 * 1024;

/** Puts the lines of indented records together again. One that was broken off ends where the next begins. */
export class IndentedRecords {
  readonly #maxLength: number;
  #lines: HookText[] = [];
  #length = 0;
  #complete = true;

  constructor(limits: LineLimits = {}) {
    this.#maxLength = limits.maxLineBytes ?? MAX_LENGTH;
  }

  *push(line: HookText): Generator<HookText, void, undefined> {
    const isLine = line.position.startsWith('line ');
    if (this.#lines.length > 0 && isLine && !line.text.startsWith('{')) {
      const closes = /^\}\s*,?\s*$/.test(line.text);
      this.#add(closes ? { ...line, text: '}' } : line);
      if (closes) yield* this.end();
      return;
    }
    yield* this.end();
    if (isLine && /^\{\s*$/.test(line.text)) this.#add(line);
    else yield line;
  }

  *end(): Generator<HookText, void, undefined> {
    const [first] = this.#lines;
    const last = this.#lines.at(-1);
    if (first === undefined || last === undefined) return;
    yield {
      position: first.position,
      text: this.#lines.map(({ text }) => text).join('\n'),
      terminated: last.terminated,
      invalidUtf8: this.#lines.some(({ invalidUtf8 }) => invalidUtf8),
      truncated: this.#lines.find(({ truncated }) => truncated !== null)?.truncated ?? null,
      complete: this.#complete,
    };
    this.#lines = [];
    this.#length = 0;
    this.#complete = true;
  }

  #add(line: HookText): void {
    this.#length += line.text.length + 1;
    this.#complete &&= line.complete && this.#length <= this.#maxLength;
    // Of what is too long only the beginning is shown.
    if (this.#complete || this.#lines.length === 0) this.#lines.push(line);
  }
}
