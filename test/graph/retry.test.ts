import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DatabaseUnavailableError,
  QueryTimeoutError,
  type UnavailableReason,
} from '../../src/graph/errors.js';
import { retrying } from '../../src/graph/retry.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

interface Outcome {
  readonly attempts: number;
  readonly tookMs: number;
  readonly result: unknown;
}

/** Runs an operation that fails `failures` times, under a deadline, with a clock that jumps from timer to timer. */
async function outcomeOf(failures: number, error: Error, deadlineMs: number): Promise<Outcome> {
  const startedAt = Date.now();
  let attempts = 0;
  const settled = retrying(startedAt + deadlineMs, () => {
    attempts++;
    return attempts > failures ? Promise.resolve('done') : Promise.reject(error);
  }).catch((thrown: unknown) => thrown);
  await vi.runAllTimersAsync();
  const result = await settled;
  return { attempts, tookMs: Date.now() - startedAt, result };
}

const unavailable = (reason: UnavailableReason) => new DatabaseUnavailableError(reason, 'Test');

describe('retrying', () => {
  it('gets past a lost connection at once, without the second that the driver waits', async () => {
    const outcome = await outcomeOf(1, unavailable('UNREACHABLE'), 10_000);
    expect(outcome).toMatchObject({ attempts: 2, result: 'done' });
    expect(outcome.tookMs).toBeLessThanOrEqual(20);
  });

  it('gives up on an absent database within a second', async () => {
    const error = unavailable('UNREACHABLE');
    const outcome = await outcomeOf(1_000, error, 10_000);
    expect(outcome.result).toBe(error);
    expect(outcome.attempts).toBeGreaterThan(3);
    expect(outcome.tookMs).toBeLessThanOrEqual(1_000);
  });

  it('goes on for five seconds while the database is busy', async () => {
    const error = unavailable('BUSY');
    const outcome = await outcomeOf(1_000, error, 60_000);
    expect(outcome.result).toBe(error);
    expect(outcome.tookMs).toBeGreaterThan(3_000);
    expect(outcome.tookMs).toBeLessThanOrEqual(5_000);
  });

  it('never starts an attempt past the deadline', async () => {
    const outcome = await outcomeOf(1_000, unavailable('BUSY'), 300);
    expect(outcome.tookMs).toBeLessThanOrEqual(300);
  });

  it('repeats nothing that failed for good', async () => {
    for (const error of [unavailable('REFUSED'), new QueryTimeoutError('x'), new Error('other')]) {
      expect(await outcomeOf(1, error, 10_000)).toEqual({ attempts: 1, tookMs: 0, result: error });
    }
  });
});
