import {
  impossibleConcurrency,
  outboundExternal,
  readThenOutbound,
  sensitiveRead,
  sharedKey,
  weakAttribution,
} from '../graph/catalogue/signals.generated.js';
import type { SignalQuery } from '../graph/query.js';
import type { SignalFinding } from './ledger.js';

interface SignalParams {
  readonly sessions: readonly string[];
}

/** Every reason to care, as it is asked of the graph. */
export const SIGNALS: readonly SignalQuery<SignalParams, SignalFinding>[] = [
  sensitiveRead,
  readThenOutbound,
  outboundExternal,
  weakAttribution,
  sharedKey,
  impossibleConcurrency,
];

/** Version of the whole set: versions only rise and signals are only added, so that a sum names a set. */
export const RULES_VERSION = SIGNALS.reduce((sum, { signal }) => sum + signal.version, 0);

/** What would make a contribution go away, for an analyst who wants to settle it. */
const CLEARED_BY: Readonly<Record<string, string>> = {
  SENSITIVE_READ: 'A lower sensitivity declared for the file or its repository.',
  READ_THEN_OUTBOUND:
    'The host declared internal or a known provider, or a lower sensitivity declared for the file.',
  OUTBOUND_EXTERNAL:
    'The host declared internal or a known provider; a rare host stops being rare at six sessions.',
  WEAK_ATTRIBUTION:
    'A login or an assertion that names its user, or its endpoint enrolled or declared managed.',
  SHARED_KEY: 'A key of its own for each user, or the key declared for a service or CI.',
  IMPOSSIBLE_CONCURRENCY:
    'Evidence that one session drove the other, or the key or one of the endpoints declared for a service or CI.',
};

export interface SignalDescription {
  readonly title: string;
  readonly whatWouldClear: string;
}

/** Null for a code that this release does not know: a stored signal of another one. */
export function describeSignal(code: string): SignalDescription | null {
  const found = SIGNALS.find(({ signal }) => signal.code === code);
  const whatWouldClear = CLEARED_BY[code];
  return found === undefined || whatWouldClear === undefined
    ? null
    : { title: found.signal.title, whatWouldClear };
}
