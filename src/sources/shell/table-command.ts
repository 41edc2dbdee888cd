import type { Call, Output, Shell } from './call.js';
import type { CommandSpec, OperandRule } from './commands.js';
import type { CallKind } from './collector.js';
import type { Confidence, FileMode } from './facts.js';
import { hasOption, lastValue, readOptions, type Arguments, type Arity } from './options.js';
import { baseName } from './paths.js';
import { withText, type Value } from './values.js';

const NO_NAMES: ReadonlySet<string> = new Set();

function names(list: string | undefined): ReadonlySet<string> {
  return list === undefined ? NO_NAMES : new Set(list.split(' '));
}

interface Compiled {
  readonly arity: (name: string) => Arity;
  readonly sets: Readonly<
    Record<'read' | 'write' | 'pattern' | 'patternFile' | 'url' | 'host', ReadonlySet<string>>
  >;
}

const compiledSpecs = new WeakMap<CommandSpec, Compiled>();

function compiled(spec: CommandSpec): Compiled {
  const known = compiledSpecs.get(spec);
  if (known) return known;
  const sets = {
    read: names(spec.read),
    write: names(spec.write),
    pattern: names(spec.pattern),
    patternFile: names(spec.patternFile),
    url: names(spec.url),
    host: names(spec.host),
  };
  const one = [names(spec.skip), names(spec.port), names(spec.into), ...Object.values(sets)];
  const two = names(spec.skip2);
  const maybe = names(spec.maybe);
  const arity = (name: string): Arity =>
    maybe.has(name) ? 'maybe' : two.has(name) ? 2 : one.some((set) => set.has(name)) ? 1 : 0;
  const result = { arity, sets };
  compiledSpecs.set(spec, result);
  return result;
}

function has(parsed: Arguments, list: string | undefined): boolean {
  return list !== undefined && hasOption(parsed.options, ...list.split(' '));
}

/** Splits a command's words by its table and records what its options say; operands are left to the caller. */
export function readByTable(shell: Shell, call: Call, spec: CommandSpec, args = call.args): Arguments {
  const { arity, sets } = compiled(spec);
  const parsed = readOptions(args, { arity, singleDash: spec.singleDash ?? false });
  const kind = callKind(call, spec);
  const port = spec.port === undefined ? undefined : lastValue(parsed.options, ...spec.port.split(' '))?.text;
  for (const { name, value } of parsed.options) {
    if (!value) continue;
    if (sets.read.has(name) || sets.patternFile.has(name))
      shell.facts.file(call.scope, value, 'READ', call.name, spec.cap);
    if (sets.write.has(name)) shell.facts.file(call.scope, value, 'WRITE', call.name, spec.cap);
    if (sets.url.has(name)) shell.facts.urlOrAddress(call.scope, kind, value);
    if (sets.host.has(name)) shell.facts.address(call.scope, kind, value, port);
  }
  return parsed;
}

function callKind(call: Call, spec: CommandSpec): CallKind {
  const kind: CallKind = { by: call.name, purpose: spec.purpose ?? 'OTHER' };
  return spec.cap === undefined ? kind : { ...kind, cap: spec.cap };
}

/** BSD sed and `-i`: the suffix stands apart, `sed -i '' s/a/b/ file`. */
function withoutSuffix(operands: readonly Value[], spec: CommandSpec, parsed: Arguments): readonly Value[] {
  const isInPlace = spec.maybe === 'i in-place' && has(parsed, spec.maybe);
  return isInPlace && /^(?:\.[\w~]+)?$/.test(operands[0]?.text ?? '-') ? operands.slice(1) : operands;
}

class TableRun {
  readonly #shell: Shell;
  readonly #call: Call;
  readonly #spec: CommandSpec;
  readonly #parsed: Arguments;

  constructor(shell: Shell, call: Call, spec: CommandSpec, parsed: Arguments) {
    this.#shell = shell;
    this.#call = call;
    this.#spec = spec;
    this.#parsed = parsed;
  }

