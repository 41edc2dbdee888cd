import neo4j, { type Driver, type Transaction } from 'neo4j-driver';
import { beforeDeadline, remainingMs } from './deadline.js';
import { DriverLeases, type Lease } from './driver-lease.js';
import { DatabaseUnavailableError, NO_ANSWER, QueryTimeoutError, toGraphError } from './errors.js';
import { defineReadQuery, type NoParams, type ReadQuery } from './query.js';
import { retrying } from './retry.js';
import { type Query, runStatement, type StatementObserver } from './run-statement.js';
import { int } from './value-type.js';

export interface GraphAddress {
  /** Such as `bolt://localhost:7687` or `neo4j+s://graph.example.com`. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** What a Graph does unless a call says otherwise. */
export interface GraphDefaults {
  /** Of one read, or of one read transaction. Default 2,000. */
  readonly readTimeoutMs?: number;
  /** Of one write with all its retries. Default 8,000. */
  readonly writeTimeoutMs?: number;
  /** How long the database may take to begin a transaction before it counts as away. Default 1,500. */
  readonly answerTimeoutMs?: number;
  /** How long an abandoned session may take to close before its driver is replaced. Default 2,000. */
  readonly stallMs?: number;
  /**
   * Whether reads wait for the writes before them, as a cluster needs. Default true; `connect` sets it from the
   * address: true for `neo4j:` (routing), false for `bolt:` (one server).
   */
  readonly bookmarks?: boolean;
  /** Makes the driver that takes over when this one's connections are dead; without it none is replaced. */
  readonly replaceDriver?: () => Driver;
  /** Learns of each statement that ran through this Graph. */
  readonly observer?: StatementObserver;
}

export interface ConnectOptions extends Omit<GraphDefaults, 'replaceDriver' | 'bookmarks'> {
  /** Connections kept at most. Default 50. */
  readonly poolSize?: number;
  /** For opening one connection. Default 1,500. */
  readonly connectTimeoutMs?: number;
  /** For waiting for a free connection. Default 1,500. */
  readonly acquireTimeoutMs?: number;
  /** How this client names itself to the server. Default `runtrail`. */
  readonly userAgent?: string;
}

export interface ReadOptions {
  /** Epoch milliseconds. Takes precedence over `timeoutMs`. */
  readonly deadlineAt?: number;
  readonly timeoutMs?: number;
}

export interface WriteOptions {
  /** Of all attempts together. */
  readonly timeoutMs?: number;
}

export interface ReadTransaction {
  /** Runs one statement within the time that remains. Throws as `Graph.read` does. */
  run<Params extends object, Row>(query: ReadQuery<Params, Row>, params: NoInfer<Params>): Promise<Row[]>;
}

export interface WriteTransaction {
  /** Runs one statement within the time that remains. Throws as `Graph.read` does. */
  run<Params extends object, Row>(query: Query<Params, Row>, params: NoInfer<Params>): Promise<Row[]>;
}

const ANSWERS: ReadQuery<NoParams, { answer: number }> = defineReadQuery({
  name: 'answers',
  file: '',
  text: 'RETURN 1 AS answer',
  params: {},
  returns: { answer: int },
  plan: [],
});

/**
 * The one way to the database. Every call has a deadline in this process besides the server's own timeout, so that it
 * ends even when the connection is a black hole. Reads that follow a write through the same Graph see that write, on a
 * cluster too.
 */
export class Graph {
  readonly #leases: DriverLeases;
  readonly #database: string;
  readonly #defaults: GraphDefaults;

  /** @param driver made with `disableLosslessIntegers: true`, as `connect` does; `close` closes it. */
  constructor(driver: Driver | DriverLeases, database: string, defaults: GraphDefaults = {}) {
    this.#database = database;
    this.#defaults = defaults;
    this.#leases =
      driver instanceof DriverLeases
        ? driver
        : new DriverLeases(driver, {
            database,
            bookmarks: defaults.bookmarks ?? true,
            stallMs: defaults.stallMs ?? 2_000,
            replaceDriver: defaults.replaceDriver,
          });
  }

  /** Opens no connection yet: `verify` does, or the first call. */
  static connect(address: GraphAddress, options: ConnectOptions = {}): Graph {
    const createDriver = (): Driver => openDriver(address, options);
    const bookmarks = address.uri.startsWith('neo4j');
    return new Graph(createDriver(), address.database, {
      ...options,
      bookmarks,
      replaceDriver: createDriver,
    });
  }

  /**
   * Checks that the database answers within `timeoutMs`. Throws DatabaseUnavailableError.
   */
  async verify(timeoutMs: number): Promise<void> {
    try {
      await this.read(ANSWERS, {}, { timeoutMs });
    } catch (error) {
      throw error instanceof QueryTimeoutError ? noAnswer() : error;
    }
  }

  /** Waits shortly for what is closing, then closes every connection. Calls that still run fail. */
  async close(): Promise<void> {
    await this.#leases.close();
  }

