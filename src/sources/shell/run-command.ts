import { BUILTINS } from './builtin-command.js';
import type { Call, Handler, Output, Shell } from './call.js';
import { COMMANDS } from './commands.js';
import { CONTAINER_COMMANDS } from './container-command.js';
import { DATABASE_COMMANDS } from './database-command.js';
import { FILE_COMMANDS } from './file-command.js';
import { GIT_COMMANDS } from './git-command.js';
import { HTTP_COMMANDS } from './http-command.js';
import { INTERPRETERS } from './interpreter-command.js';
import { NESTING_COMMANDS } from './nesting-command.js';
import { lastValue, readOptions, takesValue } from './options.js';
import { PACKAGE_COMMANDS } from './package-command.js';
import { baseName } from './paths.js';
import { REMOTE_COMMANDS } from './remote-command.js';
import type { Scope } from './scope.js';
import { runFromTable } from './table-command.js';
import { isKnown, withText, type Value } from './values.js';
import { RUNNER_GLOBALS, RUNNERS, TOOL_FOLDER, WRAPPERS, type Runner, type Wrapper } from './wrappers.js';

/** `bun` and `deno` are both a package manager and an interpreter. */
function both(name: string): readonly [string, Handler] {
  return [
    name,
    (call, shell) => {
      PACKAGE_COMMANDS.get(name)?.(call, shell);
      return INTERPRETERS.get(name)?.(call, shell);
    },
  ];
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ...BUILTINS,
  ...NESTING_COMMANDS,
  ...INTERPRETERS,
  ...HTTP_COMMANDS,
  ...REMOTE_COMMANDS,
  ...GIT_COMMANDS,
  ...PACKAGE_COMMANDS,
  ...CONTAINER_COMMANDS,
  ...DATABASE_COMMANDS,
  ...FILE_COMMANDS,
  both('bun'),
  both('deno'),
]);

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
const MAX_WRAPPERS = 8;
const LOOKS_UP_ONLY = /^-[vV]+$/;

/** The command's own name: no folder, no `.exe`; undefined where the text does not tell. */
function nameOf(word: Value | undefined): string | undefined {
  if (!word) return undefined;
  const name = baseName(word.text).replace(/\.(?:exe|cmd|bat)$/i, '');
  return name === '' || name.length > 255 || /[\uFFFF\s]/.test(name) ? undefined : name;
}

/** What a wrapper runs: the words behind its options, operands and assignments. */
function unwrapped(
  words: readonly Value[],
  wrapper: Wrapper,
): { rest: readonly Value[]; assigned: readonly Value[] } {
  const rules = { arity: takesValue(wrapper.takes ?? ''), stopsAtOperand: true };
  let { operands: rest } = readOptions(words.slice(1), rules);
  let assignments = 0;
  while (wrapper.assigns && ASSIGNMENT.test(rest[assignments]?.text ?? '')) assignments++;
  const assigned = rest.slice(0, assignments);
  rest = rest.slice(assignments + (wrapper.operands ?? 0));
  return { rest, assigned };
}

/** The program that a command runs in the end, wrappers looked through. */
export function programName(words: readonly Value[]): string | undefined {
  let rest = words;
  for (let looked = 0; looked < MAX_WRAPPERS; looked++) {
    const name = nameOf(rest[0]);
    const wrapper = name === undefined ? undefined : WRAPPERS.get(name);
    const inner = wrapper ? unwrapped(rest, wrapper).rest : [];
    if (inner.length === 0) return name;
    rest = inner;
  }
  return undefined;
}

function runWrapped(
  shell: Shell,
  words: readonly Value[],
  wrapper: Wrapper,
  scope: Scope,
  stdin: Output,
): Output {
  const { rest, assigned } = unwrapped(words, wrapper);
  const name = nameOf(words[0]) ?? '';
  if (rest.length === 0) {
    // `exec 3<>file` and `env` alone: the redirect counts, and what prints the environment is named.
    if (name !== 'exec') shell.facts.program(name);
    return undefined;
  }
  if (assigned.length === 0) return shell.runWords(rest, scope, stdin);
  const inner = scope.fork();
  for (const word of assigned) {
    const variable = ASSIGNMENT.exec(word.text)?.[1] ?? '';
    inner.set(variable, { values: [withText(word, word.text.slice(variable.length + 1))], array: false });
  }
  return shell.runWords(rest, inner, stdin);
}

