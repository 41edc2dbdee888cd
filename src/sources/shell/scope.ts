import type { Function as ShellFunction } from 'unbash';

import { lower, type Confidence } from './facts.js';
import type { Value } from './values.js';

export interface Variable {
  readonly values: readonly Value[];
  readonly array: boolean;
}

export type FunctionBody = ShellFunction['body'];

/**
 * What the shell knows at one point of the text: variables, functions, the working directory, and how far facts may
 * be trusted. A fork sees its parent's names and keeps its own changes to itself, as a subshell does.
 */
export class Scope {
  readonly #parent: Scope | undefined;
  /** null: set to something that the text does not tell. */
  readonly #variables = new Map<string, Variable | null>();
  readonly #functions = new Map<string, FunctionBody>();
  readonly #remotes = new Map<string, Value>();

  /** Working directory: '' is where the text started, undefined is somewhere unknown. */
  directory: string | undefined = '';
  previousDirectory: string | undefined;
  directoryStack: (string | undefined)[] = [];
  /** `$1` and on; undefined where the caller's are not known. */
  positional: readonly Value[] | undefined;
  /** No fact recorded here is surer than this. */
  cap: Confidence = 'HIGH';
  /** Inside a container: calls leave this machine, files are not its files. */
  contained = false;

  constructor(parent?: Scope) {
    this.#parent = parent;
    if (parent) {
      this.directory = parent.directory;
      this.previousDirectory = parent.previousDirectory;
      this.directoryStack = [...parent.directoryStack];
      this.positional = parent.positional;
      this.cap = parent.cap;
      this.contained = parent.contained;
    }
  }

  fork(cap: Confidence = 'HIGH'): Scope {
    const child = new Scope(this);
    child.cap = lower(this.cap, cap);
    return child;
  }

  /** The variable; null where it is set but not known; undefined where this text never set it. */
  variable(name: string): Variable | null | undefined {
    const own = this.#variables.get(name);
    return own === undefined ? this.#parent?.variable(name) : own;
  }

  set(name: string, variable: Variable | null): void {
    this.#variables.set(name, variable);
  }

  functionNamed(name: string): FunctionBody | undefined {
    return this.#functions.get(name) ?? this.#parent?.functionNamed(name);
  }

  define(name: string, body: FunctionBody): void {
    this.#functions.set(name, body);
  }

  /** The URL that this text gave a Git remote (`git remote add`). */
  remote(name: string): Value | undefined {
    return this.#remotes.get(name) ?? this.#parent?.remote(name);
  }

  setRemote(name: string, url: Value): void {
    this.#remotes.set(name, url);
  }

  /** After a branch that may or may not have run: what it changed is no longer known here. */
  mayHaveRun(branch: Scope): void {
    for (const name of branch.#variables.keys()) this.#variables.set(name, null);
    for (const [name, body] of branch.#functions) this.#functions.set(name, body);
    for (const [name, url] of branch.#remotes) this.#remotes.set(name, url);
    if (branch.directory !== this.directory) this.directory = undefined;
  }
}
