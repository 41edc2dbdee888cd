import type { Call, Handler, Output, Shell } from './call.js';
import { readCode, type Language } from './code-facts.js';
import { lastValue, readOptions, takesValue, type Option } from './options.js';
import { resolvePath } from './paths.js';
import { runPowershell } from './powershell-command.js';
import { joined, literal, withText, type Value } from './values.js';

interface Interpreter {
  readonly language: Language;
  readonly takes: string;
  /** Options whose value is code. */
  readonly code: string;
  /** Subcommands that stand before the script or the code. */
  readonly verbs?: RegExp;
  /** Files that options make it load. */
  readonly loads?: string;
}

const NODE: Interpreter = {
  language: 'javascript',
  takes:
    'e eval p print r require import loader experimental-loader C conditions input-type ' +
    'env-file max-old-space-size stack-trace-limit title watch-path test-name-pattern project P ' +
    'compiler-options',
  code: 'e eval p print',
  loads: 'r require import env-file',
};

const PYTHON: Interpreter = { language: 'python', takes: 'c m W X Q', code: 'c' };

const INTERPRETERS_BY_NAME: ReadonlyMap<string, Interpreter> = new Map<string, Interpreter>([
  ['python', PYTHON],
  ['pypy', PYTHON],
  ['ipython', PYTHON],
  ['py', PYTHON],
  ['node', NODE],
  ['nodejs', NODE],
  ['tsx', { ...NODE, verbs: /^watch$/ }],
  ['ts-node', NODE],
  ['bun', { ...NODE, verbs: /^run$/ }],
  ['deno', { ...NODE, verbs: /^(?:run|eval|test)$/, takes: 'c config import-map lock', code: '' }],
  ['ruby', { language: 'ruby', takes: 'e r I C E x W F', code: 'e' }],
  ['perl', { language: 'perl', takes: 'e E M m I F x', code: 'e E' }],
  ['php', { language: 'php', takes: 'r c d f B R E S t z', code: 'r' }],
  ['Rscript', { language: 'ruby', takes: 'e', code: 'e' }],
  ['lua', { language: 'ruby', takes: 'e l', code: 'e' }],
]);

function codeOf(options: readonly Option[], names: string): Value | undefined {
  return names === '' ? undefined : lastValue(options, ...names.split(' '));
}

/** `python -m pip install`, `python -m json.tool file`: a module that is a program of its own. */
function runModule(call: Call, shell: Shell, module: Value, args: readonly Value[]): Output {
  if (module.text === 'json.tool') {
    const [input, output] = args.filter((word) => !word.text.startsWith('-'));
    if (input) shell.facts.file(call.scope, input, 'READ', call.name);
    if (output) shell.facts.file(call.scope, output, 'WRITE', call.name);
    return undefined;
  }
  if (module.text === 'py_compile') {
    for (const file of args) shell.facts.file(call.scope, file, 'READ', call.name);
    return undefined;
  }
  return /^(?:pip|pytest|black|isort|httpie|yt_dlp)$/.test(module.text)
    ? shell.runWords(
        [withText(module, module.text === 'httpie' ? 'http' : module.text), ...args],
        call.scope,
        call.stdin,
      )
    : undefined;
}

/** Where `-m`'s module stands, before any script or code. */
function moduleIndex(args: readonly Value[]): number {
  for (let index = 0; index < args.length; index++) {
    const text = args[index]?.text ?? '';
    if (text === '-m') return index + 1;
    if (!text.startsWith('-') || text === '-c' || text === '-') return -1;
    if (/^-[WXQ]$/.test(text)) index++;
  }
  return -1;
}

function runScript(call: Call, shell: Shell, script: Value, language: Language): void {
  const { scope, name } = call;
  if (shell.facts.url(scope, { by: name, purpose: 'FETCH' }, script)) return;
  shell.facts.file(scope, script, 'READ', name);
  const path = resolvePath(script.text, scope.directory, 'READ')?.path;
  const text = path === undefined ? undefined : shell.written.get(path);
  if (text !== undefined) readCode(shell, scope, name, language, literal(text, 'MEDIUM'));
}