  /** A view over the same connections whose statements `observer` learns of, as do the observers of this one. */
  observed(observer: StatementObserver): Graph {
    const outer = this.#defaults.observer;
    const both: StatementObserver =
      outer === undefined
        ? observer
        : (statement) => {
            outer(statement);
            observer(statement);
          };
    return new Graph(this.#leases, this.#database, { ...this.#defaults, observer: both });
  }

  /**
   * Runs one statement in a read transaction of its own (one round trip). A lost connection is retried within the
   * deadline. Throws QueryParameterError, QueryRowError, QueryTimeoutError, DatabaseUnavailableError, QueryFailedError.
   */
  read<Params extends object, Row>(
    query: ReadQuery<Params, Row>,
    params: NoInfer<Params>,
    options: ReadOptions = {},
  ): Promise<Row[]> {
    const deadlineAt = this.#readDeadline(options);
    return retrying(deadlineAt, async () => {
      const lease = this.#leases.lend('READ');
      try {
        const rows = await runStatement(
          query,
          params,
          deadlineAt,
          (text, encoded) => lease.session.run(text, encoded, { timeout: serverTimeoutMs(deadlineAt) }),
          this.#defaults.observer,
        );
        lease.answered();
        return rows;
      } finally {
        lease.release();
      }
    });
  }

  /**
   * Runs several statements in one read transaction: they see one state of the graph only as far as the database's
   * read-committed isolation goes. At the deadline the running statement rejects with QueryTimeoutError; `work` may
   * catch it and return what it completed before. `work` runs once.
   */
  async readTransaction<T>(
    work: (transaction: ReadTransaction) => Promise<T>,
    options: ReadOptions = {},
  ): Promise<T> {
    const deadlineAt = this.#readDeadline(options);
    const { lease, transaction } = await retrying(deadlineAt, () => this.#begin('READ', deadlineAt));
    const scope = new TransactionScope(transaction, deadlineAt, this.#defaults.observer);
    try {
      return await work(scope);
    } finally {
      // Nothing to commit: the rollback goes on in the background. A failed or late transaction is reset instead,
      // which stops a statement that still runs.
      lease.release(scope.failure === undefined ? transaction.rollback() : undefined);
    }
  }

  /**
   * Runs `work` in a write transaction and commits it. Deadlocks and lost connections are retried with a capped time,
   * so `work` may run several times and its effect must be safe to repeat: the answer to a commit can be lost. If a
   * statement failed, nothing is committed, even where `work` caught the error. Throws as `read` does.
   */
  write<T>(work: (transaction: WriteTransaction) => Promise<T>, options: WriteOptions = {}): Promise<T> {
    const deadlineAt = Date.now() + (options.timeoutMs ?? this.#defaults.writeTimeoutMs ?? 8_000);
    return retrying(deadlineAt, async () => {
      const { lease, transaction } = await this.#begin('WRITE', deadlineAt);
      const scope = new TransactionScope(transaction, deadlineAt, this.#defaults.observer);
      try {
        const result = await work(scope);
        if (scope.failure === undefined) {
          await beforeDeadline(transaction.commit(), deadlineAt, () => new QueryTimeoutError('commit'));
          return result;
        }
      } catch (error) {
        throw scope.failure ?? toGraphError(error, 'commit');
      } finally {
        lease.release();
      }
      throw scope.failure;
    });
  }

  #readDeadline(options: ReadOptions): number {
    return options.deadlineAt ?? Date.now() + (options.timeoutMs ?? this.#defaults.readTimeoutMs ?? 2_000);
  }

  /** Begins a transaction. An answer that does not come within `answerTimeoutMs` means that the database is away. */
  async #begin(
    accessMode: 'READ' | 'WRITE',
    deadlineAt: number,
  ): Promise<{ lease: Lease; transaction: Transaction }> {
    const lease = this.#leases.lend(accessMode);
    try {
      const answerBy = Math.min(deadlineAt, Date.now() + (this.#defaults.answerTimeoutMs ?? 1_500));
      const begun = lease.session.beginTransaction({ timeout: serverTimeoutMs(deadlineAt) });
      const transaction = await beforeDeadline(Promise.resolve(begun), answerBy, noAnswer);
      lease.answered();
      return { lease, transaction };
    } catch (error) {
      lease.release();
      throw toGraphError(error, 'begin');
    }
  }
}

/** What `work` runs its statements through; remembers the first failure of the database. */
class TransactionScope implements WriteTransaction {
  failure: Error | undefined;
  readonly #transaction: Transaction;
  readonly #deadlineAt: number;
  readonly #observer: StatementObserver | undefined;

  constructor(transaction: Transaction, deadlineAt: number, observer: StatementObserver | undefined) {
    this.#transaction = transaction;
    this.#deadlineAt = deadlineAt;
    this.#observer = observer;
  }

  async run<Params extends object, Row>(query: Query<Params, Row>, params: NoInfer<Params>): Promise<Row[]> {
    try {
      // A timer may fire a millisecond before its time: what has timed out once stays so.
      const late = remainingMs(this.#deadlineAt) === 0 || this.failure instanceof QueryTimeoutError;
      if (late) throw new QueryTimeoutError(query.name);
      const send = (text: string, encoded: Record<string, unknown>) => this.#transaction.run(text, encoded);
      return await runStatement(query, params, this.#deadlineAt, send, this.#observer);
    } catch (error) {
      if (error instanceof Error) this.failure ??= error;
      throw error;
    }
  }
}

function noAnswer(): DatabaseUnavailableError {
  return new DatabaseUnavailableError('UNREACHABLE', NO_ANSWER);
}

/** The server takes whole milliseconds, and 0 as "no timeout". */
function serverTimeoutMs(deadlineAt: number): number {
  return Math.max(1, Math.ceil(remainingMs(deadlineAt)));
}

function openDriver(address: GraphAddress, options: ConnectOptions): Driver {
  return neo4j.driver(address.uri, neo4j.auth.basic(address.username, address.password), {
    maxConnectionPoolSize: options.poolSize ?? 50,
    connectionTimeout: options.connectTimeoutMs ?? 1_500,
    connectionAcquisitionTimeout: options.acquireTimeoutMs ?? 1_500,
    userAgent: options.userAgent ?? 'runtrail',
    telemetryDisabled: true,
    disableLosslessIntegers: true,
    // Hints about slow or deprecated statements are read in tests, not on every answer.
    notificationFilter: { minimumSeverityLevel: 'OFF' },
  });
}
