import type { Reject, RuntrailEvent } from '../events/event.js';
import {
  DatabaseUnavailableError,
  NO_ANSWER,
  QueryFailedError,
  QueryParameterError,
  QueryTimeoutError,
} from '../graph/errors.js';
import type { Batch } from '../ingest/batch-writer.js';
import { IntakeFullError, IntakeStoppedError } from './intake-errors.js';

/** What is written in one piece of work: all of it is in the graph once `submit` resolves. */
export interface Submission {
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
}

export interface IntakeQueueOptions {
  /** Writes a batch in one transaction, as BatchWriter does. */
  readonly write: (batch: Batch) => Promise<unknown>;
  /** Rejects where the database does not answer. Asked only while a write takes long, and while the database is away. */
  readonly verify: () => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Learns that something was committed. */
  readonly onCommitted?: () => void;
  readonly limits?: Partial<IntakeLimits>;
}

export interface IntakeLimits {
  /** Events and rejects that may wait, those being written included. */
  readonly maxWaiting: number;
  /** Characters of their payloads that may wait. */
  readonly maxWaitingLength: number;
  /** For one transaction. */
  readonly batchEvents: number;
  readonly batchLength: number;
  /** How long the first of a batch waits for others, in milliseconds. */
  readonly gatherMs: number;
  /** Transactions at a time. */
  readonly writers: number;
  /** After so long a write, in milliseconds, the database is asked whether it is there at all. */
  readonly suspectAfterMs: number;
  /** How often it is asked while it is away. */
  readonly askEveryMs: number;
}

export const INTAKE_LIMITS: IntakeLimits = {
  maxWaiting: 20_000,
  maxWaitingLength: 128 * 1024 * 1024,
  batchEvents: 2_000,
  batchLength: 8 * 1024 * 1024,
  gatherMs: 5,
  writers: 2,
  suspectAfterMs: 800,
  askEveryMs: 250,
};

interface Waiting extends Submission {
  readonly count: number;
  readonly length: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  settled: boolean;
}

/**
 * Gathers what many senders submit into batches, and tells each sender once its part is committed. What waits is
 * bounded: more is refused at once. While the database is away, everything is refused at once, too: nothing is
 * acknowledged that is not in the graph, and nobody waits for a database that does not answer.
 *
 * What the database refuses to store is found by halving the batch and becomes a reject, so that it stops nobody else.
 */
export class IntakeQueue {
  readonly #options: IntakeQueueOptions;
  readonly #limits: IntakeLimits;
  #waiting: Waiting[] = [];
  #waitingCount = 0;
  #waitingLength = 0;
  /** What is being written, batch by batch. */
  readonly #writing = new Set<readonly Waiting[]>();
  #gathering: NodeJS.Timeout | undefined;
  #away: NodeJS.Timeout | undefined;
  #stopped = false;
  #idle: (() => void) | undefined;

  constructor(options: IntakeQueueOptions) {
    this.#options = options;
    this.#limits = { ...INTAKE_LIMITS, ...options.limits };
  }

  /** Events and rejects that have not been committed yet. */
  get waiting(): number {
    return this.#waitingCount;
  }

