import { forEachChild, type ParameterExpansionPart, type SyntaxNode, type Word, type WordPart } from 'unbash';

import type { Output } from './call.js';
import { lower, type Confidence } from './facts.js';
import type { Scope, Variable } from './scope.js';
import { isKnown, literal, unknown, UNKNOWN, type Value } from './values.js';

/** What word evaluation needs of the walker. */
export interface Substitutions {
  /** Walks a script in a subshell and says what it prints. */
  substitute(script: SyntaxNode | undefined, scope: Scope): Output;
  /** Accounts for work; false when the budget is spent. */
  spend(characters: number): boolean;
  /** Goes one level deeper, unless that is too deep. */
  descend(walk: () => void): void;
}

type Parts = readonly WordPart[];

const MAX_TEXT_LENGTH = 65_536;
const MAX_ALTERNATIVES = 64;
const MAX_SEQUENCE = 64;

/** A word in the making: finished fields, and the one that still grows. */
class Draft {
  readonly fields: Value[];
  #text = '';
  #confidence: Confidence = 'HIGH';
  #glob = false;
  /** Whether there is a field at all: `""` is one, an empty `$x` is none. */
  #open = false;

  constructor(fields: readonly Value[] = []) {
    this.fields = [...fields];
  }

  copy(): Draft {
    const copy = new Draft(this.fields);
    copy.#text = this.#text;
    copy.#confidence = this.#confidence;
    copy.#glob = this.#glob;
    copy.#open = this.#open;
    return copy;
  }

  open(): void {
    this.#open = true;
  }

  grow(text: string, confidence: Confidence = 'HIGH', glob = false): void {
    if (text === '') return;
    this.#text = this.#text.length + text.length > MAX_TEXT_LENGTH ? UNKNOWN : this.#text + text;
    this.#confidence = lower(this.#confidence, confidence);
    this.#glob ||= glob;
    this.#open = true;
  }

