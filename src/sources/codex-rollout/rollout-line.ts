import { parseInstant } from '../instant.js';
import { asName, asObject, isObject, usableId, type JsonObject } from '../json-shape.js';
import type { ObjectRecord } from '../object-lines.js';

/** One line of a rollout: its kind, its content, and the record that it came from. */
export interface RolloutLine {
  /** `session_meta`, `turn_context`, `response_item`, `event_msg`, `compacted`, …; empty where it says none. */
  readonly type: string;
  /** Null where the line has none. */
  readonly payload: JsonObject | null;
  /** What the payload calls itself; empty where it does not. */
  readonly item: string;
  /** Epoch milliseconds; null where the line has no time or no valid one. */
  readonly at: number | null;
  readonly record: ObjectRecord;
}

/** Items that clients before 0.32 wrote without an envelope, and so without a time. */
const BARE_ITEMS = new Set([
  'message',
  'reasoning',
  'function_call',
  'function_call_output',
  'local_shell_call',
  'custom_tool_call',
  'custom_tool_call_output',
  'web_search_call',
]);

export function rolloutLine(record: ObjectRecord): RolloutLine {
  const { value } = record;
  const at = parseInstant(value['timestamp']);
  const type = asName(value['type']) ?? '';
  const payload = value['payload'];
  if (isObject(payload)) return { type, payload, item: asName(payload['type']) ?? '', at, record };
  if (BARE_ITEMS.has(type)) return { type: 'response_item', payload: value, item: type, at, record };
  if (isBareMeta(value)) return { type: 'session_meta', payload: value, item: '', at, record };
  const named =
    type === '' && typeof value['record_type'] === 'string' ? `record:${value['record_type']}` : type;
  return { type: asName(named) ?? '', payload: null, item: '', at, record };
}

/** The first line of a rollout from before 0.32: the session's own description, without an envelope. */
export function isBareMeta(value: JsonObject): boolean {
  if ('type' in value || 'payload' in value || usableId(value['id']) === null) return false;
  return (
    typeof value['timestamp'] === 'string' && ('instructions' in value || asObject(value['git']) !== null)
  );
}
