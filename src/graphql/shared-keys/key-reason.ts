import { type KeyReason as StoredReason, REASON_SEVERITIES } from '../../appraisal/reasons.js';
import type { KeyReason } from './key-cluster.type.js';

export type { StoredReason };

/** What the appraiser wrote, in its own shape. */
export function storedReasons(json: string): readonly StoredReason[] {
  return JSON.parse(json) as readonly StoredReason[];
}

/** A reason as it is shown. `asOf` (epoch milliseconds) is the moment that its sessions are shown as of. */
export function toKeyReason(apiKeyKey: string, reason: StoredReason, asOf: number): KeyReason {
  return {
    apiKeyKey,
    sessionKeys: reason.sessions,
    asOf,
    code: reason.code,
    severity: reason.severity,
    confidence: reason.confidence,
    declared: reason.declared,
    times: [...reason.times],
    sessionCount: reason.sessionCount,
    text: sentenceOf(reason),
  };
}

/** The worst first; of equal ones the order in which they stand. */
export function bySeverity(a: KeyReason, b: KeyReason): number {
  return REASON_SEVERITIES.indexOf(a.severity) - REASON_SEVERITIES.indexOf(b.severity);
}

function sentenceOf(reason: StoredReason): string {
  const found = foundBy(reason);
  return reason.declared ? `${found} Declared for a service or CI: nothing is raised.` : found;
}

function foundBy({ code, sessionCount, severity, times }: StoredReason): string {
  const since = times[0] === undefined ? '' : `, since ${new Date(times[0]).toISOString()}`;
  const sessions = sessionCount === 1 ? '1 session' : `${sessionCount} sessions`;
  switch (code) {
    case 'IMPOSSIBLE_CONCURRENCY':
      return `${sessions} of one user ran on different endpoints at the same time${since}.`;
    case 'UNKNOWN_USER_ON_KNOWN_KEY':
      return `${sessions} of verified users and of someone unknown are within 30 days of each other${since}.`;
    case 'SHARED_ACROSS_USERS':
      return `${sessions} of different verified users are within 30 days of each other${since}.`;
    case 'SHARED_ACROSS_ENDPOINTS':
      return severity === 'INFO'
        ? `${sessions} ran on different endpoints${since}; one verified user has every session of the key.`
        : `${sessions} on different endpoints are within 30 days of each other${since}.`;
    case 'NEW_ENDPOINT':
      return `${sessions} brought an endpoint that was new to a key long known${since}.`;
    case 'HINT_COLLISION':
      return 'Another key has the same hint and a different fingerprint.';
    case 'HINT_ONLY':
      return 'Only the hint of the key is known: two keys may look like this one.';
    default:
      return code satisfies never;
  }
}
