import type { Call, Handler, Output, Shell } from './call.js';
import { hasOption, lastValue, readOptions, takesValue } from './options.js';
import { enter, resolvePath } from './paths.js';
import { isKnown, joined, literal, unknown, UNKNOWN, type Value } from './values.js';

const MAX_ITEMS = 200;

/** `bash script.sh`, `bash -c 'text' name args`, `… | bash`. */
function runShell(call: Call, shell: Shell): Output {
  const { scope, stdin } = call;
  const rules = { arity: takesValue('O o rcfile init-file'), stopsAtOperand: true };
  const { options, operands } = readOptions(call.args, rules);
  const [first, ...rest] = operands;
  const inner = scope.fork();
  if (hasOption(options, 'c')) {
    inner.positional = rest.slice(1);
    return first ? shell.runText(first, inner, stdin) : undefined;
  }
  if (!first || first.text === '-' || hasOption(options, 's')) {
    inner.positional = operands;
    return stdin === undefined ? undefined : shell.runText(literal(stdin, 'MEDIUM'), inner);
  }
  shell.facts.file(scope, first, 'READ', call.name);
  const path = resolvePath(first.text, scope.directory, 'READ')?.path;
  const text = path === undefined ? undefined : shell.written.get(path);
  inner.positional = rest;
  return text === undefined ? undefined : shell.runText(literal(text, 'MEDIUM'), inner);
}

function evaluate(call: Call, shell: Shell): Output {
  return shell.runText(joined(call.args), call.scope, call.stdin);
}

function trap(call: Call, shell: Shell): Output {
  const { operands } = readOptions(call.args, { arity: () => 0 });
  const [action] = operands;
  if (action && operands.length > 1) shell.runText(action, call.scope.fork('MEDIUM'));
  return '';
}

/** `su user -c 'text'`, `script -c 'text'`: a text for a shell, as the value of one option. */
function runOption(call: Call, shell: Shell, takes: string): Output {
  const text = lastValue(readOptions(call.args, { arity: takesValue(takes) }).options, 'c', 'command');
  return text ? shell.runText(text, call.scope.fork(), call.stdin) : undefined;
}

/** `watch -n 1 curl …`: the words joined are a text for a shell. */
function watch(call: Call, shell: Shell): Output {
  const { operands } = readOptions(call.args, {
    arity: takesValue('n interval q equexit'),
    stopsAtOperand: true,
  });
  shell.runText(joined(operands), call.scope.fork());
  return undefined;
}

function flock(call: Call, shell: Shell): Output {
  const rules = { arity: takesValue('w wait timeout E conflict-exit-code'), stopsAtOperand: true };
  const [, ...words] = readOptions(call.args, rules).operands;
  const [option, text] = words;
  if (option?.text === '-c' && text) return shell.runText(text, call.scope.fork(), call.stdin);
  return words.length > 0 ? shell.runWords(words, call.scope, call.stdin) : undefined;
}

function replaced(words: readonly Value[], marker: string, item: Value): readonly Value[] {
  return words.map((word) =>
    word.text.includes(marker)
      ? {
          ...word,
          text: word.text.split(marker).join(item.text),
          raw: word.raw.split(marker).join(item.raw),
          confidence: 'MEDIUM',
        }
      : word,
  );
}

/** Runs the command once for all items, or for each where it has a marker. What is not known is one item. */
function runForItems(
  call: Call,
  shell: Shell,
  words: readonly Value[],
  items: readonly Value[],
  marker: string | undefined,
): void {
  if (words.length === 0) return;
  if (marker === undefined || !words.some((word) => word.text.includes(marker))) {
    shell.runWords([...words, ...items], call.scope.fork());
    return;
  }
  for (const item of items.slice(0, MAX_ITEMS))
    shell.runWords(replaced(words, marker, item), call.scope.fork());
}

