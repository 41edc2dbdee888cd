import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import neo4j, { type Driver } from 'neo4j-driver';

import { openGraph } from '../src/cli/open-graph.js';
import { parseConfig } from '../src/config.js';
import type { DatabaseAddress } from '../src/database/locate-database.js';
import type { Graph } from '../src/graph/graph.js';

export interface BenchDatabase {
  readonly address: DatabaseAddress;
  /** With the schema, as the service opens it. */
  readonly graph: Graph;
  /** A plain driver for what is measured against; set as the service sets its own. */
  readonly driver: Driver;
  /** Deletes every node and relationship; constraints and indexes stay. */
  empty(): Promise<void>;
  /** Nodes and relationships. */
  counts(): Promise<{ readonly nodes: number; readonly relationships: number }>;
  /** Nodes by label and relationships by type; the schema's own bookkeeping aside. */
  countsByKind(): Promise<Map<string, number>>;
  /** Such as `Neo4j 5.26.30 community`. */
  server(): Promise<string>;
  /** Heap and page cache, as the server reports them. */
  memory(): Promise<string>;
  close(): Promise<void>;
}

/** `--database` was given, and no database was named. */
class NoDatabaseNamedError extends Error {
  override readonly name = 'NoDatabaseNamedError';

  constructor() {
    super(
      '--database needs NEO4J_URI and NEO4J_PASSWORD in the environment: they name the database that is emptied.',
    );
  }
}

/**
 * Opens an empty database with the schema: a managed one in a folder of its own that `close` removes, or, where
 * `external` says so, the one that the environment names, which is emptied.
 */
export async function openBenchDatabase(
  env: NodeJS.ProcessEnv,
  external: boolean,
  report: (progress: string) => void,
): Promise<BenchDatabase> {
  if (external && (env['NEO4J_URI'] ?? '') === '') throw new NoDatabaseNamedError();
  const home = await mkdtemp(path.join(os.tmpdir(), 'runtrail-bench-'));
  const own = { NEO4J_URI: '', NEO4J_USERNAME: '', NEO4J_PASSWORD: '', NEO4J_DATABASE: '' };
  const config = parseConfig({ ...env, ...(external ? {} : own), RUNTRAIL_HOME: home });
  const removeHome = (): Promise<void> => rm(home, { recursive: true, force: true });
  try {
    const opened = await openGraph(config, report);
    const { address } = opened.database;
    const driver = neo4j.driver(address.uri, neo4j.auth.basic(address.username, address.password), {
      telemetryDisabled: true,
      disableLosslessIntegers: true,
      notificationFilter: { minimumSeverityLevel: 'OFF' },
    });
    const database = { address, graph: opened.graph, driver, ...statementsOf(driver, address.database) };
    const close = async (): Promise<void> => {
      await driver.close();
      await opened.close();
      await removeHome();
    };
    try {
      await database.empty();
    } catch (error) {
      await close();
      throw error;
    }
    return { ...database, close };
  } catch (error) {
    await removeHome();
    throw error;
  }
}

function statementsOf(
  driver: Driver,
  database: string,
): Pick<BenchDatabase, 'empty' | 'counts' | 'countsByKind' | 'server' | 'memory'> {
  const run = async (text: string): Promise<Record<string, unknown>[]> => {
    const session = driver.session({ database });
    try {
      // Auto-commit: CALL { } IN TRANSACTIONS runs in nothing else.
      return (await session.run(text)).records.map((record) => record.toObject());
    } finally {
      await session.close();
    }
  };
  return {
    empty: async () => {
      // Relationships first: a hub with all of its own would not fit into one transaction.
      await run('MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS');
      await run('MATCH (n) WHERE NOT n:RuntrailSchema CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS');
    },
    counts: async () => {
      const [nodes] = await run('MATCH (n) RETURN count(n) AS count');
      const [relationships] = await run('MATCH ()-[r]->() RETURN count(r) AS count');
      return { nodes: Number(nodes?.['count']), relationships: Number(relationships?.['count']) };
    },
    countsByKind: async () => {
      const rows = await run(
        `MATCH (n) WHERE NOT n:RuntrailSchema RETURN labels(n)[0] AS kind, count(n) AS count
UNION ALL
MATCH ()-[r]->() RETURN type(r) AS kind, count(r) AS count`,
      );
      return new Map(rows.map((row) => [String(row['kind']), Number(row['count'])]));
    },
    server: async () => {
      const [row] = await run(
        'CALL dbms.components() YIELD versions, edition RETURN versions[0] AS version, edition',
      );
      return `Neo4j ${String(row?.['version'])} ${String(row?.['edition'])}`;
    },
    memory: async () => {
      // The heap's size may be the process's own argument, which no setting shows.
      const [heap] = await run(
        "CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes RETURN attributes.HeapMemoryUsage.value.properties.max AS bytes",
      );
      const [pageCache] = await run(
        "CALL dbms.listConfig('server.memory.pagecache.size') YIELD value RETURN value",
      );
      const heapGb = Number(heap?.['bytes']) / 2 ** 30;
      return `heap ${heapGb.toFixed(1)} GiB, page cache ${String(pageCache?.['value'])}`;
    },
  };
}
