import {
  parse,
  type AndOr,
  type Assignment,
  type Case,
  type Command,
  type CompoundList,
  type Coproc,
  type For,
  type If,
  type Pipeline,
  type Script,
  type Select,
  type Statement,
  type SyntaxNode,
  type While,
} from 'unbash';

import type { Output, Shell } from './call.js';
import { Collector } from './collector.js';
import { lower } from './facts.js';
import { RedirectReader } from './redirects.js';
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
const MAX_RECURSION = 2;
const MAX_ELEMENTS = 1000;
const MAX_VARIABLE_LENGTH = 65_536;

type CommandLike = Statement['command'] | CompoundList | FunctionBody;

/** Walks a syntax tree in the order in which the shell would run it, and gathers facts. One per text. */
export class ShellWalker implements Shell {
  readonly facts = new Collector();
  readonly written = new Map<string, string>();
  readonly #redirects: RedirectReader;
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
  /** How often each function is being read at this moment. */
  readonly #running = new Map<FunctionBody, number>();
  #depth = 0;
  #steps = 0;
  #characters = 0;
  #isComplete = true;
  #hasErrors = false;

  constructor() {
    this.#redirects = new RedirectReader(this.facts, this.written, this.#words, (length) =>
      this.#spend(length),
    );
  }

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
    return this.#nested(() => runCommand(this, words, scope, stdin));
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
          const streams = this.#redirects.read(node.redirects, scope, stdin, 'redirect');
          return this.#redirects.deliver(this.#node(node.command, scope, streams.stdin), streams, scope);
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

  /** A function that calls itself is read twice: more would say the same again. */
  #call(body: FunctionBody, args: readonly Value[], scope: Scope, stdin: Output): Output {
    const running = this.#running.get(body) ?? 0;
    if (running >= MAX_RECURSION) return undefined;
    this.#running.set(body, running + 1);
    const outer = scope.positional;
    scope.positional = args;
    const output = this.#node(body, scope, stdin);
    scope.positional = outer;
    this.#running.set(body, running);
    return output;
  }

  #command(node: Command, scope: Scope, stdin: Output): Output {
    const place = this.facts.nextPlace();
    const assignments = node.prefix.filter((part) => part.type === 'Assignment');
    const assigned = assignments.map((part) => ({ part, variable: this.#variable(part, scope) }));
    const words = node.name ? [...this.#words.fields(node.name, scope)] : [];
    for (const argument of node.args) {
      if (argument.type === 'Word')
        for (const field of this.#words.fields(argument, scope)) words.push(field);
      else scope.set(argument.name, this.#variable(argument, scope));
    }
    const name = programName(words);
    const streams = this.#redirects.read(node.redirects, scope, stdin, name ?? 'redirect');
    const isIdle = name === undefined || name === ':' || name === 'true';
    if (isIdle) this.#redirects.empty(streams, scope);
    if (words.length === 0) {
      for (const { part, variable } of assigned) scope.set(part.name, variable);
      return this.#redirects.deliver('', streams, scope);
    }
    this.facts.place = place;
    const inner = assigned.length > 0 ? scope.fork() : scope;
    for (const { part, variable } of assigned) inner.set(part.name, variable);
    const body = scope.functionNamed(words[0]?.text ?? '');
    const printed = body
      ? this.#call(body, words.slice(1), inner, streams.stdin)
      : this.runWords(words, inner, streams.stdin);
    return this.#redirects.deliver(printed, streams, scope);
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
    return longer.text.length > MAX_VARIABLE_LENGTH ? null : { values: [longer], array: false };
  }
}

/** Whether commands end by leaving the text, function or loop: nothing after them sees what they changed. */
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
