import neo4j, { type Driver, type ManagedTransaction } from 'neo4j-driver';

import { globalId } from '../../src/graph/model.js';
import { firstLevel, nextLevel } from './level-cypher.js';

/** What of a radius both sides answer. */
export interface RadiusNodeRow {
  readonly id: string;
  readonly kind: string;
  readonly hops: number;
  /** Epoch milliseconds; null for the seed. */
  readonly arrivedAt: number | null;
}

export interface RawRadiusOptions {
  readonly driver: Driver;
  readonly database: string;
  readonly asOf: number;
  readonly idleMs: number;
  readonly hubBound: number;
  readonly maxNodes: number;
}

/** One way to compute the radius of four hops from a key by EXPOSURE and TAINT, with plain Cypher. */
export interface RadiusForm {
  readonly name: string;
  run(options: RawRadiusOptions, key: string): Promise<RadiusNodeRow[]>;
}

export const MAX_HOPS = 4;

/** Several ways to write it: each run measures them and takes the fastest. */
export const RADIUS_FORMS: readonly RadiusForm[] = [
  {
    name: 'one statement, each level expands all that the one before reached',
    run: (options, key) => oneStatement(EVERY_ARRIVAL, options, key),
  },
  {
    name: 'one statement, each level expands what the one before improved',
    run: (options, key) => oneStatement(IMPROVED_ARRIVALS, options, key),
  },
  { name: 'a statement for each level, the frontier kept by the client', run: levelByLevel },
];

const SEED = 'MATCH (seed:ApiKey {key: $key})';

/** The nodes in order and cut to size; the order is that of the API. */
const ANSWER = `UNWIND reached AS row
WITH row.n AS n, min([row.hops, row.at]) AS first
WITH n, first ORDER BY first[0], first[1], labels(n)[0], n.key LIMIT $maxNodes - 1
RETURN labels(n)[0] AS label, n.key AS key, first[0] AS hops, first[1] AS at`;

/** As long as there is room: a level is asked for only where the ones before left some. */
const ONWARD = (rows: string, condition: string): string =>
  `[row IN ${rows} WHERE ${condition} | {n: row.n, lens: row.lens, t: row.onwardAt}]`;

const EVERY_ARRIVAL = [
  SEED,
  firstLevel('reached'),
  ...[2, 3, 4].flatMap((hops) => [
    `WITH reached, ${ONWARD('reached', `row.hops = ${hops - 1} AND row.onwardAt IS NOT NULL`)} AS frontier`,
    room(),
    nextLevel(hops, 'found'),
    'WITH reached + found AS reached',
  ]),
  ANSWER,
].join('\n');

const IMPROVED_ARRIVALS = [
  SEED,
  firstLevel('reached'),
  'WITH reached, [row IN reached | {n: row.n, lens: row.lens, t: row.onwardAt}] AS frontier',
  ...[2, 3, 4].flatMap((hops) => [
    room(),
    nextLevel(hops, 'found'),
    `CALL (reached, found) {
  UNWIND reached + found AS row
  WITH row.n AS n, row.lens AS lens,
    min([row.hops, row.at]) AS first,
    min(CASE WHEN row.hops < ${hops} THEN row.onwardAt END) AS before,
    min(row.onwardAt) AS now
  RETURN
    collect({n: n, lens: lens, hops: first[0], at: first[1], onwardAt: now}) AS merged,
    collect(CASE WHEN now IS NOT NULL AND (before IS NULL OR now < before) THEN {n: n, lens: lens, t: now} END) AS improved
}
WITH merged AS reached, improved AS frontier`,
  ]),
  ANSWER,
].join('\n');

/** No frontier where the nodes that there may be have been found. */
function room(): string {
  return `CALL (reached) {
  UNWIND reached AS row
  RETURN count(DISTINCT row.n) + 1 AS nodes
}
WITH reached, CASE WHEN nodes > $maxNodes THEN [] ELSE frontier END AS frontier`;
}

async function oneStatement(text: string, options: RawRadiusOptions, key: string): Promise<RadiusNodeRow[]> {
  const session = options.driver.session({
    database: options.database,
    defaultAccessMode: neo4j.session.READ,
  });
  try {
    const { records } = await session.run(text, {
      ...parameters(options, key),
      maxNodes: neo4j.int(options.maxNodes),
    });
    const reached = records.map((record) => ({
      id: globalId(String(record.get('label')), String(record.get('key'))),
      kind: String(record.get('label')),
      hops: Number(record.get('hops')),
      arrivedAt: Number(record.get('at')),
    }));
    return [seedRow(key), ...reached];
  } finally {
    await session.close();
  }
}

