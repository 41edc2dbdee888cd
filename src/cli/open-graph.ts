import type { Config } from '../config.js';
import { locateDatabase, type DatabaseHandle } from '../database/locate-database.js';
import { Graph } from '../graph/graph.js';
import { applySchema } from '../graph/schema.js';

export interface OpenGraph {
  readonly graph: Graph;
  readonly database: DatabaseHandle;
  /** Closes connections, then lets go of the database. */
  close(): Promise<void>;
}

/**
 * Finds the database, connects and brings its schema up to date. Throws what `locateDatabase` and `applySchema` throw;
 * nothing is left running then.
 */
export async function openGraph(
  config: Config,
  report: (progress: string) => void,
  signal?: AbortSignal,
): Promise<OpenGraph> {
  const database = await locateDatabase(config, report, signal);
  const graph = Graph.connect(database.address, { readTimeoutMs: config.queryTimeoutMs });
  const close = async (): Promise<void> => {
    await graph.close();
    await database.stop();
  };
  try {
    await applySchema(graph);
  } catch (error) {
    await close();
    throw error;
  }
  return { graph, database, close };
}
