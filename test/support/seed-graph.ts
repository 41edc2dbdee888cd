import type { Driver } from 'neo4j-driver';
import neo4j from 'neo4j-driver';

import { sessionKey } from '../../src/events/ids.js';
import { type EntityKind, KINDS } from '../../src/graph/model.js';

/**
 * A small graph, written as docs/graph-model.md says, for tests of what reads it. Only what a test cares about has to
 * be named: everything else gets the value that the store would have for nothing. Instants are epoch milliseconds.
 */
export interface SeedGraph {
  readonly sessions: readonly SeedSession[];
  /** Properties of nodes beyond those that follow from their keys, by `Label:key`. A node named here exists. */
  readonly nodes?: Readonly<Record<string, SeedProperties>>;
  /** Relationships between nodes that are no sessions, such as `['File:r//a.ts', 'IN_REPOSITORY', 'Repository:r']`. */
  readonly edges?: readonly (readonly [from: string, kind: string, to: string])[];
  readonly rejects?: readonly SeedReject[];
}

export type SeedProperties = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly number[] | null>
>;

export interface SeedSession {
  readonly sessionId: string;
  /** Default: `claude-code`. */
  readonly product?: string;
  /** Makes it a subagent of the session with the same id and product. */
  readonly agentId?: string;
  readonly startedAt?: number;
  /** Default: `startedAt`. */
  readonly lastSeenAt?: number;
  /** Default: `startedAt`, else 0. */
  readonly orderAt?: number;
  readonly finishedAt?: number;
  readonly killedAt?: number;
  readonly killCause?: string;
  /** Any other property of the node, such as `costMicroUsd` or `highSignal`. */
  readonly properties?: SeedProperties;
  /** What it is related to: kind → targets. A target is a key, or a key with properties of the relationship. */
  readonly related?: { readonly [Kind in EntityKind]?: readonly (string | SeedRelation)[] };
  readonly events?: readonly SeedEvent[];
  readonly signals?: readonly SeedSignal[];
}

export interface SeedRelation {
  readonly key: string;
  readonly firstAt?: number;
  readonly lastAt?: number;
  readonly count?: number;
  readonly contactAt?: readonly number[];
  readonly contactEvents?: readonly string[];
  readonly firstEvent?: string;
  readonly lastEvent?: string;
  readonly basis?: string;
  readonly confidence?: string;
  readonly version?: string;
  readonly gitOnlyAt?: readonly number[];
}

export interface SeedEvent {
  readonly key: string;
  readonly type: string;
  readonly at?: number;
  /** Default: `at`, else 0. */
  readonly receivedAt?: number;
  readonly properties?: SeedProperties;
  readonly records?: readonly {
    readonly source: string;
    readonly receivedAt: number;
    readonly payload: string | null;
  }[];
}

export interface SeedSignal {
  readonly code: string;
  readonly points: number;
  readonly kind?: string;
  readonly axis?: string;
  readonly evidence?: readonly string[];
}

export interface SeedReject {
  readonly key: string;
  readonly receivedAt: number;
  readonly source?: string;
  readonly position?: string;
  readonly code?: string;
}

/** The key of a seeded session. */
export function seedKey(session: Pick<SeedSession, 'sessionId' | 'product' | 'agentId'>): string {
  const { sessionId, product = 'claude-code', agentId } = session;
  return sessionKey({ product, sessionId, ...(agentId === undefined ? {} : { agentId }) });
}

