import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { searchIndex } from '../../src/graph/catalogue/constraints.generated.js';
import { searchEntities } from '../../src/graph/catalogue/read.generated.js';
import { globalId } from '../../src/graph/model.js';
import { seedGraph, seedKey } from '../support/seed-graph.js';
import { NOW, startApi, type TestApi } from './api.js';

const PATHS = [
  'src/auth/auth.ts',
  'src/auth/session.ts',
  'src/author.ts',
  'docs/the and or not.md',
  '.env',
  'src/x.test.ts',
];
const file = (path: string): string => `remote:github.com/acme/payments-api//${path}`;
const UUID = '3f2a9c1e-1111-4222-8333-0123456789ab';

const HOSTILE_CHARACTERS = '+-&|!(){}[]^"~*?:\\/ aA1._@\u0000\ud800'.split('');

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    nodes: {
      'ApiKey:fp:a3f2c0ffee': {
        fingerprint: 'a3f2c0ffee',
        hint: 'sk-ant-...A3F2',
        hints: ['sk-ant-...A3F2'],
        hintOnly: false,
      },
    },
    sessions: [
      {
        sessionId: UUID,
        startedAt: NOW,
        related: {
          RUN_BY: ['email:alice@company.com'],
          RAN_ON: ['host:alice-mbp.local', 'address:10.0.1.44'],
          USED_KEY: ['fp:a3f2c0ffee'],
          READ: PATHS.map(file),
          CALLED: ['api.github.com'],
          IN_REPOSITORY: ['remote:github.com/acme/payments-api'],
          USED_TOOL: ['Bash'],
          USED_MODEL: ['claude-sonnet-4-6'],
        },
      },
      { sessionId: 'sess_01XFa9q', startedAt: NOW },
    ],
  });
});

afterAll(async () => {
  await api.close();
});

