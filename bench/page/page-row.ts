import { isDeepStrictEqual } from 'node:util';

import type { BenchDatabase } from '../bench-database.js';
import { startBareServer } from '../bare-server.js';
import { GraphqlClient } from '../http-client.js';
import { comparePairs, fastestOf, type Rounds } from '../measure.js';
import type { RowResult } from '../report.js';
import { type BenchService, IDLE_MS, statementNote } from '../service.js';
import {
  PAGE_FORMS,
  type PageForm,
  type PageNode,
  pageNodes,
  type PagePosition,
  rawPage,
} from './raw-page.js';

export interface PageRowOptions {
  readonly database: BenchDatabase;
  readonly service: BenchService;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly rounds: Rounds;
}

const FIRST = 50;
/** Pages that are asked for in turn, from the newest on. */
const PAGES = 20;

const QUERY = `query Page($first: Int!, $after: String) {
  sessions(first: $first, after: $after) {
    nodes {
      id
      sessionId
      product
      status
      startedAt
      totals { events costUsd }
      user { id email }
      endpoint { id name }
      model { id name }
      keys { id hint }
      hosts(first: 20) { nodes { id name reach } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const BARE_SCHEMA = `
type Query { sessions(first: Int!, after: String): Sessions! }
type Sessions { nodes: [Session!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Session {
  id: ID! sessionId: String! product: String! status: String! startedAt: String!
  totals: Totals! user: User endpoint: Endpoint model: Model keys: [ApiKey!]! hosts(first: Int!): Hosts!
}
type Totals { events: Int! costUsd: Float! }
type User { id: ID! email: String }
type Endpoint { id: ID! name: String! }
type Model { id: ID! name: String! }
type ApiKey { id: ID! hint: String }
type Hosts { nodes: [Host!]! }
type Host { id: ID! name: String! reach: String }
`;

interface PageAnswer {
  readonly sessions: {
    readonly nodes: readonly PageNode[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** One page, as both sides are asked for it. */
interface Page {
  readonly cursor: string | null;
  readonly position: PagePosition;
}

/** A page of 50 sessions with user, endpoint, model, keys and hosts: against the fastest statement, in and out of process. */
export async function measurePages(options: PageRowOptions): Promise<RowResult[]> {
  const { service, rounds, database, asOf } = options;
  const raw = { driver: database.driver, database: database.address.database, asOf, idleMs: IDLE_MS };
  const askRaw = (form: PageForm, page: Page) => rawPage(raw, form, page.position, FIRST);
  const askApi = (page: Page) => service.execute(QUERY, { first: FIRST, after: page.cursor });

  const pages = await firstPages(askApi, asOf);
  const pageAt = (round: number): Page => pages[round % pages.length] ?? START(asOf);
  const sides = PAGE_FORMS.map((form) => ({
    form,
    name: form.name,
    run: (round: number) => askRaw(form, pageAt(round)),
  }));
  const fastest = await fastestOf(sides, {
    warmUp: pages.length,
    counted: Math.max(10, Math.round(rounds.counted / 2)),
  });
  const form = PAGE_FORMS.find(({ name }) => name === fastest.name) ?? PAGE_FORMS[0];
  if (form === undefined) throw new RangeError('There is no statement for a page.');

  const invalid = await differenceIn(pages, form, askApi, askRaw);
  const question = `page of ${FIRST} sessions with user, key, endpoint, model and hosts`;
  const notes = [
    `the statement, fastest of ${PAGE_FORMS.length} forms: ${form.name}; ${pages.length} pages in turn`,
    statementNote(await service.statementsOf(QUERY, { first: FIRST, after: null })),
  ];
  const inProcess = await comparePairs(
    { name: 'API', run: (round) => askApi(pageAt(round)) },
    { name: 'driver', run: (round) => askRaw(form, pageAt(round)) },
    rounds,
  );

  const bare = await startBareServer(BARE_SCHEMA, {
    sessions: async (args) => {
      const records = await rawPage(raw, form, positionOf(args['after'], asOf), Number(args['first']));
      const nodes = pageNodes(records.slice(0, Number(args['first'])));
      const last = records[nodes.length - 1];
      const endCursor =
        last === undefined ? null : cursorOf(Number(last.get('orderAt')), String(last.get('key')));
      return { nodes, pageInfo: { hasNextPage: records.length > nodes.length, endCursor } };
    },
  });
  const [ours, theirs] = [new GraphqlClient(service.url), new GraphqlClient(bare.url)];
  try {
    const overHttp = await comparePairs(
      { name: 'service', run: (round) => ours.post(QUERY, { first: FIRST, after: pageAt(round).cursor }) },
      {
        name: 'bare Apollo Server',
        run: (round) => {
          const { to, afterKey } = pageAt(round).position;
          return theirs.post(QUERY, {
            first: FIRST,
            after: afterKey === null ? null : cursorOf(to, afterKey),
          });
        },
      },
      rounds,
    );
    return [
      { question, where: 'in process', ours: 'API', theirs: 'driver', comparison: inProcess, invalid, notes },
      {
        question,
        where: 'over HTTP',
        ours: 'service',
        theirs: 'bare Apollo Server',
        comparison: overHttp,
        invalid,
        notes,
      },
    ];
  } finally {
    ours.close();
    theirs.close();
    await bare.stop();
  }
}

const START = (asOf: number): Page => ({ cursor: null, position: { to: asOf, afterKey: null } });

/** Walks the ledger by the API; where a page begins is also put as the statement takes it. */
async function firstPages(askApi: (page: Page) => Promise<unknown>, asOf: number): Promise<Page[]> {
  const pages = [START(asOf)];
  while (pages.length < PAGES) {
    const { sessions } = (await askApi(pages.at(-1) ?? START(asOf))) as PageAnswer;
    const last = sessions.nodes.at(-1);
    const { hasNextPage, endCursor } = sessions.pageInfo;
    if (!hasNextPage || last === undefined) break;
    const key = Buffer.from(last.id, 'base64url')
      .toString('utf8')
      .replace(/^Session:/, '');
    pages.push({ cursor: endCursor, position: { to: Date.parse(last.startedAt), afterKey: key } });
  }
  return pages;
}

/** Says how the two sides' answers differ on any page; null where they are the same. */
async function differenceIn(
  pages: readonly Page[],
  form: PageForm,
  askApi: (page: Page) => Promise<unknown>,
  askRaw: (form: PageForm, page: Page) => Promise<Parameters<typeof pageNodes>[0]>,
): Promise<string | null> {
  for (const [index, page] of pages.entries()) {
    const api = ((await askApi(page)) as PageAnswer).sessions.nodes;
    const raw = pageNodes((await askRaw(form, page)).slice(0, FIRST));
    // Answers of graphql-js have no prototype.
    const plain = JSON.parse(JSON.stringify(api)) as PageNode[];
    if (isDeepStrictEqual(plain, raw)) continue;
    const at = plain.findIndex((node, position) => !isDeepStrictEqual(node, raw[position]));
    return `page ${index + 1} differs: ${JSON.stringify(plain[at]).slice(0, 300)} against ${JSON.stringify(raw[at]).slice(0, 300)}`;
  }
  return null;
}

function cursorOf(orderAt: number, key: string): string {
  return `${orderAt} ${key}`;
}

function positionOf(cursor: unknown, asOf: number): PagePosition {
  if (typeof cursor !== 'string') return { to: asOf, afterKey: null };
  const space = cursor.indexOf(' ');
  return { to: Number(cursor.slice(0, space)), afterKey: cursor.slice(space + 1) };
}