function xargs(call: Call, shell: Shell): Output {
  const rules = {
    arity: (name: string) =>
      name === 'i' || name === 'e' || name === 'l'
        ? ('maybe' as const)
        : takesValue(
            'I J n P L d s a E R S arg-file delimiter max-args max-procs max-lines max-chars replace ' +
              'process-slot-var',
          )(name),
    stopsAtOperand: true,
  };
  const { options, operands } = readOptions(call.args, rules);
  const file = lastValue(options, 'a', 'arg-file');
  if (file) shell.facts.file(call.scope, file, 'READ', 'xargs');
  const marker =
    lastValue(options, 'I', 'J', 'replace', 'i')?.text ??
    (hasOption(options, 'i', 'replace') ? '{}' : undefined);
  const input = file ? undefined : call.stdin;
  const pieces = input?.split(marker === undefined ? /[\s\0]+/ : /[\n\0]/).filter((piece) => piece !== '');
  const items = pieces?.map((piece) => literal(piece.trim(), 'MEDIUM')) ?? [unknown('')];
  runForItems(call, shell, operands, items, marker);
  return undefined;
}

/** `parallel cmd {} ::: a b` */
function parallel(call: Call, shell: Shell): Output {
  const at = call.args.findIndex((word) => word.text === ':::');
  const rules = {
    arity: takesValue('j jobs N a arg-file colsep delay retries timeout results'),
    stopsAtOperand: true,
  };
  const { operands } = readOptions(at < 0 ? call.args : call.args.slice(0, at), rules);
  const listed =
    at < 0 ? call.stdin?.split('\n').map((line) => literal(line, 'MEDIUM')) : call.args.slice(at + 1);
  const items = (listed ?? [unknown('')]).filter((item) => item.text !== '' && item.text !== ':::');
  const hasMarker = operands.some((word) => word.text.includes('{}'));
  if (hasMarker) runForItems(call, shell, operands, items, '{}');
  else for (const item of items.slice(0, MAX_ITEMS)) shell.runWords([...operands, item], call.scope.fork());
  return undefined;
}

const FIND_EXEC = /^-(?:exec|execdir|ok|okdir)$/;

/** `find roots tests -exec cmd {} \; -delete` */
function find(call: Call, shell: Shell): Output {
  const { args, scope } = call;
  const from = args.findIndex((word) => !/^-[HLPO]/.test(word.text));
  const length = args.slice(Math.max(from, 0)).findIndex((word) => /^[-(!]/.test(word.text));
  const start = Math.max(from, 0);
  const roots = args.slice(start, length < 0 ? undefined : start + length);
  const found: Value = {
    text: UNKNOWN,
    raw: roots.map((root) => root.raw).join(' ') || '.',
    confidence: 'MEDIUM',
    glob: false,
  };
  for (let index = 0; index < args.length; index++) {
    const test = args[index]?.text ?? '';
    const value = args[index + 1];
    if (test === '-delete') shell.facts.destructive(scope, 'DELETE', 'find', found);
    if (value && /^-f(?:print0?|printf|ls)$/.test(test)) shell.facts.file(scope, value, 'WRITE', 'find');
    if (!FIND_EXEC.test(test)) continue;
    const rest = args.slice(index + 1);
    const end = rest.findIndex((part) => part.text === ';' || part.text === '+');
    const words = end < 0 ? rest : rest.slice(0, end);
    shell.runWords(replaced(words, '{}', found), scope.fork());
    index += words.length;
  }
  return undefined;
}

/** `tmux new-session -d 'text'`: the last words are a text for a shell. */
function tmux(call: Call, shell: Shell): Output {
  const [sub, ...args] = call.args;
  if (!/^(?:new-session|new|new-window|neww|split-window|splitw|respawn-pane)$/.test(sub?.text ?? ''))
    return undefined;
  const rules = { arity: takesValue('c e F f n s t x y l p'), stopsAtOperand: true };
  const { options, operands } = readOptions(args, rules);
  const inner = call.scope.fork();
  const start = lastValue(options, 'c');
  if (start) inner.directory = enter(inner.directory, start.text);
  if (operands.length > 0 && operands.every(isKnown)) shell.runText(joined(operands), inner);
  return undefined;
}

/** Commands that run other commands, given as words or as a text. */
export const NESTING_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['sh', runShell],
  ['bash', runShell],
  ['zsh', runShell],
  ['dash', runShell],
  ['ksh', runShell],
  ['ash', runShell],
  ['eval', evaluate],
  ['trap', trap],
  ['su', (call, shell) => runOption(call, shell, 'c command s shell g group G supp-group')],
  ['script', (call, shell) => runOption(call, shell, 'c command I O B E m o t T')],
  ['watch', watch],
  ['flock', flock],
  ['xargs', xargs],
  ['parallel', parallel],
  ['find', find],
  ['gfind', find],
  ['tmux', tmux],
]);
