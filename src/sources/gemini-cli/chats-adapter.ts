import type { SourceItem } from '../../events/event.js';
import { parsedJson, rejectOf } from '../object-lines.js';
import { isObject, type JsonObject } from '../json-shape.js';
import type { LineLimits } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { Chat } from './chat.js';
import { chatRecords } from './chat-records.js';

/**
 * Chats of Gemini CLI, `~/.gemini/tmp/<project>/chats/session-*.json`, and `.jsonl` since 0.4x. The format is
 * documented by what the client writes; fields are read defensively, unknown types are skipped and counted.
 */
export const geminiChats: SourceAdapter = {
  format: 'gemini-chat',
  recognises: looksLikeChat,
  read: (input) => readChat(input),
};

/** The same with other limits than the usual ones. */
export async function* readChat(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const chat = new Chat(
    input.receivedAt,
    (item) => void items.push(item),
    (record, fault) => {
      items.push({ kind: 'reject', reject: rejectOf(input.name, record.position, record.json, fault) });
    },
  );
  for await (const reading of chatRecords(input, limits)) {
    if (reading.kind === 'fields') chat.about(reading.fields);
    else if (reading.kind === 'record') chat.message(reading.record);
    else items.push(reading);
    yield* items;
    items = [];
  }
  chat.end();
  yield* items;
}

const PROJECT = /"projectHash"\s*:\s*"/;
const SESSION = /"sessionId"\s*:\s*"/;

/** A chat tells its session and project, and messages of its own types, before or beside them. */
function looksLikeChat(head: string): boolean {
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (!text.startsWith('{')) return false;
  const firstLine = parsedJson(text.split('\n', 1)[0] ?? '');
  if (isObject(firstLine)) return isChatHead(firstLine);
  const whole = parsedJson(text);
  if (isObject(whole)) return isChatHead(whole);
  // The beginning of a larger document: its own fields stand in front of the messages or between them.
  return /"messages"\s*:\s*\[/.test(text) && SESSION.test(text) && PROJECT.test(text);
}

function isChatHead(value: JsonObject): boolean {
  return (
    typeof value['sessionId'] === 'string' && typeof value['projectHash'] === 'string' && !('type' in value)
  );
}
