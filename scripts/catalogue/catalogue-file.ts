import type { PlanNeed, SignalHeader } from '../../src/graph/query.js';
import type { ValueType, ValueTypes } from '../../src/graph/value-type.js';
import { maskCypher, parametersOf, secondStatementLine, withoutTerminator } from './cypher-text.js';
import { CatalogueError, type Fault } from './fault.js';
import { isIdentifier, parseType, TypeGrammarError } from './type-grammar.js';

/** The folders of `cypher/` that make up the catalogue. */
export const GROUPS = ['constraints', 'read', 'signals', 'write'] as const;
export type Group = (typeof GROUPS)[number];

/** What one `.cypher` file says. */
export interface CatalogueFile {
  readonly group: Group;
  readonly name: string;
  readonly file: string;
  readonly doc: readonly string[];
  readonly text: string;
  readonly params: ValueTypes;
  readonly returns: ValueTypes;
  readonly plan: readonly PlanNeed[];
  readonly signal: SignalHeader | undefined;
}

interface HeaderLine {
  readonly line: number;
  readonly text: string;
}

const KEYWORD_LINE =
  /^(?:(param|returns)\s|(plan|code|title|question|points|kind|axis|version|alert):)\s*(.*)$/;
/** A comment that looks like a header line whose keyword is misspelt; prose does not begin like this. */
const LOOKS_LIKE_KEYWORD =
  /^(?:[a-z]+:(?:\s|$)|[a-z]+ \w+: (?:string|int|float|boolean|instant|json|list<|map\{))/;
const INDEX_NEEDS: Readonly<Record<string, 'seek' | 'order' | 'scanIndex'>> = {
  seek: 'seek',
  order: 'order',
  scan: 'scanIndex',
};
const KINDS = ['TRUST', 'SCOPE', 'BOUNDARY'] as const;
const AXES = ['URGENCY', 'REPLAY', 'BOTH'] as const;

/** Reads one file. Throws CatalogueError with every fault that it finds. */
export function parseCatalogueFile(group: Group, fileName: string, source: string): CatalogueFile {
  return new FileParser(group, fileName).parse(source.replaceAll('\r\n', '\n'));
}

class FileParser {
  readonly #group: Group;
  readonly #fileName: string;
  readonly #faults: Fault[] = [];
  readonly #doc: string[] = [];
  readonly #params: Record<string, ValueType> = {};
  readonly #returns: Record<string, ValueType> = {};
  readonly #plan: PlanNeed[] = [];
  #planSeen = false;
  readonly #signal = new Map<string, string>();
  readonly #declaredAt = new Map<string, number>();

  constructor(group: Group, fileName: string) {
    this.#group = group;
    this.#fileName = fileName;
  }

  parse(source: string): CatalogueFile {
    const lines = source.split('\n');
    const statementLine = lines.findIndex((line) => !line.startsWith('//'));
    const headerEnd = statementLine < 0 ? lines.length : statementLine;
    this.#readHeader(lines.slice(0, headerEnd));
    const body = lines.slice(headerEnd).join('\n');
    this.#checkBody(body, headerEnd + 1);
    this.#checkHeader();
    const file: CatalogueFile = {
      group: this.#group,
      name: this.#functionName(),
      file: `${this.#group}/${this.#fileName}`,
      doc: this.#doc,
      text: withoutTerminator(body),
      params: this.#params,
      returns: this.#returns,
      plan: this.#plan,
      signal: this.#group === 'signals' ? this.#signalHeader() : undefined,
    };
    if (this.#faults.length > 0) throw new CatalogueError(this.#faults.toSorted((a, b) => a.line - b.line));
    return file;
  }

  #fault(line: number, message: string): void {
    this.#faults.push({ file: `${this.#group}/${this.#fileName}`, line, message });
  }

  #functionName(): string {
    const stem = this.#fileName.replace(/\.cypher$/, '');
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(stem)) {
      this.#fault(
        1,
        `the file name "${this.#fileName}" is not kebab-case: write it like sessions-of-key.cypher`,
      );
    }
    return stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  }

  #readHeader(lines: readonly string[]): void {
    let keywordSeen = false;
    for (const { line, text } of joinContinuations(lines)) {
      const match = KEYWORD_LINE.exec(text);
      if (match !== null) {
        keywordSeen = true;
        this.#readKeyword(line, match[1] ?? match[2] ?? '', (match[3] ?? '').trim());
      } else if (LOOKS_LIKE_KEYWORD.test(text)) {
        this.#fault(
          line,
          `unknown header keyword in "${text}": use param, returns, plan${this.#moreKeywords()}`,
        );
      } else if (keywordSeen) {
        this.#fault(
          line,
          `"${text}" is no header line: free text stands before the first param, returns or plan`,
        );
      } else {
        this.#doc.push(text);
      }
    }
  }

  #moreKeywords(): string {
    if (this.#group !== 'signals') return '';
    return ' or a signal keyword (code, title, question, points, kind, axis, version, alert)';
  }

  #readKeyword(line: number, keyword: string, rest: string): void {
    switch (keyword) {
      case 'param':
        this.#declare(line, 'param', rest, this.#params);
        break;
      case 'returns':
        this.#declare(line, 'returns', rest, this.#returns);
        break;
      case 'plan':
        this.#readPlan(line, rest);
        break;
      default:
        if (this.#group !== 'signals') this.#fault(line, `"${keyword}:" belongs in signals only`);
        else if (this.#signal.has(keyword)) this.#fault(line, `"${keyword}:" stands twice`);
        else if (rest === '') this.#fault(line, `"${keyword}:" has no value`);
        this.#signal.set(keyword, rest);
        this.#declaredAt.set(keyword, line);
    }
  }

  #declare(line: number, keyword: 'param' | 'returns', rest: string, into: Record<string, ValueType>): void {
    const match = /^([^\s:]+)\s*:\s*(.*)$/.exec(rest);
    const name = match?.[1] ?? '';
    if (match === null || !isIdentifier(name)) {
      this.#fault(line, `write "${keyword} name: type", not "${keyword} ${rest}"`);
      return;
    }
    if (this.#group === 'constraints') this.#fault(line, `a constraint has no ${keyword}`);
    if (Object.hasOwn(into, name)) this.#fault(line, `${keyword} "${name}" stands twice`);
    this.#declaredAt.set(`${keyword} ${name}`, line);
    try {
      const type = parseType(match[2] ?? '');
      if (keyword === 'param' && holdsJson(type)) {
        this.#fault(line, `param "${name}" cannot hold json: declare its fields, or take a string`);
      }
      into[name] = type;
    } catch (error) {
      if (!(error instanceof TypeGrammarError)) throw error;
      this.#fault(line, `${keyword} "${name}": ${error.message}`);
    }
  }

  #readPlan(line: number, rest: string): void {
    this.#planSeen = true;
    const index = /^(seek|order|scan)\s+(\w+)\.(\w+(?:\s*,\s*\w+)*)$/.exec(rest);
    const scan = /^scan\s+(\w+)$/.exec(rest);
    const any = /^any\b[\s:,–-]*(.*)$/.exec(rest);
    if (index !== null) {
      const kind = INDEX_NEEDS[index[1] ?? ''] ?? 'seek';
      const properties = (index[3] ?? '').split(',').map((property) => property.trim());
      this.#plan.push({ kind, on: index[2] ?? '', properties });
    } else if (scan !== null) {
      this.#plan.push({ kind: 'scan', on: scan[1] ?? '' });
    } else if (any !== null) {
      const reason = any[1] ?? '';
      if (reason === '') this.#fault(line, 'say after "plan: any" why the statement has no index need');
      this.#plan.push({ kind: 'any', reason });
    } else {
      const forms = '"plan: seek Label.property[, property]", "plan: order …", "plan: scan Label[.property]"';
      this.#fault(line, `write ${forms} or "plan: any reason", not "plan: ${rest}"`);
    }
  }

  #checkBody(body: string, firstLine: number): void {
    const masked = maskCypher(body);
    if (masked.replaceAll(';', '').trim() === '') this.#fault(firstLine, 'there is no statement');
    const second = secondStatementLine(masked);
    if (second !== null)
      this.#fault(firstLine + second, 'a second statement begins here: one statement a file');
    for (const [offset, text] of body.split('\n').entries()) {
      const comment = /^\s*\/\/\s?(.*)$/.exec(text)?.[1] ?? '';
      if (KEYWORD_LINE.test(comment))
        this.#fault(firstLine + offset, `"// ${comment}" stands below the header`);
    }
    const used = parametersOf(masked);
    for (const { name, line } of used) {
      if (!Object.hasOwn(this.#params, name))
        this.#fault(firstLine + line, `$${name} is used and not declared`);
    }
    const usedNames = new Set(used.map(({ name }) => name));
    for (const name of Object.keys(this.#params)) {
      if (usedNames.has(name)) continue;
      this.#fault(this.#declaredAt.get(`param ${name}`) ?? 1, `param "${name}" is declared and not used`);
    }
  }

  #checkHeader(): void {
    if (this.#doc.join('').trim() === '') {
      this.#fault(1, 'the first line has to say in a comment what the statement is');
    }
    if (this.#group === 'constraints') return;
    if (!this.#planSeen) this.#fault(1, 'no "plan:" line says which index the statement needs');
    if (this.#group !== 'write' && Object.keys(this.#returns).length === 0) {
      this.#fault(1, 'no "returns" line: a statement that reads has columns');
    }
  }

  #signalHeader(): SignalHeader {
    return {
      code: this.#signalValue('code', /^[A-Z][A-Z0-9_]*$/, 'CAPITALS_WITH_UNDERSCORES'),
      title: this.#signalValue('title', /\S/, 'text'),
      question: this.#signalValue('question', /\S/, 'text'),
      points: this.#signalValue('points', /\S/, 'text'),
      kind: this.#signalChoice('kind', KINDS),
      axis: this.#signalChoice('axis', AXES),
      version: Number(this.#signalValue('version', /^[1-9][0-9]*$/, 'a whole number from 1')),
      alert: this.#signal.has('alert') && this.#signalChoice('alert', ['true', 'false']) === 'true',
    };
  }

  #signalValue(keyword: string, pattern: RegExp, form: string): string {
    const value = this.#signal.get(keyword);
    if (value === undefined) this.#fault(1, `the signal has no "${keyword}:" line`);
    else if (value !== '' && !pattern.test(value)) {
      this.#fault(this.#declaredAt.get(keyword) ?? 1, `"${keyword}: ${value}" has to be ${form}`);
    }
    return value ?? '';
  }

  #signalChoice<Choice extends string>(keyword: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const value = this.#signalValue(keyword, new RegExp(`^(?:${choices.join('|')})$`), choices.join(', '));
    return choices.find((choice) => choice === value) ?? choices[0];
  }
}

/** Header lines without their slashes; a line that begins with three or more spaces goes on with the one before. */
function joinContinuations(lines: readonly string[]): HeaderLine[] {
  const joined: { line: number; text: string }[] = [];
  for (const [offset, raw] of lines.entries()) {
    const previous = joined.at(-1);
    if (/^\/\/ {3,}\S/.test(raw) && previous !== undefined && KEYWORD_LINE.test(previous.text)) {
      previous.text += ` ${raw.slice(2).trim()}`;
    } else {
      joined.push({ line: offset + 1, text: raw.slice(2).trim() });
    }
  }
  return joined;
}

function holdsJson(type: ValueType): boolean {
  switch (type.kind) {
    case 'json':
      return true;
    case 'list':
    case 'optional':
      return holdsJson(type.of);
    case 'map':
      return Object.values(type.fields).some(holdsJson);
    default:
      return false;
  }
}
