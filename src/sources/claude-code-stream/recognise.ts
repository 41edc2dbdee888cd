import { ElementSplitter } from '../array-elements.js';
import { isObject, type JsonObject } from '../json-shape.js';
import { parsedJson } from '../json-file/record.js';

/**
 * Whether the beginning of an input is what Claude Code prints with `--output-format stream-json`, or with `json` and
 * `--verbose`, which is an array of the same: most objects in it are such messages. Transcripts have `sessionId`, hook
 * payloads `hook_event_name`; other clients' streams have neither `parent_tool_use_id` nor these subtypes.
 */
export function looksLikeStream(head: string): boolean {
  const text = head.replace(/^\ufeff/, '').trimStart();
  const isArray = text.startsWith('[');
  const { whole, cut } = isArray ? elementsOf(text) : linesOf(text);
  let messages = 0;
  let others = 0;
  for (const candidate of whole) {
    const value = parsedJson(candidate);
    if (!isObject(value)) continue;
    if (isStreamMessage(value)) messages += 1;
    else others += 1;
  }
  if (messages + others > 0) return messages > 0 && messages >= others;
  return beginsLikeInit(cut);
}

interface Candidates {
  readonly whole: readonly string[];
  /** The last one, where the beginning of the input ends inside it. */
  readonly cut: string;
}

function linesOf(text: string): Candidates {
  const lines = text.split('\n');
  return { whole: lines, cut: lines.at(-1) ?? '' };
}

function elementsOf(text: string): Candidates {
  const splitter = new ElementSplitter();
  const whole = [...splitter.push(Buffer.from(text))].map((element) => element.text);
  return { whole, cut: [...splitter.end()].map((element) => element.text).join('') };
}

function isStreamMessage(value: JsonObject): boolean {
  if (typeof value['session_id'] !== 'string' || 'hook_event_name' in value) return false;
  switch (value['type']) {
    case 'system':
      return typeof value['subtype'] === 'string';
    case 'assistant':
    case 'user':
      return isObject(value['message']) && 'parent_tool_use_id' in value;
    case 'result':
      return typeof value['subtype'] === 'string' && ('num_turns' in value || 'duration_ms' in value);
    case 'stream_event':
      return isObject(value['event']);
    default:
      return false;
  }
}

/** A first message that is longer than what is seen of the input: the tools and commands of an `init` may be many. */
function beginsLikeInit(text: string): boolean {
  const start = text.slice(0, 8192);
  return /^\s*\{\s*"type"\s*:\s*"(?:system|assistant|user)"/.test(start) && /"session_id"\s*:/.test(start);
}
