import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

import type { Sensitivity } from '../events/event.js';
import type { HostReach } from './host-reach.js';
import { SensitivityRulesError, type RulesFault } from './rules-file-error.js';
import { hostPattern } from './host-pattern.js';

export interface OrganisationFileRule {
  readonly glob: string;
  readonly level: Sensitivity;
  readonly reason: string;
}
export interface OrganisationRepositoryRule {
  /** Glob over `host/owner/name`. */
  readonly remote: string;
  readonly level: Sensitivity;
  readonly reason: string;
}
export interface OrganisationHostRule {
  /** A name, `*.name`, an address, or a network such as `10.20.0.0/16`. */
  readonly pattern: string;
  readonly reach: HostReach;
  readonly reason: string;
}

/** What an organisation says itself. In each list the first rule that matches holds, before what is built in. */
export interface OrganisationRules {
  readonly files: readonly OrganisationFileRule[];
  readonly repositories: readonly OrganisationRepositoryRule[];
  readonly hosts: readonly OrganisationHostRule[];
}

const LEVELS = ['NONE', 'LOW', 'HIGH', 'CRITICAL'] as const satisfies readonly Sensitivity[];
const REACHES = ['INTERNAL', 'KNOWN_PROVIDER', 'EXTERNAL'] as const satisfies readonly HostReach[];
const SECTIONS = ['files', 'repositories', 'hosts'] as const;
const MOST_CHARACTERS = 200;

/**
 * Reads rules from YAML or JSON text.
 *
 * @param source the file's name, for messages
 * @throws SensitivityRulesError that lists every fault with its position
 */
export function parseSensitivityRules(text: string, source: string): OrganisationRules {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reader = new RulesReader(lines);
  for (const { message, pos } of document.errors) reader.faultAt(pos[0], '', message);
  const rules = reader.faults.length === 0 ? reader.rules(document) : null;
  if (rules === null || reader.faults.length > 0) throw new SensitivityRulesError(source, reader.faults);
  return rules;
}

class RulesReader {
  readonly faults: RulesFault[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  faultAt(offset: number | null, where: string, message: string): void {
    const position = offset === null ? null : this.#lines.linePos(offset);
    this.faults.push({ line: position?.line ?? null, column: position?.col ?? null, where, message });
  }

  rules(document: Document.Parsed): OrganisationRules {
    const root: unknown = document.contents;
    // An empty file says nothing, and so does one of comments.
    if (root !== null && !isMap(root)) this.#fault(root, '', `write the sections ${SECTIONS.join(', ')}`);
    const sections = this.#fields(root, '', SECTIONS);
    return {
      files: this.#list(sections.get('files'), 'files', ['glob', 'level', 'reason'], (fields, where) => ({
        glob: this.#text(fields, where, 'glob'),
        level: this.#choice(fields, where, 'level', LEVELS),
        reason: this.#text(fields, where, 'reason'),
      })),
      repositories: this.#list(
        sections.get('repositories'),
        'repositories',
        ['remote', 'level', 'reason'],
        (fields, where) => ({
          remote: this.#text(fields, where, 'remote'),
          level: this.#choice(fields, where, 'level', LEVELS),
          reason: this.#text(fields, where, 'reason'),
        }),
      ),
      hosts: this.#list(sections.get('hosts'), 'hosts', ['pattern', 'reach', 'reason'], (fields, where) => ({
        pattern: this.#hostPattern(fields, where),
        reach: this.#choice(fields, where, 'reach', REACHES),
        reason: this.#text(fields, where, 'reason'),
      })),
    };
  }

  #list<T>(
    node: unknown,
    section: string,
    names: readonly string[],
    read: (fields: Fields, where: string) => T,
  ): T[] {
    if (node === undefined || (isScalar(node) && node.value === null)) return [];
    if (!isSeq(node)) {
      this.#fault(node, section, 'write a list of rules');
      return [];
    }
    return node.items.map((item: unknown, index) => {
      const where = `${section}[${index}]`;
      if (!isMap(item)) this.#fault(item, where, `write a rule with ${names.join(', ')}`);
      return read(Object.assign(this.#fields(item, where, names), { at: item }), where);
    });
  }

  #fields(node: unknown, where: string, names: readonly string[]): Map<string, unknown> {
    const fields = new Map<string, unknown>();
    if (!isMap(node)) return fields;
    for (const { key, value } of node.items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : '';
      if (names.includes(name)) fields.set(name, value ?? undefined);
      else this.#fault(key, where, `there is no "${name}" here; write ${names.join(', ')}`);
    }
    return fields;
  }

  #text(fields: Fields, where: string, name: string): string {
    const node = fields.get(name);
    const place = `${where}.${name}`;
    if (node === undefined) {
      if (isMap(fields.at)) this.#fault(fields.at, place, 'is missing');
      return '';
    }
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (
      typeof value === 'string' &&
      value.trim() !== '' &&
      value.length <= MOST_CHARACTERS &&
      !/\p{Cc}/u.test(value)
    )
      return value.trim();
    const what = isAlias(node)
      ? 'write it out instead of an alias'
      : `write one line of 1 to ${MOST_CHARACTERS} characters`;
    this.#fault(node, place, what);
    return '';
  }

  #choice<T extends string>(fields: Fields, where: string, name: string, choices: readonly T[]): T {
    const faultsBefore = this.faults.length;
    const text = this.#text(fields, where, name);
    const choice = choices.find((candidate) => candidate === text.toUpperCase());
    if (choice === undefined && this.faults.length === faultsBefore && isMap(fields.at))
      this.#fault(fields.get(name), `${where}.${name}`, `is "${text}"; write one of ${choices.join(', ')}`);
    return choice ?? (choices[0] as T);
  }

  #hostPattern(fields: Fields, where: string): string {
    const text = this.#text(fields, where, 'pattern');
    if (text !== '' && hostPattern(text) === null)
      this.#fault(
        fields.get('pattern'),
        `${where}.pattern`,
        `is "${text}"; write a host name, *.name, an address, or a network such as 10.20.0.0/16`,
      );
    return text;
  }

  #fault(node: unknown, where: string, message: string): void {
    this.faultAt((node as Node | null | undefined)?.range?.[0] ?? null, where, message);
  }
}

type Fields = Map<string, unknown> & { readonly at: unknown };