/** Adds a graph to what the database holds. Keys must not be there yet, those of shared nodes aside. */
export async function seedGraph(driver: Driver, graph: SeedGraph, database = 'neo4j'): Promise<void> {
  const session = driver.session({ database });
  const run = async (text: string, rows: readonly object[]): Promise<void> => {
    if (rows.length > 0)
      await session.executeWrite((transaction) => transaction.run(text, { rows: integers(rows) }));
  };
  try {
    await run('UNWIND $rows AS row CREATE (s:Session) SET s = row', graph.sessions.map(sessionNode));
    await run(
      `UNWIND $rows AS row MATCH (p:Session {key: row.parent}) MATCH (c:Session {key: row.child})
       CREATE (p)-[r:SPAWNED {count: 1}]->(c) SET r.firstAt = c.startedAt, r.lastAt = c.lastSeenAt`,
      graph.sessions
        .filter((seed) => seed.agentId !== undefined)
        .map((seed) => {
          const { agentId: _agentId, ...parent } = seed;
          return { parent: seedKey(parent), child: seedKey(seed) };
        }),
    );
    for (const [label, rows] of grouped(nodesOf(graph), (node) => node.label)) {
      await run(`UNWIND $rows AS row MERGE (n:${label} {key: row.key}) SET n += row.properties`, rows);
    }
    for (const [kind, rows] of grouped(relationsOf(graph), (relation) => relation.kind)) {
      const { to } = KINDS[kind];
      await run(
        `UNWIND $rows AS row MATCH (s:Session {key: row.session}) MATCH (t:${to} {key: row.target})
         CREATE (s)-[r:${kind}]->(t) SET r = row.properties`,
        rows,
      );
    }
    for (const [from, kind, to] of graph.edges ?? []) {
      const [start, end] = [split(from), split(to)];
      await run(
        `UNWIND $rows AS row MATCH (a:${start.label} {key: row.from}) MATCH (b:${end.label} {key: row.to}) CREATE (a)-[:${kind}]->(b)`,
        [{ from: start.key, to: end.key }],
      );
    }
    await run(
      `UNWIND $rows AS row MATCH (s:Session {key: row.event.sessionKey}) CREATE (s)-[:HAS_EVENT]->(e:Event) SET e = row.event
       WITH e, row UNWIND row.records AS record CREATE (e)-[:HAS_RECORD]->(r:Record) SET r = record`,
      graph.sessions.flatMap((seed) => (seed.events ?? []).map((event) => eventRow(seedKey(seed), event))),
    );
    await run(
      'UNWIND $rows AS row MATCH (s:Session {key: row.session}) CREATE (s)-[:RAISED]->(n:Signal) SET n = row.signal',
      graph.sessions.flatMap((seed) =>
        (seed.signals ?? []).map((signal) => signalRow(seedKey(seed), signal)),
      ),
    );
    await run(
      'UNWIND $rows AS row CREATE (r:Reject) SET r = row',
      (graph.rejects ?? []).map(({ source = 'import', code = 'NOT_JSON', position = null, ...reject }) => ({
        ...reject,
        source,
        code,
        position,
        reason: 'The line is no JSON: correct it and send it again.',
        excerpt: '{"broken',
      })),
    );
  } finally {
    await session.close();
  }
}

function sessionNode(seed: SeedSession): SeedProperties {
  const {
    sessionId,
    product = 'claude-code',
    agentId,
    startedAt,
    finishedAt,
    killedAt,
    killCause,
    properties,
  } = seed;
  const { agentId: _agentId, ...parent } = seed;
  const totals = [
    'events',
    'turns',
    'toolCalls',
    'distinctTools',
    'inputTokens',
    'outputTokens',
    'cacheReadTokens',
  ].concat([
    'cacheCreationTokens',
    'costMicroUsd',
    'reportedRequests',
    'estimatedRequests',
    'unpricedRequests',
  ]);
  return {
    key: seedKey(seed),
    product,
    sessionId,
    agentId: agentId ?? null,
    topLevel: agentId === undefined,
    parentKey: agentId === undefined ? null : seedKey(parent),
    startedAt: startedAt ?? null,
    lastSeenAt: seed.lastSeenAt ?? startedAt ?? null,
    orderAt: seed.orderAt ?? startedAt ?? 0,
    finishedAt: finishedAt ?? null,
    killedAt: killedAt ?? null,
    killCause: killCause ?? null,
    closedAt: killedAt ?? finishedAt ?? null,
    actor: seed.related?.RUN_BY === undefined ? 'NOT_REPORTED' : 'VERIFIED',
    ...Object.fromEntries(totals.map((total) => [total, 0])),
    ...properties,
  };
}

interface NodeRow {
  readonly label: string;
  readonly key: string;
  readonly properties: SeedProperties;
}

function nodesOf(graph: SeedGraph): NodeRow[] {
  const named = new Map<string, SeedProperties>(Object.entries(graph.nodes ?? {}));
  for (const { kind, target } of relationsOf(graph)) {
    const name = `${KINDS[kind].to}:${target}`;
    if (!named.has(name)) named.set(name, {});
  }
  return [...named].map(([name, properties]) => {
    const { label, key } = split(name);
    return { label, key, properties: { ...fromKey(label, key), ...properties } };
  });
}

