import neo4j, { type Driver, type Session } from 'neo4j-driver';

import { KINDS } from '../../src/graph/model.js';
import type { NodeRow, PropertyValue } from './entity-nodes.js';
import { familyRows, type RelationshipRow } from './graph-rows.js';
import type { PlannedFamily } from './session-plans.js';
import type { SessionNode } from './session-nodes.js';

export interface LoadOptions {
  readonly driver: Driver;
  readonly database: string;
  readonly onProgress?: (sessions: number) => void;
}

/** What was loaded, for choosing what to ask about. */
export interface LoadedCompany {
  readonly topLevelSessions: number;
  readonly subagents: number;
  /** Keys of ApiKey nodes with their number of top-level sessions, the busiest first. */
  readonly keys: readonly { readonly key: string; readonly sessions: number }[];
}

const FAMILIES_PER_BATCH = 500;

/**
 * Writes a company into a graph that has the schema and holds none of it: nodes and relationships by `CREATE`, in one
 * transaction for some hundred sessions. The next batch is made while one is written. Events are left out.
 */
export async function loadCompany(
  families: Iterable<PlannedFamily>,
  options: LoadOptions,
): Promise<LoadedCompany> {
  const loader = new Loader(options);
  let batch: PlannedFamily[] = [];
  for (const family of families) {
    batch.push(family);
    if (batch.length < FAMILIES_PER_BATCH) continue;
    await loader.add(batch);
    batch = [];
  }
  await loader.add(batch);
  return loader.finish();
}

interface KeyUse {
  readonly sessions: Set<string>;
  readonly users: Set<string>;
  firstAt: number;
  lastAt: number;
}

class Loader {
  readonly #session: Session;
  readonly #onProgress: (sessions: number) => void;
  readonly #written = new Set<string>();
  readonly #uses = new Map<string, KeyUse>();
  #topLevel = 0;
  #subagents = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor({ driver, database, onProgress = () => undefined }: LoadOptions) {
    this.#session = driver.session({ database });
    this.#onProgress = onProgress;
  }

  async add(families: readonly PlannedFamily[]): Promise<void> {
    const rows = families.map((family) => familyRows(family));
    const sessions = rows.flatMap((row) => row.sessions);
    const relationships = rows.flatMap((row) => row.relationships);
    const entities = this.#unwritten(rows.flatMap((row) => row.entities));
    this.#topLevel += families.length;
    this.#subagents += sessions.length - families.length;
    this.#noteKeys(relationships);
    await this.#writing;
    this.#onProgress(this.#topLevel);
    this.#writing = this.#write(sessions, entities, relationships);
    // Looked at by the next call: until then a failure is not an unhandled one.
    this.#writing.catch(() => undefined);
  }

  async finish(): Promise<LoadedCompany> {
    await this.#writing;
    const keys = [...this.#uses].map(([key, use]) => ({ key, sessions: use.sessions.size }));
    await this.#run(
      `UNWIND $rows AS row
MATCH (k:ApiKey {key: row.key})
SET k += row.properties`,
      [...this.#uses].map(([key, { firstAt, lastAt, sessions, users }]) => ({
        key,
        properties: stored({
          firstAt,
          lastAt,
          sessionCount: sessions.size,
          reasons: users.size > 1 ? ['SHARED_ACROSS_USERS'] : [],
        }),
      })),
    );
    await this.#session.close();
    return {
      topLevelSessions: this.#topLevel,
      subagents: this.#subagents,
      keys: keys.sort((a, b) => b.sessions - a.sessions || (a.key < b.key ? -1 : 1)),
    };
  }

  async #write(
    sessions: readonly SessionNode[],
    entities: readonly NodeRow[],
    relationships: readonly RelationshipRow[],
  ): Promise<void> {
    const byLabel = grouped(entities, ({ label }) => label);
    const nodes: [string, object[]][] = [
      ['Session', sessions.map(({ key, properties }) => ({ ...stored(properties), key }))],
      ...[...byLabel].map(([label, rows]): [string, object[]] => [
        label,
        rows.map(({ key, properties }) => ({ ...stored(properties), key })),
      ]),
    ];
    for (const [label, rows] of nodes) {
      await this.#run(`UNWIND $rows AS row CREATE (n:${label}) SET n = row`, rows);
    }
    await this.#run(
      `UNWIND $rows AS row
MATCH (f:File {key: row.file})
MATCH (r:Repository {key: row.repository})
CREATE (f)-[:IN_REPOSITORY]->(r)`,
      (byLabel.get('File') ?? []).map(({ key, properties }) => ({
        file: key,
        repository: properties['place'],
      })),
    );
    for (const [kind, rows] of grouped(relationships, (row) => row.kind)) {
      await this.#run(
        `UNWIND $rows AS row
MATCH (a:Session {key: row.from})
MATCH (b:${KINDS[kind].to} {key: row.to})
CREATE (a)-[r:${kind}]->(b)
SET r = row.properties`,
        rows.map(({ from, to, properties }) => ({ from, to, properties: stored(properties) })),
      );
    }
  }

  async #run(text: string, rows: readonly object[]): Promise<void> {
    if (rows.length > 0) await this.#session.executeWrite((tx) => tx.run(text, { rows }));
  }

  #unwritten(entities: readonly NodeRow[]): NodeRow[] {
    return entities.filter(({ label, key }) => {
      const name = `${label} ${key}`;
      if (this.#written.has(name)) return false;
      this.#written.add(name);
      return true;
    });
  }

  #noteKeys(relationships: readonly RelationshipRow[]): void {
    const userOf = new Map(
      relationships.filter(({ kind }) => kind === 'RUN_BY').map(({ from, to }) => [from, to]),
    );
    for (const { kind, from, to, properties } of relationships) {
      if (kind !== 'USED_KEY') continue;
      const use = this.#uses.get(to) ?? {
        sessions: new Set(),
        users: new Set(),
        firstAt: Infinity,
        lastAt: -Infinity,
      };
      this.#uses.set(to, use);
      use.sessions.add(from);
      const user = userOf.get(from);
      if (user !== undefined) use.users.add(user);
      use.firstAt = Math.min(use.firstAt, Number(properties['firstAt']));
      use.lastAt = Math.max(use.lastAt, Number(properties['lastAt']));
    }
  }
}

/** The driver sends a JS number as a FLOAT, which no index on instants would find. */
function stored(properties: Readonly<Record<string, PropertyValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, storedValue(value)]));
}

function storedValue(value: PropertyValue): unknown {
  if (typeof value === 'number') return neo4j.int(value);
  return typeof value === 'object'
    ? value.map((item) => (typeof item === 'number' ? neo4j.int(item) : item))
    : value;
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
