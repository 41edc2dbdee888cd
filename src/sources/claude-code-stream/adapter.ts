import type { SourceItem } from '../../events/event.js';
import { transcriptRecords } from '../claude-code-transcript/records.js';
import { parsedRecord, rejectOf, withinStack, type Fault, type RecordText } from '../json-file/record.js';
import type { LineLimits } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { looksLikeStream } from './recognise.js';
import { Stream } from './stream.js';

/**
 * What Claude Code prints with `claude -p --output-format stream-json` (1.0 to 2.1), one message a line; also the array
 * of the same messages that `--output-format json --verbose` prints. The session is the transcript's, and so are the
 * ids of what both say: messages by uuid, tool calls by tool-use id, model requests by request id where the client
 * prints it (2.1) and by message id before. Times are there from 2.1 on; older streams have none.
 */
export const claudeCodeStream: SourceAdapter = {
  format: 'claude-code-stream-json',
  recognises: looksLikeStream,
  read: (input) => readStream(input),
};

/** The same with other limits than the usual ones. */
export async function* readStream(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const stream = new Stream(input.name, input.receivedAt, (item) => items.push(item));
  for await (const record of transcriptRecords(input.chunks, limits)) {
    const fault = withinStack(() => readRecord(stream, record));
    if (fault !== null) {
      items.push({ kind: 'reject', reject: rejectOf(input.name, record.position, record.text, fault) });
    }
    yield* items;
    items = [];
  }
  stream.end();
  yield* items;
}

function readRecord(stream: Stream, record: RecordText): Fault | null {
  const parsed = parsedRecord(record);
  if (parsed === null) return null;
  return 'code' in parsed ? parsed : stream.read(parsed);
}
