import { isUtf8 } from 'node:buffer';

import type { SourceItem } from '../../events/event.js';
import { isObject, type JsonObject } from '../json-shape.js';
import type { PayloadNotes } from '../payload-notes.js';
import type { SourceInput } from '../source.js';
import { parsedJson, rejectOf, withinStack, type Fault } from './record.js';

/** A document is held in memory whole, several times over while it is parsed. */
export const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

/** What a reader of documents is given. */
export interface JsonDocument {
  readonly value: JsonObject;
  readonly notes: PayloadNotes;
}

interface WholeText {
  readonly text: string;
  readonly isCut: boolean;
  readonly invalidUtf8: boolean;
}

/**
 * Reads an input that is one JSON object. `read` is called with it and returns what it states; a document that is too
 * large, no JSON, no object or nested too deeply is one reject for the whole file. `kind` names the format in reasons.
 */
export async function* readDocument(
  input: SourceInput,
  kind: string,
  read: (document: JsonDocument, emit: (item: SourceItem) => void) => Fault | null,
  maxBytes = MAX_DOCUMENT_BYTES,
): AsyncGenerator<SourceItem, void, undefined> {
  const whole = await wholeText(input.chunks, maxBytes);
  const items: SourceItem[] = [];
  const fault = withinStack(() => readText(whole, kind, maxBytes, read, (item) => items.push(item)));
  if (fault !== null) items.push({ kind: 'reject', reject: rejectOf(input.name, null, whole.text, fault) });
  if (items.length === 0) items.push({ kind: 'skip', name: 'document without facts' });
  yield* items;
}

function readText(
  { text, isCut, invalidUtf8 }: WholeText,
  kind: string,
  maxBytes: number,
  read: (document: JsonDocument, emit: (item: SourceItem) => void) => Fault | null,
  emit: (item: SourceItem) => void,
): Fault | null {
  if (isCut) {
    return {
      code: 'DOCUMENT_TOO_LARGE',
      reason:
        `The file is one JSON document of more than ${Math.round(maxBytes / (1024 * 1024))} MiB, which is more than ` +
        'can be read at once; shorten what its longest outputs hold, or convert it to native events.',
    };
  }
  const value = parsedJson(text);
  if (value === undefined) {
    return {
      code: 'NOT_JSON',
      reason: `The file begins like ${kind} and is not whole JSON: it is damaged or was still being written; import it again when it is complete.`,
    };
  }
  if (!isObject(value)) {
    return { code: 'NOT_AN_OBJECT', reason: `The file is JSON but no object, so it is not ${kind}.` };
  }
  return read({ value, notes: invalidUtf8 ? { sanitised: true } : {} }, emit);
}

async function wholeText(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<WholeText> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  let isCut = false;
  for await (const chunk of chunks) {
    parts.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes <= maxBytes) continue;
    isCut = true;
    // The beginning is enough to say which file it is.
    parts.splice(1);
    break;
  }
  const bytes = Buffer.concat(parts);
  const text = isCut ? bytes.toString('utf8', 0, 4096) : bytes.toString('utf8');
  return { text: text.replace(/^\uFEFF/, ''), isCut, invalidUtf8: !isCut && !isUtf8(bytes) };
}
