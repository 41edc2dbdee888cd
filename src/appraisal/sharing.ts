import { concurrentPairs, type Span } from './concurrency.js';
import { byStart, type NearPair, nearPairs } from './near-pairs.js';
import {
  affectsAttribution,
  compareReasons,
  type KeyReason,
  type ReasonCode,
  type ReasonConfidence,
  severityOf,
} from './reasons.js';

/** Pairs that a reason cites at most; it counts them all. */
export const CITED_PAIRS = 20;
/** A key must have been known for so long before an endpoint can be new to it, and no other new in that time. */
export const NEW_ENDPOINT_QUIET_MS = 7 * 24 * 60 * 60 * 1000;

export type Actor = 'VERIFIED' | 'UNKNOWN' | 'NOT_REPORTED';

/** One top-level session on a key, its subagents included. */
export interface KeyUse {
  readonly session: string;
  /** From its first use of the key to its end, epoch milliseconds; null where none of its events has a time. */
  readonly interval: Span | null;
  readonly actor: Actor;
  /** Keys of its verified users; more than one only where the client changed its login. */
  readonly users: readonly string[];
  readonly endpoints: readonly string[];
  /** Those of its endpoints that are declared SERVICE or CI. */
  readonly exemptEndpoints: readonly string[];
  /** Its activity, merged. */
  readonly spans: readonly Span[];
  /** True where its user or endpoint is inferred rather than reported. */
  readonly inferred: boolean;
  /** The event by which its use of the key is known. */
  readonly event: string | null;
}

export interface KeyFacts {
  readonly key: string;
  readonly hintOnly: boolean;
  /** True where the key is declared SERVICE or CI. */
  readonly exempt: boolean;
  /** Another fingerprint has the same hint. */
  readonly hintCollides: boolean;
  readonly uses: readonly KeyUse[];
}

/** What sharing a key does to one session: kept on its USED_KEY relationship. */
export interface SessionSharing {
  readonly session: string;
  /** Reasons that bear on its attribution; parallel to `partners` and `events`. */
  readonly codes: readonly ReasonCode[];
  /** The other session of one such pair; empty text where the reason needs none. */
  readonly partners: readonly string[];
  /** The event by which the partner's use of the key is known; empty text where there is none. */
  readonly events: readonly string[];
}

/** What one key's sessions amount to. A function of the facts: any order of the uses gives the same. */
export interface KeySharing {
  readonly key: string;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly sessionCount: number;
  readonly reasons: readonly KeyReason[];
  /** Later start of the earliest pair whose reason affects attribution. */
  readonly sharedFrom: number | null;
  /** Verified users and endpoints, exempt endpoints aside, sorted. */
  readonly users: readonly string[];
  readonly endpoints: readonly string[];
  readonly confidence: ReasonConfidence;
  /** Belongs to a cluster: shared in a way that affects attribution, or across endpoints. */
  readonly clustered: boolean;
  readonly bySession: ReadonlyMap<string, SessionSharing>;
}

/** What a reason was found on. */
interface Finding {
  readonly code: ReasonCode;
  readonly pairs: readonly NearPair[];
  /** Session → the other session of a pair; empty text where the reason is about the session alone. */
  readonly partners: ReadonlyMap<string, string>;
}

/**
 * @param excused tells of a pair of concurrent sessions that they are known to be one person's: one called the
 *   other's endpoint or spawned it.
 */
export function sharingOf(facts: KeyFacts, excused: (pair: NearPair) => boolean): KeySharing {
  const all = findings(facts, facts.uses, excused);
  const raised = facts.exempt ? [] : raisedFindings(facts, all, excused);
  const confidence = confidenceOf(facts.hintOnly, facts.uses);
  const oneUserHasAll = hasOneUser(facts.uses);
  const usesBySession = new Map(facts.uses.map((use) => [use.session, use]));

  const reasons: KeyReason[] = [];
  for (const finding of all) {
    const found = raised.find(({ code }) => code === finding.code);
    reasons.push(reasonOf(found ?? finding, found === undefined, facts, usesBySession, oneUserHasAll));
  }
  const sharing = raised.filter(({ code }) => affectsAttribution(code));
  const starts = sharing.flatMap(({ pairs }) => pairs.slice(0, 1).map(({ at }) => at));
  const intervals = facts.uses.flatMap(({ interval }) => (interval === null ? [] : [interval]));
  return {
    key: facts.key,
    firstAt: extreme(
      intervals.map(({ startAt }) => startAt),
      Math.min,
    ),
    lastAt: extreme(
      intervals.map(({ endAt }) => endAt),
      Math.max,
    ),
    sessionCount: facts.uses.length,
    reasons,
    sharedFrom: extreme(starts, Math.min),
    users: distinct(facts.uses.flatMap(({ users }) => users)),
    endpoints: distinct(facts.uses.flatMap(reportedEndpoints)),
    confidence,
    clustered:
      sharing.length > 0 || (!oneUserHasAll && raised.some(({ code }) => code === 'SHARED_ACROSS_ENDPOINTS')),
    bySession: sharingBySession(raised, usesBySession),
  };
}

function raisedFindings(
  facts: KeyFacts,
  all: readonly Finding[],
  excused: (pair: NearPair) => boolean,
): readonly Finding[] {
  const counted = facts.uses.filter((use) => use.endpoints.length === 0 || reportedEndpoints(use).length > 0);
  return counted.length === facts.uses.length && facts.uses.every((use) => use.exemptEndpoints.length === 0)
    ? all
    : findings(
        facts,
        counted.map((use) => ({ ...use, endpoints: reportedEndpoints(use) })),
        excused,
      );
}

