import type { Confidence, FileTouch, Touch } from '../../events/event.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import { absolutePath } from '../recorded-paths.js';

/** Where an action was taken: the state of SWE-agent's own shell and editor before it. */
export interface EditorState {
  readonly workingDir: string | null;
  readonly openFile: string | null;
}

/** An action as SWE-agent took it. */
export interface Action {
  /** One of SWE-agent's own commands, or `bash`. */
  readonly tool: string;
  readonly touches: readonly Touch[];
}

/** SWE-agent's own commands, which its shell knows beside the system's. What is none of these is shell text. */
const OWN_COMMANDS = new Set([
  'open',
  'goto',
  'scroll_up',
  'scroll_down',
  'create',
  'edit',
  'insert',
  'append',
  'set_cursors',
  'search_dir',
  'search_file',
  'find_file',
  'filemap',
  'str_replace_editor',
  'undo_edit',
  'view_image',
  'decompile',
  'disassemble',
  'connect_start',
  'connect_sendline',
  'connect_exec',
  'connect_stop',
  'debug_start',
  'debug_stop',
  'debug_step',
  'debug_continue',
  'debug_exec',
  'debug_add_breakpoint',
  'submit',
  'exit_forfeit',
]);

/** What an action does, judged by its text and the state that it met: as if it had succeeded. */
export function actionOf(text: string, state: EditorState): Action {
  const [name = '', ...args] = firstWords(text);
  if (!OWN_COMMANDS.has(name)) {
    return {
      tool: 'bash',
      touches: touchesOf({ name: 'Bash', input: { command: text }, cwd: state.workingDir }),
    };
  }
  return { tool: name, touches: ownTouches(name, args, state) };
}

function ownTouches(name: string, args: readonly string[], state: EditorState): readonly Touch[] {
  const [first, second] = args;
  switch (name) {
    case 'open':
    case 'filemap':
    case 'view_image':
    case 'decompile':
    case 'disassemble':
    case 'debug_start':
      return file('READ', first, state);
    case 'goto':
    case 'scroll_up':
    case 'scroll_down':
      return file('READ', state.openFile ?? undefined, state);
    case 'search_file':
      return file('READ', second ?? state.openFile ?? undefined, state, 'MEDIUM');
    case 'create':
      return file('WROTE', first, state);
    case 'edit':
    case 'insert':
    case 'append':
      return file('WROTE', state.openFile ?? undefined, state);
    case 'undo_edit':
      return file('WROTE', first ?? state.openFile ?? undefined, state);
    case 'str_replace_editor':
      return file(first === 'view' ? 'READ' : 'WROTE', second, state);
    case 'connect_start':
      return connection(first, second);
    default:
      return [];
  }
}

function file(
  kind: FileTouch['kind'],
  path: string | undefined,
  state: EditorState,
  confidence: Confidence = 'HIGH',
): readonly FileTouch[] {
  const absolute = path === undefined ? null : absolutePath(path, state.workingDir);
  return absolute === null ? [] : [{ kind, path: absolute, basis: 'TOOL_INPUT', confidence }];
}

function connection(host: string | undefined, port: string | undefined): readonly Touch[] {
  if (host === undefined || !/^[A-Za-z0-9.:_-]{1,253}$/.test(host)) return [];
  const number = /^\d{1,5}$/.test(port ?? '') ? Number(port) : 0;
  return [
    {
      kind: 'CALLED',
      host: host.toLowerCase(),
      ...(number > 0 && number < 65_536 ? { port: number } : {}),
      purpose: 'OTHER',
      basis: 'TOOL_INPUT',
      confidence: 'HIGH',
    },
  ];
}

/** The first four words of an action's first line, without their quotes. */
function firstWords(text: string): string[] {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  const words: string[] = [];
  for (const [, double, single, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)) {
    words.push(double ?? single ?? plain ?? '');
    if (words.length === 4) break;
  }
  return words;
}

/** How SWE-agent words that a command of its own did nothing. */
const NOTHING_DONE =
  /^(?:Error\b|Usage:|No file open|No matches found|File .{1,4096} (?:not found|does not exist)|.{1,4096} is a directory|Invalid|Your (?:proposed )?edit (?:has introduced new syntax error|was not applied)|No edit was performed|Parameter `|Text not found|Your search)/i;
const REFUSED =
  /^(?:Interactive operation|Operation) '.{1,4096}' is not supported|is not supported by this environment/;
const CUT_SHORT =
  /^(?:EXECUTION TIMED OUT|COMMAND TIMED OUT)|was cancelled because it took more than|^\s*COMMAND FAILED TO EXECUTE/;
const A_FOLDER = /^(?:Here's the files and directories|Here are the files and directories)/;

export type ActionOutcome = 'PARTLY' | 'FAILED' | 'DENIED';

/** What became of an action, by the beginning of what SWE-agent showed for it. Shell commands have no exit code. */
export function outcomeOf(tool: string, observation: string): ActionOutcome | null {
  const start = observation.slice(0, 8192);
  if (REFUSED.test(start)) return 'DENIED';
  if (CUT_SHORT.test(start)) return 'PARTLY';
  return tool !== 'bash' && tool !== 'submit' && NOTHING_DONE.test(start.trimStart()) ? 'FAILED' : null;
}

/** The touches that hold given what became of the action and what was shown for it. */
export function touchesAfter(
  action: Action,
  outcome: ActionOutcome | null,
  observation: string,
): readonly Touch[] {
  if (outcome === 'FAILED' || outcome === 'DENIED') return [];
  if (A_FOLDER.test(observation)) return [];
  return outcome === 'PARTLY'
    ? action.touches.map((touch) => ({ ...touch, confidence: 'LOW' }))
    : action.touches;
}
