import type { SourceItem } from '../../events/event.js';
import { transcriptRecords } from '../claude-code-transcript/records.js';
import { MAX_DOCUMENT_BYTES } from '../json-file/document.js';
import { parsedRecord, rejectOf, withinStack, type Fault, type ParsedRecord } from '../json-file/record.js';
import { outlineOf, type Outline } from '../json-file/outline.js';
import type { LineLimits } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { readEventList } from './event-list.js';
import { readInstance } from './instance.js';

/** One line holds a whole run with all that its commands printed. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * OpenHands: `output.jsonl` of its benchmarks, one run a line, and saved event lists, one JSON array for each
 * conversation. Events are those of versions 0.8 to 0.62 (`action`, `observation`) or of the agent SDK since (`kind`).
 */
export const openHandsOutput: SourceAdapter = {
  format: 'openhands-output',
  recognises: looksLikeOutput,
  read: (input) => readOpenHands(input),
};

/** The same with other limits than the usual ones; a list of events may have `maxListBytes` of text. */
export async function* readOpenHands(
  input: SourceInput,
  limits: LineLimits = {},
  maxListBytes = MAX_DOCUMENT_BYTES,
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const emit = (item: SourceItem): void => {
    items.push(item);
  };
  const list: ParsedRecord[] = [];
  let listBytes = 0;
  const records = transcriptRecords(input.chunks, { maxLineBytes: MAX_LINE_BYTES, ...limits });
  for await (const record of records) {
    const fault = withinStack(() => {
      const parsed = parsedRecord(record);
      if (parsed === null || 'code' in parsed) return parsed;
      if (!record.position.startsWith('element')) return readInstance(parsed, input.receivedAt, emit);
      listBytes += record.sizeBytes;
      if (listBytes > maxListBytes) return tooLong(maxListBytes);
      list.push(parsed);
      return null;
    });
    if (fault !== null) {
      emit({ kind: 'reject', reject: rejectOf(input.name, record.position, record.text, fault) });
    }
    yield* items;
    items = [];
  }
  if (list.length === 0) return;
  const fault = withinStack(() => readEventList(list, input.receivedAt, emit));
  if (fault !== null)
    emit({ kind: 'reject', reject: rejectOf(input.name, null, list[0]?.text ?? '', fault) });
  yield* items;
}

function tooLong(maxBytes: number): Fault {
  return {
    code: 'DOCUMENT_TOO_LARGE',
    reason:
      `The event and those before it have more than ${Math.round(maxBytes / (1024 * 1024))} MiB, which is more than ` +
      'can be read at once; split the list to import the rest.',
  };
}

function looksLikeOutput(head: string): boolean {
  const outline = outlineOf(head);
  if (outline.root === 'ARRAY') return hasEvents(outline, '[]');
  if (outline.root !== 'OBJECT' || !outline.keys.has('instance_id')) return false;
  if (outline.keys.has('history') && hasEvents(outline, 'history[]')) return true;
  // Until 0.8 an entry of the history was a pair.
  if (hasEvents(outline, 'history[][]')) return true;
  // What comes before the history may be longer than what is seen.
  return outline.keys.has('test_result.git_patch') || outline.keys.has('metadata.agent_class');
}

function hasEvents({ keys }: Outline, at: string): boolean {
  const has = (key: string): boolean => keys.has(`${at}.${key}`);
  if (!has('source') && !has('message')) return false;
  // The SDK's first event is its prompt, which may be longer than what is seen: its kind comes last.
  if (has('system_prompt') && has('timestamp') && has('id')) return true;
  if (/^[A-Z][A-Za-z]+(?:Event|Condensation)$/.test(keys.get(`${at}.kind`) ?? '')) {
    return has('timestamp') && has('id');
  }
  const isEvent = has('action') || has('observation');
  return isEvent && (has('args') || has('cause') || has('extras')) && (has('timestamp') || has('id'));
}