  /**
   * Resolves once all of it is committed. Throws IntakeFullError and IntakeStoppedError, with nothing written, and
   * DatabaseUnavailableError, where it is not known what was written; in each case sending it again is right.
   */
  async submit({ events, rejects }: Submission): Promise<void> {
    if (this.#stopped) throw new IntakeStoppedError();
    if (this.#away !== undefined) throw away();
    const count = events.length + rejects.length;
    if (count === 0) return;
    const length = events.reduce((sum, event) => sum + (event.payload?.length ?? 0), 0);
    // One that is larger than all that may wait is let in by itself.
    const isFull =
      this.#waitingCount > 0 &&
      (this.#waitingCount + count > this.#limits.maxWaiting ||
        this.#waitingLength + length > this.#limits.maxWaitingLength);
    if (isFull) throw new IntakeFullError();
    this.#waitingCount += count;
    this.#waitingLength += length;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ events, rejects, count, length, resolve, reject, settled: false });
      this.#schedule();
    });
  }

  /** Takes nothing more; resolves when what waits is written, or has failed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#startWriting();
    if (this.#waitingCount > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    clearTimeout(this.#away);
  }

  #schedule(): void {
    if (this.#writing.size >= this.#limits.writers) return;
    const waiting = this.#waiting.reduce((sum, { count }) => sum + count, 0);
    if (waiting >= this.#limits.batchEvents) this.#startWriting();
    else this.#gathering ??= setTimeout(() => this.#startWriting(), this.#limits.gatherMs);
  }

  #startWriting(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    while (this.#waiting.length > 0 && this.#writing.size < this.#limits.writers) {
      const batch = this.#takeBatch();
      this.#writing.add(batch);
      void this.#write(batch).finally(() => {
        this.#writing.delete(batch);
        if (this.#waiting.length > 0) this.#startWriting();
      });
    }
  }

  #takeBatch(): readonly Waiting[] {
    let count = 0;
    let length = 0;
    let taken = 0;
    for (const waiting of this.#waiting) {
      count += waiting.count;
      length += waiting.length;
      if (taken > 0 && (count > this.#limits.batchEvents || length > this.#limits.batchLength)) break;
      taken++;
    }
    return this.#waiting.splice(0, taken);
  }

  /** Writes a batch and tells its senders. Never rejects. */
  async #write(batch: readonly Waiting[]): Promise<void> {
    const suspicion = setTimeout(() => void this.#checkDatabase(), this.#limits.suspectAfterMs);
    try {
      await this.#store(
        batch.flatMap(({ events }) => events),
        batch.flatMap(({ rejects }) => rejects),
      );
      this.#options.onCommitted?.();
      for (const waiting of batch) this.#settle(waiting, null);
    } catch (error) {
      const isAway = error instanceof DatabaseUnavailableError || error instanceof QueryTimeoutError;
      if (isAway) await this.#checkDatabase();
      for (const waiting of batch) this.#settle(waiting, error);
    } finally {
      clearTimeout(suspicion);
    }
  }

  /** Halves what the database refuses until the event is found that it cannot store: that one becomes a reject. */
  async #store(events: readonly RuntrailEvent[], rejects: readonly Reject[]): Promise<void> {
    try {
      await this.#options.write({ events, rejects, receivedAt: this.#options.now() });
    } catch (error) {
      if (!(error instanceof QueryFailedError || error instanceof QueryParameterError)) throw error;
      const [only] = events;
      if (only === undefined) throw error;
      if (events.length === 1) {
        await this.#store([], [...rejects, notStorable(only, error)]);
        return;
      }
      const middle = Math.ceil(events.length / 2);
      await this.#store(events.slice(0, middle), rejects);
      await this.#store(events.slice(middle), []);
    }
  }

  #settle(waiting: Waiting, error: unknown): void {
    if (waiting.settled) return;
    waiting.settled = true;
    this.#waitingCount -= waiting.count;
    this.#waitingLength -= waiting.length;
    if (error === null) waiting.resolve();
    else waiting.reject(error);
    if (this.#waitingCount === 0) this.#idle?.();
  }

  /** Where the database does not answer, nobody waits any longer, and nobody is let in until it does. */
  async #checkDatabase(): Promise<void> {
    if (this.#away !== undefined) return;
    try {
      await this.#options.verify();
    } catch (error) {
      // Another check may have found the same while this one waited.
      if (!(error instanceof DatabaseUnavailableError) || this.#away !== undefined) return;
      this.#askAgain();
      const all = [...[...this.#writing].flat(), ...this.#waiting];
      this.#waiting = [];
      // What is under way may hang until its own deadline: it keeps no place from those who come afterwards.
      this.#writing.clear();
      for (const waiting of all) this.#settle(waiting, error);
    }
  }

  #askAgain(): void {
    this.#away = setTimeout(() => {
      this.#options.verify().then(
        () => (this.#away = undefined),
        () => (this.#stopped ? undefined : this.#askAgain()),
      );
    }, this.#limits.askEveryMs);
  }
}

function away(): DatabaseUnavailableError {
  return new DatabaseUnavailableError('UNREACHABLE', NO_ANSWER);
}

function notStorable(event: RuntrailEvent, error: QueryFailedError | QueryParameterError): Reject {
  const cause = error instanceof QueryFailedError ? error.code : error.path;
  return {
    source: event.source,
    position: event.id,
    code: 'NOT_STORABLE',
    reason: `The database refused the event (${cause}): send it again after an update of Runtrail, and report it.`,
    excerpt: event.summary,
  };
}
