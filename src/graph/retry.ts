import { pause } from './deadline.js';
import { DatabaseUnavailableError, NO_ANSWER, type UnavailableReason } from './errors.js';

/**
 * For how long an attempt is repeated, in milliseconds from the first. A database that is away is reported within two
 * seconds; one second is enough to get past connections that died with a restarted server. Deadlocks pass.
 */
const RETRY_FOR_MS: Readonly<Record<UnavailableReason, number>> = {
  UNREACHABLE: 1_000,
  BUSY: 5_000,
  REFUSED: 0,
};

const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 1_000;

/**
 * Runs `attempt` until it succeeds, fails for good, or would go past `deadlineAt`. The driver's own managed
 * transactions wait a whole second before their first retry and do not tell a deadlock from an absent server.
 */
export async function retrying<T>(deadlineAt: number, attempt: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      // Who got no answer has waited long enough.
      if (!(error instanceof DatabaseUnavailableError) || error.code === NO_ANSWER) throw error;
      const delayMs = retryDelayMs(failures);
      const resumesAt = Date.now() + delayMs;
      if (resumesAt >= Math.min(deadlineAt, startedAt + RETRY_FOR_MS[error.reason])) throw error;
      await pause(delayMs);
    }
  }
}

/** Doubles from attempt to attempt; the random half keeps writers that met from meeting again. */
function retryDelayMs(failures: number): number {
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return delayMs * (0.5 + Math.random() / 2);
}