function findings(facts: KeyFacts, uses: readonly KeyUse[], excused: (pair: NearPair) => boolean): Finding[] {
  const timed = uses.flatMap((use) => (use.interval === null ? [] : [{ ...use, ...use.interval }]));
  const concurrent = concurrentPairs(timed).filter((pair) => !excused(pair));
  const found: Finding[] = [
    { code: 'IMPOSSIBLE_CONCURRENCY', pairs: concurrent, partners: partnersOf(concurrent) },
    near('UNKNOWN_USER_ON_KNOWN_KEY', timed, (use) =>
      use.actor === 'UNKNOWN' ? ['UNKNOWN'] : use.users.length > 0 ? ['VERIFIED'] : [],
    ),
    near('SHARED_ACROSS_USERS', timed, (use) => use.users),
    near('SHARED_ACROSS_ENDPOINTS', timed, (use) => use.endpoints),
    newEndpoints(timed),
  ];
  const everySession = new Map(uses.map((use) => [use.session, '']));
  if (facts.hintCollides) found.push({ code: 'HINT_COLLISION', pairs: [], partners: everySession });
  if (facts.hintOnly) found.push({ code: 'HINT_ONLY', pairs: [], partners: everySession });
  return found
    .filter(({ code, partners }) => partners.size > 0 || code === 'HINT_COLLISION' || code === 'HINT_ONLY')
    .sort((a, b) => compareReasons(a.code, b.code));
}

type TimedUse = KeyUse & Span;

function near(
  code: ReasonCode,
  uses: readonly TimedUse[],
  groupsOf: (use: TimedUse) => readonly string[],
): Finding {
  return { code, ...nearPairs(uses.map((use) => ({ ...use, groups: groupsOf(use) }))) };
}

/** Every session of a pair with the other of its first. */
function partnersOf(pairs: readonly NearPair[]): Map<string, string> {
  const partners = new Map<string, string>();
  for (const { earlier, later } of pairs) {
    if (!partners.has(earlier)) partners.set(earlier, later);
    if (!partners.has(later)) partners.set(later, earlier);
  }
  return partners;
}

/** The first session of each endpoint that came to a key long known, while no other endpoint did. */
function newEndpoints(uses: readonly TimedUse[]): Finding {
  const ordered = [...uses].sort(byStart);
  const firstUses = new Map<string, TimedUse>();
  for (const use of ordered) {
    for (const endpoint of use.endpoints) if (!firstUses.has(endpoint)) firstUses.set(endpoint, use);
  }
  const knownSince = ordered[0]?.startAt ?? Infinity;
  const arrivals = [...firstUses.values()];
  const found: NearPair[] = [];
  let previousAt = -Infinity;
  for (const [position, use] of arrivals.entries()) {
    // Arrivals at the same moment do not stand before each other.
    const before = arrivals[position - 1];
    if (before !== undefined && before.startAt < use.startAt) previousAt = before.startAt;
    const quietFrom = use.startAt - NEW_ENDPOINT_QUIET_MS;
    if (knownSince <= quietFrom && previousAt <= quietFrom) {
      found.push({ earlier: '', later: use.session, at: use.startAt });
    }
  }
  return { code: 'NEW_ENDPOINT', pairs: found, partners: new Map(found.map(({ later }) => [later, ''])) };
}

function reasonOf(
  finding: Finding,
  declared: boolean,
  facts: KeyFacts,
  uses: ReadonlyMap<string, KeyUse>,
  oneUserHasAll: boolean,
): KeyReason {
  const cited = finding.pairs.slice(0, CITED_PAIRS);
  const sessions = new Set(
    cited.flatMap(({ earlier, later }) => (earlier === '' ? [later] : [earlier, later])),
  );
  const concerned = [...finding.partners.keys()].flatMap((session) => uses.get(session) ?? []);
  return {
    code: finding.code,
    severity: declared ? 'INFO' : severityOf(finding.code, oneUserHasAll),
    confidence: confidenceOf(facts.hintOnly, concerned),
    declared,
    sessions: [...sessions],
    times: [...new Set(cited.map(({ at }) => at))],
    sessionCount: finding.partners.size,
  };
}

function sharingBySession(
  raised: readonly Finding[],
  uses: ReadonlyMap<string, KeyUse>,
): ReadonlyMap<string, SessionSharing> {
  const found = new Map<
    string,
    { session: string; codes: ReasonCode[]; partners: string[]; events: string[] }
  >();
  for (const { code, partners } of raised) {
    if (!affectsAttribution(code) && code !== 'NEW_ENDPOINT') continue;
    for (const [session, partner] of partners) {
      let sharing = found.get(session);
      if (sharing === undefined)
        found.set(session, (sharing = { session, codes: [], partners: [], events: [] }));
      sharing.codes.push(code);
      sharing.partners.push(partner);
      sharing.events.push(uses.get(partner)?.event ?? '');
    }
  }
  return found;
}

function confidenceOf(hintOnly: boolean, uses: readonly KeyUse[]): ReasonConfidence {
  if (hintOnly) return 'LOW';
  return uses.some(({ inferred }) => inferred) ? 'MEDIUM' : 'HIGH';
}

/** One verified user has every session of the key. */
function hasOneUser(uses: readonly KeyUse[]): boolean {
  const [user] = uses[0]?.users ?? [];
  return user !== undefined && uses.every(({ users }) => users.length === 1 && users[0] === user);
}

function reportedEndpoints(use: KeyUse): readonly string[] {
  return use.endpoints.filter((endpoint) => !use.exemptEndpoints.includes(endpoint));
}

function extreme(values: readonly number[], pick: (a: number, b: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => pick(a, b));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
