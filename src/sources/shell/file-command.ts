import type { Call, Handler, Output, Shell } from './call.js';
import { hasOption, lastValue, readOptions, takesValue } from './options.js';
import { enter, resolvePath } from './paths.js';
import { isKnown, literal, withText } from './values.js';

const MAX_DECODED_LENGTH = 65_536;

/** What earlier commands of the same text wrote into a file. */
function writtenContent(call: Call, shell: Shell, path: string): Output {
  const resolved = resolvePath(path, call.scope.directory, 'READ')?.path;
  return resolved === undefined ? undefined : shell.written.get(resolved);
}

function cat(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, { arity: () => 0 });
  for (const file of operands) shell.facts.file(call.scope, file, 'READ', call.name);
  if (options.length > 0) return undefined;
  if (operands.length === 0) return call.stdin;
  const [only] = operands;
  if (!only || operands.length > 1) return undefined;
  return only.text === '-' ? call.stdin : writtenContent(call, shell, only.text);
}

function tee(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, { arity: () => 0 });
  for (const file of operands) {
    shell.facts.file(call.scope, file, 'WRITE', call.name);
    const path = resolvePath(file.text, call.scope.directory, 'WRITE')?.path;
    if (path === undefined) continue;
    if (call.stdin === undefined || hasOption(options, 'a', 'append')) shell.written.delete(path);
    else shell.written.set(path, call.stdin);
  }
  return call.stdin;
}

function dd(call: Call, shell: Shell): Output {
  for (const word of call.args) {
    const [, name, path] = /^(if|of)=(.+)$/s.exec(word.text) ?? [];
    if (name === undefined || path === undefined) continue;
    const value = withText(word, path);
    shell.facts.file(call.scope, value, name === 'if' ? 'READ' : 'WRITE', call.name);
    if (name === 'of') shell.facts.destructive(call.scope, 'OVERWRITE', call.name, value);
  }
  return undefined;
}

const TAR_TAKES = takesValue(
  'f file C directory T files-from X exclude-from b blocking-factor I use-compress-program ' +
    'exclude transform strip-components ' +
    'owner group mode mtime g listed-incremental H format K L N V',
);

/** `tar -czf out.tgz -C dir files`, `tar xf in.tgz`, with or without the first dash. */
function tar(call: Call, shell: Shell): Output {
  const { facts } = shell;
  const [first, ...rest] = call.args;
  if (!first) return undefined;
  const args = first.text.startsWith('-') ? call.args : [withText(first, `-${first.text}`), ...rest];
  const { options, operands } = readOptions(args, { arity: TAR_TAKES });
  const archive = lastValue(options, 'f', 'file');
  const isCreated = hasOption(options, 'c', 'create', 'r', 'append', 'u', 'update');
  if (archive && !/^[\w.-]+:/.test(archive.text))
    facts.file(call.scope, archive, isCreated ? 'WRITE' : 'READ', call.name);
  for (const name of ['T', 'files-from', 'X', 'exclude-from']) {
    const list = lastValue(options, name);
    if (list) facts.file(call.scope, list, 'READ', call.name);
  }
  if (!isCreated) return undefined;
  const inside = call.scope.fork();
  const directory = lastValue(options, 'C', 'directory');
  if (directory) inside.directory = enter(inside.directory, directory.text);
  for (const operand of operands)
    facts.file(inside, operand, 'READ', call.name, /\.[^/.]+$/.test(operand.text) ? 'HIGH' : 'LOW');
  return undefined;
}

/** Decodes what is known: `echo … | base64 -d | sh` runs what it hides. */
function base64(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, {
    arity: takesValue('w wrap i input o output b break'),
  });
  const [file] = operands;
  if (file) shell.facts.file(call.scope, file, 'READ', call.name);
  const input = lastValue(options, 'i', 'input');
  if (input) shell.facts.file(call.scope, input, 'READ', call.name);
  const output = lastValue(options, 'o', 'output');
  if (output) shell.facts.file(call.scope, output, 'WRITE', call.name);
  const isDecoding = hasOption(options, 'd', 'D', 'decode');
  if (!isDecoding || file || input || call.stdin === undefined || !isKnown(literal(call.stdin)))
    return undefined;
  return call.stdin.length > MAX_DECODED_LENGTH
    ? undefined
    : Buffer.from(call.stdin, 'base64').toString('utf8');
}

/** Commands on files that a table cannot tell. */
export const FILE_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['cat', cat],
  ['tee', tee],
  ['dd', dd],
  ['tar', tar],
  ['gtar', tar],
  ['bsdtar', tar],
  ['base64', base64],
]);
