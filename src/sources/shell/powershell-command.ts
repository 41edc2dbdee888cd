import type { Shell } from './call.js';
import type { CallKind } from './collector.js';
import type { HttpMethod } from './facts.js';
import { httpMethod } from './http-command.js';
import type { Scope } from './scope.js';
import { literal, UNKNOWN, type Value } from './values.js';

/** What a cmdlet does with the words that it is given. */
type CmdletEffect = 'FETCH' | 'READ' | 'WRITE' | 'DELETE' | 'COPY' | 'MOVE' | 'CONNECT' | 'NONE';

const CMDLETS: ReadonlyMap<string, CmdletEffect> = new Map<string, CmdletEffect>(
  (
    [
      ['invoke-webrequest iwr wget curl invoke-restmethod irm start-bitstransfer', 'FETCH'],
      ['get-content gc cat type import-csv get-filehash', 'READ'],
      ['set-content sc add-content ac out-file tee-object export-csv new-item ni', 'WRITE'],
      ['remove-item ri rm del erase rd rmdir', 'DELETE'],
      ['copy-item cpi cp copy', 'COPY'],
      ['move-item mi mv move rename-item ren', 'MOVE'],
      ['test-netconnection tnc test-connection', 'CONNECT'],
      [
        'get-childitem gci ls dir get-item gi select-object select where-object foreach-object ' +
          'out-string get-command get-location',
        'NONE',
      ],
      [
        'write-output write-host echo set-location cd sort-object measure-object format-table ' +
          'format-list out-null test-path',
        'NONE',
      ],
    ] as const
  ).flatMap(([names, does]) => names.split(' ').map((name) => [name, does] as const)),
);

/** Parameters without a value. */
const SWITCHES: ReadonlySet<string> = new Set(
  (
    'raw recurse r force usebasicparsing append nonewline wait passthru verbose confirm ' +
    'noclobber file directory ' +
    'name hidden'
  ).split(' '),
);

/** One statement's words; parentheses, pipes and separators end it. */
function statements(text: string): Value[][] {
  const result: Value[][] = [[]];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) result.at(-1)?.push(literal(word, 'MEDIUM'));
    word = undefined;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === "'" || character === '"') {
      const end = text.indexOf(character, at + 1);
      const inside = text.slice(at + 1, end < 0 ? undefined : end);
      word = (word ?? '') + (character === '"' ? inside.replace(/\$[\w:{}()]+/g, UNKNOWN) : inside);
      at = end < 0 ? text.length : end;
    } else if (/\s/.test(character) && character !== '\n') {
      endWord();
    } else if (/[|;&(){}\n]/.test(character)) {
      endWord();
      result.push([]);
    } else if (character === '#' && word === undefined) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else {
      word = (word ?? '') + (character === '$' ? UNKNOWN : character);
    }
  }
  endWord();
  return result.filter((words) => words.length > 0);
}

interface Parameters {
  readonly named: ReadonlyMap<string, Value>;
  readonly positional: readonly Value[];
}

function parametersOf(words: readonly Value[]): Parameters {
  const named = new Map<string, Value>();
  const positional: Value[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    if (!/^-[A-Za-z]/.test(word.text)) {
      positional.push(word);
      continue;
    }
    const value = words[index + 1];
    const name = word.text.slice(1).toLowerCase();
    if (SWITCHES.has(name) || !value) continue;
    named.set(name, value);
    index++;
  }
  return { named, positional };
}

function runCmdlet(
  shell: Shell,
  scope: Scope,
  name: string,
  does: CmdletEffect,
  words: readonly Value[],
): void {
  const { facts } = shell;
  const { named, positional } = parametersOf(words);
  const path = named.get('path') ?? named.get('literalpath') ?? named.get('filepath') ?? positional[0];
  const destination = named.get('destination') ?? named.get('newname') ?? positional.at(-1);
  switch (does) {
    case 'FETCH': {
      const url = named.get('uri') ?? named.get('source') ?? positional[0];
      const method: HttpMethod = httpMethod(named.get('method')?.text) ?? 'GET';
      const kind: CallKind = { by: name, purpose: 'FETCH', method };
      if (url) facts.urlOrAddress(scope, kind, url);
      const output = named.get('outfile') ?? named.get('o') ?? named.get('destination');
      if (output) facts.file(scope, output, 'WRITE', name);
      const input = named.get('infile');
      if (input) facts.file(scope, input, 'READ', name);
      return;
    }
    case 'READ':
    case 'WRITE':
    case 'DELETE':
      if (path) facts.file(scope, path, does, name);
      if (path && does === 'DELETE') facts.destructive(scope, 'DELETE', name, path);
      return;
    case 'COPY':
    case 'MOVE':
      if (path) facts.file(scope, path, does === 'COPY' ? 'READ' : 'DELETE', name);
      if (destination && destination !== path) facts.file(scope, destination, 'WRITE', name);
      return;
    case 'CONNECT': {
      const host = named.get('computername') ?? named.get('targetname') ?? positional[0];
      if (host) facts.address(scope, { by: name, purpose: 'OTHER' }, host, named.get('port')?.text);
      return;
    }
    case 'NONE':
      return;
    default:
      does satisfies never;
  }
}

/** Reads a text of PowerShell word by word: its cmdlets by their own table, other commands as any shell's. */
export function runPowershell(shell: Shell, scope: Scope, text: Value): void {
  const inner = scope.fork('MEDIUM');
  for (const words of statements(text.text)) {
    const [program, ...args] = words;
    const name = program?.text.toLowerCase() ?? '';
    const cmdlet = CMDLETS.get(name);
    if (!program || /^[-.\uFFFF@[]/.test(name)) continue;
    if (!cmdlet) {
      shell.runWords(words, inner);
      continue;
    }
    shell.facts.program(program.text);
    runCmdlet(shell, inner, program.text, cmdlet, args);
  }
}
