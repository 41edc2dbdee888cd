import type { Touch } from '../../events/event.js';
import type { Outcome } from '../claude-code/tool-outcome.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import { asArray, asName, asText, type JsonObject } from '../json-shape.js';
import { mcpName } from '../otlp/tool-call.js';
import { absolutePath } from '../recorded-paths.js';
import { oneLine } from '../summaries.js';

export const PRODUCT = 'gemini-cli';
export const DISPLAY_NAME = 'Gemini CLI';

/** A call of a tool, whichever record tells of it. */
interface GeminiCall {
  /** Of an MCP tool `mcp__<server>__<tool>`, where its server is known. */
  readonly tool: string;
  readonly server: string | null;
  readonly summary: string;
  /** What it touches if it runs and succeeds. */
  readonly touches: () => readonly Touch[];
}

const MAX_URLS = 20;

/** `server` is that of an MCP tool; `cwd` the project's folder, where it is known. */
export function geminiCall(
  name: string,
  args: JsonObject,
  server: string | null,
  cwd: string | null,
): GeminiCall {
  const mcp = mcpTool(name, server);
  if (mcp !== null) {
    const tool = mcpName(mcp.server, mcp.tool);
    return {
      tool,
      server: mcp.server,
      summary: oneLine(`${mcp.server}: ${mcp.tool}`),
      touches: () => touchesOf({ name: tool, input: args, cwd }),
    };
  }
  const call = (detail: unknown, touches: () => readonly Touch[]): GeminiCall => ({
    tool: name,
    server: null,
    summary: oneLine(typeof detail === 'string' ? `${name}: ${detail}` : name),
    touches,
  });
  const as = (known: string, input: JsonObject) => (): readonly Touch[] =>
    touchesOf({ name: known, input, cwd });
  const path = args['file_path'] ?? args['absolute_path'] ?? args['path'];
  switch (name) {
    case 'run_shell_command': {
      const named = asText(args['dir_path']) ?? asText(args['directory']) ?? asText(args['cwd']);
      const folder = named === null ? cwd : absolutePath(named, cwd);
      const { command } = args;
      return call(command, () => touchesOf({ name: 'Bash', input: { command }, cwd: folder }));
    }
    case 'read_file':
      return call(path, as('Read', { file_path: path }));
    case 'read_many_files': {
      const paths = [...asArray(args['paths']), ...asArray(args['include'])].filter(
        (named): named is string => typeof named === 'string' && !/[*?[{]/.test(named),
      );
      return call(paths.join(' '), () =>
        paths
          .slice(0, 1000)
          .flatMap((named) => touchesOf({ name: 'Read', input: { file_path: named }, cwd })),
      );
    }
    case 'write_file':
    case 'replace':
    case 'edit':
      return call(path, as('Write', { file_path: path }));
    case 'web_fetch': {
      const urls = urlsIn(`${asText(args['url']) ?? ''} ${asText(args['prompt']) ?? ''}`);
      return call(args['url'] ?? args['prompt'], () =>
        urls.flatMap((url) => touchesOf({ name: 'WebFetch', input: { url }, cwd })),
      );
    }
    case 'google_web_search':
      return call(args['query'], () => []);
    default:
      return call(args['pattern'] ?? args['dir_path'] ?? args['path'], () => []);
  }
}

/** The URLs in a prompt for `web_fetch`, which takes them from there. */
function urlsIn(text: string): readonly string[] {
  return [...text.slice(0, 100_000).matchAll(/https?:\/\/[^\s"'<>`]+/gi)]
    .slice(0, MAX_URLS)
    .map(([url]) => url.replace(/[),.;:!?\]]+$/, ''));
}

/** An MCP tool is named `mcp_<server>_<tool>` or `<server>__<tool>`, or by its own name alone. */
function mcpTool(
  name: string,
  server: string | null,
): { readonly server: string; readonly tool: string } | null {
  if (server !== null) {
    const own = [`mcp__${server}__`, `mcp_${server}_`, `${server}__`].find((prefix) =>
      name.startsWith(prefix),
    );
    return { server, tool: own === undefined ? name : name.slice(own.length) };
  }
  const parts = /^(?:mcp__)?([^_](?:(?!__).){0,200}?)__(.+)$/s.exec(name) ?? /^mcp_([^_]+)_(.+)$/s.exec(name);
  const [, of, tool] = parts ?? [];
  return of === undefined || tool === undefined ? null : { server: of, tool };
}

/** The server in what the client shows of a tool: `list_issues (tracker MCP Server)`. */
export function shownServer(call: JsonObject): string | null {
  const shown = /\(([^()]{1,200}) MCP Server\)$/.exec(asText(call['displayName']) ?? '')?.[1];
  return asName(shown);
}

/** What became of a call that ran or not, by its own verdict and what a shell said of its command. */
export function callOutcome(tool: string, verdict: 'success' | 'error' | 'refused', text: string): Outcome {
  if (verdict === 'refused') return 'DENIED';
  const exitCode = tool === 'run_shell_command' ? exitCodeIn(text) : null;
  if (verdict === 'error') return exitCode === null ? 'FAILED' : 'PARTLY';
  return exitCode === null || exitCode === 0 ? 'RAN' : 'PARTLY';
}

function exitCodeIn(text: string): number | null {
  const codes = [...text.slice(-4000).matchAll(/(?:^|\n|\\n)Exit Code: (-?\d{1,10})/g)];
  const last = codes.at(-1)?.[1];
  return last === undefined ? null : Number(last);
}
