import type { Actor } from './sharing.js';
import type { ReasonCode } from './reasons.js';

export type EndpointTrust = 'MANAGED' | 'KNOWN' | 'UNKNOWN';
export type TrustLevel = 'HIGH' | 'MEDIUM' | 'LOW' | 'UNKNOWN' | 'NOT_REPORTED';

/** What a user's name on a session rests on. */
export type IdentityBasis = 'LOGIN' | 'ASSERTION' | 'OS_ACCOUNT' | 'GIT_AUTHOR';

const IDENTITY_POINTS: Readonly<Record<IdentityBasis, number>> = {
  LOGIN: 60,
  ASSERTION: 60,
  OS_ACCOUNT: 35,
  GIT_AUTHOR: 25,
};
const ENDPOINT_POINTS: Readonly<Record<EndpointTrust, number>> = { MANAGED: 30, KNOWN: 10, UNKNOWN: 0 };
const USUAL_HERE_POINTS = 5;
const ANOTHERS_POINTS = -20;
const HIGH_FROM = 80;
const MEDIUM_FROM = 50;

export interface SessionIdentity {
  readonly user: string;
  readonly basis: IdentityBasis;
  /** First attestation; null where untimed. */
  readonly firstAt: number | null;
}

export interface SessionEndpoint {
  readonly endpoint: string;
  readonly trust: EndpointTrust;
  /** Who nearly all other verified sessions on it belong to: see `endpointStanding`. */
  readonly usualUser: string | null;
  readonly usualForSelf: boolean;
  readonly usualForOthers: boolean;
}

export interface AttributionFacts {
  readonly actor: Actor;
  readonly identities: readonly SessionIdentity[];
  readonly endpoints: readonly SessionEndpoint[];
  /** Reasons of its keys that hold for this session. */
  readonly sharing: ReadonlySet<ReasonCode>;
  /** One of its keys is known by its hint alone. */
  readonly hintOnly: boolean;
}

export type AttributionFactorCode =
  | 'IDENTITY'
  | 'ENDPOINT_TRUST'
  | 'USUAL_ON_ENDPOINT'
  | 'SHARED_KEY'
  | 'IMPOSSIBLE_CONCURRENCY'
  | 'NEW_ENDPOINT'
  | 'HINT_ONLY';

/** One term of the score. The terms add up to the score before it is held within 0–100. */
export interface AttributionFactor {
  readonly factor: AttributionFactorCode;
  /** What was found, such as `LOGIN`, `KNOWN` or a reason's code. */
  readonly value: string;
  readonly points: number;
  readonly basis: 'OBSERVED' | 'INFERRED' | 'NO_EVIDENCE';
}

export interface Attribution {
  readonly level: TrustLevel;
  /** 0–100. */
  readonly score: number;
  readonly factors: readonly AttributionFactor[];
}

/** How sure it is who a session was. */
export function attributionOf(facts: AttributionFacts): Attribution {
  const identity = strongestIdentity(facts.identities);
  const endpoint = weakestEndpoint(facts.endpoints, identity?.user ?? null);
  const factors = [
    identityFactor(identity, facts.actor),
    trustFactor(endpoint),
    ...usualFactors(endpoint, identity?.user ?? null),
    ...sharingFactors(facts),
  ];
  const sum = factors.reduce((total, { points }) => total + points, 0);
  const score = Math.min(100, Math.max(0, sum));
  return { level: levelOf(score, identity, endpoint, facts.actor), score, factors };
}

function levelOf(
  score: number,
  identity: SessionIdentity | null,
  endpoint: SessionEndpoint | null,
  actor: Actor,
): TrustLevel {
  if (identity === null) return actor === 'UNKNOWN' ? 'UNKNOWN' : 'NOT_REPORTED';
  const isVouchedFor = endpoint?.trust === 'MANAGED' || identity.basis === 'ASSERTION';
  if (score >= HIGH_FROM && isVouchedFor) return 'HIGH';
  return score >= MEDIUM_FROM ? 'MEDIUM' : 'LOW';
}

