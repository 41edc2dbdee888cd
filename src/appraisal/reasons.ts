/** Why a key counts as shared, from the worst to the mildest. */
export const REASON_CODES = [
  'IMPOSSIBLE_CONCURRENCY',
  'UNKNOWN_USER_ON_KNOWN_KEY',
  'SHARED_ACROSS_USERS',
  'SHARED_ACROSS_ENDPOINTS',
  'NEW_ENDPOINT',
  'HINT_COLLISION',
  'HINT_ONLY',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export const REASON_SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;
export type ReasonSeverity = (typeof REASON_SEVERITIES)[number];

export type ReasonConfidence = 'HIGH' | 'MEDIUM' | 'LOW';

/** One reason of one key, with what it rests on. Kept on the ApiKey as `reasonsJson`. */
export interface KeyReason {
  readonly code: ReasonCode;
  /** INFO says that nothing is raised by it. */
  readonly severity: ReasonSeverity;
  readonly confidence: ReasonConfidence;
  /** True where it rests on keys or endpoints declared SERVICE or CI: it is shown and raises nothing. */
  readonly declared: boolean;
  /** Keys of sessions it cites, in the order of the pairs; at most `CITED_PAIRS` pairs. */
  readonly sessions: readonly string[];
  /** When each cited pair came to be (its later start), ascending, epoch milliseconds. */
  readonly times: readonly number[];
  /** Sessions that it holds for, cited or not. */
  readonly sessionCount: number;
}

/** Reasons that put the attribution of their sessions in doubt: † in the semantics. */
export function affectsAttribution(code: ReasonCode): boolean {
  return ATTRIBUTION_CODES.has(code);
}

const ATTRIBUTION_CODES: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'IMPOSSIBLE_CONCURRENCY',
  'UNKNOWN_USER_ON_KNOWN_KEY',
  'SHARED_ACROSS_USERS',
]);

/** The severity of a reason that is raised. SHARED_ACROSS_ENDPOINTS is INFO where one user has every session. */
export function severityOf(code: ReasonCode, oneUserHasAll: boolean): ReasonSeverity {
  switch (code) {
    case 'IMPOSSIBLE_CONCURRENCY':
      return 'CRITICAL';
    case 'UNKNOWN_USER_ON_KNOWN_KEY':
      return 'HIGH';
    case 'SHARED_ACROSS_USERS':
      return 'MEDIUM';
    case 'SHARED_ACROSS_ENDPOINTS':
      return oneUserHasAll ? 'INFO' : 'LOW';
    case 'NEW_ENDPOINT':
    case 'HINT_COLLISION':
      return 'LOW';
    case 'HINT_ONLY':
      return 'INFO';
    default:
      return code satisfies never;
  }
}

export function compareReasons(a: ReasonCode, b: ReasonCode): number {
  return REASON_CODES.indexOf(a) - REASON_CODES.indexOf(b);
}
