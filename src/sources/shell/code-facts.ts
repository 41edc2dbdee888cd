import { hasScheme } from './addresses.js';
import type { Shell } from './call.js';
import { effectOf, PATH_MEMBERS, type FoundEffect } from './code-calls.js';
import { tokensOf, type Language, type Token } from './code-lexer.js';
import type { CallKind } from './collector.js';
import { lower, type Confidence, type HttpMethod } from './facts.js';
import { httpMethod } from './http-command.js';
import type { Scope } from './scope.js';
import { literal, type Value } from './values.js';

export type { Language } from './code-lexer.js';

const MAX_CODE_LENGTH = 65_536;
const MAX_OPTION_TOKENS = 80;
const MAX_LIST_WORDS = 50;

/** A literal argument, and where the next begins. */
interface Argument {
  readonly value: Value;
  readonly next: number;
}

/**
 * Reads a plain one-liner of Python, JavaScript and their like: which known functions get which literals. Code may
 * hold calls that are never reached, so nothing here is surer than MEDIUM.
 */
export function readCode(shell: Shell, scope: Scope, by: string, language: Language, code: Value): void {
  const reader = new CodeReader(
    shell,
    scope,
    by,
    tokensOf(code.text.slice(0, MAX_CODE_LENGTH), language),
    code.confidence,
  );
  reader.read();
}

class CodeReader {
  readonly #shell: Shell;
  readonly #scope: Scope;
  readonly #by: string;
  readonly #tokens: readonly Token[];
  readonly #cap: Confidence;
  /** `name = 'literal'` */
  readonly #constants = new Map<string, string>();

  constructor(shell: Shell, scope: Scope, by: string, tokens: readonly Token[], cap: Confidence) {
    this.#shell = shell;
    this.#scope = scope;
    this.#by = by;
    this.#tokens = tokens;
    this.#cap = lower(cap, 'MEDIUM');
  }

  read(): void {
    for (const [index, token] of this.#tokens.entries()) {
      if (token.kind !== 'name') continue;
      this.#remember(index, token.text);
      if (!this.#isMark(index + 1, '(')) continue;
      if (token.text === 'Path' || token.text === 'pathlib.Path') this.#path(index);
      const found = effectOf(token.text);
      if (found) this.#call(index, found);
      else if (token.text === 'require' || token.text === 'import') this.#load(index);
    }
  }

  #isMark(index: number, text: string): boolean {
    const token = this.#tokens[index];
    return token?.kind === 'mark' && token.text === text;
  }