const SEARCH = /* GraphQL */ `
  query ($text: String!, $kinds: [EntityKind!], $first: Int!, $after: String) {
    search(text: $text, kinds: $kinds, first: $first, after: $after) {
      totalCount
      totalCountIsExact
      edges {
        cursor
      }
      nodes {
        match
        matched
        node {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

interface Found {
  readonly match: string;
  readonly matched: string | null;
  readonly id: string;
}

async function find(text: string, kinds: readonly string[] | null = null): Promise<Found[]> {
  const { data, errors } = await api.ask(SEARCH, { text, kinds, first: 100 });
  expect(errors).toEqual([]);
  expect(data.search.totalCount).toBe(data.search.nodes.length);
  return data.search.nodes.map(({ node, ...rest }: { node: { id: string } }) => ({ ...rest, id: node.id }));
}

const sessionId = (id: string): string => globalId('Session', seedKey({ sessionId: id }));
const fileId = (path: string): string => globalId('File', file(path));

describe('search', () => {
  it.each([
    ['a whole session id', UUID, sessionId(UUID), 'EXACT'],
    ['the beginning of a session id', '3f2a9c1e-11', sessionId(UUID), 'BEGINNING'],
    ['the beginning of one that is one word', 'sess_01x', sessionId('sess_01XFa9q'), 'BEGINNING'],
    ['an e-mail address', 'Alice@Company.com', globalId('User', 'email:alice@company.com'), 'EXACT'],
    ['its domain', 'company.com', globalId('User', 'email:alice@company.com'), 'PART'],
    ['a host name', 'alice-mbp', globalId('Endpoint', 'host:alice-mbp.local'), 'BEGINNING'],
    ['an address', '10.0.1', globalId('Endpoint', 'address:10.0.1.44'), 'BEGINNING'],
    ['the end of a hint', '...A3F2', globalId('ApiKey', 'fp:a3f2c0ffee'), 'PART'],
    ['a fingerprint', 'a3f2c0', globalId('ApiKey', 'fp:a3f2c0ffee'), 'BEGINNING'],
    ['part of a path', 'auth/auth', fileId('src/auth/auth.ts'), 'PART'],
    ['a file name', 'session.ts', fileId('src/auth/session.ts'), 'EXACT'],
    [
      'a repository',
      'acme/payments',
      globalId('Repository', 'remote:github.com/acme/payments-api'),
      'BEGINNING',
    ],
    ['a dotfile', '.env', fileId('.env'), 'EXACT'],
    ['words that are operators elsewhere', 'the AND or NOT', fileId('docs/the and or not.md'), 'BEGINNING'],
    ['a model', 'sonnet', globalId('Model', 'claude-sonnet-4-6'), 'PART'],
  ])('finds %s', async (_, text, id, match) => {
    expect((await find(text)).find((found) => found.id === id)).toMatchObject({ match });
  });

  it('puts the best match first and says which text matched', async () => {
    const found = await find('auth', ['FILE']);
    expect(found).toEqual([
      { id: fileId('src/auth/auth.ts'), match: 'BEGINNING', matched: 'auth.ts' },
      { id: fileId('src/author.ts'), match: 'BEGINNING', matched: 'author.ts' },
      { id: fileId('src/auth/session.ts'), match: 'PART', matched: 'src/auth/session.ts' },
    ]);
    expect(await find('auth.ts src')).toEqual([
      { id: fileId('src/auth/auth.ts'), match: 'WORDS', matched: null },
    ]);
  });

  it('needs every word, and only the last may be begun', async () => {
    expect(await find('alice nobody')).toEqual([]);
    expect(await find('sessi auth')).toEqual([]);
    expect((await find('auth sessi')).map(({ id }) => id)).toEqual([fileId('src/auth/session.ts')]);
  });

  it('keeps to the kinds asked for', async () => {
    const found = await find('alice', ['USER']);
    expect(found.map(({ id }) => id)).toEqual([globalId('User', 'email:alice@company.com')]);
    const none = await api.ask(SEARCH, { text: 'alice', kinds: [], first: 10 });
    expect(none.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'kinds' });
  });

  it('pages in a stable order, and refuses a cursor of another text', async () => {
    const all = (await find('src')).map(({ id }) => id);
    expect(all.length).toBeGreaterThan(3);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await api.ask(SEARCH, { text: 'src', first: 1, after });
      seen.push(data.search.nodes[0].node.id);
      after = data.search.pageInfo.hasNextPage ? data.search.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(all);
    const { data } = await api.ask(SEARCH, { text: 'src', first: 1 });
    const other = await api.ask(SEARCH, { text: 'auth', first: 1, after: data.search.pageInfo.endCursor });
    expect(other.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
  });

  it('takes any text for what it is: nothing fails, nothing is an operator', async () => {
    for (const text of [
      '*',
      '*:*',
      'name:alice',
      'alice OR bob',
      'zzz OR alice',
      '[a TO z]',
      'al?ce',
      'alic*e',
      '/al.*/',
      'alixe~',
      '-alice',
      'alice^4',
      '(alice',
      '"alice',
      '\\',
      '${x}',
    ]) {
      const found = await find(text);
      const isLiteral = /^(-alice|\(alice|"alice)$/.test(text);
      expect([text, found.length > 0]).toEqual([text, isLiteral]);
    }
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 40 }),
          fc.string({ unit: fc.constantFrom(...HOSTILE_CHARACTERS), maxLength: 30 }),
        ),
        async (text) => {
          const { errors } = await api.ask(SEARCH, { text, first: 1 });
          expect(errors).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('refuses a text that is too long before the graph is asked', async () => {
    const { errors, statements } = await api.ask(SEARCH, { text: 'a'.repeat(501), first: 1 });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'text' });
    expect(statements).toEqual([]);
  });

  it('looks at the texts that are in the index', () => {
    const indexed = new Set([...searchIndex.text.matchAll(/\bn\.(\w+)/g)].map((match) => match[1]));
    const looked = new Set([...searchEntities.text.matchAll(/\bnode\.(\w+)/g)].map((match) => match[1]));
    looked.delete('key');
    expect(looked).toEqual(indexed);
  });
});
