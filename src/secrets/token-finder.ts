import { isTokenStart, unescaped, type SecretSpan } from './recorded-text.js';
import { TOKEN_RULES } from './token-rules.js';

/** Characters after a prefix from which on a key that was cut off counts as one. */
const LEAST_CUT_CHARACTERS = 8;
const MOST_CUT_CHARACTERS = 300;
const CUT_BODY = /[\w.+/=-]*/y;

interface CompiledRule {
  readonly kind: string;
  readonly body: RegExp;
}

const BY_PREFIX = new Map<string, CompiledRule>(
  TOKEN_RULES.flatMap(({ kind, prefixes, body }) =>
    prefixes.map((prefix) => [prefix, { kind, body: new RegExp(body, 'y') }] as const),
  ),
);

/**
 * A single character is found as fast as memory is read, a choice of many words is not: so prefixes that end in the
 * same rare character are looked up backward from it, those that begin with the same one forward, and only the few
 * others as words.
 */
const LASTS = ['_', '-', '.'];
const FIRST = 'A';
const FINDERS: readonly RegExp[] = [
  ...LASTS.map((last) => {
    const prefixes = alternatives((prefix) => prefix.endsWith(last));
    return new RegExp(`${escaped(last)}(?<=(${prefixes}))`, 'g');
  }),
  new RegExp(`(${FIRST}(?:${alternatives(beginsSo, FIRST.length)}))`, 'g'),
  new RegExp(`(${alternatives((prefix) => !endsSo(prefix) && !beginsSo(prefix))})`, 'g'),
];

function endsSo(prefix: string): boolean {
  return LASTS.includes(prefix.slice(-1));
}

function beginsSo(prefix: string): boolean {
  return prefix.startsWith(FIRST) && !endsSo(prefix);
}

/** The chosen prefixes, without their first `skip` characters, the longest first. */
function alternatives(choose: (prefix: string) => boolean, skip = 0): string {
  return TOKEN_RULES.flatMap(({ prefixes }) => prefixes)
    .filter(choose)
    .sort((a, b) => b.length - a.length)
    .map((prefix) => escaped(prefix.slice(skip)))
    .join('|');
}

function escaped(literal: string): string {
  return literal.replaceAll('.', '\\.');
}

/** Keys and tokens that are known by their prefix, whole or cut off before `…`. */
export function findTokens(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const finder of FINDERS) {
    const cuts = new Cuts(text);
    finder.lastIndex = 0;
    for (let hit = finder.exec(text); hit !== null; hit = finder.exec(text)) {
      const prefix = hit[1] ?? '';
      const bodyStart = finder.lastIndex;
      const span = tokenAt(text, prefix, bodyStart, cuts);
      if (span === null) continue;
      found.push(span);
      finder.lastIndex = span.end;
    }
  }
  return found;
}

function tokenAt(text: string, prefix: string, bodyStart: number, cuts: Cuts): SecretSpan | null {
  const rule = BY_PREFIX.get(prefix);
  const start = startOf(text, prefix, bodyStart);
  if (rule === undefined || start === null) return null;
  rule.body.lastIndex = bodyStart;
  const end = rule.body.test(text) ? rule.body.lastIndex : cutEnd(text, bodyStart, cuts);
  if (end === null || isSample(text.slice(bodyStart, end))) return null;
  return { start, end, kind: rule.kind, secret: unescaped(text.slice(start, end)) };
}

/** Where the token begins: with its prefix, or before it where the provider puts an id in front. */
function startOf(text: string, prefix: string, bodyStart: number): number | null {
  const start = bodyStart - prefix.length;
  const before = text.slice(Math.max(0, start - 16), start);
  if (prefix === ':AA') {
    const id = /(?<!\d)\d{8,10}$/.exec(before)?.[0];
    return id === undefined ? null : start - id.length;
  }
  if (prefix === '.atlasv1.') {
    const id = /[A-Za-z0-9]{14}$/.exec(before)?.[0];
    return id === undefined ? null : start - id.length;
  }
  return isTokenStart(text, start) ? start : null;
}

function cutEnd(text: string, bodyStart: number, cuts: Cuts): number | null {
  const cut = cuts.after(bodyStart);
  if (cut - bodyStart < LEAST_CUT_CHARACTERS || cut - bodyStart > MOST_CUT_CHARACTERS) return null;
  CUT_BODY.lastIndex = bodyStart;
  CUT_BODY.test(text);
  if (CUT_BODY.lastIndex !== cut) return null;
  const body = text.slice(bodyStart, cut);
  // A name that happens to begin so is of letters alone: `npm_lifecycle`.
  return /\d/.test(body) && /[A-Za-z]/.test(body) ? cut : null;
}

/** Where text was cut off: wherever `…` stands. Asked for rising positions by each finder. */
class Cuts {
  readonly #text: string;
  #next = -1;

  constructor(text: string) {
    this.#text = text;
  }

  after(at: number): number {
    if (this.#next < at) {
      const ellipsis = this.#text.indexOf('…', at);
      this.#next = ellipsis === -1 ? Number.POSITIVE_INFINITY : ellipsis;
    }
    return this.#next;
  }
}

/** What stands in documentation and templates where a key would be. */
function isSample(body: string): boolean {
  if (new Set(body).size < 6) return true;
  return /x{5}|X{5}|\*{3}|EXAMPLE|example|your[-_]?|YOUR|REDACTED|redacted|placeholder|dummy|\.\.\.|1234567890abcdef1234567890/.test(
    body,
  );
}