/** What the client knows of a node in one lens. */
interface Reached {
  readonly id: string;
  readonly kind: string;
  readonly hops: number;
  readonly arrivedAt: number;
  onwardAt: number | null;
}

interface LevelRow {
  readonly element: string;
  readonly label: string;
  readonly key: string;
  readonly lens: number;
  readonly at: number;
  readonly onwardAt: number | null;
}

const ROWS = `UNWIND found AS row
RETURN elementId(row.n) AS element, labels(row.n)[0] AS label, row.n.key AS key,
  row.lens AS lens, row.at AS at, row.onwardAt AS onwardAt`;

const FIRST_LEVEL = [SEED, firstLevel('found'), ROWS].join('\n');
const NEXT_LEVEL = [
  `CALL () {
  UNWIND $frontier AS row
  MATCH (n) WHERE elementId(n) = row.element
  RETURN collect({n: n, lens: row.lens, t: row.t}) AS frontier
}`,
  nextLevel(0, 'found'),
  ROWS,
].join('\n');

async function levelByLevel(options: RawRadiusOptions, key: string): Promise<RadiusNodeRow[]> {
  const session = options.driver.session({
    database: options.database,
    defaultAccessMode: neo4j.session.READ,
  });
  try {
    return await session.executeRead(async (tx) => new ClientFrontier(options, key).run(tx));
  } finally {
    await session.close();
  }
}

class ClientFrontier {
  readonly #options: RawRadiusOptions;
  readonly #key: string;
  readonly #reached = new Map<string, Reached>();
  readonly #nodes = new Map<string, RadiusNodeRow>();

  constructor(options: RawRadiusOptions, key: string) {
    this.#options = options;
    this.#key = key;
  }

  async run(tx: ManagedTransaction): Promise<RadiusNodeRow[]> {
    let rows = await this.#ask(tx, FIRST_LEVEL, {});
    for (let hops = 1; ; hops++) {
      const frontier = this.#apply(rows, hops);
      const isFull = this.#nodes.size + 1 > this.#options.maxNodes;
      if (hops === MAX_HOPS || isFull || frontier.length === 0) break;
      rows = await this.#ask(tx, NEXT_LEVEL, { frontier });
    }
    const nodes = [...this.#nodes.values()].sort(
      (a, b) =>
        a.hops - b.hops ||
        (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0) ||
        compare(a.kind, b.kind) ||
        compare(a.id, b.id),
    );
    return [seedRow(this.#key), ...nodes.slice(0, this.#options.maxNodes - 1)];
  }

  async #ask(tx: ManagedTransaction, text: string, given: Record<string, unknown>): Promise<LevelRow[]> {
    const { records } = await tx.run(text, { ...parameters(this.#options, this.#key), ...given });
    return records.map((record) => record.toObject() as unknown as LevelRow);
  }

  #apply(rows: readonly LevelRow[], hops: number): Record<string, unknown>[] {
    const frontier: Record<string, unknown>[] = [];
    for (const { element, label, key, lens, at, onwardAt } of rows) {
      const id = globalId(label, key);
      const known = this.#nodes.get(id);
      if (known === undefined || (known.hops === hops && at < (known.arrivedAt ?? 0))) {
        this.#nodes.set(id, { id, kind: label, hops, arrivedAt: at });
      }
      const name = `${lens} ${id}`;
      const before = this.#reached.get(name)?.onwardAt ?? null;
      if (!this.#reached.has(name))
        this.#reached.set(name, { id, kind: label, hops, arrivedAt: at, onwardAt });
      if (onwardAt === null || (hops > 1 && before !== null && onwardAt >= before)) continue;
      const reached = this.#reached.get(name);
      if (reached !== undefined) reached.onwardAt = onwardAt;
      frontier.push({ element, lens: neo4j.int(lens), t: neo4j.int(onwardAt) });
    }
    return frontier;
  }
}

function parameters({ asOf, idleMs, hubBound }: RawRadiusOptions, key: string): Record<string, unknown> {
  return { key, asOf: neo4j.int(asOf), idleMs: neo4j.int(idleMs), hubBound: neo4j.int(hubBound) };
}

function seedRow(key: string): RadiusNodeRow {
  return { id: globalId('ApiKey', key), kind: 'ApiKey', hops: 0, arrivedAt: null };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
