import type { SourceItem } from '../../events/event.js';
import { ElementSplitter } from '../array-elements.js';
import { parsedJson, readObject, rejectOf, withinDepth } from '../object-lines.js';
import { asArray, asObject, isObject } from '../json-shape.js';
import type { LineLimits, LineSplitter } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { Telemetry } from './telemetry.js';

/**
 * What Gemini CLI writes with `telemetry.target: local` and an `outfile`: OpenTelemetry's own objects as JSON texts,
 * one after the other, on many lines each and with nothing between them.
 */
export const geminiTelemetry: SourceAdapter = {
  format: 'gemini-telemetry',
  recognises: looksLikeTelemetry,
  read: (input) => readTelemetry(input),
};

/** The same with other limits than the usual ones. */
export async function* readTelemetry(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const telemetry = new Telemetry(input.receivedAt, (item) => void items.push(item));
  for await (const { text, position } of objectTexts(input.chunks, limits)) {
    const reading = readObject(input.name, text, position);
    if (reading.kind === 'reject') {
      yield reading;
      continue;
    }
    const { record } = reading;
    const fault = withinDepth(() => telemetry.read(record));
    yield* items;
    items = [];
    if (fault !== null) {
      yield { kind: 'reject', reject: rejectOf(input.name, position, record.json, fault) };
    }
  }
}

type ObjectText = Parameters<typeof readObject>[1];

/** Objects without commas between them are cut apart as the elements of an array that is never closed. */
async function* objectTexts(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits,
): AsyncGenerator<{ readonly text: ObjectText; readonly position: string }, void, undefined> {
  const objects = new ElementSplitter(limits);
  objects.push(Buffer.from('[')).next();
  let after: LineSplitter | null = null;
  let isFirst = true;
  for await (const chunk of chunks) {
    let rest = isFirst ? withoutBom(chunk) : chunk;
    isFirst = false;
    if (after === null) {
      const pushed = objects.push(rest);
      let next = pushed.next();
      for (; next.done !== true; next = pushed.next()) {
        yield { text: next.value, position: `object ${next.value.number}` };
      }
      if (!objects.closed) continue;
      // A stray bracket: what follows is damaged, and is read line by line.
      after = objects.linesAfter();
      rest = next.value;
    }
    for (const line of after.push(rest)) {
      if (line.text.trim() !== '') yield { text: line, position: `line ${line.number}` };
    }
  }
  for (const object of objects.end()) yield { text: object, position: `object ${object.number}` };
  if (after === null) return;
  for (const line of after.end()) {
    if (line.text.trim() !== '') yield { text: line, position: `line ${line.number}` };
  }
}

function withoutBom(chunk: Uint8Array): Uint8Array {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

/** The first object is a log record, a span or metrics of Gemini CLI, as OpenTelemetry's JavaScript keeps them. */
function looksLikeTelemetry(head: string): boolean {
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (!text.startsWith('{')) return false;
  const splitter = new ElementSplitter();
  const [first] = splitter.push(Buffer.from(`[${text}`));
  const value = first === undefined ? null : parsedJson(first.text);
  if (isObject(value)) {
    const resource = asObject(value['resource']);
    const pairs = asArray(resource?.['_rawAttributes']);
    const isNamed =
      asObject(resource?.['attributes'])?.['service.name'] === 'gemini-cli' ||
      pairs.some((pair) => Array.isArray(pair) && pair[0] === 'service.name' && pair[1] === 'gemini-cli');
    return isNamed && !('resourceLogs' in value);
  }
  return (
    /^\{\s*"(?:hrTime|resource|name|timestamp)"/.test(text) &&
    /"_rawAttributes"/.test(text) &&
    /"service\.name",\s*"gemini-cli"/.test(text)
  );
}
