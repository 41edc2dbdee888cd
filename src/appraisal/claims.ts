import { randomUUID } from 'node:crypto';

/**
 * A claim is a token that takes the place of a due mark (`appraisalDue = true`) while an appraiser works. Whoever
 * touches the node meanwhile sets the mark anew, so the appraiser finds its token gone, writes what it worked out and
 * leaves the mark standing. Tokens begin with the time at which the claim runs out and so compare by it.
 */
const CLAIM_MS = 5 * 60_000;

export function claimToken(now: number): string {
  return `${timePart(now + CLAIM_MS)}-${randomUUID()}`;
}

/** Claims below this text have run out. */
export function claimsRunOutBefore(now: number): string {
  return timePart(now);
}

function timePart(at: number): string {
  return String(at).padStart(15, '0');
}
