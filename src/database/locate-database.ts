import type { Config } from '../config.js';
import { openManagedNeo4j } from './managed-neo4j.js';
import type { DatabaseAddress } from './readiness.js';

export type { DatabaseAddress };

export interface DatabaseHandle {
  readonly address: DatabaseAddress;
  /** False for a database that `NEO4J_URI` names. */
  readonly managed: boolean;
  /** True if this call started the server. */
  readonly startedHere: boolean;
  /**
   * Lets go of the database. An external one is left alone. A managed one is stopped when no other process uses it:
   * it is asked to end and killed after 30 s. Calling it again does nothing more.
   */
  stop(): Promise<void>;
}

/**
 * Finds the database: the address in the configuration, or else a managed local Neo4j, which is assembled and
 * started if it does not run yet. An external address is not tried out here: a service must start while its
 * database is away.
 *
 * A managed server outlives a process that is killed and is found again by the next one; a process that ends in an
 * orderly way must call `stop`. Several processes with the same home folder share one server, and the last one to
 * call `stop` stops it, even if another had started it.
 *
 * @param report takes short sentences on what is being done, for a person who waits
 * @param signal cancels waiting, fetching and starting
 * @throws DatabaseUnavailableError with a message for the person who started the process
 */
export async function locateDatabase(
  config: Config,
  report: (progress: string) => void,
  signal?: AbortSignal,
): Promise<DatabaseHandle> {
  const { database, homeFolder, cacheFolder } = config;
  switch (database.kind) {
    case 'external': {
      const { uri, username, password } = database;
      const address = { uri, username, password, database: database.database };
      return { address, managed: false, startedHere: false, stop: () => Promise.resolve() };
    }
    case 'managed': {
      const server = await openManagedNeo4j({ homeFolder, cacheFolder, database, report, signal });
      return { ...server, managed: true };
    }
    default:
      return database satisfies never;
  }
}