/** How many words at the start are options: `pnpm -F web exec …`. */
function globalOptions(args: readonly Value[]): number {
  let at = 0;
  while (args[at]?.text.startsWith('-')) at += RUNNER_GLOBALS.has(args[at]?.text ?? '') ? 2 : 1;
  return at;
}

/** `npx -y name@1 …`: the words that the runner runs, or the text that it gives to a shell. */
function runBehind(shell: Shell, call: Call, runner: Runner, from: number): Output {
  const args = call.args.slice(from + runner.when.length);
  const rules = { arity: takesValue(`${runner.takes ?? ''} ${runner.text ?? ''}`), stopsAtOperand: true };
  const { options, operands } = readOptions(args, rules);
  for (const { value } of options) {
    if (value) shell.facts.url(call.scope, { by: call.name, purpose: 'PACKAGE' }, value);
  }
  const text = runner.text === undefined ? undefined : lastValue(options, ...runner.text.split(' '));
  if (text) return shell.runText(text, call.scope.fork(), call.stdin);
  const separator = runner.separator ? args.findIndex((word) => word.text === '--') : -1;
  const [program, ...rest] = separator < 0 ? operands.slice(runner.operands ?? 0) : args.slice(separator + 1);
  if (!program || shell.facts.url(call.scope, { by: call.name, purpose: 'PACKAGE' }, program))
    return undefined;
  if (program.text.endsWith('.py'))
    return shell.runWords([withText(program, 'python'), program, ...rest], call.scope.fork());
  const version = program.text.indexOf('@', 1);
  const bare = version < 0 ? program : withText(program, program.text.slice(0, version));
  if (!bare.text.startsWith('@')) return shell.runWords([bare, ...rest], call.scope.fork(), call.stdin);
  if (isKnown(bare)) shell.facts.program(bare.text);
  return undefined;
}

/** A script run by its path is read; a tool in a folder of tools is not a file of interest. */
function readScript(shell: Shell, program: Value, call: Call): Output {
  const { scope } = call;
  if (!program.text.includes('/') || TOOL_FOLDER.test(program.text)) return undefined;
  shell.facts.file(scope, program, 'READ', call.name);
  return undefined;
}

/** Looks through wrappers to the program, names it, and says what it does by its own table or handler. */
export function runCommand(shell: Shell, words: readonly Value[], scope: Scope, stdin: Output): Output {
  const [program, ...args] = words;
  const name = nameOf(program);
  if (!program || name === undefined) return undefined;
  const wrapper = WRAPPERS.get(name);
  if (wrapper) return runWrapped(shell, words, wrapper, scope, stdin);
  if (name === 'command' && !LOOKS_UP_ONLY.test(args[0]?.text ?? '')) {
    return runWrapped(shell, words, {}, scope, stdin);
  }
  if (name !== 'xargs') shell.facts.program(name);
  const call: Call = { name, args, stdin, scope };
  if (args.length === 1 && isKnown(args[0] ?? program) && /^(?:--version|--help)$/.test(args[0]?.text ?? ''))
    return undefined;
  const from = globalOptions(args);
  const runner = RUNNERS.get(name)?.find(({ when }) =>
    when.every((word, index) => args[from + index]?.text === word),
  );
  const handler = HANDLERS.get(name) ?? HANDLERS.get(name.replace(/\d+(?:\.\d+)*$/, ''));
  if (runner) return runBehind(shell, call, runner, runner.when.length > 0 ? from : 0);
  if (handler) return handler(call, shell);
  const spec = COMMANDS.get(name);
  return spec ? runFromTable(shell, call, spec) : readScript(shell, program, call);
}
