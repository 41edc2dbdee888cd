import type { Reject, SourceItem } from '../../events/event.js';
import { ElementSplitter } from '../array-elements.js';
import { LineSplitter, type BoundedText } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { NATIVE_TYPES } from './native-schema.js';
import { isReject, parseNativeEvent, reject, type RejectDraft } from './parse-native-event.js';

const LINES_TO_RECOGNISE = 5;
const TYPE = new RegExp(`"type"\\s*:\\s*"(?:${NATIVE_TYPES.join('|')})"`);
const VERSION_OR_PRODUCT = /"(?:v"\s*:\s*1\b|product"\s*:\s*")/;

/** Runtrail's own events: one JSON object a line, or all of them in one JSON array. */
export const nativeEvents: SourceAdapter = {
  format: 'runtrail-events',

  recognises(head) {
    const text = head.replace(/^\uFEFF/, '').trimStart();
    if (text.startsWith('[')) return /^\[\s*\{/.test(text) && isNative(text);
    return text
      .split('\n', LINES_TO_RECOGNISE)
      .some((line) => line.trimStart().startsWith('{') && isNative(line));
  },

  async *read(input) {
    yield* new NativeReader(input).read();
  },
};

function isNative(text: string): boolean {
  return TYPE.test(text) && VERSION_OR_PRODUCT.test(text);
}

/** White space, and the bytes of a byte-order mark. */
const BEFORE_FIRST = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPENING_BRACKET = 0x5b;

class NativeReader {
  readonly #input: SourceInput;
  #lines = new LineSplitter();
  #array: ElementSplitter | null = null;
  #started = false;

  constructor(input: SourceInput) {
    this.#input = input;
  }

  async *read(): AsyncGenerator<SourceItem, void, undefined> {
    for await (const chunk of this.#input.chunks) {
      yield* this.#push(chunk);
    }
    if (this.#array !== null && !this.#array.closed) {
      for (const element of this.#array.end()) yield this.#item(`element ${element.number}`, element);
      const reason =
        'The JSON array does not end: the input was cut short. Send the rest, or send one event a line.';
      yield this.#rejected(null, reject('UNTERMINATED_ARRAY', reason, ''));
      return;
    }
    for (const line of this.#lines.end()) yield* this.#line(line);
  }

  *#push(bytes: Uint8Array): Generator<SourceItem, void, undefined> {
    if (!this.#started) {
      // The first byte that says something decides: a bracket opens an array.
      const first = bytes.find((byte) => !BEFORE_FIRST.has(byte));
      this.#started = first !== undefined;
      if (first === OPENING_BRACKET) this.#array = new ElementSplitter();
    }
    let rest = bytes;
    if (this.#array !== null && !this.#array.closed) {
      rest = yield* this.#elements(this.#array, bytes);
      if (!this.#array.closed) return;
      this.#lines = this.#array.linesAfter();
    }
    for (const line of this.#lines.push(rest)) yield* this.#line(line);
  }

  /** Returns the bytes behind the end of the array. */
  *#elements(array: ElementSplitter, bytes: Uint8Array): Generator<SourceItem, Uint8Array, undefined> {
    const elements = array.push(bytes);
    for (;;) {
      const next = elements.next();
      if (next.done === true) return next.value;
      yield this.#item(`element ${next.value.number}`, next.value);
    }
  }

  *#line(line: BoundedText & { readonly number: number }): Generator<SourceItem, void, undefined> {
    if (line.text.trim() === '' && line.overlong === null) return;
    yield this.#item(String(line.number), line);
  }

  #item(position: string, written: BoundedText): SourceItem {
    const { text, sizeBytes, overlong, invalidUtf8 } = written;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#rejected(position, overlong === null ? notJson(text) : tooLarge(text, sizeBytes));
    }
    const whole = overlong === null ? null : { sizeBytes, sha256: overlong.sha256 };
    const parsed = parseNativeEvent(value, this.#input.receivedAt, { text, invalidUtf8, whole });
    return isReject(parsed) ? this.#rejected(position, parsed) : { kind: 'event', event: parsed };
  }

  #rejected(position: string | null, draft: RejectDraft): SourceItem {
    const { code, reason, excerpt } = draft;
    const rejected: Reject = { source: this.#input.name, position, code, reason, excerpt };
    return { kind: 'reject', reject: rejected };
  }
}

function notJson(text: string): RejectDraft {
  return reject(
    'NOT_JSON',
    'The text is no JSON: send one whole JSON object a line, or one array of them.',
    text,
  );
}

function tooLarge(text: string, sizeBytes: number): RejectDraft {
  const advice = 'could not be shortened to the 8 MiB that are read: send less in `payload`';
  const reason = `The event has ${sizeBytes} bytes, and ${advice}.`;
  return reject('TOO_LARGE', reason, text);
}
