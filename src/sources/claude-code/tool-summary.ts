import { asText, type JsonObject } from '../json-shape.js';
import { mcpParts } from '../mcp-name.js';
import { oneLine } from '../summaries.js';

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
