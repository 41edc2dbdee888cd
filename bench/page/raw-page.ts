import neo4j, { type Driver, type Record as DriverRecord } from 'neo4j-driver';

import { globalId } from '../../src/graph/model.js';

/** Where a page begins: after this session, or at the newest. */
export interface PagePosition {
  readonly to: number;
  readonly afterKey: string | null;
}

/** A session as the page shows it: the shape of the GraphQL answer. */
export interface PageNode {
  readonly id: string;
  readonly sessionId: string;
  readonly product: string;
  readonly status: string;
  readonly startedAt: string;
  readonly totals: { readonly events: number; readonly costUsd: number };
  readonly user: { readonly id: string; readonly email: string } | null;
  readonly endpoint: { readonly id: string; readonly name: string } | null;
  readonly model: { readonly id: string; readonly name: string } | null;
  readonly keys: readonly { readonly id: string; readonly hint: string }[];
  readonly hosts: {
    readonly nodes: readonly { readonly id: string; readonly name: string; readonly reach: string | null }[];
  };
}

/** One way to ask for a page in one statement. */
export interface PageForm {
  readonly name: string;
  readonly text: string;
}

/** Something that a session is related to, its own or a subagent's. */
interface Link {
  readonly kind: string;
  readonly own: boolean;
  readonly uses: number;
  readonly firstAt: number;
  readonly key: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly hint: string | null;
  readonly reach: string | null;
}

const KINDS = 'RUN_BY|RAN_ON|USED_KEY|USED_MODEL|CALLED';
const HOSTS = 20;

/** The page itself: the index gives the order. */
const SESSIONS = `MATCH (s:Session)
WHERE s.topLevel = true AND s.orderAt <= $to AND s.key IS NOT NULL
  AND ($afterKey IS NULL OR s.orderAt < $to OR s.key < $afterKey)
WITH s
ORDER BY s.topLevel DESC, s.orderAt DESC, s.key DESC
LIMIT $limit`;

const COLUMNS = `s.key AS key, s.sessionId AS sessionId, s.product AS product, s.startedAt AS startedAt, s.orderAt AS orderAt,
  s.events AS events, s.costMicroUsd AS costMicroUsd,
  CASE WHEN s.closedAt IS NULL AND $asOf - s.lastSeenAt < $idleMs THEN 'ACTIVE' ELSE 'ENDED' END AS status`;

const LINK = (own: string): string =>
  `{kind: type(r), own: ${own}, uses: r.count, firstAt: r.firstAt, key: x.key, name: x.name, email: x.email, hint: x.hint, reach: x.reach}`;

/** Several ways to write it: each run measures them and takes the fastest. */
export const PAGE_FORMS: readonly PageForm[] = [
  {
    name: 'pattern comprehensions',
    text: `${SESSIONS}
RETURN ${COLUMNS},
  [(s)-[r:${KINDS}]->(x) | ${LINK('true')}] + [(s)-[:SPAWNED]->(:Session)-[r:${KINDS}]->(x) | ${LINK('false')}] AS links`,
  },
  {
    name: 'one expansion in a subquery',
    text: `${SESSIONS}
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(m:Session)-[r:${KINDS}]->(x)
  RETURN collect(${LINK('m = s')}) AS links
}
RETURN ${COLUMNS}, links`,
  },
  {
    name: 'a subquery for each kind',
    text: `${SESSIONS}
RETURN ${COLUMNS},
  ${KINDS.split('|')
    .map(
      (kind) => `COLLECT { MATCH (s)-[:SPAWNED*0..1]->(m:Session)-[r:${kind}]->(x) RETURN ${LINK('m = s')} }`,
    )
    .join(' +\n  ')} AS links`,
  },
];

export interface RawPageOptions {
  readonly driver: Driver;
  readonly database: string;
  readonly asOf: number;
  readonly idleMs: number;
}

/** Runs one form in a read transaction of the plain driver: one row a session, and one more than `first`. */
export async function rawPage(
  { driver, database, asOf, idleMs }: RawPageOptions,
  form: PageForm,
  { to, afterKey }: PagePosition,
  first: number,
): Promise<readonly DriverRecord[]> {
  const session = driver.session({ database, defaultAccessMode: neo4j.session.READ });
  try {
    const result = await session.run(form.text, {
      to: neo4j.int(to),
      afterKey,
      limit: neo4j.int(first + 1),
      asOf: neo4j.int(asOf),
      idleMs: neo4j.int(idleMs),
    });
    return result.records;
  } finally {
    await session.close();
  }
}

/** The rows as the GraphQL answer shows them. */
export function pageNodes(records: readonly DriverRecord[]): PageNode[] {
  return records.map((record) => {
    const key = String(record.get('key'));
    const links = distinctLinks(record.get('links') as Link[]);
    const user = links.find(({ kind }) => kind === 'RUN_BY');
    const endpoint = links.find(({ kind }) => kind === 'RAN_ON');
    const model = links.find(({ kind }) => kind === 'USED_MODEL');
    const hosts = links
      .filter(({ kind }) => kind === 'CALLED')
      .sort((a, b) => a.firstAt - b.firstAt || byKey(a, b));
    return {
      id: globalId('Session', key),
      sessionId: String(record.get('sessionId')),
      product: String(record.get('product')),
      status: String(record.get('status')),
      startedAt: new Date(Number(record.get('startedAt'))).toISOString(),
      totals: { events: Number(record.get('events')), costUsd: Number(record.get('costMicroUsd')) / 1e6 },
      user: user === undefined ? null : { id: globalId('User', user.key), email: user.email ?? '' },
      endpoint:
        endpoint === undefined ? null : { id: globalId('Endpoint', endpoint.key), name: endpoint.name ?? '' },
      model: model === undefined ? null : { id: globalId('Model', model.key), name: model.name ?? '' },
      keys: links
        .filter(({ kind }) => kind === 'USED_KEY')
        .map((link) => ({ id: globalId('ApiKey', link.key), hint: link.hint ?? '' })),
      hosts: {
        nodes: hosts
          .slice(0, HOSTS)
          .map((link) => ({ id: globalId('Host', link.key), name: link.key, reach: link.reach })),
      },
    };
  });
}

/** Each thing once, the session's own before its subagents', the most used first. */
function distinctLinks(links: readonly Link[]): Link[] {
  const distinct = new Map<string, Link>();
  for (const link of links) {
    const id = `${link.kind} ${link.key}`;
    const known = distinct.get(id);
    distinct.set(
      id,
      known === undefined
        ? link
        : {
            ...known,
            own: known.own || link.own,
            uses: known.uses + link.uses,
            firstAt: Math.min(known.firstAt, link.firstAt),
          },
    );
  }
  return [...distinct.values()].sort(
    (a, b) => Number(b.own) - Number(a.own) || b.uses - a.uses || byKey(a, b),
  );
}

function byKey(a: Link, b: Link): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
