import {
  parse,
  type AndOr,
  type Assignment,
  type Case,
  type Command,
  type CompoundList,
  type Coproc,
  type For,
  type HereDoc,
  type If,
  type Pipeline,
  type Redirection,
  type Script,
  type Select,
  type Statement,
  type SyntaxNode,
  type While,
} from 'unbash';

import type { Output, Shell } from './call.js';
import { Collector } from './collector.js';
import { lower } from './facts.js';
import { resolvePath } from './paths.js';
import { programName, runCommand } from './run-command.js';
import type { FunctionBody, Scope, Variable } from './scope.js';
import { isKnown, literal, UNKNOWN, withConfidence, type Value } from './values.js';
import { WordEvaluator } from './words.js';

/** Nested structures and texts; each level costs several stack frames. */
const MAX_DEPTH = 64;
/** Commands and structures, counting each run of a loop or function body. */
const MAX_STEPS = 100_000;
/** Characters of words evaluated, counting each expansion of a variable. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_LOOP_RUNS = 200;
const MAX_ELEMENTS = 1000;
const MAX_WRITTEN_LENGTH = 65_536;

type CommandLike = Statement['command'] | CompoundList | FunctionBody;

/** Where a command's input and output go once its redirects are read. */
interface Streams {
  readonly stdin: Output;
  /** The file that takes standard output; '' for a descriptor, undefined for none. */
  readonly target: Value | '' | undefined;
  readonly appends: boolean;
}

