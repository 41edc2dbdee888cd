import { describe, expect, it } from 'vitest';

import { durationOf, lifeAt, type LifeFacts } from '../../src/graphql/session/session-status.js';

const HOUR = 3_600_000;
const IDLE_MS = 24 * HOUR;
const facts = (changes: Partial<LifeFacts>): LifeFacts => ({
  startedAt: 0,
  lastSeenAt: HOUR,
  finishedAt: null,
  killedAt: null,
  killCause: null,
  closedAt: null,
  ...changes,
});

describe('the life of a session', () => {
  it.each([
    ['goes on until the idle period is over', {}, HOUR + IDLE_MS - 1, 'ACTIVE', null, null],
    ['ends where it was last seen once it is', {}, HOUR + IDLE_MS, 'ENDED', 'IDLE', HOUR],
    ['ends with its end event', { finishedAt: HOUR, closedAt: HOUR }, 2 * HOUR, 'ENDED', 'FINISHED', HOUR],
    [
      'ends with a kill before anything else',
      { finishedAt: HOUR, killedAt: 5, closedAt: 5, killCause: 'OPERATOR' },
      HOUR,
      'ENDED',
      'KILLED',
      5,
    ],
    [
      'is revoked with its capability',
      { killedAt: 5, closedAt: 5, killCause: 'CAPABILITY_REVOKED' },
      HOUR,
      'ENDED',
      'REVOKED',
      5,
    ],
    ['is killed by something unnamed', { killedAt: 5, closedAt: 5 }, HOUR, 'ENDED', 'UNKNOWN', 5],
    [
      'goes on without a timed event',
      { startedAt: null, lastSeenAt: null },
      100 * IDLE_MS,
      'ACTIVE',
      null,
      null,
    ],
  ])('%s', (_what, changes, asOf, status, endReason, endedAt) => {
    expect(lifeAt(facts(changes), asOf, IDLE_MS)).toEqual({ status, endReason, endedAt });
  });

  it('lasts to its end, or to its last event', () => {
    expect(durationOf(facts({}))).toBe(HOUR);
    expect(durationOf(facts({ closedAt: 7 }))).toBe(7);
    expect(durationOf(facts({ startedAt: null, lastSeenAt: null }))).toBeNull();
  });
});
