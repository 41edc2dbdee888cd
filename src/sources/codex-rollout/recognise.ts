import { isObject, type JsonObject } from '../json-shape.js';
import { isExecRecord, isExecStart } from './exec-output.js';
import { parsedJson } from '../object-lines.js';
import { isBareMeta } from './rollout-line.js';

const ENVELOPES = new Set([
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'compacted',
  'world_state',
  'token_usage_record',
]);
/** Whether the beginning of an input is a rollout, or what `codex exec --json` prints. */
export function looksLikeCodex(head: string): boolean {
  const lines = head.replace(/^\ufeff/, '').split('\n');
  const last = lines.at(-1) ?? '';
  let ours = 0;
  let others = 0;
  for (const line of lines) {
    const value = parsedJson(line);
    if (!isObject(value)) continue;
    if (isEnvelope(value) || isBareMeta(value) || isExecRecord(value)) ours += 1;
    else others += 1;
    // Before 0.32 only the first line tells: the others are plain items.
    if (ours === 1 && others === 0 && (isBareMeta(value) || isExecStart(value))) return true;
  }
  if (ours + others > 0) return ours > 0 && ours >= others;
  // A first line longer than what is seen of the input: base instructions make it so.
  return /^\{"timestamp":"[^"]{10,40}",(?:"ordinal":\d+,)?"type":"session_meta","payload":\{/.test(last);
}

function isEnvelope(value: JsonObject): boolean {
  return typeof value['type'] === 'string' && ENVELOPES.has(value['type']) && isObject(value['payload']);
}
