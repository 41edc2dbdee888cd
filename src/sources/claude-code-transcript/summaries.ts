import type { TokenCounts } from '../../events/event.js';
import { asArray, asText, isObject, wellFormed, type JsonObject } from './json-shape.js';
import { mcpParts } from './tool-touches.js';

const MAX_LENGTH = 200;

/** One line for a person: no control characters, spaces folded, at most 200 characters. */
export function oneLine(text: string): string {
  // Enough of a long text to fill the line even where much of it is blank.
  const clean = wellFormed(text.slice(0, 20 * MAX_LENGTH))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ')
    .trim();
  if (clean.length <= MAX_LENGTH) return clean;
  return `${wellFormed(clean.slice(0, MAX_LENGTH - 1)).replace(/\ufffd$/, '')}…`;
}

export function modelRequestSummary(model: string | null, tokens: TokenCounts | null): string {
  const name = model ?? 'model not named';
  if (tokens === null) return oneLine(`${name}: tokens not reported`);
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheCreation;
  return oneLine(`${name}: ${grouped(prompt)} in, ${grouped(tokens.output)} out`);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `Read src/auth.ts`, `Bash: npm test`. Paths inside the working directory are shown relative to it. */
export function toolUseSummary(name: string, input: JsonObject, cwd: string | null): string {
  const detail = (field: string): string => asText(input[field]) ?? '';
  const shown = (field: string): string => relativePath(detail(field), cwd);
  const mcp = mcpParts(name);
  if (mcp !== null) return oneLine(`${mcp.server}: ${mcp.tool}`);
  switch (name) {
    case 'Bash':
      return oneLine(`Bash: ${detail('command')}`);
    case 'Read':
    case 'Edit':
    case 'MultiEdit':
    case 'Write':
      return oneLine(`${name} ${shown('file_path')}`);
    case 'NotebookEdit':
    case 'NotebookRead':
      return oneLine(`${name} ${shown('notebook_path')}`);
    case 'Grep':
    case 'Glob':
      return oneLine(`${name} ${detail('pattern')}${detail('path') === '' ? '' : ` in ${shown('path')}`}`);
    case 'LS':
      return oneLine(`LS ${shown('path')}`);
    case 'WebFetch':
      return oneLine(`WebFetch ${detail('url')}`);
    case 'WebSearch':
      return oneLine(`WebSearch: ${detail('query')}`);
    case 'Task':
    case 'Agent':
      return oneLine(`${name}: ${detail('description')}${suffix(detail('subagent_type'))}`);
    case 'Skill':
      return oneLine(`Skill: ${detail('skill')}`);
    default:
      return oneLine(name);
  }
}

function suffix(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function relativePath(path: string, cwd: string | null): string {
  if (cwd === null || !path.startsWith(cwd)) return path;
  const inside = path.slice(cwd.length);
  return /^[\\/]./.test(inside) ? inside.slice(1) : path;
}

/** The text that a message's content starts with; a block that is bare text counts as text. */
export function leadingText(content: unknown): string {
  if (typeof content === 'string') return content;
  for (const block of asArray(content)) {
    if (typeof block === 'string') return block;
    if (isObject(block) && block['type'] === 'text') return asText(block['text']) ?? '';
  }
  return '';
}
