import type { Touch } from '../../events/event.js';
import type { Outcome } from '../claude-code/tool-outcome.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import { patchedFiles } from '../apply-patch.js';
import { parsedJson } from '../object-lines.js';
import { asName, asObject, asText, isObject, type JsonObject } from '../json-shape.js';
import { mcpName } from '../otlp/tool-call.js';
import { oneLine } from '../summaries.js';

/** A call as a request or the start of its execution tells of it. */
interface CopilotCall {
  /** Of an MCP tool `mcp__<server>__<tool>`, where the line says whose it is. */
  readonly tool: string;
  readonly server: string | null;
  readonly summary: string;
  /** What it touches if it runs and succeeds. */
  readonly touches: () => readonly Touch[];
}

const SHELLS = new Set(['bash', 'shell', 'powershell', 'local_shell']);
const READERS = new Set(['view', 'read_file', 'show_file']);
const WRITERS = new Set(['create', 'edit', 'str_replace', 'insert', 'write_file', 'write']);
const FETCHERS = new Set(['web_fetch', 'fetch']);

/** `said` holds the name under `name` or `toolName`, and the arguments as an object or as JSON text. */
export function copilotCall(said: JsonObject, cwd: string | null): CopilotCall {
  const given = said['arguments'];
  const parsed = typeof given === 'string' ? parsedJson(given) : given;
  const input = isObject(parsed) ? parsed : {};
  const name = asName(said['name']) ?? asName(said['toolName']) ?? 'unnamed';
  const server = asName(said['mcpServerName']);
  const mcpTool = asName(said['mcpToolName']);
  if (server !== null) {
    const tool = mcpName(server, mcpTool ?? name);
    return {
      tool,
      server,
      summary: oneLine(`${server}: ${mcpTool ?? name}`),
      touches: () => touchesOf({ name: tool, input, cwd }),
    };
  }
  const as = (known: string, detail: unknown, fields: JsonObject): CopilotCall => ({
    tool: name,
    server: null,
    summary: oneLine(`${name}: ${asText(detail) ?? ''}`),
    touches: () => touchesOf({ name: known, input: fields, cwd }),
  });
  const path = input['path'] ?? input['filePath'] ?? input['file_path'];
  if (SHELLS.has(name)) return as('Bash', input['command'], { command: input['command'] });
  if (READERS.has(name)) return as('Read', path, { file_path: path });
  if (WRITERS.has(name)) return as('Write', path, { file_path: path });
  if (FETCHERS.has(name)) return as('WebFetch', input['url'], { url: input['url'] });
  if (name === 'str_replace_editor') {
    return as(input['command'] === 'view' ? 'Read' : 'Write', path, { file_path: path });
  }
  if (name === 'apply_patch') {
    const patch = asText(input['input']) ?? asText(input['patch']) ?? asText(given) ?? '';
    return { tool: name, server: null, summary: name, touches: () => patchedFiles(patch, cwd) };
  }
  const detail = asText(said['intentionSummary']);
  return {
    tool: name,
    server: null,
    summary: oneLine(detail === null ? name : `${name}: ${detail}`),
    touches: () => [],
  };
}

interface CopilotResult {
  readonly outcome: Outcome;
  readonly isError: boolean;
  readonly durationMs: number | null;
  /** The beginning of what the tool answered. */
  readonly text: string;
}

/** What `tool.execution_complete` says. A shell command that fails succeeds as a call: its text has the exit code. */
export function copilotResult(data: JsonObject, tool: string | undefined): CopilotResult {
  const error = asObject(data['error']);
  const result = asObject(data['result']);
  const text = (asText(error?.['message']) ?? asText(result?.['content']) ?? '').slice(0, 30_000);
  const duration = asObject(asObject(data['toolTelemetry'])?.['metrics'])?.['durationMs'];
  const rest = {
    durationMs:
      typeof duration === 'number' && duration >= 0 && duration < 1e12 ? Math.round(duration) : null,
    text,
  };
  const isShell = tool !== undefined && SHELLS.has(tool);
  if (data['success'] === false) {
    const refused = /^(?:denied|rejected|permission)/.test(asText(error?.['code']) ?? '');
    const worded = /^(?:The user (?:rejected|denied)|Permission (?:to [^\n]{1,2000} )?(?:was )?denied)/.test(
      text,
    );
    const outcome = refused || worded ? 'DENIED' : isShell ? 'PARTLY' : 'FAILED';
    return { ...rest, outcome, isError: true };
  }
  const exitCode = isShell
    ? /<(?:command )?exited with (?:exit )?code (-?\d{1,10})>/.exec(text)?.[1]
    : undefined;
  const failed = exitCode !== undefined && Number(exitCode) !== 0;
  return { ...rest, outcome: failed ? 'PARTLY' : 'RAN', isError: failed };
}
