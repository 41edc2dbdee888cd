import { parsedJson, readObject, rejectOf, type RecordReading } from '../object-lines.js';
import { ElementSplitter } from '../array-elements.js';
import { isObject, type JsonObject } from '../json-shape.js';
import { asBuffer, LineSplitter, type Line, type LineLimits } from '../lines.js';
import type { SourceInput } from '../source.js';

/** What a chat file says in turn: about the session, and its messages. */
type ChatReading = { readonly kind: 'fields'; readonly fields: JsonObject } | RecordReading;

/** What stands before and after a chat's messages is a few fields; more than this is another file. */
const MAX_FIELDS_BYTES = 8 * 1024 * 1024;

/**
 * The records of a chat file, as a stream: of one JSON document the elements of its `messages`, however large the
 * document is, and of a file with one object a line (since 0.4x) its lines. The fields around the messages come as
 * they are found, in front of the messages or after them.
 */
export async function* chatRecords(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<ChatReading, void, undefined> {
  const head = new ChatHead();
  let body: Messages | FollowingLines | null = null;
  for await (const chunk of input.chunks) {
    if (body !== null) {
      yield* body.push(chunk);
      continue;
    }
    const found = head.push(chunk);
    if (found === 'MORE') continue;
    if (found === 'TOO_LARGE') {
      yield tooLarge(input.name, head.text);
      return;
    }
    if (found.fields !== null) yield { kind: 'fields', fields: found.fields };
    body = found.isDocument
      ? new Messages(input.name, limits)
      : new FollowingLines(input.name, limits, found.linesBefore + 1);
    yield* body.push(found.rest);
  }
  if (body !== null) yield* body.end();
  else if (head.text.trim() !== '') {
    yield readObject(
      input.name,
      { text: head.text, sizeBytes: 0, overlong: null, invalidUtf8: false, terminated: false },
      'line 1',
    );
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const LF = 0x0a;
const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;
const CLOSING = new Set([0x5d, 0x7d]);
const BLANK = new Set([0x20, 0x09, LF, 0x0d, 0xef, 0xbb, 0xbf]);

interface FoundHead {
  readonly fields: JsonObject | null;
  /** True where the messages follow as an array, false where lines do. */
  readonly isDocument: boolean;
  readonly linesBefore: number;
  readonly rest: Uint8Array;
}

/** The beginning of a file up to the messages, or the whole first object where it has none. */
class ChatHead {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #depth = 0;
  #inString = false;
  #afterBackslash = false;
  #afterColon = false;
  #key = '';
  #keyAt = 0;
  #lines = 0;

  get text(): string {
    return Buffer.concat(this.#held)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  }

  push(chunk: Uint8Array): FoundHead | 'MORE' | 'TOO_LARGE' {
    const bytes = asBuffer(chunk);
    const before = this.#heldBytes;
    this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === LF) this.#lines += 1;
      if (this.#depth === 0 && byte !== OPENING_BRACE) {
        if (BLANK.has(byte)) continue;
        return { fields: null, isDocument: false, linesBefore: 0, rest: Buffer.concat(this.#held) };
      }
      const step = this.#step(byte, before + at);
      if (step === 'MESSAGES') {
        const fields = this.#textBefore(this.#keyAt).replace(/,\s*$/, '');
        return { fields: objectOf(`${fields}}`), isDocument: true, linesBefore: 0, rest: bytes.subarray(at) };
      }
      if (step === 'CLOSED') {
        const rest = bytes.subarray(at + 1);
        const fields = objectOf(this.#textBefore(before + at + 1));
        return fields === null || !('sessionId' in fields) || 'type' in fields
          ? { fields: null, isDocument: false, linesBefore: 0, rest: Buffer.concat(this.#held) }
          : { fields, isDocument: false, linesBefore: this.#lines, rest };
      }
    }
    return this.#heldBytes > MAX_FIELDS_BYTES ? 'TOO_LARGE' : 'MORE';
  }

  #step(byte: number, offset: number): 'ON' | 'MESSAGES' | 'CLOSED' {
    if (this.#inString) {
      if (this.#afterBackslash) this.#afterBackslash = false;
      else if (byte === BACKSLASH) this.#afterBackslash = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        return 'ON';
      }
      if (this.#depth === 1 && !this.#afterColon && this.#key.length < 16) {
        this.#key += String.fromCharCode(byte);
      }
      return 'ON';
    }
    if (byte === QUOTE) {
      this.#inString = true;
      if (this.#depth === 1 && !this.#afterColon) {
        this.#key = '';
        this.#keyAt = offset;
      }
      return 'ON';
    }
    if (this.#depth === 1 && byte === COLON) this.#afterColon = true;
    else if (this.#depth === 1 && byte === COMMA) this.#afterColon = false;
    else if (byte === OPENING_BRACKET && this.#depth === 1 && this.#afterColon && this.#key === 'messages') {
      return 'MESSAGES';
    } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.#depth += 1;
    else if (CLOSING.has(byte)) {
      this.#depth -= 1;
      if (this.#depth === 0) return 'CLOSED';
    }
    return 'ON';
  }

  #textBefore(offset: number): string {
    return Buffer.concat(this.#held)
      .subarray(0, offset)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  }
}

/** The elements of a document's `messages`, and the fields after them. */
class Messages {
  readonly #name: string;
  readonly #elements: ElementSplitter;
  #after: Buffer[] = [];
  #afterBytes = 0;

  constructor(name: string, limits: LineLimits) {
    this.#name = name;
    this.#elements = new ElementSplitter(limits);
  }

  *push(chunk: Uint8Array): Generator<ChatReading, void, undefined> {
    let rest = chunk;
    if (!this.#elements.closed) {
      const pushed = this.#elements.push(chunk);
      let next = pushed.next();
      for (; next.done !== true; next = pushed.next()) {
        yield readObject(this.#name, next.value, `message ${next.value.number}`);
      }
      rest = next.value;
    }
    if (rest.length === 0 || this.#afterBytes > MAX_FIELDS_BYTES) return;
    this.#after.push(Buffer.from(rest));
    this.#afterBytes += rest.length;
  }

  *end(): Generator<ChatReading, void, undefined> {
    let isTold = false;
    for (const element of this.#elements.end()) {
      isTold = true;
      yield readObject(this.#name, element, `message ${element.number}`);
    }
    const text = Buffer.concat(this.#after).toString('utf8');
    if (this.#afterBytes > MAX_FIELDS_BYTES) {
      yield tooLarge(this.#name, text);
      return;
    }
    const fields = objectOf(`{${text.replace(/^\s*,/, '')}`);
    if (fields !== null) yield { kind: 'fields', fields };
    else if (!isTold) yield { kind: 'reject', reject: rejectOf(this.#name, null, text, BROKEN_END) };
  }
}

const BROKEN_END = {
  code: 'TRUNCATED_FILE',
  reason:
    'The document stops before its end or goes on after it; its messages up to there were read. Import the file ' +
    'again when the client has written the rest, or restore a copy.',
};

class FollowingLines {
  readonly #name: string;
  readonly #lines: LineSplitter;

  constructor(name: string, limits: LineLimits, firstNumber: number) {
    this.#name = name;
    this.#lines = new LineSplitter(limits, firstNumber);
  }

  *push(chunk: Uint8Array): Generator<ChatReading, void, undefined> {
    yield* this.#read(this.#lines.push(chunk));
  }

  *end(): Generator<ChatReading, void, undefined> {
    yield* this.#read(this.#lines.end());
  }

  *#read(lines: Iterable<Line>): Generator<ChatReading, void, undefined> {
    for (const line of lines) {
      if (line.text.trim() !== '') yield readObject(this.#name, line, `line ${line.number}`);
    }
  }
}

function objectOf(text: string): JsonObject | null {
  const value = parsedJson(text);
  return isObject(value) ? value : null;
}

function tooLarge(source: string, text: string): ChatReading {
  return {
    kind: 'reject',
    reject: rejectOf(source, null, text, {
      code: 'TOO_LARGE',
      reason:
        `More than ${MAX_FIELDS_BYTES} bytes stand around the messages, where a chat has a few fields; the file is of ` +
        'another format or damaged.',
    }),
  };
}
