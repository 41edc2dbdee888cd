import { withText, type Value } from './values.js';

/** How many values an option takes: `maybe` takes one only if it is attached (`-i.bak`, `--color=always`). */
export type Arity = 0 | 1 | 2 | 'maybe';

export interface Option {
  /** Without dashes. */
  readonly name: string;
  readonly value?: Value;
  /** The second of two values. */
  readonly second?: Value;
}

export interface Arguments {
  readonly options: readonly Option[];
  readonly operands: readonly Value[];
  /** Index into `operands` of the first that stood behind `--`; undefined without one. */
  readonly endOfOptions?: number;
}

export interface OptionRules {
  readonly arity: (name: string) => Arity;
  /** `-name value` is one option with a long name, as find, openssl and Java have them. */
  readonly singleDash?: boolean;
  /** Everything from the first operand on is an operand, as ssh, sudo and interpreters have it. */
  readonly stopsAtOperand?: boolean;
}

/** Splits a command's words into options and operands as getopt does, by the command's own table. */
export function readOptions(args: readonly Value[], rules: OptionRules): Arguments {
  const options: Option[] = [];
  const operands: Value[] = [];
  let index = 0;
  const next = (): Value | undefined => args[index++];

  const take = (name: string, attached: Value | undefined): void => {
    const arity = rules.arity(name);
    if (arity === 'maybe' || attached !== undefined) {
      options.push(attached === undefined ? { name } : { name, value: attached });
      return;
    }
    const value = arity === 0 ? undefined : next();
    const second = arity === 2 ? next() : undefined;
    options.push({ name, ...(value ? { value } : {}), ...(second ? { second } : {}) });
  };

  const takeCluster = (word: Value): void => {
    for (let at = 1; at < word.text.length; at++) {
      const name = word.text[at] ?? '';
      const rest = word.text.slice(at + 1);
      if (rules.arity(name) === 0) {
        options.push({ name });
        continue;
      }
      take(name, rest === '' ? undefined : withText(word, rest));
      return;
    }
  };

  while (index < args.length) {
    const word = next();
    if (!word) break;
    if (word.text === '--') {
      return { options, operands: [...operands, ...args.slice(index)], endOfOptions: operands.length };
    }
    const isOption = word.text.length > 1 && word.text.startsWith('-');
    if (!isOption) {
      operands.push(word);
      if (rules.stopsAtOperand) return { options, operands: [...operands, ...args.slice(index)] };
      continue;
    }
    if (!word.text.startsWith('--') && !rules.singleDash) {
      takeCluster(word);
      continue;
    }
    const name = word.text.replace(/^--?/, '');
    const equals = name.indexOf('=');
    if (equals < 0) take(name, undefined);
    else take(name.slice(0, equals), withText(word, name.slice(equals + 1)));
  }
  return { options, operands };
}

const plainTables = new Map<string, (name: string) => Arity>();

/** The arity of a plain table: each name in the list, separated by blanks, takes one value. */
export function takesValue(names: string): (name: string) => Arity {
  const compiled = plainTables.get(names);
  if (compiled) return compiled;
  const known = new Set(names.split(' '));
  const arity = (name: string): Arity => (known.has(name) ? 1 : 0);
  plainTables.set(names, arity);
  return arity;
}

export function lastValue(options: readonly Option[], ...names: string[]): Value | undefined {
  return options.findLast((option) => names.includes(option.name) && option.value !== undefined)?.value;
}

export function hasOption(options: readonly Option[], ...names: string[]): boolean {
  return options.some((option) => names.includes(option.name));
}
