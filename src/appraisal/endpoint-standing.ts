import type { EndpointTrust } from './attribution.js';

/** A host name is KNOWN once so many sessions of one verified user ran on it. */
const KNOWN_FROM_SESSIONS = 3;
/** How many other verified sessions it takes before a machine has a usual user. */
const USUAL_FROM_SESSIONS = 3;
const USUAL_SHARE = 0.8;

export interface EndpointFacts {
  readonly identity: 'ENROLMENT' | 'HOST_NAME' | 'ADDRESS';
  /** An analyst or the fleet declared it managed. */
  readonly declaredManaged: boolean;
  /** Verified top-level sessions on it. */
  readonly sessions: number;
  /** The same by user. */
  readonly byUser: readonly { readonly user: string; readonly sessions: number }[];
}

/** What sessions on an endpoint are appraised with. Kept on the Endpoint. */
export interface EndpointStanding {
  readonly trust: EndpointTrust;
  /** The user with 80 % of the other verified sessions, as seen from one session on it; null where there is none. */
  readonly usualUser: string | null;
  /** It holds as seen from a session of that user, and from a session of anyone else. */
  readonly usualForSelf: boolean;
  readonly usualForOthers: boolean;
}

export function endpointStanding(facts: EndpointFacts): EndpointStanding {
  const others = facts.sessions - 1;
  const most = facts.byUser.reduce<{ user: string; sessions: number } | null>(
    (best, one) =>
      best === null ||
      one.sessions > best.sessions ||
      (one.sessions === best.sessions && one.user < best.user)
        ? one
        : best,
    null,
  );
  const isUsual = (sessions: number): boolean =>
    others >= USUAL_FROM_SESSIONS && sessions >= USUAL_SHARE * others;
  // Two users cannot both hold 80 % of three sessions or more, so the one with most is the only candidate.
  const usualForOthers = most !== null && isUsual(most.sessions);
  const usualForSelf = most !== null && isUsual(most.sessions - 1);
  return {
    trust: trustOf(facts, most?.sessions ?? 0),
    usualUser: usualForOthers ? most.user : null,
    usualForSelf,
    usualForOthers,
  };
}

function trustOf(facts: EndpointFacts, sessionsOfOneUser: number): EndpointTrust {
  if (facts.declaredManaged || facts.identity === 'ENROLMENT') return 'MANAGED';
  return facts.identity === 'HOST_NAME' && sessionsOfOneUser >= KNOWN_FROM_SESSIONS ? 'KNOWN' : 'UNKNOWN';
}
