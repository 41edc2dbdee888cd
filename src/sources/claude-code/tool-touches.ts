import type { Confidence, FileTouch, HostTouch, Touch } from '../../events/event.js';
import { shellFacts } from '../shell/shell-facts.js';
import { asArray, asText, isObject, wellFormed, type JsonObject } from '../json-shape.js';
import { mcpParts } from '../mcp-name.js';
import { absolutePath } from '../recorded-paths.js';

/** A tool that the model called: its name and input as the transcript has them. */
export interface ToolCall {
  readonly name: string;
  readonly input: JsonObject;
  /** Working directory of the line. */
  readonly cwd: string | null;
}

/** More than a person's command ever has; a hostile one must not fill the graph. */
const MAX_TOUCHES = 1000;

/**
 * What a call read, wrote and connected to, judged by its input alone: as if it had run and succeeded.
 *
 * Searches (Glob, LS, Grep over a folder) touch nothing: what they list is mentioned, not read. WebSearch calls no
 * host from here: the provider makes that call.
 */
export function touchesOf(call: ToolCall): readonly Touch[] {
  const mcp = mcpParts(call.name);
  if (mcp !== null) return distinct(mcpTouches(mcp, call));
  switch (call.name) {
    case 'Read':
      return files(call, 'READ', call.input['file_path']);
    case 'NotebookRead':
      return files(call, 'READ', call.input['notebook_path']);
    case 'Edit':
    case 'MultiEdit':
    case 'Write':
      return files(call, 'WROTE', call.input['file_path']);
    case 'NotebookEdit':
      return files(call, 'WROTE', call.input['notebook_path'] ?? call.input['file_path']);
    case 'Grep':
      return grepTouches(call);
    case 'WebFetch':
      return hosts(call.input['url'], 'HIGH');
    case 'Bash':
      return distinct(shellTouches(call));
    default:
      return [];
  }
}

/** The file that an attachment put before the model. */
export function attachedFile(path: unknown, cwd: string | null): readonly Touch[] {
  const absolute = typeof path === 'string' ? absolutePath(wellFormed(path), cwd) : null;
  return absolute === null ? [] : [{ kind: 'READ', path: absolute, basis: 'ATTACHMENT', confidence: 'HIGH' }];
}

function files(
  call: ToolCall,
  kind: FileTouch['kind'],
  path: unknown,
  confidence: Confidence = 'HIGH',
): FileTouch[] {
  const absolute = typeof path === 'string' ? absolutePath(wellFormed(path), call.cwd) : null;
  return absolute === null ? [] : [{ kind, path: absolute, basis: 'TOOL_INPUT', confidence }];
}

/** A name with an extension, or a file of secrets that has none: what a search in one file looks like. */
const FILE_NAME = /(?:[^/\\]\.[A-Za-z0-9]{1,10}|[/\\]\.(?:env|npmrc|netrc|pypirc|git-credentials)[^/\\]*)$/;

/** Content mode shows the matching lines: a single file was thus read. That it is a file only its name tells. */
function grepTouches(call: ToolCall): FileTouch[] {
  const path = call.input['path'];
  if (call.input['output_mode'] !== 'content' || typeof path !== 'string' || !FILE_NAME.test(`/${path}`))
    return [];
  return files(call, 'READ', path, 'MEDIUM');
}

function hosts(url: unknown, confidence: Confidence): HostTouch[] {
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return [];
  const { hostname, port } = new URL(url);
  if (hostname === '') return [];
  return [
    {
      kind: 'CALLED',
      host: hostname.toLowerCase().replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port: Number(port) }),
      purpose: 'FETCH',
      basis: 'TOOL_INPUT',
      confidence,
    },
  ];
}

function shellTouches(call: ToolCall): Touch[] {
  const command = asText(call.input['command']);
  if (command === null) return [];
  const facts = shellFacts(command, call.cwd === null ? {} : { cwd: call.cwd });
  const touches: Touch[] = [];
  for (const { host, port, purpose, confidence } of facts.hosts) {
    // Git to a remote by name: only the repository's configuration knows the host.
    if (host === '') continue;
    const ported = port === undefined ? {} : { port };
    touches.push({ kind: 'CALLED', host, ...ported, purpose, basis: 'SHELL_PARSED', confidence });
  }
  for (const { path, mode, confidence } of facts.files) {
    // A pattern that only the shell could expand is the name of no file; `[id].ts` may be one.
    if (/[*?]/.test(path) || (confidence === 'LOW' && /[[{]/.test(path))) continue;
    const absolute = absolutePath(path, call.cwd);
    const kind = mode === 'READ' ? 'READ' : 'WROTE';
    if (absolute !== null) touches.push({ kind, path: absolute, basis: 'SHELL_PARSED', confidence });
  }
  return touches;
}

const URL_FIELD = /^(?:url|uri|endpoint)$/i;
const FILE_SERVER = /(?:^|[-_ ])(?:filesystem|file[-_]system|fs|files)(?:$|[-_ ])/i;
const WRITING_VERB =
  /(?:^|[-_])(?:write|edit|create|append|delete|remove|move|rename|update|replace|insert|patch)/i;
const READING_VERB = /(?:^|[-_])(?:read|get|view|open|cat)/i;
/** Verbs on folders and on what is known about a file: its content is not involved. */
const NO_CONTENT = /(?:director|folder|tree|list|search|info|stat|allowed)/i;

/** A server may or may not do what its arguments suggest: its calls are MEDIUM, wherever they are made from. */
function mcpTouches({ server, tool }: { server: string; tool: string }, call: ToolCall): Touch[] {
  const touches: Touch[] = urlsIn(call.input).flatMap((url) => hosts(url, 'MEDIUM'));
  const kind = NO_CONTENT.test(tool)
    ? null
    : WRITING_VERB.test(tool)
      ? 'WROTE'
      : READING_VERB.test(tool)
        ? 'READ'
        : null;
  if (kind === null || !FILE_SERVER.test(server)) return touches;
  for (const path of [call.input['path'], call.input['file_path'], ...asArray(call.input['paths'])]) {
    touches.push(...files(call, kind, path, 'MEDIUM'));
  }
  return touches;
}

/** The URLs under fields named for one, down to four levels. */
function urlsIn(value: unknown, depth = 0): unknown[] {
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.flatMap((item) => urlsIn(item, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, held]) =>
    URL_FIELD.test(name) && typeof held === 'string' ? [held] : urlsIn(held, depth + 1),
  );
}

function distinct(touches: readonly Touch[]): Touch[] {
  const seen = new Set<string>();
  const kept: Touch[] = [];
  for (const touch of touches) {
    const key = JSON.stringify(touch);
    if (seen.has(key) || kept.length >= MAX_TOUCHES) continue;
    seen.add(key);
    kept.push(touch);
  }
  return kept;
}
