import type { Reject } from '../events/event.js';
import { isObject, wellFormed, type JsonObject } from './json-shape.js';
import { readLines, type BoundedText, type Line, type LineLimits } from './lines.js';
import { payloadText, type PayloadNotes } from './payload-notes.js';
import type { SourceInput } from './source.js';

/** Why a record could not be read. */
export interface Fault {
  readonly code: string;
  readonly reason: string;
}

/** One JSON object of an input, as text and as value. */
export interface ObjectRecord {
  readonly value: JsonObject;
  readonly json: string;
  /** The text as it is kept: with a note of what was left out of it, if anything was. */
  readonly payload: string;
  readonly notes: PayloadNotes;
  /** SHA-256 of the whole record where only its beginning is held, else the text: what tells records apart. */
  readonly identity: string;
  /** `line 3`, as it stands in rejects. */
  readonly position: string;
}

export type RecordReading =
  | { readonly kind: 'record'; readonly record: ObjectRecord }
  | { readonly kind: 'reject'; readonly reject: Reject };

/** The JSON objects of an input that holds one a line, in bounded memory; blank lines are passed over. */
export async function* objectLines(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<RecordReading, void, undefined> {
  for await (const line of readLines(input.chunks, limits)) {
    if (line.text.trim() === '') continue;
    yield readObject(input.name, line, `line ${line.number}`);
  }
}

/** One record of an input, as a JSON object or as the reject that stands for it. */
export function readObject(
  source: string,
  text: BoundedText & Pick<Line, 'terminated'>,
  position: string,
): RecordReading {
  const rejected = (fault: Fault): RecordReading => ({
    kind: 'reject',
    reject: rejectOf(source, position, text.text, fault),
  });
  if (text.overlong?.complete === false) {
    return rejected({
      code: 'LINE_TOO_LONG',
      reason:
        `The record has ${text.sizeBytes} bytes (SHA-256 ${text.overlong.sha256}) and stays too long when its ` +
        'longest values are cut; split or shorten it to import it.',
    });
  }
  const cleaned = text.text.includes('\0') ? text.text.replaceAll('\0', '') : text.text;
  const value = parsedJson(cleaned);
  if (value === undefined) return rejected(notJson(text));
  if (!isObject(value)) {
    return rejected({
      code: 'NOT_AN_OBJECT',
      reason: 'The record is JSON but no object; remove it to be rid of this.',
    });
  }
  const notes: PayloadNotes = {
    ...(cleaned !== text.text || text.invalidUtf8 ? { sanitised: true } : {}),
    ...(text.overlong === null
      ? {}
      : { truncated: { sizeBytes: text.sizeBytes, sha256: text.overlong.sha256 } }),
  };
  return {
    kind: 'record',
    record: {
      value,
      json: cleaned,
      payload: payloadText(cleaned, notes),
      notes,
      identity: text.overlong?.sha256 ?? cleaned,
      position,
    },
  };
}

/** What `read` says of a record; JSON can be parsed deeper than it can be walked, and that is a fault of its own. */
export function withinDepth(read: () => Fault | null): Fault | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      code: 'TOO_DEEP',
      reason: 'The record nests its values too deeply to be read; no client writes such records.',
    };
  }
}

export function rejectOf(source: string, position: string | null, text: string, fault: Fault): Reject {
  return { source, position, ...fault, excerpt: wellFormed(text.slice(0, 500)).replaceAll('\0', '\u2400') };
}

function notJson(text: BoundedText & Pick<Line, 'terminated'>): Fault {
  if (text.text.includes('\0')) {
    return {
      code: 'NUL_BYTES',
      reason: 'The record holds zero bytes and no JSON: the file was damaged; restore a copy.',
    };
  }
  if (/^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$/.test(text.text.trimEnd())) {
    return {
      code: 'CONFLICT_MARKER',
      reason: 'The line is a mark of a git merge conflict; resolve it in the file.',
    };
  }
  if (!text.terminated) {
    return {
      code: 'TRUNCATED_LINE',
      reason:
        'The last record stops before its end; import the file again when the client has written the rest.',
    };
  }
  return {
    code: 'NOT_JSON',
    reason: 'The record is not JSON; it was damaged, or the file is of another format.',
  };
}

/** The value of a JSON text; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
