import { ElementSplitter } from '../array-elements.js';
import { isObject, type JsonObject } from '../json-shape.js';

/** Lines that Claude Code writes beside the conversation, with the fields that tell them from others' lines. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  summary: ['summary', 'leafUuid'],
  'file-history-snapshot': ['messageId', 'snapshot'],
  'queue-operation': ['operation', 'sessionId'],
  'last-prompt': ['lastPrompt', 'sessionId'],
  'permission-mode': ['permissionMode', 'sessionId'],
  mode: ['mode', 'sessionId'],
  'ai-title': ['aiTitle', 'sessionId'],
  'custom-title': ['customTitle', 'sessionId'],
  'agent-name': ['agentName', 'sessionId'],
  'pr-link': ['prRepository', 'sessionId'],
};

/**
 * Whether the beginning of an input is a Claude Code transcript: most of the JSON objects in it are lines as the
 * client writes them. Formats that look alike differ in this: hook payloads and stream-json have `session_id`,
 * Codex rollouts `payload`, Qwen `message.parts`, the others no `sessionId` beside a `type`.
 */
export function looksLikeTranscript(head: string): boolean {
  const text = head.replace(/^\ufeff/, '');
  const { whole, cut } = text.trimStart().startsWith('[') ? elementsOf(text) : linesOf(text);
  let lines = 0;
  let others = 0;
  for (const candidate of whole) {
    const parsed = parsedObject(candidate);
    if (parsed === null) continue;
    if (isTranscriptLine(parsed)) lines += 1;
    else others += 1;
  }
  if (lines + others > 0) return lines > 0 && lines >= others;
  return cut !== '' && beginsLikeTranscriptLine(cut);
}

interface Candidates {
  readonly whole: readonly string[];
  /** The last one, where the beginning of the input ends inside it. */
  readonly cut: string;
}

function linesOf(text: string): Candidates {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  // Without a line break at its end the last line may be whole or not: it is judged both ways.
  return { whole: [...lines, last], cut: last };
}

function elementsOf(text: string): Candidates {
  const splitter = new ElementSplitter();
  const whole = [...splitter.push(Buffer.from(text))].map((element) => element.text);
  return { whole, cut: [...splitter.end()].map((element) => element.text).join('') };
}

function parsedObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isTranscriptLine(line: JsonObject): boolean {
  const type = line['type'];
  if (typeof type !== 'string') return false;
  const fields = Object.hasOwn(BESIDE, type) ? BESIDE[type] : undefined;
  if (fields !== undefined) return fields.every((field) => Object.hasOwn(line, field));
  if (typeof line['sessionId'] !== 'string') return false;
  const message = line['message'];
  if (isObject(message) && 'parts' in message) return false;
  if ((type === 'user' || type === 'assistant') && isObject(message) && 'content' in message) return true;
  return typeof line['isSidechain'] === 'boolean' || typeof line['userType'] === 'string';
}

/** A first line that is longer than what is seen of the input. */
function beginsLikeTranscriptLine(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  const has = (field: string): boolean => new RegExp(`"${field}"\\s*:`).test(text.slice(0, 4096));
  return has('sessionId') && has('parentUuid') && has('isSidechain');
}
