/** Whose clock an event's time is from. */
export type TimeBasis = 'PRODUCER' | 'RECEIVED' | 'NONE';

const EARLIEST = Date.UTC(2020, 0, 1);
const AHEAD_MS = 10 * 60 * 1000;

/**
 * The time to believe: the producer's, unless it is before 2020 or more than ten minutes after receipt, when the
 * receive time stands in. A producer that gave none leaves the event untimed, unless it was received as it happened.
 */
export function believedTime(
  at: number | null,
  receivedAt: number,
  live = false,
): { at: number | null; basis: TimeBasis } {
  if (at === null) return live ? { at: receivedAt, basis: 'RECEIVED' } : { at: null, basis: 'NONE' };
  if (at < EARLIEST || at > receivedAt + AHEAD_MS) return { at: receivedAt, basis: 'RECEIVED' };
  return { at, basis: 'PRODUCER' };
}
