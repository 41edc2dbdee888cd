import neo4j, { type BookmarkManager, type Driver, type Session } from 'neo4j-driver';
import { DatabaseUnavailableError } from './errors.js';

export interface LeaseOptions {
  readonly database: string;
  /**
   * Whether reads wait until their server has the writes that came before: needed when a routing driver may ask
   * another server. A single server needs no bookmarks, and one restored from a backup would never reach them.
   */
  readonly bookmarks: boolean;
  /** How long an abandoned session may take to close before its connection counts as dead, in milliseconds. */
  readonly stallMs: number;
  /** Makes the driver that takes over when the connections of the present one are dead. */
  readonly replaceDriver: (() => Driver) | undefined;
}

/** One session, to be given back with `release` whatever became of it. */
export interface Lease {
  readonly session: Session;
  /** Says that the server answered on this session. */
  answered(): void;
  /** Closes the session in the background, after `ending` (such as a rollback) if one is given. Never throws. */
  release(ending?: Promise<unknown>): void;
}

/**
 * Lends sessions of one driver, and replaces the driver when its connections are dead.
 *
 * The driver has no way to drop a connection that accepts bytes and never answers: a session's `close` waits for the
 * answer to its RESET, and the connection stays in the pool, taken, until the kernel gives up (over a minute). Enough
 * of them exhaust the pool long after the network is back. So a session that does not close within `stallMs` condemns
 * its driver: new work goes to a new driver, and the old one is closed, which destroys its sockets.
 *
 * A replacement that has not answered yet is lent to one caller at a time; the others are told at once that the
 * database is away. Besides being quicker, this keeps the sockets few that are stuck in Bolt's handshake: for that the
 * driver has no timeout, and it does not close them.
 */
export class DriverLeases {
  #driver: Driver;
  /** Whether the present driver is a replacement that has not answered yet. */
  #onProbation = false;
  #probing = false;
  readonly #options: LeaseOptions;
  readonly #bookmarks: BookmarkManager | undefined;
  readonly #closing = new Set<Promise<void>>();
  #closed = false;

  constructor(driver: Driver, options: LeaseOptions) {
    this.#driver = driver;
    this.#options = options;
    this.#bookmarks = options.bookmarks ? neo4j.bookmarkManager() : undefined;
  }

  /** Throws DatabaseUnavailableError while somebody else tries whether the database is back. */
  lend(accessMode: 'READ' | 'WRITE'): Lease {
    const probe = this.#onProbation;
    if (probe && this.#probing) throw new DatabaseUnavailableError('UNREACHABLE', 'Reconnecting');
    this.#probing = probe;
    const driver = this.#driver;
    const session = driver.session({
      database: this.#options.database,
      defaultAccessMode: accessMode,
      ...(this.#bookmarks === undefined ? {} : { bookmarkManager: this.#bookmarks }),
    });
    return {
      session,
      answered: () => {
        if (driver === this.#driver) this.#onProbation = false;
      },
      release: (ending) => {
        if (probe) this.#probing = false;
        this.#track(driver, closeSession(session, ending));
      },
    };
  }

  /** Waits for sessions that are closing, at most `stallMs`, and closes the driver. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#closing);
    await this.#driver.close();
  }

  #track(driver: Driver, closing: Promise<void>): void {
    const tracked = new Promise<void>((resolve) => {
      const stalled = setTimeout(() => {
        this.#condemn(driver);
        resolve();
      }, this.#options.stallMs);
      void closing.then(() => {
        clearTimeout(stalled);
        resolve();
      });
    }).then(() => {
      this.#closing.delete(tracked);
    });
    this.#closing.add(tracked);
  }

  #condemn(driver: Driver): void {
    const replace = this.#options.replaceDriver;
    if (this.#closed || driver !== this.#driver || replace === undefined) return;
    this.#driver = replace();
    this.#onProbation = true;
    void driver.close().catch(ignore);
  }
}

async function closeSession(session: Session, ending: Promise<unknown> | undefined): Promise<void> {
  // The outcome of the work is known by now; what fails while cleaning up changes nothing for the caller.
  await ending?.catch(ignore);
  await session.close().catch(ignore);
}

function ignore(): void {}