  #remember(index: number, name: string): void {
    const value = this.#tokens[index + 2];
    if (!this.#isMark(index + 1, '=') || value?.kind !== 'string') return;
    const after = this.#tokens[index + 3];
    if (!after || (after.kind === 'mark' && /^[;,)]$/.test(after.text)))
      this.#constants.set(name, value.text);
  }

  /** The argument that begins at a token, if it is a literal or a name that stands for one. */
  #argument(index: number): Argument | undefined {
    const token = this.#tokens[index];
    const text =
      token?.kind === 'string'
        ? token.text
        : token?.kind === 'name'
          ? this.#constants.get(token.text)
          : undefined;
    const ends = this.#isMark(index + 1, ',') || this.#isMark(index + 1, ')') || this.#isMark(index + 1, ']');
    if (text === undefined || !ends) return undefined;
    const confidence = lower(this.#cap, token?.kind === 'string' ? 'MEDIUM' : 'LOW');
    return { value: literal(text, confidence), next: index + 2 };
  }

  #file(value: Value, mode: 'READ' | 'WRITE' | 'DELETE'): void {
    if (hasScheme(value.text)) {
      if (mode === 'READ')
        this.#shell.facts.url(this.#scope, { by: this.#by, purpose: 'FETCH', method: 'GET' }, value);
      return;
    }
    this.#shell.facts.file(this.#scope, value, mode, this.#by);
    if (mode === 'DELETE') this.#shell.facts.destructive(this.#scope, 'DELETE', this.#by, value);
  }

  #path(index: number): void {
    const argument = this.#argument(index + 2);
    const member = this.#tokens[index + 4];
    if (!argument || !this.#isMark(index + 3, ')') || member?.kind !== 'name') return;
    const mode =
      PATH_MEMBERS.get(member.text) ??
      (member.text === '.open' ? this.#mode(this.#argument(index + 6)) : undefined);
    if (mode) this.#file(argument.value, mode);
  }

  /** Modules by path are read; by name they are no file of the session. */
  #load(index: number): void {
    const argument = this.#argument(index + 2);
    if (argument && /^\.{0,2}\//.test(argument.value.text)) this.#file(argument.value, 'READ');
  }

  #mode(argument: Argument | undefined): 'READ' | 'WRITE' {
    return argument && /^[rbt]*[wax+]/.test(argument.value.text) ? 'WRITE' : 'READ';
  }

  /** `{ method: 'POST' }` among the other arguments of a call. */
  #methodOption(from: number): HttpMethod {
    let depth = 1;
    for (
      let index = from;
      depth > 0 && index < Math.min(this.#tokens.length, from + MAX_OPTION_TOKENS);
      index++
    ) {
      if (this.#isMark(index, '(')) depth++;
      if (this.#isMark(index, ')')) depth--;
      const token = this.#tokens[index];
      const isName = (token?.kind === 'name' || token?.kind === 'string') && token.text === 'method';
      if (!isName || !(this.#isMark(index + 1, ':') || this.#isMark(index + 1, '='))) continue;
      const value = this.#tokens[index + 2];
      return (value?.kind === 'string' ? httpMethod(value.text) : undefined) ?? 'GET';
    }
    return 'GET';
  }

  /** `URI('…')` and `new URL('…')` as an argument. */
  #wrapped(index: number): Argument | undefined {
    const at = this.#name(index) === 'new' ? index + 1 : index;
    const isUrl = /^(?:URI|URL|URI\.parse)$/.test(this.#name(at) ?? '');
    return isUrl && this.#isMark(at + 1, '(') ? this.#argument(at + 2) : undefined;
  }

  #name(index: number): string | undefined {
    const token = this.#tokens[index];
    return token?.kind === 'name' ? token.text : undefined;
  }

  #fetch(value: Value, method: HttpMethod | undefined, isNamed: boolean): void {
    const kind: CallKind = { by: this.#by, purpose: 'FETCH', method, cap: isNamed ? 'MEDIUM' : 'LOW' };
    if (/^(?:https?|wss?|ftp):\/\//i.test(value.text)) this.#shell.facts.url(this.#scope, kind, value);
  }

  #call(index: number, { effect, isNamed }: FoundEffect): void {
    const start = index + 2;
    const first = this.#argument(start);
    switch (effect.does) {
      case 'FETCH': {
        const url = first ?? this.#wrapped(start);
        if (url) this.#fetch(url.value, effect.method ?? this.#methodOption(start), isNamed);
        return;
      }
      case 'REQUEST': {
        const second = first && this.#argument(first.next);
        if (first && second) this.#fetch(second.value, httpMethod(first.value.text), isNamed);
        return;
      }
      case 'CONNECT':
        this.#connect(start);
        return;
      case 'READ':
      case 'WRITE':
      case 'DELETE':
        if (first) this.#file(first.value, effect.does);
        return;
      case 'OPEN':
        if (first)
          this.#file(first.value, this.#mode(this.#keyword(first.next) ?? this.#argument(first.next)));
        return;
      case 'COPY':
      case 'MOVE':
      case 'DOWNLOAD': {
        const second = first && this.#argument(first.next);
        if (first && effect.does === 'DOWNLOAD') this.#fetch(first.value, 'GET', isNamed);
        else if (first) this.#file(first.value, effect.does === 'MOVE' ? 'DELETE' : 'READ');
        if (second) this.#file(second.value, 'WRITE');
        return;
      }
      case 'SHELL':
        this.#runShell(start, first);
        return;
      default:
        effect satisfies never;
    }
  }

  /** `mode='w'` */
  #keyword(index: number): Argument | undefined {
    const token = this.#tokens[index];
    return token?.kind === 'name' && token.text === 'mode' && this.#isMark(index + 1, '=')
      ? this.#argument(index + 2)
      : undefined;
  }

  /** `(host, port)` or `((host, port))` */
  #connect(start: number): void {
    const at = this.#isMark(start, '(') ? start + 1 : start;
    const host = this.#argument(at);
    if (!host) return;
    const port = this.#tokens[host.next];
    const kind: CallKind = { by: this.#by, purpose: 'OTHER' };
    this.#shell.facts.address(this.#scope, kind, host.value, port?.kind === 'number' ? port.text : undefined);
  }

  #words(start: number): Value[] {
    const words: Value[] = [];
    for (let index = start; words.length < MAX_LIST_WORDS;) {
      const argument = this.#argument(index);
      if (!argument) break;
      words.push(argument.value);
      index = argument.next;
    }
    return words;
  }

  #runShell(start: number, first: Argument | undefined): void {
    const inner = this.#scope.fork(lower(this.#cap, 'LOW'));
    const isList = this.#isMark(start, '[');
    if (isList) this.#shell.runWords(this.#words(start + 1), inner);
    else if (first && this.#isMark(first.next, '['))
      this.#shell.runWords([first.value, ...this.#words(first.next + 1)], inner);
    else if (first) this.#shell.runText(first.value, inner);
  }
}