  close(raw: string): void {
    if (!this.#open) return;
    this.fields.push({ text: this.#text, raw, confidence: this.#confidence, glob: this.#glob });
    this.#text = '';
    this.#confidence = 'HIGH';
    this.#glob = false;
    this.#open = false;
  }
}

/** Evaluates shell words without running anything: what the text does not tell becomes UNKNOWN. */
export class WordEvaluator {
  readonly #substitutions: Substitutions;

  constructor(substitutions: Substitutions) {
    this.#substitutions = substitutions;
  }

  /** The fields that a command receives: after braces, variables and splitting. */
  fields(word: Word, scope: Scope): readonly Value[] {
    const { parts } = word;
    if (!this.#substitutions.spend(word.text.length)) return [unknown(word.text)];
    if (!parts) return [this.#plain(word)];
    let drafts: readonly Draft[] = [new Draft()];
    for (const [index, part] of parts.entries()) {
      const alternatives =
        part.type === 'BraceExpansion' ? this.#braces(part.text, part.parts, scope) : undefined;
      if (alternatives && drafts.length * alternatives.length <= MAX_ALTERNATIVES) {
        drafts = drafts.flatMap((draft) => alternatives.map((one) => withBrace(draft, one)));
        continue;
      }
      for (const draft of drafts) this.#append(draft, part, scope, word.text, index === 0);
    }
    return drafts.flatMap((draft) => {
      draft.close(word.text);
      return draft.fields;
    });
  }

  /** The one text that an assignment, a redirect or a here-string receives: never split. */
  text(word: Word, scope: Scope): Value {
    const { parts } = word;
    if (!this.#substitutions.spend(word.text.length)) return unknown(word.text);
    if (!parts) return this.#plain(word);
    return this.joinedParts(parts, scope, word.text);
  }

  /** Parts in a place where quotes are gone already, such as a here-document. */
  joinedParts(parts: Parts, scope: Scope, raw: string): Value {
    let text = '';
    let confidence: Confidence = 'HIGH';
    let glob = false;
    for (const part of parts) {
      const values = this.#values(part, scope);
      text += values.map((value) => value.text).join(' ');
      for (const value of values) confidence = lower(confidence, value.confidence);
      glob ||= part.type === 'Glob' || part.type === 'ExtendedGlob';
      if (text.length > MAX_TEXT_LENGTH || !this.#substitutions.spend(text.length)) return unknown(raw);
    }
    return { text, raw, confidence, glob };
  }

  /** Runs what is substituted anywhere below a node whose value does not matter, such as a test. */
  visit(node: SyntaxNode, scope: Scope): void {
    switch (node.type) {
      case 'Word':
        this.fields(node, scope);
        return;
      case 'CommandExpansion':
      case 'ProcessSubstitution':
      case 'ArithmeticCommandExpansion':
        this.#substitutions.substitute(node.script, scope);
        return;
      default:
        this.#substitutions.descend(() => {
          forEachChild(node, (child) => {
            this.visit(child, scope);
          });
        });
    }
  }

  /**
   * A word without quotes or expansions. An escaped `~` is a name, so it is kept from looking like the home
   * directory; a Windows path keeps the backslashes that this shell would eat, for another shell was meant.
   */
  #plain(word: Word): Value {
    if (/^[A-Za-z]:\\[^\\]/.test(word.text)) return literal(word.text, 'MEDIUM');
    return { ...literal(word.text.startsWith('\\~') ? `./${word.value}` : word.value), raw: word.text };
  }

  #append(draft: Draft, part: WordPart, scope: Scope, raw: string, isFirst: boolean): void {
    switch (part.type) {
      case 'SimpleExpansion':
      case 'ParameterExpansion':
      case 'CommandExpansion':
        this.#split(draft, this.#values(part, scope), raw);
        return;
      case 'DoubleQuoted':
      case 'LocaleString':
        this.#appendQuoted(draft, part.parts, scope, raw, isFirst);
        return;
      default: {
        const isQuoted = part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted';
        if (isQuoted) draft.open();
        for (const value of this.#values(part, scope)) {
          const isTilde = isQuoted && isFirst && value.text.startsWith('~');
          draft.grow(isTilde ? `./${value.text}` : value.text, value.confidence, value.glob);
        }
      }
    }
  }

  #appendQuoted(draft: Draft, parts: Parts, scope: Scope, raw: string, isFirst: boolean): void {
    for (const [index, part] of parts.entries()) {
      const values = this.#values(part, scope);
      // `"$@"` without parameters is no field at all.
      if (values.length === 0 && parts.length === 1) return;
      for (const [at, value] of values.entries()) {
        if (at > 0) draft.close(raw);
        draft.open();
        const isTilde = isFirst && index === 0 && part.type === 'Literal' && value.text.startsWith('~');
        draft.grow(isTilde ? `./${value.text}` : value.text, value.confidence, value.glob);
      }
    }
    draft.open();
  }

  /** An unquoted expansion falls into fields at blanks. */
  #split(draft: Draft, values: readonly Value[], raw: string): void {
    for (const [at, value] of values.entries()) {
      if (at > 0) draft.close(raw);
      for (const [index, piece] of value.text.split(/([ \t\n]+)/).entries()) {
        if (index % 2 === 1) draft.close(raw);
        else draft.grow(piece, value.confidence, value.glob);
      }
    }
  }

  /** A part's value: one text, or several for `"$@"` and arrays. */
  #values(part: WordPart, scope: Scope): readonly Value[] {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [literal(part.value)];
      case 'Glob':
        return [{ ...literal(part.value), glob: true }];
      case 'DoubleQuoted':
      case 'LocaleString':
        return [this.joinedParts(part.parts, scope, part.text)];
      case 'SimpleExpansion':
        return this.#affordable(this.#parameter(part.text.slice(1), part.text, scope), part.text);
      case 'ParameterExpansion':
        return this.#affordable(this.#expansion(part, scope), part.text);
      case 'CommandExpansion': {
        const output = this.#substitutions.substitute(part.script, scope);
        if (output === undefined) return [unknown(part.text)];
        return this.#affordable([literal(withoutLastNewlines(output), 'MEDIUM')], part.text);
      }
      case 'ArithmeticExpansion':
        if (part.expression) this.visit(part.expression, scope);
        return [unknown(part.text)];
      case 'ProcessSubstitution':
        this.#substitutions.substitute(part.script, scope);
        return [unknown(part.text)];
      case 'ExtendedGlob':
      case 'BraceExpansion':
        for (const child of part.parts ?? []) this.visit(child, scope);
        return [{ ...literal(part.text), glob: true }];
      default:
        return part satisfies never;
    }
  }

  /** Variables that hold each other grow exponentially, so what they expand to is counted and bounded. */
  #affordable(values: readonly Value[], raw: string): readonly Value[] {
    const length = values.reduce((sum, value) => sum + value.text.length, values.length);
    return length <= MAX_TEXT_LENGTH && this.#substitutions.spend(length) ? values : [unknown(raw)];
  }

  #parameter(name: string, raw: string, scope: Scope): readonly Value[] {
    if (name === '@' || name === '*') {
      return scope.positional?.map((value) => this.#through(value)) ?? [unknown(raw)];
    }
    if (/^[1-9]\d*$/.test(name)) {
      if (!scope.positional) return [unknown(raw)];
      return [this.#through(scope.positional[Number(name) - 1] ?? literal(''))];
    }
    const variable = scope.variable(name);
    if (variable) return [variable.values[0] ?? literal('', 'MEDIUM')].map((value) => this.#through(value));
    if (variable === undefined && name === 'HOME') return [literal('~')];
    if (name === 'PWD' && scope.directory !== undefined) return [literal(scope.directory || '.')];
    return [unknown(raw)];
  }

  /** A value that came through a variable is one step from the text. */
  #through(value: Value): Value {
    return { ...value, confidence: lower(value.confidence, 'MEDIUM') };
  }

  #expansion(part: ParameterExpansionPart, scope: Scope): readonly Value[] {
    const { parameter, operation, prefix, index, text: raw } = part;
    if (index) this.visit(index, scope);
    const variable = scope.variable(parameter);
    if (prefix) return [unknown(raw)];
    if (index) return this.#element(variable, index.text, raw);
    const [current = unknown(raw), ...others] = this.#parameter(parameter, raw, scope);
    if (!operation) return [current, ...others];
    const isSet = isKnown(current) && (current.text !== '' || parameter === '@');
    switch (operation.type) {
      case 'Default': {
        const operand = this.text(operation.operand, scope);
        if (operation.operator.endsWith('+')) return [isSet ? operand : unknown(raw)];
        if (isSet || operation.operator.endsWith('?')) return [current, ...others];
        const isMissing = isKnown(current) || variable === undefined;
        if (!isMissing) return [unknown(raw)];
        const fallback: Value = { ...operand, confidence: 'LOW' };
        if (operation.operator.endsWith('=')) scope.set(parameter, { values: [fallback], array: false });
        return [fallback];
      }
      case 'Remove': {
        const pattern = this.text(operation.operand, scope);
        const text = isSet ? removed(current.text, operation.operator, pattern.text) : undefined;
        return [text === undefined ? unknown(raw) : { ...current, text }];
      }
      case 'Replace': {
        const pattern = this.text(operation.pattern, scope);
        const replacement = this.text(operation.replacement, scope);
        const isPlain = isSet && isKnown(pattern) && !/[*?[\\]/.test(pattern.text) && pattern.text !== '';
        if (!isPlain || operation.operator.length > 1 !== (operation.operator === '//'))
          return [unknown(raw)];
        const mostMatches = operation.operator === '//' ? current.text.length / pattern.text.length : 1;
        if (current.text.length + mostMatches * replacement.text.length > MAX_TEXT_LENGTH)
          return [unknown(raw)];
        const text =
          operation.operator === '//'
            ? current.text.split(pattern.text).join(replacement.text)
            : current.text.replace(pattern.text, () => replacement.text);
        return [{ ...current, text }];
      }
      case 'CaseModification': {
        if (!isSet || operation.operator.length < 2 || operation.operand) return [unknown(raw)];
        const isUpper = operation.operator === '^^';
        return [{ ...current, text: isUpper ? current.text.toUpperCase() : current.text.toLowerCase() }];
      }
      case 'Slice':
      case 'Transform':
      case 'Names':
      case 'Unknown':
        forEachChild(part, (child) => {
          this.visit(child, scope);
        });
        return [unknown(raw)];
      default:
        return operation satisfies never;
    }
  }

  #element(variable: Variable | null | undefined, index: string, raw: string): readonly Value[] {
    if (!variable) return [unknown(raw)];
    if (index === '@' || index === '*') return variable.values.map((value) => this.#through(value));
    const element = /^\d{1,6}$/.test(index) ? variable.values[Number(index)] : undefined;
    return [element ? this.#through(element) : unknown(raw)];
  }

  /** `{a,b}` and `{1..3}`; undefined for what is nested, quoted or too long. */
  #braces(text: string, parts: Parts | undefined, scope: Scope): readonly string[] | undefined {
    for (const part of parts ?? []) this.visit(part, scope);
    const inner = text.slice(1, -1);
    if (/[{}$`'"\\*?[]/.test(inner)) return undefined;
    if (inner.includes(',')) return inner.split(',');
    const sequence = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(inner);
    const [first, last] = [Number(sequence?.[1]), Number(sequence?.[2])];
    const length = Math.abs(last - first) + 1;
    if (!sequence || length > MAX_SEQUENCE) return undefined;
    return Array.from({ length }, (_, step) => String(first + (last >= first ? step : -step)));
  }
}

function withBrace(draft: Draft, alternative: string): Draft {
  const copy = draft.copy();
  copy.open();
  copy.grow(alternative);
  return copy;
}

function withoutLastNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

// `${x%.txt}`, `${x##*/}` and their like. Patterns with other wildcards are left unknown.
function removed(text: string, operator: string, pattern: string): string | undefined {
  const atEnd = operator.startsWith('%');
  if (!/[*?[\\]/.test(pattern) && !pattern.includes(UNKNOWN)) {
    if (atEnd) return text.endsWith(pattern) ? text.slice(0, text.length - pattern.length) : text;
    return text.startsWith(pattern) ? text.slice(pattern.length) : text;
  }
  const marker = atEnd ? /^([^*?[\\]+)\*$/.exec(pattern)?.[1] : /^\*([^*?[\\]+)$/.exec(pattern)?.[1];
  if (marker === undefined || marker.includes(UNKNOWN)) return undefined;
  const isGreedy = operator.length === 2;
  // `%` cuts at the last marker and `%%` at the first; `#` at the first and `##` at the last.
  const at = atEnd === isGreedy ? text.indexOf(marker) : text.lastIndexOf(marker);
  if (at < 0) return text;
  return atEnd ? text.slice(0, at) : text.slice(at + marker.length);
}