/** `perl -pi -e …`, `perl -ne … file`: the operands are the files that the code goes through. */
function runOverFiles(
  call: Call,
  shell: Shell,
  options: readonly Option[],
  operands: readonly Value[],
): boolean {
  const flags = options.map((option) => option.name).join('');
  const isLoop = /[np]/.test(flags.replace(/[eEMmIFx]/g, ''));
  if ((call.name !== 'perl' && call.name !== 'ruby') || !isLoop) return false;
  const mode = flags.includes('i') ? 'WRITE' : 'READ';
  for (const file of operands) shell.facts.file(call.scope, file, mode, call.name);
  return true;
}

function interpret(call: Call, shell: Shell): Output {
  const interpreter =
    INTERPRETERS_BY_NAME.get(call.name) ??
    INTERPRETERS_BY_NAME.get(call.name.replace(/[\d.]+$/, '')) ??
    PYTHON;
  const { language, takes, code, verbs, loads } = interpreter;
  const verb = verbs?.test(call.args[0]?.text ?? '') ? call.args[0] : undefined;
  const args = verb ? call.args.slice(1) : call.args;
  const moduleAt = language === 'python' ? moduleIndex(args) : -1;
  const module = args[moduleAt];
  if (module) return runModule(call, shell, module, args.slice(moduleAt + 1));
  const { options, operands } = readOptions(args, {
    arity: (name) => (name === 'i' ? 'maybe' : takesValue(takes)(name)),
    stopsAtOperand: true,
  });
  for (const { name, value } of options) {
    const isFile = value !== undefined && /[./]/.test(value.text);
    if (isFile && loads?.split(' ').includes(name)) shell.facts.file(call.scope, value, 'READ', call.name);
  }
  const [first, ...rest] = operands;
  // `bun dev` and `deno task` name scripts of a manifest, `bun install` a verb of the package manager.
  const runsNames = call.name === 'bun' || call.name === 'deno';
  const text = verb?.text === 'eval' ? first : codeOf(options, code);
  if (text) {
    readCode(shell, call.scope, call.name, language, text);
    runOverFiles(call, shell, options, verb ? rest : operands);
    return undefined;
  }
  if (runsNames && first && !/[./]/.test(first.text)) return undefined;
  if (first && first.text !== '-') runScript(call, shell, first, language);
  else if (call.stdin !== undefined)
    readCode(shell, call.scope, call.name, language, literal(call.stdin, 'MEDIUM'));
  return undefined;
}

const POWERSHELL_TAKES =
  'executionpolicy ep version windowstyle w file f inputformat outputformat configurationname ' +
  'workingdirectory wd';

/** `powershell -Command …`, `powershell -File script.ps1`, `… | pwsh`. */
function powershell(call: Call, shell: Shell): Output {
  const rules = {
    arity: (name: string) => takesValue(POWERSHELL_TAKES)(name.toLowerCase()),
    singleDash: true,
    stopsAtOperand: true,
  };
  const { operands, options } = readOptions(call.args, rules);
  const file = options.find((option) => /^f(?:ile)?$/i.test(option.name))?.value;
  if (file) shell.facts.file(call.scope, file, 'READ', call.name);
  else if (operands.length > 0) runPowershell(shell, call.scope, joined(operands));
  else if (call.stdin !== undefined) runPowershell(shell, call.scope, literal(call.stdin, 'MEDIUM'));
  return undefined;
}

/** Interpreters of code given on the command line, by a pipe, or in a file that the same text wrote. */
export const INTERPRETERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ...[...INTERPRETERS_BY_NAME.keys()].map((name) => [name, interpret] as const),
  ['powershell', powershell],
  ['pwsh', powershell],
]);