/** The session's user where its sources name several: the best known, then the first. */
export function strongestIdentity(identities: readonly SessionIdentity[]): SessionIdentity | null {
  return first(
    identities,
    (a, b) =>
      IDENTITY_POINTS[b.basis] - IDENTITY_POINTS[a.basis] ||
      (a.firstAt ?? Infinity) - (b.firstAt ?? Infinity) ||
      compare(a.user, b.user),
  );
}

/** Where a session ran on several machines, the one that says least for its user holds: one is enough for doubt. */
function weakestEndpoint(endpoints: readonly SessionEndpoint[], user: string | null): SessionEndpoint | null {
  return first(
    endpoints,
    (a, b) =>
      ENDPOINT_POINTS[a.trust] + usualPoints(a, user) - ENDPOINT_POINTS[b.trust] - usualPoints(b, user) ||
      compare(a.endpoint, b.endpoint),
  );
}

function identityFactor(identity: SessionIdentity | null, actor: Actor): AttributionFactor {
  if (identity === null) {
    return {
      factor: 'IDENTITY',
      value: actor === 'UNKNOWN' ? 'UNKNOWN' : 'NOT_REPORTED',
      points: 0,
      basis: 'NO_EVIDENCE',
    };
  }
  const isReported = identity.basis === 'LOGIN' || identity.basis === 'ASSERTION';
  return {
    factor: 'IDENTITY',
    value: identity.basis,
    points: IDENTITY_POINTS[identity.basis],
    basis: isReported ? 'OBSERVED' : 'INFERRED',
  };
}

function trustFactor(endpoint: SessionEndpoint | null): AttributionFactor {
  if (endpoint === null)
    return { factor: 'ENDPOINT_TRUST', value: 'NOT_REPORTED', points: 0, basis: 'NO_EVIDENCE' };
  return {
    factor: 'ENDPOINT_TRUST',
    value: endpoint.trust,
    points: ENDPOINT_POINTS[endpoint.trust],
    basis: endpoint.trust === 'KNOWN' ? 'INFERRED' : 'OBSERVED',
  };
}

function usualFactors(endpoint: SessionEndpoint | null, user: string | null): AttributionFactor[] {
  const points = endpoint === null ? 0 : usualPoints(endpoint, user);
  if (points === 0) return [];
  const value = points > 0 ? 'THIS_USER' : 'ANOTHER_USER';
  return [{ factor: 'USUAL_ON_ENDPOINT', value, points, basis: 'INFERRED' }];
}

function usualPoints(endpoint: SessionEndpoint, user: string | null): number {
  if (user === null || endpoint.usualUser === null) return 0;
  if (endpoint.usualUser === user) return endpoint.usualForSelf ? USUAL_HERE_POINTS : 0;
  return endpoint.usualForOthers ? ANOTHERS_POINTS : 0;
}

function sharingFactors({ sharing, hintOnly }: AttributionFacts): AttributionFactor[] {
  const factors: AttributionFactor[] = [];
  const shared = (['UNKNOWN_USER_ON_KNOWN_KEY', 'SHARED_ACROSS_USERS'] as const).find((code) =>
    sharing.has(code),
  );
  if (shared !== undefined)
    factors.push({ factor: 'SHARED_KEY', value: shared, points: -20, basis: 'OBSERVED' });
  if (sharing.has('IMPOSSIBLE_CONCURRENCY')) {
    factors.push({
      factor: 'IMPOSSIBLE_CONCURRENCY',
      value: 'IMPOSSIBLE_CONCURRENCY',
      points: -30,
      basis: 'OBSERVED',
    });
  }
  if (sharing.has('NEW_ENDPOINT')) {
    factors.push({ factor: 'NEW_ENDPOINT', value: 'NEW_ENDPOINT', points: -10, basis: 'OBSERVED' });
  }
  if (hintOnly) factors.push({ factor: 'HINT_ONLY', value: 'HINT_ONLY', points: -5, basis: 'OBSERVED' });
  return factors;
}

function first<T>(values: readonly T[], order: (a: T, b: T) => number): T | null {
  return values.reduce<T | null>(
    (best, value) => (best === null || order(value, best) < 0 ? value : best),
    null,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
