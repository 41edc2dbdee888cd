import type { SecretSighting } from '../events/event.js';
import { findAssignments } from './assignment-finder.js';
import { findCommandPasswords } from './command-finder.js';
import { findEchoes } from './echo-finder.js';
import type { FingerprintKey } from './fingerprint-key.js';
import { findJwts } from './jwt-finder.js';
import { findPrivateKeys } from './private-key-finder.js';
import type { SecretSpan } from './recorded-text.js';
import { marksIn, secretMark } from './secret-mark.js';
import { findTokens } from './token-finder.js';
import { findUrlCredentials } from './url-credentials.js';

export interface ScanResult {
  /** The text with a mark in the place of each secret; the same text where there was none. */
  readonly text: string;
  /** One for each distinct secret, by kind and fingerprint. */
  readonly sightings: readonly SecretSighting[];
}

/** From the surest to the least sure: where two lay claim to the same text, the earlier holds. */
const FINDERS: readonly ((text: string) => SecretSpan[])[] = [
  findPrivateKeys,
  findTokens,
  findJwts,
  findUrlCredentials,
  findCommandPasswords,
  findAssignments,
];

/** What is taken out may uncover another secret beside it; more often than this nothing is nested. */
const MOST_PASSES = 6;
const NOTHING: readonly SecretSighting[] = [];

/** Secrets, each with its kind: what was found in one text is looked for in the next. */
export type KnownSecrets = Map<string, string>;

export interface ScanOptions {
  /** Finds what the text around alone makes a secret. */
  readonly alsoFind?: (text: string) => SecretSpan[];
  /** Taken out wherever they stand; what is found is added. */
  readonly known?: KnownSecrets;
  /** True where the text may have been cut off within a secret. */
  readonly cutOff?: boolean;
}

/**
 * Finds secrets in text as it was recorded, plain or JSON, and puts a mark in the place of each. JSON text stays JSON
 * text, and scanning a result again finds nothing. Time grows with the length of the text alone.
 */
export class SecretScanner {
  readonly #key: FingerprintKey;

  constructor(key: FingerprintKey) {
    this.#key = key;
  }

  scan(text: string, { alsoFind, known = new Map(), cutOff = false }: ScanOptions = {}): ScanResult {
    const finders = alsoFind === undefined ? FINDERS : [...FINDERS, alsoFind];
    // Records mark with an ellipsis what they leave out, and a secret may end there.
    let current = cutOff ? `${text}…` : text;
    const sightings = new Map<string, SecretSighting>();
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const found = finders.map((find) => find(current));
      if (known.size > 0) found.push(findEchoes(current, known));
      const spans = prevailing(current, found);
      if (spans.length === 0) break;
      for (const { secret, kind } of spans) known.set(secret, kind);
      current = this.#replace(current, spans, sightings);
    }
    if (sightings.size === 0) return { text, sightings: NOTHING };
    return { text: cutOff ? current.slice(0, -1) : current, sightings: inOrder(sightings) };
  }

  #replace(text: string, spans: readonly SecretSpan[], sightings: Map<string, SecretSighting>): string {
    const parts: string[] = [];
    const fingerprints = new Map<string, string>();
    let at = 0;
    for (const { start, end, kind, secret } of spans) {
      const fingerprint = fingerprints.get(secret) ?? this.#key.fingerprint(secret);
      fingerprints.set(secret, fingerprint);
      sightings.set(`${kind} ${fingerprint}`, { kind, fingerprint });
      parts.push(text.slice(at, start), secretMark(kind, fingerprint));
      at = end;
    }
    parts.push(text.slice(at));
    return parts.join('');
  }
}

/** Distinct sightings of several texts, by kind and fingerprint. */
export function mergeSightings(lists: Iterable<readonly SecretSighting[]>): readonly SecretSighting[] {
  const distinct = new Map<string, SecretSighting>();
  for (const list of lists)
    for (const sighting of list) distinct.set(`${sighting.kind} ${sighting.fingerprint}`, sighting);
  return inOrder(distinct);
}

function inOrder(sightings: ReadonlyMap<string, SecretSighting>): readonly SecretSighting[] {
  return [...sightings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sighting]) => sighting);
}

interface Claim {
  readonly span: SecretSpan;
  /** Position of its finder: the least holds. */
  readonly rank: number;
}

/** Spans that do not overlap, in order, none of them within a mark that stands already. */
function prevailing(text: string, found: readonly (readonly SecretSpan[])[]): readonly SecretSpan[] {
  const all: Claim[] = found.flatMap((spans, rank) => spans.map((span) => ({ span, rank })));
  if (all.length === 0) return [];
  const claims = outside(marksIn(text), all);
  claims.sort((a, b) => a.span.start - b.span.start || a.rank - b.rank);
  const kept: Claim[] = [];
  for (const claim of claims) {
    const last = kept.at(-1);
    if (last === undefined || claim.span.start >= last.span.end) kept.push(claim);
    else if (claim.rank < last.rank) kept[kept.length - 1] = claim;
  }
  return kept.map(({ span }) => span);
}

/** Claims that touch no mark. */
function outside(marks: readonly (readonly [start: number, end: number])[], claims: Claim[]): Claim[] {
  if (marks.length === 0) return claims;
  const ordered = claims.toSorted((a, b) => a.span.start - b.span.start);
  let next = 0;
  return ordered.filter(({ span }) => {
    while ((marks[next]?.[1] ?? Number.POSITIVE_INFINITY) <= span.start) next++;
    return (marks[next]?.[0] ?? Number.POSITIVE_INFINITY) >= span.end;
  });
}