  operands(rule: OperandRule, operands: readonly Value[]): void {
    const { facts } = this.#shell;
    const { scope } = this.#call;
    const kind = callKind(this.#call, this.#spec);
    const [first, second] = operands;
    switch (rule) {
      case 'NONE':
        return;
      case 'READ':
        this.#touch(operands, has(this.#parsed, this.#spec.writesWith) ? 'WRITE' : 'READ');
        return;
      case 'WRITE':
      case 'DELETE':
        this.#touch(operands, rule);
        return;
      case 'PATTERN_READ':
        this.#patternThenFiles(operands);
        return;
      case 'COPY':
      case 'MOVE':
        this.#copy(operands, rule === 'COPY' ? 'READ' : 'DELETE');
        return;
      case 'LINK':
        this.#touch(
          second ? [this.#inside(second, first)] : first ? [withText(first, baseName(first.text))] : [],
          'WRITE',
        );
        return;
      case 'IN_OUT':
        this.#touch(operands.slice(0, 1), 'READ');
        this.#touch(operands.slice(1, 2), 'WRITE');
        return;
      case 'OUT_IN':
        this.#touch(operands.slice(0, 1), 'WRITE');
        this.#touch(operands.slice(1), 'READ');
        return;
      case 'FIRST_READ':
        this.#touch(operands.slice(0, 1), 'READ');
        return;
      case 'URLS':
        for (const operand of operands) facts.urlOrAddress(scope, kind, operand);
        return;
      case 'SCHEMED_URLS':
        for (const operand of operands) facts.url(scope, kind, operand);
        return;
      case 'HOST_PORT':
        if (first && !facts.url(scope, kind, first)) facts.address(scope, kind, first, second?.text);
        return;
      case 'HOSTS':
        for (const operand of operands)
          if (!facts.url(scope, kind, operand)) facts.address(scope, kind, operand);
        return;
      default:
        return rule satisfies never;
    }
  }

  #touch(values: readonly Value[], mode: FileMode): void {
    for (const value of values) {
      if (this.#spec.plus && value.text.startsWith('+')) continue;
      const file = this.#spec.parts ? withText(value, value.text.split(this.#spec.parts)[0] ?? '') : value;
      this.#shell.facts.file(this.#call.scope, file, mode, this.#call.name, this.#cap(file, mode));
    }
  }

  /** Where a command takes folders, a name without an extension is more likely one than a file. */
  #cap(value: Value, mode: FileMode): Confidence {
    const { folders, cap = 'HIGH' } = this.#spec;
    if (mode === 'DELETE' || folders === undefined) return cap;
    const takesFolders = folders === '*' || has(this.#parsed, folders);
    return takesFolders && !/[^.]\.[^.]+$/.test(baseName(value.text)) ? 'LOW' : cap;
  }

  #patternThenFiles(operands: readonly Value[]): void {
    const { pattern = '', patternFile = '' } = this.#spec;
    const isGiven = has(this.#parsed, `${pattern} ${patternFile}`.trim());
    const words = withoutSuffix(operands, this.#spec, this.#parsed);
    const files = isGiven ? words : words.slice(1);
    const isAwk = this.#call.name.endsWith('awk');
    this.#touch(
      files.filter((file) => !isAwk || !/^[A-Za-z_]\w*=/.test(file.text)),
      has(this.#parsed, this.#spec.writesWith) ? 'WRITE' : 'READ',
    );
  }

  /** A destination that is a folder takes the source's name. */
  #inside(destination: Value, source: Value | undefined): Value {
    if (!source || !/(?:^|\/)(?:\.\.?)?$/.test(destination.text)) return destination;
    return {
      ...destination,
      text: `${destination.text.replace(/\/$/, '')}/${baseName(source.text)}`,
      glob: source.glob,
    };
  }

  #copy(operands: readonly Value[], sourceMode: FileMode): void {
    const into =
      this.#spec.into === undefined
        ? undefined
        : lastValue(this.#parsed.options, ...this.#spec.into.split(' '));
    const last = into ?? operands.at(-1);
    const sources = into ? operands : operands.slice(0, -1);
    if (!last || sources.length === 0) return;
    this.#touch(sources, sourceMode);
    const isFolder = into !== undefined || sources.length > 1;
    const destination = isFolder && !last.text.endsWith('/') ? { ...last, text: `${last.text}/` } : last;
    for (const source of sources) this.#touch([this.#inside(destination, source)], 'WRITE');
    if (this.#call.args.some((word) => word.text === '/dev/null') && sourceMode === 'READ') {
      this.#shell.facts.destructive(this.#call.scope, 'OVERWRITE', this.#call.name, last);
    }
  }
}

/** Records what a command does by its table. */
export function runFromTable(shell: Shell, call: Call, spec: CommandSpec): Output {
  const parsed = readByTable(shell, call, spec);
  if (has(parsed, spec.noneWith)) return undefined;
  new TableRun(shell, call, spec, parsed).operands(spec.operands, parsed.operands);
  if (spec.destructive) {
    for (const operand of parsed.operands)
      shell.facts.destructive(call.scope, spec.destructive, call.name, operand);
  }
  return undefined;
}
