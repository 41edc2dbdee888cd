import type { NativeTouchJson } from '../sources/native/wire.js';
import type { PlannedCall } from './session-plan.js';

/** The calls that the demo day's agents make, with inputs and answers as their clients would record them. */

const read = (path: string): NativeTouchJson => ({ kind: 'READ', path });
const wrote = (path: string): NativeTouchJson => ({ kind: 'WROTE', path });
const called = (host: string): NativeTouchJson => ({ kind: 'CALLED', host, port: 443, purpose: 'FETCH' });

/** How agents name the tools that do the same thing. */
export interface Toolbox {
  readonly read: string;
  readonly edit: string;
  readonly write: string;
  readonly search: string;
  readonly list: string;
  readonly shell: string;
  readonly plan: string;
}

export const CLAUDE_CODE_TOOLS: Toolbox = {
  read: 'Read',
  edit: 'Edit',
  write: 'Write',
  search: 'Grep',
  list: 'Glob',
  shell: 'Bash',
  plan: 'TodoWrite',
};
export const CURSOR_TOOLS: Toolbox = {
  read: 'read_file',
  edit: 'edit_file',
  write: 'edit_file',
  search: 'grep_search',
  list: 'list_dir',
  shell: 'run_terminal_cmd',
  plan: 'todo_write',
};
export const CODEX_TOOLS: Toolbox = {
  read: 'shell',
  edit: 'apply_patch',
  write: 'apply_patch',
  search: 'shell',
  list: 'shell',
  shell: 'shell',
  plan: 'update_plan',
};

export function readFile(tools: Toolbox, path: string, lines: number): PlannedCall {
  return {
    tool: tools.read,
    summary: `${tools.read} ${path}`,
    touches: [read(path)],
    input: { file_path: path },
    response: { file_path: path, lines },
  };
}

export function editFile(tools: Toolbox, path: string, changedLines: number): PlannedCall {
  return {
    tool: tools.edit,
    summary: `${tools.edit} ${path}`,
    touches: [wrote(path)],
    input: { file_path: path, changed_lines: changedLines },
    response: { file_path: path, changed_lines: changedLines },
  };
}

export function writeFile(tools: Toolbox, path: string, lines: number): PlannedCall {
  return {
    tool: tools.write,
    summary: `${tools.write} ${path}`,
    touches: [wrote(path)],
    input: { file_path: path, lines },
    response: { file_path: path, created: true },
  };
}

export function searchText(tools: Toolbox, pattern: string, matches: number): PlannedCall {
  return {
    tool: tools.search,
    summary: `${tools.search} ${pattern}`,
    touches: [],
    input: { pattern, output_mode: 'files_with_matches' },
    response: { matches },
  };
}

export function listFiles(tools: Toolbox, pattern: string, files: number): PlannedCall {
  return {
    tool: tools.list,
    summary: `${tools.list} ${pattern}`,
    touches: [],
    input: { pattern },
    response: { files },
  };
}

export function runCommand(
  tools: Toolbox,
  command: string,
  stdout: string,
  touches: readonly NativeTouchJson[] = [],
): PlannedCall {
  return {
    tool: tools.shell,
    summary: `${tools.shell} ${command}`,
    touches,
    input: { command },
    response: { exit_code: 0, stdout },
  };
}

/** Git to the repository's own remote. */
export function gitCommand(tools: Toolbox, command: string, host: string): PlannedCall {
  return runCommand(tools, command, 'Already up to date.', [
    { kind: 'CALLED', host, purpose: 'GIT', basis: 'SHELL_PARSED' },
  ]);
}

/** A command that fetches from, or sends to, a web address. */
export function webCommand(tools: Toolbox, command: string, host: string, stdout: string): PlannedCall {
  return runCommand(tools, command, stdout, [
    { kind: 'CALLED', host, port: 443, purpose: 'FETCH', basis: 'SHELL_PARSED' },
  ]);
}

export function updatePlan(tools: Toolbox, steps: number, done: number): PlannedCall {
  return {
    tool: tools.plan,
    summary: `${tools.plan}: ${done} of ${steps} done`,
    touches: [],
    input: { steps, done },
    response: { ok: true },
  };
}

export function readThroughServer(path: string): PlannedCall {
  return {
    tool: 'mcp__filesystem__read_text_file',
    server: 'filesystem',
    summary: `filesystem: read ${path}`,
    touches: [read(path)],
    input: { path },
    response: { content: [{ type: 'text', text: '(file content)' }] },
  };
}

export function listThroughServer(folder: string): PlannedCall {
  return {
    tool: 'mcp__filesystem__list_directory',
    server: 'filesystem',
    summary: `filesystem: list ${folder}`,
    touches: [],
    input: { path: folder },
    response: { content: [{ type: 'text', text: '[FILE] (names)' }] },
  };
}

export function getIssue(host: string, issue: number): PlannedCall {
  return {
    tool: 'mcp__github__get_issue',
    server: 'github',
    summary: `github: issue ${issue}`,
    touches: [called(host)],
    input: { issue_number: issue },
    response: { number: issue, state: 'open', comments: issue % 5 },
  };
}

export function searchWeb(host: string, query: string): PlannedCall {
  return {
    tool: 'mcp__web-search__search',
    server: 'web-search',
    summary: `web-search: ${query}`,
    touches: [called(host)],
    input: { query },
    response: { results: 5, opened: `https://${host}/` },
  };
}

export function delegate(agentId: string, task: string): PlannedCall {
  return {
    tool: 'Agent',
    summary: `Agent: ${task}`,
    touches: [],
    input: { description: task, subagent_type: 'general-purpose' },
    response: { status: 'completed', agent_id: agentId },
  };
}
