import { ElementSplitter } from '../array-elements.js';
import { asText, isObject } from '../json-shape.js';
import type { Fault } from './fault.js';
import { IndentedRecords, type HookText } from './hook-records.js';
import { unwrapPayload, type UnwrappedPayload } from './wrapped-payload.js';

/**
 * Whether the beginning of an input is a log of Claude Code's hooks: most of the JSON objects in it are payloads, bare
 * or wrapped. What looks alike: transcripts have `sessionId`, stream-json `session_id` beside a `type`, and the hooks
 * of other agents camel-case members or a transcript elsewhere.
 */
export function looksLikeHookLog(head: string): boolean {
  const text = head.replace(/^\ufeff/, '').trimStart();
  let payloads = 0;
  let others = 0;
  for (const candidate of candidatesIn(text)) {
    const isOne = isPayload(candidate);
    if (isOne === null) continue;
    if (isOne) payloads += 1;
    else others += 1;
  }
  if (payloads + others > 0) return payloads > 0 && payloads >= others;
  return beginsLikePayload(text);
}

function candidatesIn(text: string): readonly string[] {
  if (text.startsWith('[')) {
    return [...new ElementSplitter().push(Buffer.from(text))].map((element) => element.text);
  }
  const blocks = new IndentedRecords();
  const lines = text.split(/\r?\n/).map((line, index) => asLine(line, index + 1));
  return [...lines.flatMap((line) => [...blocks.push(line)]), ...blocks.end()].map((record) => record.text);
}

function asLine(text: string, number: number): HookText {
  const position = `line ${number}`;
  return { position, text, terminated: true, invalidUtf8: false, truncated: null, complete: true };
}

/** Null for what is no JSON object. */
function isPayload(text: string): boolean | null {
  let unwrapped: UnwrappedPayload | Fault;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    // Runtrail's own events may hold the payload that they came from.
    if (asText(value['product']) !== null && asText(value['type']) !== null) return false;
    unwrapped = unwrapPayload(value);
  } catch {
    // No JSON, or nested more deeply than can be walked.
    return null;
  }
  if ('code' in unwrapped) return unwrapped.code === 'BAD_ENVELOPE';
  const { payload, hook, sessionId, sessionIdUnusable } = unwrapped;
  if (hook === null || (sessionId === null && !sessionIdUnusable)) return false;
  return asText(payload['hook_event_name']) !== null || asText(payload['transcript_path']) !== null;
}

/** A first record that is longer than what is seen of the input. Names within text stand there with a backslash. */
function beginsLikePayload(text: string): boolean {
  if (!/^\[?\s*\{/.test(text)) return false;
  const has = (member: string): boolean => new RegExp(`(?<!\\\\)"${member}"\\s*:\\s*"`).test(text);
  return has('session_id') && has('transcript_path') && (has('hook_event_name') || has('tool_name'));
}
