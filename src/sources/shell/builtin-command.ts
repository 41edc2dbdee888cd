import type { Call, Handler, Output, Shell } from './call.js';
import { readOptions, takesValue } from './options.js';
import { enter, resolvePath } from './paths.js';
import { isKnown, literal, UNKNOWN, withConfidence } from './values.js';

const MAX_STACKED_DIRECTORIES = 100;

function moveTo(call: Call, directory: string | undefined): void {
  call.scope.previousDirectory = call.scope.directory;
  call.scope.directory = directory;
}

function changeDirectory(call: Call): Output {
  const target = readOptions(call.args, { arity: () => 0 }).operands[0]?.text ?? '~';
  moveTo(call, target === '-' ? call.scope.previousDirectory : enter(call.scope.directory, target));
  return '';
}

function pushDirectory(call: Call): Output {
  const { scope, args } = call;
  const target = args.find((word) => !word.text.startsWith('-') && !word.text.startsWith('+'));
  if (scope.directoryStack.length < MAX_STACKED_DIRECTORIES) scope.directoryStack.push(scope.directory);
  moveTo(call, target ? enter(scope.directory, target.text) : undefined);
  return '';
}

function popDirectory(call: Call): Output {
  moveTo(call, call.scope.directoryStack.pop());
  return '';
}

function unset(call: Call): Output {
  for (const word of call.args) if (isKnown(word)) call.scope.set(word.text, null);
  return '';
}

/** `read -r line` with known input takes its first line; how several names share it is not followed. */
function read(call: Call): Output {
  const { operands } = readOptions(call.args, { arity: takesValue('a d i n N p t u') });
  const line = call.stdin?.split('\n')[0]?.trim();
  for (const word of operands) call.scope.set(word.text, null);
  const [only] = operands;
  if (only && operands.length === 1 && line !== undefined) {
    call.scope.set(only.text, { values: [literal(line, 'MEDIUM')], array: false });
  }
  return '';
}

function setParameters(call: Call): Output {
  const at = call.args.findIndex((word) => word.text === '--');
  if (at >= 0) call.scope.positional = call.args.slice(at + 1);
  return '';
}

function shift(call: Call): Output {
  const count = call.args[0] ? Number(call.args[0].text) : 1;
  call.scope.positional =
    Number.isInteger(count) && count >= 0 ? call.scope.positional?.slice(count) : undefined;
  return '';
}

function source(call: Call, shell: Shell): Output {
  const [file, ...args] = call.args;
  if (!file) return '';
  // A bare name is searched for in PATH, so it may be an activation script from elsewhere.
  shell.facts.file(call.scope, file, 'READ', call.name, /[./]/.test(file.text) ? 'HIGH' : 'LOW');
  const path = resolvePath(file.text, call.scope.directory, 'READ')?.path;
  const text = path === undefined ? undefined : shell.written.get(path);
  if (text === undefined) return undefined;
  const outer = call.scope.positional;
  if (args.length > 0) call.scope.positional = args;
  const output = shell.runText(literal(text, 'MEDIUM'), call.scope);
  call.scope.positional = outer;
  return output;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
]);

function unescaped(text: string): string {
  return text.replace(/\\([ntr\\])/g, (_, letter: string) => ESCAPES.get(letter) ?? '');
}

function echo(call: Call): Output {
  let words = call.args;
  let newline = '\n';
  let escapes = false;
  for (;;) {
    const option = words[0]?.text ?? '';
    if (!/^-[neE]+$/.test(option)) break;
    if (option.includes('n')) newline = '';
    if (option.includes('e')) escapes = true;
    words = words.slice(1);
  }
  const text = words.map((word) => word.text).join(' ');
  return (escapes ? unescaped(text) : text) + newline;
}

/** Formats of `%s` and literal text; others are not followed. */
function printf(call: Call): Output {
  const [format, ...values] = call.args[0]?.text === '--' ? call.args.slice(1) : call.args;
  if (!format || !isKnown(format) || /%[^s%]|%$/.test(format.text)) return undefined;
  const pieces = unescaped(format.text).split(/(%s|%%)/);
  const slots = pieces.filter((piece) => piece === '%s').length;
  // The format is used again until no value is left.
  const rounds = slots === 0 ? 1 : Math.max(1, Math.ceil(values.length / slots));
  let used = 0;
  const printed = Array.from({ length: rounds }, () =>
    pieces
      .map((piece) => (piece === '%s' ? (values[used++]?.text ?? '') : piece === '%%' ? '%' : piece))
      .join(''),
  );
  return printed.join('');
}

function printDirectory(call: Call): Output {
  return call.scope.directory === undefined ? undefined : `${call.scope.directory || '.'}\n`;
}

function readLines(call: Call): Output {
  const name = readOptions(call.args, { arity: takesValue('d n O s u C c') }).operands[0]?.text ?? 'MAPFILE';
  const lines = call.stdin?.split('\n').filter((line) => line !== '');
  const values = lines?.map((line) => withConfidence(literal(line), 'MEDIUM'));
  call.scope.set(
    name,
    values && !values.some((value) => value.text.includes(UNKNOWN)) ? { values, array: true } : null,
  );
  return '';
}

const silent: Handler = () => '';

/** What the shell itself does, as far as it bears on what later commands see. */
export const BUILTINS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['cd', changeDirectory],
  ['pushd', pushDirectory],
  ['popd', popDirectory],
  ['pwd', printDirectory],
  ['unset', unset],
  ['read', read],
  ['mapfile', readLines],
  ['readarray', readLines],
  ['set', setParameters],
  ['shift', shift],
  ['source', source],
  ['.', source],
  ['echo', echo],
  ['printf', printf],
  ['true', silent],
  [':', silent],
  ['sleep', silent],
  ['export', silent],
  ['declare', silent],
  ['local', silent],
  ['readonly', silent],
  ['typeset', silent],
]);
