import { describe, expect, it } from 'vitest';

import type { RuntrailEvent } from '../../src/events/event.js';
import {
  DatabaseUnavailableError,
  QueryFailedError,
  QueryRowError,
  QueryTimeoutError,
} from '../../src/graph/errors.js';
import type { Batch } from '../../src/ingest/batch-writer.js';
import { IntakeFullError, IntakeStoppedError } from '../../src/intake/intake-errors.js';
import { IntakeQueue, type IntakeLimits } from '../../src/intake/intake-queue.js';

const AT = Date.UTC(2026, 10, 21);

function event(id: string, payload: string | null = null): RuntrailEvent {
  return {
    id,
    session: { product: 'acme-agent', sessionId: 's' },
    at: AT,
    receivedAt: AT,
    source: 'NATIVE',
    summary: id,
    payload,
    context: {},
    touches: [],
    type: 'USER_PROMPT',
  };
}

const one = (id: string) => ({ events: [event(id)], rejects: [] });

const unreachable = () => new DatabaseUnavailableError('UNREACHABLE', 'ServiceUnavailable');

/** A database that holds what was written, can be held up, and refuses what `refuses` says. */
class FakeDatabase {
  readonly batches: Batch[] = [];
  readonly stored = new Set<string>();
  rejects: Batch['rejects'][number][] = [];
  away = false;
  verified = 0;
  refuses: (batch: Batch) => Error | null = () => null;
  #held: Promise<void> | undefined;
  #release: () => void = () => undefined;

  hold(): void {
    this.#held = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#release();
    this.#held = undefined;
  }

  readonly write = async (batch: Batch): Promise<void> => {
    this.batches.push(batch);
    await this.#held;
    if (this.away) throw unreachable();
    const refusal = this.refuses(batch);
    if (refusal !== null) throw refusal;
    for (const { id } of batch.events) this.stored.add(id);
    this.rejects = [...this.rejects, ...batch.rejects];
  };

  readonly verify = (): Promise<void> => {
    this.verified++;
    return this.away ? Promise.reject(unreachable()) : Promise.resolve();
  };
}

function queueOn(database: FakeDatabase, limits: Partial<IntakeLimits> = {}): IntakeQueue {
  return new IntakeQueue({ write: database.write, verify: database.verify, now: () => AT, limits });
}

const poisoned =
  (error: Error, ...ids: string[]) =>
  ({ events }: Batch): Error | null =>
    events.some(({ id }) => ids.includes(id)) ? error : null;

const always = (): boolean => true;
const never = (): boolean => false;

const failed = (code: string) => new QueryFailedError('createEvents', code, 'said by the server');