/** What a node's key says about it. */
function fromKey(label: string, key: string): SeedProperties {
  const [, body = key] = /^[a-z]+:(.*)$/.exec(key) ?? [];
  switch (label) {
    case 'User':
      return key.startsWith('email:') ? { email: body, emails: [body] } : { accountId: body };
    case 'Endpoint':
      return {
        name: body,
        trust: 'UNKNOWN',
        ...(key.startsWith('host:')
          ? { hostName: body, identity: 'HOST_NAME' }
          : key.startsWith('address:')
            ? { addresses: [body], identity: 'ADDRESS' }
            : { enrolmentId: body, identity: 'ENROLMENT' }),
      };
    case 'ApiKey':
      return key.startsWith('fp:') ? { fingerprint: body, hintOnly: false } : { hint: body, hintOnly: true };
    case 'Agent': {
      const name = decodeURIComponent(key.split('/')[1] ?? key);
      return { name, product: name, registered: false };
    }
    case 'File': {
      const [place = '', path = key] = key.split('//');
      return { path, name: path.split('/').at(-1) ?? path, place, sensitivity: 'NONE' };
    }
    case 'Repository':
      return { name: body.split('/').slice(1).join('/') || body, remote: body };
    case 'Sandbox':
      return { name: decodeURIComponent(key.split('/')[1] ?? key) };
    default:
      return { name: key };
  }
}

interface RelationRow {
  readonly session: string;
  readonly kind: EntityKind;
  readonly target: string;
  readonly properties: object;
}

function relationsOf(graph: SeedGraph): RelationRow[] {
  return graph.sessions.flatMap((seed) =>
    Object.entries(seed.related ?? {}).flatMap(([kind, targets]) =>
      targets.map((target): RelationRow => {
        const { key, ...properties } = typeof target === 'string' ? { key: target } : target;
        const {
          firstAt = seed.startedAt,
          lastAt = seed.lastSeenAt ?? seed.startedAt,
          count = 1,
          ...others
        } = properties as Omit<SeedRelation, 'key'>;
        return {
          session: seedKey(seed),
          kind: kind as EntityKind,
          target: key,
          properties: { firstAt: firstAt ?? null, lastAt: lastAt ?? null, count, ...others },
        };
      }),
    ),
  );
}

function eventRow(session: string, seed: SeedEvent): object {
  const receivedAt = seed.receivedAt ?? seed.at ?? 0;
  const records = seed.records ?? [{ source: 'NATIVE', receivedAt, payload: '{}' }];
  return {
    event: {
      key: seed.key,
      sessionKey: session,
      type: seed.type,
      at: seed.at ?? null,
      timeBasis: seed.at === undefined ? 'NONE' : 'PRODUCER',
      receivedAt,
      orderAt: seed.at ?? receivedAt,
      summary: `${seed.type} ${seed.key}`,
      sources: [...new Set(records.map((record) => record.source))].sort(),
      touches: [],
      ...seed.properties,
    },
    records: records.map((record, position) => ({ ...record, key: `${seed.key}/${position}`, facets: '{}' })),
  };
}

function signalRow(session: string, seed: SeedSignal): object {
  const { code, points, kind = 'SCOPE', axis = 'BOTH', evidence = [] } = seed;
  return {
    session,
    signal: {
      key: `${session} ${code}`,
      code,
      kind,
      axis,
      points,
      basis: 'OBSERVED',
      evidence,
      entities: [],
      rulesVersion: 1,
      detail: '',
    },
  };
}

function split(name: string): { readonly label: string; readonly key: string } {
  const colon = name.indexOf(':');
  return { label: name.slice(0, colon), key: name.slice(colon + 1) };
}

function grouped<Row, Group>(rows: readonly Row[], groupOf: (row: Row) => Group): Map<Group, Row[]> {
  const groups = new Map<Group, Row[]>();
  for (const row of rows) groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), row]);
  return groups;
}

/** The driver sends JS numbers as FLOATs; the store holds INTEGERs. */
function integers(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return neo4j.int(value);
  if (Array.isArray(value)) return value.map(integers);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, integers(inner)]));
  }
  return value;
}
