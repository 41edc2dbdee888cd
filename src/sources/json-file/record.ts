import type { Reject } from '../../events/event.js';
import { isObject, wellFormed, type JsonObject } from '../json-shape.js';
import type { BoundedText } from '../lines.js';
import type { PayloadNotes } from '../payload-notes.js';

/** What cannot become an event, before it is known where it stands. */
export interface Fault {
  readonly code: string;
  readonly reason: string;
}

/** One JSON object of an input, and what had to be done to read it. */
export interface ParsedRecord {
  readonly value: JsonObject;
  /** The text that `value` was parsed from. */
  readonly text: string;
  readonly notes: PayloadNotes;
}

/** The text of one record: a line, or an element of an array. */
export interface RecordText extends BoundedText {
  /** `line 3`, `element 3`. */
  readonly position: string;
  /** False where the input ended inside it. */
  readonly terminated: boolean;
}

/** Reads a record that should be a JSON object; null for a blank one. Never throws. */
export function parsedRecord(record: RecordText): ParsedRecord | Fault | null {
  if (record.text.trim() === '') return null;
  if (record.overlong?.complete === false) {
    return {
      code: 'LINE_TOO_LONG',
      reason:
        `The record has ${record.sizeBytes} bytes (SHA-256 ${record.overlong.sha256}) and stays too long when its ` +
        'longest values are cut; split or shorten it to import it.',
    };
  }
  const parsed = withoutNulBytes(record.text);
  if (parsed === null) return notJson(record);
  if (!isObject(parsed.value)) {
    return { code: 'NOT_AN_OBJECT', reason: 'The record is JSON but no object, so it states nothing.' };
  }
  return {
    value: parsed.value,
    text: parsed.text,
    notes: {
      ...(parsed.repaired || record.invalidUtf8 ? { sanitised: true } : {}),
      ...(record.overlong === null
        ? {}
        : { truncated: { sizeBytes: record.sizeBytes, sha256: record.overlong.sha256 } }),
    },
  };
}

function notJson(record: RecordText): Fault {
  if (record.text.includes('\0')) {
    return {
      code: 'NUL_BYTES',
      reason: 'The record holds zero bytes and no JSON: the file was damaged; restore a copy.',
    };
  }
  if (/^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$/.test(record.text.trimEnd())) {
    return {
      code: 'CONFLICT_MARKER',
      reason: 'The line is a mark of a git merge conflict; resolve it in the file.',
    };
  }
  if (!record.terminated) {
    return {
      code: 'TRUNCATED_LINE',
      reason: 'The last record stops before its end; import the file again when all of it has been written.',
    };
  }
  return {
    code: 'NOT_JSON',
    reason: 'The record is not JSON; it was damaged, or the file is of another format.',
  };
}

/** A power cut leaves blocks of zeros in a file that was being written: they are left out where that helps. */
function withoutNulBytes(
  text: string,
): { readonly value: unknown; readonly text: string; readonly repaired: boolean } | null {
  const value = parsedJson(text);
  if (value !== undefined) return { value, text, repaired: false };
  if (!text.includes('\0')) return null;
  const kept = text.replaceAll('\0', '');
  const repaired = parsedJson(kept);
  return repaired === undefined ? null : { value: repaired, text: kept, repaired: true };
}

/** The value of a JSON text; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `position` is null for the file as a whole. */
export function rejectOf(source: string, position: string | null, text: string, fault: Fault): Reject {
  return {
    source,
    position,
    code: fault.code,
    reason: fault.reason,
    excerpt: wellFormed(text.slice(0, 500)).replaceAll('\0', '\u2400'),
  };
}

export const TOO_DEEP: Fault = {
  code: 'TOO_DEEP',
  reason: 'The record nests its values too deeply to be read; no client writes such records.',
};

/** Runs `read`; what is nested deeper than the stack reaches becomes a fault. JSON can be parsed deeper than walked. */
export function withinStack(read: () => Fault | null): Fault | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return TOO_DEEP;
  }
}