describe('IntakeQueue', () => {
  it('writes what several senders submit in one piece, and tells each', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database);
    await Promise.all(Array.from({ length: 50 }, (_, n) => queue.submit(one(`e${n}`))));
    expect(database.stored.size).toBe(50);
    expect(database.batches).toHaveLength(1);
    expect(queue.waiting).toBe(0);
  });

  it('writes no more in one piece than it is told to, and all of it in the end', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database, { batchEvents: 4, writers: 2 });
    await Promise.all(Array.from({ length: 30 }, (_, n) => queue.submit(one(`e${n}`))));
    expect(database.stored.size).toBe(30);
    expect(Math.max(...database.batches.map(({ events }) => events.length))).toBe(4);
  });

  it('refuses what would be too much at once, and takes it when there is room', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database, { maxWaiting: 3, maxWaitingLength: 1_000 });
    database.hold();
    const first = queue.submit({ events: [event('a'), event('b')], rejects: [] });
    await expect(queue.submit({ events: [event('c'), event('d')], rejects: [] })).rejects.toThrow(
      IntakeFullError,
    );
    await expect(queue.submit({ events: [event('e', 'x'.repeat(1_001))], rejects: [] })).rejects.toThrow(
      IntakeFullError,
    );
    database.release();
    await first;
    // Alone, one may be larger than all that may wait.
    await queue.submit({ events: [event('e', 'x'.repeat(1_001))], rejects: [] });
    expect([...database.stored]).toEqual(['a', 'b', 'e']);
  });

  it('makes rejects of what cannot be stored, and lets nobody else suffer', async () => {
    const database = new FakeDatabase();
    database.refuses = poisoned(failed('Neo.DatabaseError.Statement.ExecutionFailed'), 'p1', 'p2');
    const queue = queueOn(database);
    const outcomes = await Promise.all([
      queue.submit({ events: ['a', 'p1', 'b', 'c', 'p2'].map((id) => event(id)), rejects: [] }),
      queue.submit(one('d')),
      queue.submit(one('e')),
    ]);
    expect([...database.stored].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(outcomes.map((refused) => refused.map(({ position }) => position))).toEqual([
      ['p1', 'p2'],
      [],
      [],
    ]);
    expect(database.rejects.map(({ code }) => code)).toEqual(['NOT_STORABLE', 'NOT_STORABLE']);
  });

  it('finds a fault of its own in one event as well', async () => {
    const database = new FakeDatabase();
    database.refuses = poisoned(new URIError('URI malformed'), 'p');
    const queue = queueOn(database);
    const [refused] = await Promise.all([queue.submit(one('p')), queue.submit(one('a'))]);
    expect(refused).toMatchObject([{ code: 'NOT_STORABLE', reason: expect.stringContaining('URIError') }]);
    expect([...database.stored]).toEqual(['a']);
  });

  it.each([
    ['whatever is written fails', () => failed('Neo.DatabaseError.General.UnknownError')],
    ['the statement itself is refused', () => failed('Neo.ClientError.Statement.SyntaxError')],
    ['an answer is not as declared', () => new QueryRowError('lockSessions', 'isNew', 'boolean', 'null')],
  ])('acknowledges nothing and rejects nothing where %s', async (_what, error) => {
    const database = new FakeDatabase();
    database.refuses = error;
    await expect(queueOn(database).submit({ events: [event('a'), event('b')], rejects: [] })).rejects.toThrow(
      Error,
    );
    expect(database.rejects).toEqual([]);
  });

  it('refuses at once while the database is away, and takes again when it is back', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database, { askEveryMs: 5 });
    database.away = true;
    await expect(queue.submit(one('a'))).rejects.toThrow(DatabaseUnavailableError);
    const written = database.batches.length;
    await expect(queue.submit(one('b'))).rejects.toThrow(DatabaseUnavailableError);
    expect(database.batches).toHaveLength(written);
    database.away = false;
    await expect
      .poll(() =>
        queue.submit(one('c')).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect([...database.stored]).toEqual(['c']);
  });

  it('lets nobody wait for writes that hang, whenever it was that the database went away', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database, { suspectAfterMs: 5, askEveryMs: 5, batchEvents: 1 });
    database.hold();
    const sent = ['a', 'b', 'c', 'd'].map((id) => queue.submit(one(id)));
    // Long enough under way to have been asked after more than once.
    await expect.poll(() => database.verified).toBeGreaterThan(3);
    database.away = true;
    for (const outcome of await Promise.allSettled(sent)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DatabaseUnavailableError' } });
    }
    expect(queue.waiting).toBe(0);
    database.away = false;
    database.release();
    await expect
      .poll(() =>
        queue.submit(one('e')).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it('does not heap writes upon a database that never ends any', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database, { suspectAfterMs: 1, askEveryMs: 1, writers: 1, abandoned: 3 });
    database.hold();
    // It comes and goes, and no write ends meanwhile.
    for (let round = 0; round < 40; round++) {
      database.away = false;
      const sent = queue.submit(one(`e${round}`)).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 10));
      database.away = true;
      await sent;
    }
    expect(database.batches).toHaveLength(3);
    database.away = false;
    database.release();
    const isTaken = (): Promise<boolean> => queue.submit(one('last')).then(always, never);
    await expect.poll(isTaken).toBe(true);
  });

  it('tells of a timeout without calling the database away', async () => {
    const database = new FakeDatabase();
    database.refuses = poisoned(new QueryTimeoutError('createEvents'), 'slow');
    const queue = queueOn(database);
    await expect(queue.submit(one('slow'))).rejects.toThrow(QueryTimeoutError);
    await queue.submit(one('a'));
    expect([...database.stored]).toEqual(['a']);
  });

  it('writes what waits when it stops, and takes nothing more', async () => {
    const database = new FakeDatabase();
    const queue = queueOn(database, { batchEvents: 2, writers: 1, gatherMs: 60_000 });
    const sent = ['a', 'b', 'c', 'd', 'e'].map((id) => queue.submit(one(id)));
    await Promise.all([queue.stop(), queue.stop()]);
    expect(database.stored.size).toBe(5);
    await Promise.all(sent);
    await expect(queue.submit(one('f'))).rejects.toThrow(IntakeStoppedError);
  });
});
