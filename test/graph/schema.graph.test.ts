import type { Driver } from 'neo4j-driver';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { SchemaVersionError } from '../../src/graph/errors.js';
import { Graph } from '../../src/graph/graph.js';
import type { Migration } from '../../src/graph/migrations.js';
import {
  defineSchemaStatement,
  defineWriteQuery,
  type NoParams,
  type SchemaStatement,
  type WriteQuery,
} from '../../src/graph/query.js';
import { applySchema, type SchemaOptions } from '../../src/graph/schema.js';
import { connectForTest } from '../support/database.js';

const address = inject('neo4j');
const plain = { file: '', params: {}, returns: {}, plan: [] };

function schemaStatement(name: string, text: string): SchemaStatement {
  return defineSchemaStatement({ ...plain, name, text });
}

function writing(name: string, text: string): WriteQuery<NoParams, never> {
  return defineWriteQuery({ ...plain, name, text });
}

const uniqueKey = schemaStatement(
  'schemaProbeKey',
  'CREATE CONSTRAINT schema_probe_key IF NOT EXISTS FOR (n:SchemaProbe) REQUIRE n.key IS UNIQUE',
);
const byAge = schemaStatement(
  'schemaProbeAge',
  'CREATE INDEX schema_probe_age IF NOT EXISTS FOR (n:SchemaProbe) ON (n.age)',
);

let driver: Driver;
let graph: Graph;

async function ask(text: string, params: Record<string, unknown> = {}): Promise<unknown[]> {
  const { records } = await driver.executeQuery(text, params, { database: address.database });
  return records.map((record): unknown => record.get(0));
}

const storedVersions = () => ask('MATCH (s:RuntrailSchema) RETURN toString(s.version)');
const indexStates = () =>
  ask(
    "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'schema_probe' RETURN name + ' ' + state ORDER BY name",
  );

async function forget(): Promise<void> {
  await ask('MATCH (n) WHERE n:RuntrailSchema OR n:SchemaProbe DETACH DELETE n');
  await ask('DROP CONSTRAINT schema_probe_key IF EXISTS');
  await ask('DROP INDEX schema_probe_age IF EXISTS');
}

const apply = (options: SchemaOptions = {}) =>
  applySchema(graph, { statements: [uniqueKey, byAge], migrations: [], ...options });

/** Notes each run in the graph itself. */
function migration(version: number, name: string): Migration {
  return {
    version,
    name,
    run: (on) =>
      on.write(async (transaction) => {
        await transaction.run(
          writing(name, `CREATE (:SchemaProbe {key: '${name}-' + randomUUID(), ran: '${name}'})`),
          {},
        );
      }),
  };
}

const ran = () => ask('MATCH (n:SchemaProbe) WHERE n.ran IS NOT NULL RETURN n.ran ORDER BY n.ran');

beforeAll(() => {
  driver = connectForTest();
});

beforeEach(async () => {
  await forget();
  graph = Graph.connect(address, { readTimeoutMs: 20_000 });
});

afterEach(async () => {
  await graph.close();
});

afterAll(async () => {
  await forget();
  await driver.close();
});

describe('applySchema', () => {
  it('creates constraints and indexes, waits until they are online, and notes the version', async () => {
    await ask("UNWIND range(1, 20000) AS i CREATE (:SchemaProbe {key: 'k' + i, age: i})");
    expect(await apply()).toEqual({ version: 0, migrated: [] });
    expect(await indexStates()).toEqual(['schema_probe_age ONLINE', 'schema_probe_key ONLINE']);
    expect(await storedVersions()).toEqual(['0']);
  });

  it('changes nothing the second time, and bears two processes at once', async () => {
    const migrations = [migration(1, 'first')];
    await apply({ migrations });
    expect(await Promise.all([apply({ migrations }), apply({ migrations })])).toEqual([
      { version: 1, migrated: [] },
      { version: 1, migrated: [] },
    ]);
    expect(await ran()).toEqual(['first']);
    expect(await storedVersions()).toEqual(['1']);
  });

  it('runs the migrations that the graph lacks, in order', async () => {
    const all = [migration(1, 'first'), migration(2, 'second'), migration(3, 'third')];
    expect(await apply({ migrations: all.slice(0, 1) })).toEqual({ version: 1, migrated: ['first'] });
    expect(await apply({ migrations: all })).toEqual({ version: 3, migrated: ['second', 'third'] });
    expect(await ran()).toEqual(['first', 'second', 'third']);
    expect(await storedVersions()).toEqual(['3']);
  });

  it('migrates before it constrains, so that a migration can mend what a constraint forbids', async () => {
    await ask("UNWIND range(1, 3) AS i CREATE (:SchemaProbe {key: 'twin'})");
    await expect(apply()).rejects.toMatchObject({ name: 'QueryFailedError', query: 'schemaProbeKey' });
    const mend: Migration = {
      version: 1,
      name: 'mend',
      run: (on) =>
        on.write(async (transaction) => {
          await transaction.run(
            writing('mend', "MATCH (n:SchemaProbe {key: 'twin'}) SET n.key = randomUUID()"),
            {},
          );
        }),
    };
    expect(await apply({ migrations: [mend] })).toEqual({ version: 1, migrated: ['mend'] });
    expect(await indexStates()).toContain('schema_probe_key ONLINE');
  });

  it('goes on after the last migration that succeeded', async () => {
    const broken: Migration = {
      version: 2,
      name: 'broken',
      run: () => Promise.reject(new Error('out of luck')),
    };
    await expect(apply({ migrations: [migration(1, 'first'), broken] })).rejects.toThrow('out of luck');
    expect(await storedVersions()).toEqual(['1']);
    expect(await apply({ migrations: [migration(1, 'first'), migration(2, 'second')] })).toEqual({
      version: 2,
      migrated: ['second'],
    });
    expect(await ran()).toEqual(['first', 'second']);
  });

  it('refuses a graph that a newer release wrote, and leaves it alone', async () => {
    await ask('CREATE (:RuntrailSchema {id: 1, version: 7})');
    const refused = apply({ migrations: [migration(1, 'first')] });
    await expect(refused).rejects.toBeInstanceOf(SchemaVersionError);
    await expect(refused).rejects.toThrow(
      /schema version 7 .* up to 1: start the release that wrote it or a newer one/,
    );
    expect(await ran()).toEqual([]);
    expect(await indexStates()).toEqual([]);
    expect(await storedVersions()).toEqual(['7']);
  });

  it('refuses migrations that are not numbered from 1', async () => {
    await expect(apply({ migrations: [migration(2, 'second')] })).rejects.toThrow(
      '"second" has version 2 in place 1',
    );
  });

  it('applies the whole catalogue', async () => {
    await applySchema(graph);
    expect(await ask("SHOW INDEXES YIELD state WHERE state <> 'ONLINE' RETURN state")).toEqual([]);
    expect(await ask("SHOW CONSTRAINTS YIELD name WHERE name = 'session_key' RETURN name")).toEqual([
      'session_key',
    ]);
  });
});
