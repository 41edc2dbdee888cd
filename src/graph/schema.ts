import { schemaStatements } from './catalogue/constraints.generated.js';
import { SchemaVersionError } from './errors.js';
import type { Graph } from './graph.js';
import { type Migration, MIGRATIONS } from './migrations.js';
import {
  defineReadQuery,
  defineSchemaStatement,
  defineWriteQuery,
  type NoParams,
  type ReadQuery,
  type SchemaStatement,
  type WriteQuery,
} from './query.js';
import { int } from './value-type.js';

// The version's own bookkeeping is no question about sessions: it stands here and not in the catalogue.
const VERSION_KEY: SchemaStatement = defineSchemaStatement({
  name: 'runtrailSchemaId',
  file: '',
  text: 'CREATE CONSTRAINT runtrail_schema_id IF NOT EXISTS FOR (s:RuntrailSchema) REQUIRE s.id IS UNIQUE',
  params: {},
  returns: {},
  plan: [],
});

const STORED_VERSION: ReadQuery<NoParams, { version: number }> = defineReadQuery({
  name: 'storedSchemaVersion',
  file: '',
  text: 'MATCH (s:RuntrailSchema {id: 1}) RETURN s.version AS version',
  params: {},
  returns: { version: int },
  plan: [],
});

// Two processes may start at once: the version only ever rises.
const STORE_VERSION: WriteQuery<{ version: number }, never> = defineWriteQuery({
  name: 'storeSchemaVersion',
  file: '',
  text: `MERGE (s:RuntrailSchema {id: 1})
SET s.version = CASE WHEN coalesce(s.version, -1) < $version THEN $version ELSE s.version END`,
  params: { version: int },
  returns: {},
  plan: [],
});

const AWAIT_INDEXES: ReadQuery<{ seconds: number }, never> = defineReadQuery({
  name: 'awaitIndexes',
  file: '',
  text: 'CALL db.awaitIndexes($seconds)',
  params: { seconds: int },
  returns: {},
  plan: [],
});

export interface SchemaOptions {
  /** Default: every constraint and index of the catalogue. */
  readonly statements?: readonly SchemaStatement[];
  /** Default: every migration of this release. */
  readonly migrations?: readonly Migration[];
  /** For each constraint, and for all indexes to come online. Default 300,000. */
  readonly timeoutMs?: number;
}

export interface AppliedSchema {
  /** The graph's schema version now. */
  readonly version: number;
  /** The names of the migrations that ran, in order. */
  readonly migrated: readonly string[];
}

/**
 * Brings the graph to this release's schema: runs the migrations that it lacks, then creates the constraints and
 * indexes that are not there, and waits until every index is online. Safe to repeat, and to run in two processes at
 * once. Throws SchemaVersionError where a newer release wrote the graph, and changes nothing then.
 */
export async function applySchema(graph: Graph, options: SchemaOptions = {}): Promise<AppliedSchema> {
  const { statements = schemaStatements, migrations = MIGRATIONS, timeoutMs = 300_000 } = options;
  const supported = migrations.length;
  checkNumbering(migrations);

  const found = await storedVersion(graph, timeoutMs);
  if (found > supported) throw new SchemaVersionError(found, supported);

  await graph.write((transaction) => transaction.run(VERSION_KEY, {}), { timeoutMs });
  const migrated: string[] = [];
  for (const migration of migrations.slice(found)) {
    await migration.run(graph);
    await storeVersion(graph, migration.version, timeoutMs);
    migrated.push(migration.name);
  }
  // After the migrations, because a new constraint fails on data that they are there to mend. One transaction each:
  // what a slow index has done is kept when a later one fails.
  for (const statement of statements) {
    await graph.write((transaction) => transaction.run(statement, {}), { timeoutMs });
  }
  await graph.read(AWAIT_INDEXES, { seconds: Math.ceil(timeoutMs / 1_000) }, { timeoutMs });
  await storeVersion(graph, supported, timeoutMs);
  return { version: supported, migrated };
}

async function storedVersion(graph: Graph, timeoutMs: number): Promise<number> {
  const [row] = await graph.read(STORED_VERSION, {}, { timeoutMs });
  return row?.version ?? 0;
}

async function storeVersion(graph: Graph, version: number, timeoutMs: number): Promise<void> {
  await graph.write((transaction) => transaction.run(STORE_VERSION, { version }), { timeoutMs });
}

function checkNumbering(migrations: readonly Migration[]): void {
  for (const [position, { version, name }] of migrations.entries()) {
    if (version === position + 1) continue;
    const place = position + 1;
    throw new RangeError(
      `The migration "${name}" has version ${version} in place ${place}: number them from 1.`,
    );
  }
}
