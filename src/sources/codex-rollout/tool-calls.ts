import type { Touch } from '../../events/event.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import { asArray, asName, asObject, asText, isObject, type JsonObject } from '../json-shape.js';
import { mcpParts } from '../mcp-name.js';
import { mcpName } from '../otlp/tool-call.js';
import { absolutePath } from '../recorded-paths.js';
import { quoteWords } from '../shell/quote-words.js';
import { oneLine } from '../summaries.js';
import { patchedFiles, patchInCommand } from '../apply-patch.js';
import { parsedJson } from '../object-lines.js';
import { folderOf } from './thread.js';

/** A call as the model made it, whichever item or event tells of it. */
export interface CodexCall {
  /** The tool's own name; of an MCP tool `mcp__<server>__<tool>`. */
  readonly tool: string;
  readonly server: string | null;
  readonly summary: string;
  /** What it touches if it runs and succeeds. */
  readonly touches: () => readonly Touch[];
}

/** The call of a `response_item`; null where the item makes none. */
export function callOf(item: string, payload: JsonObject, cwd: string | null): CodexCall | null {
  switch (item) {
    case 'function_call':
    case 'custom_tool_call':
      return namedCall(payload, cwd);
    case 'local_shell_call': {
      const action = asObject(payload['action']) ?? {};
      const folder = folderWithin(action['working_directory'], cwd);
      return shellCall('local_shell', action['command'], folder);
    }
    case 'web_search_call': {
      const action = asObject(payload['action']);
      const sought = asText(action?.['query']) ?? asText(action?.['url']) ?? '';
      return plainCall('web_search', sought);
    }
    case 'tool_search_call':
      return plainCall('tool_search', asText(asObject(payload['arguments'])?.['query']) ?? '');
    case 'image_generation_call':
      return plainCall('image_generation', asText(payload['revised_prompt']) ?? '');
    // Named so by a few releases; the tool stands under `function`.
    case 'tool_call':
      return namedCall({ ...payload, name: asObject(payload['function'])?.['name'] }, cwd);
    default:
      return null;
  }
}

function namedCall(payload: JsonObject, cwd: string | null): CodexCall {
  const name = asName(payload['name']) ?? 'unnamed';
  const namespace = asName(payload['namespace']);
  const given = payload['arguments'] ?? payload['input'];
  const parsed = typeof given === 'string' ? parsedJson(given) : given;
  const input = isObject(parsed) ? parsed : {};
  const server = mcpServer(namespace, name);
  if (server !== null) return mcpCall(server.server, server.tool, input, cwd);
  const folder = folderWithin(input['workdir'] ?? input['cwd'], cwd);
  switch (name) {
    case 'shell':
    case 'container.exec':
    case 'shell_command':
    case 'run_shell_command':
      return shellCall(name, input['command'] ?? (isObject(parsed) ? undefined : given), folder);
    case 'exec_command':
      return shellCall(name, input['cmd'] ?? input['command'], folder);
    case 'apply_patch':
      return patchCall(name, asText(input['input']) ?? asText(input['patch']) ?? asText(given) ?? '', cwd);
    case 'view_image':
      return readCall(name, input['path'], cwd);
    case 'read_file':
      return readCall(name, input['file_path'], cwd);
    default:
      return plainCall(name, '');
  }
}

/** MCP tools stand under a namespace `mcp__<server>`, before 0.1xx under one name for both. */
function mcpServer(
  namespace: string | null,
  name: string,
): { readonly server: string; readonly tool: string } | null {
  if (namespace?.startsWith('mcp__') === true) {
    return { server: namespace.slice('mcp__'.length).replace(/__$/, ''), tool: name };
  }
  return mcpParts(name);
}

export function mcpCall(server: string, tool: string, input: JsonObject, cwd: string | null): CodexCall {
  const name = mcpName(server, tool);
  return {
    tool: name,
    server,
    summary: oneLine(`${server}: ${tool}`),
    touches: () => touchesOf({ name, input, cwd }),
  };
}

export function shellCall(tool: string, command: unknown, folder: string | null): CodexCall {
  const words = asArray(command).filter((word) => typeof word === 'string');
  const text = typeof command === 'string' ? command : quoteWords(words);
  return {
    tool,
    server: null,
    summary: oneLine(`${tool}: ${shownCommand(words, text)}`),
    touches: () => {
      const patch = patchInCommand(typeof command === 'string' ? command : words);
      if (patch !== null) return patchedFiles(patch, folder);
      return touchesOf({ name: 'Bash', input: { command: text }, cwd: folder });
    },
  };
}

/** `['bash', '-lc', 'npm test']` reads as `npm test`. */
function shownCommand(words: readonly string[], text: string): string {
  const [program = '', flag = '', script] = words;
  const isShell = /(?:^|[\\/])(?:ba|z|da|k)?sh$/.test(program) && /^-\w*c$/.test(flag);
  return isShell && script !== undefined ? script : text;
}

function patchCall(tool: string, patch: string, cwd: string | null): CodexCall {
  const first = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/m.exec(patch)?.[1] ?? '';
  return {
    tool,
    server: null,
    summary: oneLine(`${tool} ${first}`),
    touches: () => patchedFiles(patch, cwd),
  };
}

/** A patch that is known by the files that it changed alone. */
export function changesCall(changes: JsonObject, cwd: string | null): CodexCall {
  const headers = Object.entries(changes).flatMap(([path, change]) => {
    const movedTo = asText(asObject(change)?.['move_path']);
    return [`*** Update File: ${path}`, ...(movedTo === null ? [] : [`*** Move to: ${movedTo}`])];
  });
  return patchCall('apply_patch', headers.join('\n'), cwd);
}

function readCall(tool: string, path: unknown, cwd: string | null): CodexCall {
  return {
    tool,
    server: null,
    summary: oneLine(`${tool} ${asText(path) ?? ''}`),
    touches: () => touchesOf({ name: 'Read', input: { file_path: path }, cwd }),
  };
}

function plainCall(tool: string, detail: string): CodexCall {
  return {
    tool,
    server: null,
    summary: oneLine(detail === '' ? tool : `${tool}: ${detail}`),
    touches: () => [],
  };
}

/** The folder that a call names, within the turn's. */
export function folderWithin(named: unknown, cwd: string | null): string | null {
  const folder = folderOf(named);
  return folder === null ? cwd : (absolutePath(folder, cwd) ?? cwd);
}