/** Walks a syntax tree in the order in which the shell would run it, and gathers facts. One text, one walker. */
export class ShellWalker implements Shell {
  readonly facts = new Collector();
  readonly written = new Map<string, string>();
  readonly #words = new WordEvaluator({
    substitute: (script, scope) => this.#substitute(script, scope),
    spend: (characters) => this.#spend(characters),
    descend: (walk) => {
      this.#nested(() => {
        walk();
        return undefined;
      });
    },
  });
  #depth = 0;
  #steps = 0;
  #characters = 0;
  #isComplete = true;
  #hasErrors = false;

  /** Whether a limit cut the walk. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether any text, nested ones included, broke the grammar. */
  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  runText(text: Value, scope: Scope, stdin?: Output): Output {
    if (!this.#spend(text.text.length)) return undefined;
    const surer = scope.cap;
    scope.cap = lower(scope.cap, text.confidence);
    const output = this.#script(parse(text.text), scope, stdin);
    scope.cap = surer;
    return output;
  }

  runWords(words: readonly Value[], scope: Scope, stdin?: Output): Output {
    return this.#nested(() => {
      const name = words[0]?.text ?? '';
      const body = scope.functionNamed(name);
      return body ? this.#call(body, words.slice(1), scope, stdin) : runCommand(this, words, scope, stdin);
    });
  }

  #spend(characters: number): boolean {
    this.#characters += characters;
    if (this.#characters > MAX_CHARACTERS) this.#isComplete = false;
    return this.#characters <= MAX_CHARACTERS;
  }

  #nested(walk: () => Output): Output {
    this.#steps++;
    if (this.#depth >= MAX_DEPTH || this.#steps > MAX_STEPS) {
      this.#isComplete = false;
      return undefined;
    }
    this.#depth++;
    try {
      return walk();
    } finally {
      this.#depth--;
    }
  }

  /** A text that breaks the grammar may not have run as it was recovered. */
  #script(
    script: Script & { readonly errors?: readonly unknown[] | undefined },
    scope: Scope,
    stdin: Output,
  ): Output {
    const surer = scope.cap;
    if (script.errors?.length) {
      this.#hasErrors = true;
      scope.cap = lower(scope.cap, 'MEDIUM');
    }
    const output = this.#nested(() => this.#statements(script.commands, scope, stdin));
    scope.cap = surer;
    return output;
  }

  #substitute(script: SyntaxNode | undefined, scope: Scope): Output {
    return script?.type === 'Script' ? this.#script(script, scope.fork(), undefined) : undefined;
  }

  #statements(statements: readonly Statement[], scope: Scope, stdin: Output): Output {
    let output: Output = '';
    for (const { command, background } of statements) {
      const printed = this.#node(command, background ? scope.fork() : scope, stdin);
      output = output === undefined || printed === undefined ? undefined : output + printed;
      if (output !== undefined && !this.#spend(output.length)) output = undefined;
    }
    return output;
  }

  #node(node: CommandLike, scope: Scope, stdin: Output): Output {
    return this.#nested(() => {
      switch (node.type) {
        case 'Command':
          return this.#command(node, scope, stdin);
        case 'Pipeline':
          return this.#pipeline(node, scope, stdin);
        case 'AndOr':
          return this.#andOr(node, scope, stdin);
        case 'CompoundList':
          return this.#statements(node.commands, scope, stdin);
        case 'BraceGroup':
          return this.#statements(node.body.commands, scope, stdin);
        case 'Subshell':
          return this.#statements(node.body.commands, scope.fork(), stdin);
        case 'If':
          return this.#if(node, scope, stdin);
        case 'For':
        case 'Select':
          return this.#for(node, scope, stdin);
        case 'While':
          return this.#while(node, scope, stdin);
        case 'ArithmeticFor':
          for (const part of [node.initialize, node.test, node.update])
            if (part) this.#words.visit(part, scope);
          return this.#branch(node.body, scope, stdin);
        case 'Case':
          return this.#case(node, scope, stdin);
        case 'TestCommand':
          this.#words.visit(node.expression, scope);
          return '';
        case 'ArithmeticCommand':
          if (node.expression) this.#words.visit(node.expression, scope);
          return '';
        case 'Redirected': {
          const streams = this.#redirects(node.redirects, scope, stdin, 'redirect');
          return this.#deliver(this.#node(node.command, scope, streams.stdin), streams, scope);
        }
        case 'Function':
          scope.define(node.name.value, node.body);
          return '';
        case 'Coproc':
          return this.#coproc(node, scope);
        default:
          return node satisfies never;
      }
    });
  }

  #coproc(node: Coproc, scope: Scope): Output {
    this.#node(node.body, scope.fork(), undefined);
    return undefined;
  }

  /** Commands that may or may not run, or run many times. */
  #branch(body: CompoundList, scope: Scope, stdin: Output): Output {
    const branch = scope.fork('MEDIUM');
    this.#node(body, branch, stdin);
    if (!leaves(body)) scope.mayHaveRun(branch);
    return undefined;
  }

  #if(node: If, scope: Scope, stdin: Output): Output {
    this.#node(node.clause, scope, stdin);
    const branches: Scope[] = [];
    const walk = (body: CompoundList): void => {
      const branch = scope.fork('MEDIUM');
      this.#node(body, branch, stdin);
      if (!leaves(body)) branches.push(branch);
    };
    walk(node.then);
    for (const branch of node.elif) {
      walk(branch.clause);
      walk(branch.then);
    }
    if (node.else) walk(node.else);
    for (const branch of branches) scope.mayHaveRun(branch);
    return undefined;
  }

  #for(node: For | Select, scope: Scope, stdin: Output): Output {
    const values = node.wordlist?.flatMap((word) => this.#words.fields(word, scope)) ??
      scope.positional ?? [literal(UNKNOWN, 'MEDIUM')];
    if (values.length > MAX_LOOP_RUNS) this.#isComplete = false;
    for (const value of values.slice(0, MAX_LOOP_RUNS)) {
      scope.set(node.name.value, { values: [withConfidence(value, 'MEDIUM')], array: false });
      if (isKnown(value)) this.#node(node.body, scope, stdin);
      else this.#branch(node.body, scope, stdin);
    }
    return undefined;
  }

  #while(node: While, scope: Scope, stdin: Output): Output {
    const last = node.clause.commands.at(-1)?.command;
    const readsLines = stdin !== undefined && last?.type === 'Command' && last.name?.value === 'read';
    if (!readsLines) {
      this.#node(node.clause, scope, stdin);
      return this.#branch(node.body, scope, undefined);
    }
    const lines = stdin.split('\n').filter((line) => line.trim() !== '');
    if (lines.length > MAX_LOOP_RUNS) this.#isComplete = false;
    for (const line of lines.slice(0, MAX_LOOP_RUNS)) {
      this.#node(node.clause, scope, line);
      this.#node(node.body, scope, undefined);
    }
    return undefined;
  }

  #case(node: Case, scope: Scope, stdin: Output): Output {
    this.#words.fields(node.word, scope);
    const branches = node.items.map((item) => {
      for (const pattern of item.pattern) this.#words.fields(pattern, scope);
      const branch = scope.fork('MEDIUM');
      this.#node(item.body, branch, stdin);
      return { branch, ends: leaves(item.body) };
    });
    for (const { branch, ends } of branches) if (!ends) scope.mayHaveRun(branch);
    return undefined;
  }

  #andOr(node: AndOr, scope: Scope, stdin: Output): Output {
    let directory = scope.directory;
    let output: Output = '';
    for (const [index, command] of node.commands.entries()) {
      if (index > 0 && node.operators[index - 1] === '||') {
        // It runs only if what stands before it failed, so from where that started.
        const branch = scope.fork('MEDIUM');
        branch.directory = directory;
        this.#node(command, branch, stdin);
        const reached = scope.directory;
        const moved = branch.directory !== directory;
        branch.directory = reached;
        if (leaves(command)) continue;
        scope.mayHaveRun(branch);
        if (moved) scope.directory = undefined;
        continue;
      }
      directory = scope.directory;
      const printed = this.#node(command, scope, stdin);
      output = output === undefined || printed === undefined ? undefined : output + printed;
    }
    return output;
  }

  #pipeline(node: Pipeline, scope: Scope, stdin: Output): Output {
    let piped = stdin;
    for (const command of node.commands) {
      piped = this.#node(command, node.commands.length > 1 ? scope.fork() : scope, piped);
    }
    return piped;
  }

  #call(body: FunctionBody, args: readonly Value[], scope: Scope, stdin: Output): Output {
    const outer = scope.positional;
    scope.positional = args;
    const output = this.#node(body, scope, stdin);
    scope.positional = outer;
    return output;
  }

  #command(node: Command, scope: Scope, stdin: Output): Output {
    const assignments = node.prefix.filter((part) => part.type === 'Assignment');
    const assigned = assignments.map((part) => ({ part, variable: this.#variable(part, scope) }));
    const words = node.name ? [...this.#words.fields(node.name, scope)] : [];
    for (const argument of node.args) {
      if (argument.type === 'Word')
        for (const field of this.#words.fields(argument, scope)) words.push(field);
      else scope.set(argument.name, this.#variable(argument, scope));
    }
    const name = programName(words);
    const streams = this.#redirects(node.redirects, scope, stdin, name ?? 'redirect');
    const isEmptied =
      streams.target && !streams.appends && (name === undefined || name === ':' || name === 'true');
    if (isEmptied) this.facts.destructive(scope, 'OVERWRITE', 'redirect', streams.target || undefined);
    if (words.length === 0) {
      for (const { part, variable } of assigned) scope.set(part.name, variable);
      return this.#deliver('', streams, scope);
    }
    const inner = assigned.length > 0 ? scope.fork() : scope;
    for (const { part, variable } of assigned) inner.set(part.name, variable);
    return this.#deliver(this.runWords(words, inner, streams.stdin), streams, scope);
  }

  #variable(assignment: Assignment, scope: Scope): Variable | null {
    const { name, value, append, index } = assignment;
    if (index) this.#words.visit(index, scope);
    const before = append ? scope.variable(name) : undefined;
    if (value.type === 'ArrayValue') {
      const elements = value.elements.flatMap((word) => this.#words.fields(word, scope));
      const values = append ? [...(before?.values ?? []), ...elements] : elements;
      return (append && !before) || values.length > MAX_ELEMENTS ? null : { values, array: true };
    }
    const text = this.#words.text(value, scope);
    if (index || before?.array) return null;
    if (!append) return { values: [text], array: false };
    const start = before?.values[0];
    if (!start || !this.#spend(start.text.length)) return null;
    const longer = {
      ...start,
      text: start.text + text.text,
      confidence: lower(start.confidence, text.confidence),
    };
    return longer.text.length > MAX_WRITTEN_LENGTH ? null : { values: [longer], array: false };
  }

  #redirects(redirects: readonly Redirection[], scope: Scope, piped: Output, by: string): Streams {
    let stdin = piped;
    let target: Value | '' | undefined;
    let appends = false;
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc') {
        stdin = this.#hereDocument(redirect, scope);
        continue;
      }
      const value = redirect.target ? this.#words.text(redirect.target, scope) : undefined;
      if (!value) continue;
      if (redirect.type === 'HereString') {
        stdin = isKnown(value) ? `${value.text}\n` : undefined;
        continue;
      }
      const { operator } = redirect;
      const isDescriptor = (operator === '>&' || operator === '<&') && /^(?:\d+-?|-)$/.test(value.text);
      const descriptor =
        redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : undefined;
      const isOutput =
        operator.includes('>') &&
        (descriptor ?? 1) === 1 &&
        redirect.descriptor?.type !== 'FileDescriptorVariable';
      if (isOutput) target = isDescriptor ? '' : value;
      if (isOutput) appends = operator.endsWith('>>');
      if (isDescriptor) continue;
      if (this.#socket(value, scope, by)) continue;
      if (operator.startsWith('<')) {
        this.facts.file(scope, value, 'READ', by);
        stdin = this.#contentOf(value, scope);
      }
      if (operator.includes('>')) {
        this.facts.file(scope, value, 'WRITE', by);
        this.#forget(value, scope, operator.endsWith('>>'));
      }
    }
    return { stdin, target, appends };
  }

  /** Bash opens `/dev/tcp/host/port` in a redirect as a connection. */
  #socket(value: Value, scope: Scope, by: string): boolean {
    const [, host, port] = /^\/dev\/(?:tcp|udp)\/([^/]+)\/([^/]+)$/.exec(value.text) ?? [];
    if (host === undefined || port === undefined) return false;
    const kind = { by, purpose: 'OTHER' } as const;
    this.facts.address(
      scope,
      kind,
      { ...value, text: host },
      isKnown({ ...value, text: port }) ? port : undefined,
    );
    return true;
  }

  #hereDocument(node: HereDoc, scope: Scope): Output {
    const { body, delimiter, operator } = node;
    const value =
      delimiter?.quoted || !body.parts
        ? literal(body.text)
        : this.#words.joinedParts(body.parts, scope, body.text);
    if (!this.#spend(value.text.length)) return undefined;
    return operator === '<<-' ? value.text.replace(/^\t+/gm, '') : value.text;
  }

  #contentOf(value: Value, scope: Scope): Output {
    const path = resolvePath(value.text, scope.directory, 'READ')?.path;
    return path === undefined ? undefined : this.written.get(path);
  }

  #forget(value: Value, scope: Scope, appends: boolean): void {
    const path = resolvePath(value.text, scope.directory, 'WRITE')?.path;
    if (path !== undefined && !appends) this.written.delete(path);
  }

  /** Sends what a command printed where its redirects say. */
  #deliver(printed: Output, streams: Streams, scope: Scope): Output {
    if (streams.target === undefined) return printed;
    if (streams.target === '') return '';
    const path = resolvePath(streams.target.text, scope.directory, 'WRITE')?.path;
    if (path === undefined) return '';
    const before = streams.appends ? this.written.get(path) : '';
    if (
      before === undefined ||
      printed === undefined ||
      before.length + printed.length > MAX_WRITTEN_LENGTH
    ) {
      this.written.delete(path);
    } else {
      this.written.set(path, before + printed);
    }
    return '';
  }
}

/** Whether commands end by leaving the text, function or loop, so that nothing after them sees what they changed. */
function leaves(node: CommandLike): boolean {
  switch (node.type) {
    case 'Command':
      return /^(?:exit|return|break|continue|false)$/.test(node.name?.value ?? '');
    case 'BraceGroup':
    case 'CompoundList': {
      const last = (node.type === 'CompoundList' ? node : node.body).commands.at(-1);
      return last !== undefined && leaves(last.command);
    }
    default:
      return false;
  }
}
