import { spansOf, type SessionFacts } from './session-facts.js';

/** Section 3: why a key is shared, as predicates over pairs of its sessions. */

export type KeyReason =
  | 'SHARED_ACROSS_USERS'
  | 'UNKNOWN_USER_ON_KNOWN_KEY'
  | 'IMPOSSIBLE_CONCURRENCY'
  | 'SHARED_ACROSS_ENDPOINTS'
  | 'NEW_ENDPOINT'
  | 'ROTATION'
  | 'HINT_COLLISION'
  | 'HINT_ONLY';

export interface Finding {
  readonly reason: KeyReason;
  readonly key: string;
  readonly sessions: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WINDOW_MS = 30 * DAY_MS;
const SKEW_MS = 120_000;

export const ATTRIBUTION_REASONS: ReadonlySet<KeyReason> = new Set<KeyReason>([
  'SHARED_ACROSS_USERS',
  'UNKNOWN_USER_ON_KNOWN_KEY',
  'IMPOSSIBLE_CONCURRENCY',
]);

export function keyFindings(sessions: readonly SessionFacts[], asOf: number): Finding[] {
  const keys = [...new Set(sessions.flatMap((session) => [...session.keys]))];
  const findings: Finding[] = [];
  for (const key of keys) {
    const own = sessions.filter((session) => session.keys.has(key));
    for (const [a, b] of pairs(own)) {
      if (!isNear(a, b, asOf)) continue;
      const both = [a.id, b.id];
      const verified = [a, b].filter((session) => session.user !== null).length;
      const differsByEndpoint = endpointOf(a) !== endpointOf(b);
      if (verified === 2 && a.user !== b.user)
        findings.push({ reason: 'SHARED_ACROSS_USERS', key, sessions: both });
      if (verified === 1 && [a, b].some((session) => session.absence === 'UNKNOWN')) {
        findings.push({ reason: 'UNKNOWN_USER_ON_KNOWN_KEY', key, sessions: both });
      }
      if (differsByEndpoint) findings.push({ reason: 'SHARED_ACROSS_ENDPOINTS', key, sessions: both });
      if (verified === 2 && a.user === b.user && differsByEndpoint && overlapMs(a, b) >= 5 * MINUTE_MS) {
        findings.push({ reason: 'IMPOSSIBLE_CONCURRENCY', key, sessions: both });
      }
    }
    findings.push(...newEndpoints(key, own));
    if (key.startsWith('hint '))
      findings.push({ reason: 'HINT_ONLY', key, sessions: own.map(({ id }) => id) });
  }
  return [...findings, ...rotations(keys, sessions), ...collisions(keys, sessions)];
}

function isNear(a: SessionFacts, b: SessionFacts, asOf: number): boolean {
  const [earlier, later] = a.startedAt <= b.startedAt ? [a, b] : [b, a];
  return later.startedAt - (earlier.endedAt ?? asOf) <= WINDOW_MS;
}

/** The longest time for which a span of each lies within a span of the other, both shortened by the skew. */
function overlapMs(a: SessionFacts, b: SessionFacts): number {
  const overlaps = spansOf(a).flatMap(([from, to]) =>
    spansOf(b).map(([otherFrom, otherTo]) => Math.min(to, otherTo) - Math.max(from, otherFrom) - 2 * SKEW_MS),
  );
  return Math.max(...overlaps, Number.NEGATIVE_INFINITY);
}

function newEndpoints(key: string, own: readonly SessionFacts[]): Finding[] {
  const firstUse = Math.min(...own.map((session) => session.startedAt));
  const firstOn = (endpoint: string): number =>
    Math.min(
      ...own.filter((session) => endpointOf(session) === endpoint).map((session) => session.startedAt),
    );
  const endpoints = [...new Set(own.map(endpointOf))];
  return endpoints.flatMap((endpoint) => {
    const first = firstOn(endpoint);
    const isAlone = endpoints.every(
      (other) => other === endpoint || firstOn(other) > first || firstOn(other) < first - 7 * DAY_MS,
    );
    if (firstUse > first - 7 * DAY_MS || !isAlone) return [];
    const sessions = own.filter((session) => endpointOf(session) === endpoint).map(({ id }) => id);
    return { reason: 'NEW_ENDPOINT' as const, key, sessions };
  });
}

/** A week without use that has not passed yet counts as one, which finds more than a patient reading would. */
function rotations(keys: readonly string[], sessions: readonly SessionFacts[]): Finding[] {
  const findings: Finding[] = [];
  for (const [before, after] of keys.flatMap((a) =>
    keys.flatMap((b) => (a === b ? [] : [[a, b] as const])),
  )) {
    for (const user of new Set(sessions.flatMap((session) => session.user ?? []))) {
      for (const endpoint of new Set(sessions.map(endpointOf))) {
        const there = sessions.filter((session) => session.user === user && endpointOf(session) === endpoint);
        const old = there.filter((session) => session.keys.has(before));
        const young = there.filter((session) => session.keys.has(after));
        if (old.length === 0 || young.length === 0) continue;
        const lastOld = Math.max(...old.map((session) => session.lastSeenAt));
        const firstYoung = Math.min(...young.map((session) => session.startedAt));
        const follows = firstYoung >= lastOld - DAY_MS && firstYoung <= lastOld + 7 * DAY_MS;
        const isUnused = old.every((session) =>
          session.times.every((at) => at < firstYoung + DAY_MS || at > firstYoung + 8 * DAY_MS),
        );
        if (follows && isUnused) {
          findings.push({
            reason: 'ROTATION',
            key: before,
            sessions: [...old, ...young].map(({ id }) => id),
          });
        }
      }
    }
  }
  return findings;
}

function collisions(keys: readonly string[], sessions: readonly SessionFacts[]): Finding[] {
  const hintsOf = (key: string): string[] =>
    sessions.filter((session) => session.keys.has(key)).flatMap((session) => [...session.hints]);
  return pairs(keys).flatMap(([a, b]) => {
    const shared = hintsOf(a).filter((hint) => hintsOf(b).includes(hint));
    return shared.length === 0 ? [] : { reason: 'HINT_COLLISION' as const, key: a, sessions: [] };
  });
}

function endpointOf(session: SessionFacts): string {
  return session.endpoint?.name ?? '';
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));
}
