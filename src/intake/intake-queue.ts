import type { Reject, RuntrailEvent } from '../events/event.js';
import {
  DatabaseUnavailableError,
  NO_ANSWER,
  QueryFailedError,
  QueryParameterError,
  QueryRowError,
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
  /** Each time that a write has taken so long, in milliseconds, the database is asked whether it is there at all. */
  readonly suspectAfterMs: number;
  /** How often it is asked while it is away. */
  readonly askEveryMs: number;
  /** Writes that nobody waits for any more and that still run: with so many the database stays away. */
  readonly abandoned: number;
}

export const INTAKE_LIMITS: IntakeLimits = {
  maxWaiting: 20_000,
  maxWaitingLength: 128 * 1024 * 1024,
  batchEvents: 2_000,
  batchLength: 8 * 1024 * 1024,
  gatherMs: 5,
  writers: 1,
  suspectAfterMs: 400,
  askEveryMs: 250,
  abandoned: 6,
};

interface Waiting extends Submission {
  readonly count: number;
  readonly length: number;
  readonly resolve: (refused: readonly Reject[]) => void;
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
  #abandoned = 0;
  #gathering: NodeJS.Timeout | undefined;
  #away: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | undefined;
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
   * Resolves once all of it is committed, with what the database refused to store and now is a reject. Throws
   * IntakeFullError and IntakeStoppedError, with nothing written, and DatabaseUnavailableError, QueryTimeoutError and
   * QueryFailedError, where it is not known what was written; in each case sending it again is right.
   */
  async submit({ events, rejects }: Submission): Promise<readonly Reject[]> {
    if (this.#stopped !== undefined) throw new IntakeStoppedError();
    if (this.#away !== undefined) throw away();
    const count = events.length + rejects.length;
    if (count === 0) return [];
    const length = events.reduce((sum, event) => sum + (event.payload?.length ?? 0), 0);
    // One that is larger than all that may wait is let in by itself.
    const isFull =
      this.#waitingCount > 0 &&
      (this.#waitingCount + count > this.#limits.maxWaiting ||
        this.#waitingLength + length > this.#limits.maxWaitingLength);
    if (isFull) throw new IntakeFullError();
    this.#waitingCount += count;
    this.#waitingLength += length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, rejects, count, length, resolve, reject, settled: false });
      this.#schedule();
    });
  }

  /** Takes nothing more; resolves when what waits is written, or has failed. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#finish());
  }

  async #finish(): Promise<void> {
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
        if (!this.#writing.delete(batch)) this.#abandoned--;
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
    const endWatch = this.#watch();
    try {
      await this.#commit(batch);
    } finally {
      endWatch();
    }
  }

  /** Asks after the database for as long as a write takes: one that hangs would tell nobody before its own deadline. */
  #watch(): () => void {
    let ended = false;
    let timer: NodeJS.Timeout;
    const look = async (): Promise<void> => {
      await this.#checkDatabase();
      if (!ended) begin();
    };
    const begin = (): void => {
      timer = setTimeout(() => void look(), this.#limits.suspectAfterMs);
    };
    begin();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }

  /** Halves a batch that cannot be stored until its senders are apart: what one of them sent is no other's concern. */
  async #commit(batch: readonly Waiting[]): Promise<void> {
    const open = batch.filter(({ settled }) => !settled);
    const [only] = open;
    if (only === undefined) return;
    try {
      await this.#options.write({
        events: open.flatMap(({ events }) => events),
        rejects: open.flatMap(({ rejects }) => rejects),
        receivedAt: this.#options.now(),
      });
      this.#succeed(open, []);
    } catch (error) {
      if (!isOfContent(error)) await this.#fail(open, error);
      else if (open.length === 1) await this.#commitApart(only);
      else {
        const middle = Math.ceil(open.length / 2);
        await this.#commit(open.slice(0, middle));
        await this.#commit(open.slice(middle));
      }
    }
  }

  /** Stores of one submission what can be stored, and each of the rest as a reject. */
  async #commitApart(submission: Waiting): Promise<void> {
    try {
      const refused = await this.#storeApart(submission.events);
      // Where not even this can be written, the fault is not the events', and nothing is acknowledged.
      const rejects = [...submission.rejects, ...refused];
      await this.#options.write({ events: [], rejects, receivedAt: this.#options.now() });
      this.#succeed([submission], refused);
    } catch (error) {
      await this.#fail([submission], error);
    }
  }

  /** Halves what the database refuses until the events are found that it cannot store. */
  async #storeApart(events: readonly RuntrailEvent[]): Promise<readonly Reject[]> {
    const [only] = events;
    if (only === undefined) return [];
    try {
      await this.#options.write({ events, rejects: [], receivedAt: this.#options.now() });
      return [];
    } catch (error) {
      if (!isOfContent(error)) throw error;
      if (events.length === 1) return [notStorable(only, error)];
      const middle = Math.ceil(events.length / 2);
      const refused = await this.#storeApart(events.slice(0, middle));
      return [...refused, ...(await this.#storeApart(events.slice(middle)))];
    }
  }

  #succeed(batch: readonly Waiting[], refused: readonly Reject[]): void {
    this.#options.onCommitted?.();
    for (const waiting of batch) this.#settle(waiting, () => waiting.resolve(refused));
  }

  async #fail(batch: readonly Waiting[], error: unknown): Promise<void> {
    const isAway = error instanceof DatabaseUnavailableError || error instanceof QueryTimeoutError;
    if (isAway) await this.#checkDatabase();
    for (const waiting of batch) this.#settle(waiting, () => waiting.reject(error));
  }

  #settle(waiting: Waiting, tell: () => void): void {
    if (waiting.settled) return;
    waiting.settled = true;
    this.#waitingCount -= waiting.count;
    this.#waitingLength -= waiting.length;
    tell();
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
      this.#abandoned += this.#writing.size;
      this.#writing.clear();
      for (const waiting of all) this.#settle(waiting, () => waiting.reject(error));
    }
  }

  #askAgain(): void {
    this.#away = setTimeout(() => void this.#ask(), this.#limits.askEveryMs);
  }

  async #ask(): Promise<void> {
    const answers = await this.#options.verify().then(
      () => true,
      () => false,
    );
    // A database that answers and is merely overwhelmed is not helped by the same once more.
    if (answers && this.#abandoned < this.#limits.abandoned) this.#away = undefined;
    else if (this.#stopped === undefined) this.#askAgain();
  }
}

function away(): DatabaseUnavailableError {
  return new DatabaseUnavailableError('UNREACHABLE', NO_ANSWER);
}

/** What the server says of statements that it cannot run, whatever their content. */
const OF_STATEMENT = /^Neo\.ClientError\.(?:Statement\.(?:Syntax|Semantic|AccessMode)|Procedure\.|Request\.)/;

/** Whether a write may have failed because of what was to be written, so that without it the rest can be stored. */
function isOfContent(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError || error instanceof QueryTimeoutError) return false;
  if (error instanceof QueryRowError) return false;
  return !(error instanceof QueryFailedError && OF_STATEMENT.test(error.code));
}

function notStorable(event: RuntrailEvent, error: unknown): Reject {
  return {
    source: event.source,
    position: event.id,
    code: 'NOT_STORABLE',
    reason: `The event was refused where it was to be stored (${causeOf(error)}): send it again after an update of Runtrail, and report it.`,
    excerpt: event.summary,
  };
}

function causeOf(error: unknown): string {
  if (error instanceof QueryFailedError) return error.code;
  if (error instanceof QueryParameterError) return error.path;
  return error instanceof Error ? error.name : 'unknown';
}
