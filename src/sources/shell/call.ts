import type { Collector } from './collector.js';
import type { Scope } from './scope.js';
import type { Value } from './values.js';

/** What a command prints, where the text tells; undefined where it does not. */
export type Output = string | undefined;

/** One command with its words, looked through to the program that really runs. */
export interface Call {
  /** The program's name without folder and `.exe`. */
  readonly name: string;
  readonly args: readonly Value[];
  /** What is piped in, where known. */
  readonly stdin: Output;
  readonly scope: Scope;
}

/** What a command may ask of the shell that runs it. */
export interface Shell {
  readonly facts: Collector;
  /** What this text wrote, by resolved path: a script may be written first and run afterwards. */
  readonly written: Map<string, string>;
  /** Reads a text as shell commands in the given scope. */
  runText(text: Value, scope: Scope, stdin?: Output): Output;
  /** Runs words as a program; what runs programs for others does not see the shell's functions. */
  runWords(words: readonly Value[], scope: Scope, stdin?: Output): Output;
}

export type Handler = (call: Call, shell: Shell) => Output;
