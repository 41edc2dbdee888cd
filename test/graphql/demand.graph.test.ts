import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { seedGraph } from '../support/seed-graph.js';
import { HOUR, NOW, startApi, type TestApi } from './api.js';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    sessions: Array.from({ length: 12 }, (_, number) => ({
      sessionId: `s${number}`,
      startedAt: NOW - number * HOUR,
      related: {
        RUN_BY: [`email:user${number % 5}@company.com`],
        RAN_ON: [`host:machine${number}`],
        USED_KEY: [`fp:key${number % 3}`],
        USED_MODEL: ['claude-opus-4-6'],
        CALLED: ['api.github.com', `host${number}.example.com`],
        READ: [`remote:github.com/acme/app//file${number}.ts`],
      },
      events: [{ key: `event${number}`, type: 'TOOL_USE', at: NOW - number * HOUR }],
    })),
  });
});

afterAll(() => api.close());

const DEEP = (levels: number): string =>
  `{ sessions(first: 1) { nodes { user { ${'sessions(first: 1) { nodes { user { '.repeat(levels)} id ${'} } } '.repeat(levels)} } } } }`;

describe('statements', () => {
  const ROW =
    'sessionId user { email } endpoint { name } models { name } keys { hint } hosts(first: 5) { nodes { name } }';

  it('are a handful for a page of sessions, whatever its size', async () => {
    const few = await api.ask(`{ sessions(first: 2) { nodes { ${ROW} } } }`);
    const many = await api.ask(`{ sessions(first: 12) { nodes { ${ROW} } } }`);
    expect(few.errors).toEqual([]);
    expect(many.data.sessions.nodes).toHaveLength(12);
    expect(
      many.data.sessions.nodes.every(
        (node: { hosts: { nodes: unknown[] } }) => node.hosts.nodes.length === 2,
      ),
    ).toBe(true);
    expect([...many.statements].sort()).toEqual(
      [
        'sessionsNewestFirst',
        'sessionsByKey',
        'linksOfSessions',
        'usersByKey',
        'endpointsByKey',
        'modelsByKey',
        'apiKeysByKey',
        'hostsOfSessions',
        'hostsByKey',
      ].sort(),
    );
    expect(few.statements).toHaveLength(many.statements.length);
  });

  it('are one for each question about a page of things', async () => {
    const { statements, errors } = await api.ask(
      '{ users(first: 20) { nodes { email sessions(first: 3) { nodes { sessionId timeline(first: 2) { nodes { type } } } } } } }',
    );
    expect(errors).toEqual([]);
    expect(statements).toEqual([
      'usersListed',
      'usersByKey',
      'sessionsOfEntities',
      'sessionsByKey',
      'timelineByEventTime',
      'eventsByKey',
    ]);
  });

  it('are one for the nodes of a label', async () => {
    const ids = Array.from({ length: 12 }, (_, number) => globalId('Endpoint', `host:machine${number}`));
    const { data, statements } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [...ids, globalId('Endpoint', 'host:nowhere')],
    });
    expect(data.nodes.map((node: { id: string } | null) => node?.id)).toEqual([...ids, undefined]);
    expect(statements).toEqual(['endpointsByKey']);
  });
});

describe('a document is refused before any Cypher', () => {
  it.each([
    ['is 40 levels deep', DEEP(13), 'GRAPHQL_VALIDATION_FAILED', 'levels deep'],
    [
      'hides its depth in fragments',
      `{ users(first: 1) { nodes { ...A } } } fragment A on User { ${'sessions(first: 1) { nodes { user { '.repeat(5)} id ${'} } } '.repeat(5)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      'levels deep',
    ],
    [
      'has 16 aliases',
      `{ ${Array.from({ length: 16 }, (_, number) => `a${number}: __typename`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
      '16 aliases',
    ],
    ['has 5,000 tokens', `{ ${'limits { maxFirst } '.repeat(1_250)} }`, 'GRAPHQL_PARSE_FAILED', 'tokens'],
    ['does not parse', '{ sessions(first: }', 'GRAPHQL_PARSE_FAILED', 'Syntax Error'],
    [
      'names an unknown field',
      '{ sesions(first: 5) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'sesions',
    ],
    ['leaves first out', '{ sessions { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED', 'first'],
    ['asks for none', '{ sessions(first: 0) { nodes { id } } }', 'BAD_USER_INPUT', 'first of sessions is 0'],
    [
      'asks for too many',
      '{ sessions(first: 100000) { nodes { id } } }',
      'BAD_USER_INPUT',
      'first of sessions is 100000',
    ],
    [
      'asks for too many further down',
      '{ sessions(first: 1) { nodes { files(first: 101) { nodes { id } } } } }',
      'BAD_USER_INPUT',
      'first of files is 101',
    ],
    [
      'sets two fields of a selector',
      '{ session(by: { id: "x", sessionId: "y" }) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
      'SessionSelector',
    ],
    [
      'has a fragment in a circle',
      '{ sessions(first: 1) { ...A } } fragment A on SessionConnection { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      'itself',
    ],
  ])('that %s', async (_what, document, code, message) => {
    const { errors, statements, data, status } = await api.ask(document);
    expect(status).toBe(400);
    expect(data ?? null).toBeNull();
    expect(errors[0]?.extensions.code).toBe(code);
    expect(errors[0]?.message).toContain(message);
    expect(errors[0]?.extensions.nextStep).toMatch(/\w/);
    expect(statements).toEqual([]);
  });

  it('where a variable asks for too many', async () => {
    const { errors, statements } = await api.ask(
      'query ($first: Int!) { users(first: $first) { nodes { id } } }',
      { first: -1 },
    );
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' });
    expect(statements).toEqual([]);
  });

  it('that costs too much, and says what it costs', async () => {
    const { errors, statements, status } = await api.ask(
      '{ sessions(first: 100) { nodes { files(first: 100) { nodes { sessions(first: 100) { nodes { id } } } } } } }',
    );
    expect(status).toBe(400);
    expect(errors[0]?.extensions).toMatchObject({ code: 'COST_LIMIT', limit: 20_000 });
    expect(errors[0]?.extensions['cost']).toBeGreaterThan(1_000_000);
    expect(errors[0]?.extensions.nextStep).toContain('first');
    expect(statements).toEqual([]);
  });
});

describe('what is admitted', () => {
  it('tells its cost', async () => {
    const { extensions } = await api.ask('{ sessions(first: 10) { nodes { id user { id } } } }');
    // The list 1, and ten times a session with its user.
    expect(extensions['cost']).toEqual({ cost: 21, limit: 20_000 });
  });

  it('includes introspection, whole', async () => {
    const { data, errors } = await api.ask(
      getIntrospectionQuery({ oneOf: true, specifiedByUrl: true, inputValueDeprecation: true }),
    );
    expect(errors).toEqual([]);
    const { types } = data['__schema'] as {
      types: { name: string; isOneOf?: boolean; specifiedByURL?: string | null }[];
    };
    expect(types.find(({ name }) => name === 'SessionSelector')?.isOneOf).toBe(true);
    expect(types.find(({ name }) => name === 'DateTime')?.specifiedByURL).toMatch(/^https:/);
  });

  it('includes a page of 50 sessions with all that a row shows', async () => {
    const { errors } = await api.ask(`{ sessions(first: 50) { totalCount nodes {
      sessionId status user { email } endpoint { name trust } agent { name version } model { name } models { name }
      keys { hint } repository { name } totals { costUsd } hosts(first: 10) { nodes { name reach } }
      files(first: 10) { nodes { path sensitivity } } tools(first: 10) { nodes { name } }
    } } }`);
    expect(errors).toEqual([]);
  });
});

describe('ids and cursors', () => {
  it.each(['nonsense', '', 'U2Vzc2lvbg', globalId('Nothing', 'x'), `${globalId('User', 'x')}=`, '☃'])(
    'refuses the malformed id %j by the name of its argument',
    async (id) => {
      const { errors, statements } = await api.ask(
        'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }',
        { id },
      );
      expect(new Set(errors.map((error) => error.extensions['argument']))).toEqual(new Set(['id', 'ids[0]']));
      expect(errors.every((error) => error.extensions.code === 'BAD_USER_INPUT')).toBe(true);
      expect(statements).toEqual([]);
    },
  );

  it('answers null for a well-formed id of nothing', async () => {
    const { data, errors } = await api.ask(
      'query ($id: ID!) { node(id: $id) { id } session(by: { id: $id }) { id } }',
      {
        id: globalId('Session', 'claude-code/nowhere'),
      },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ node: null, session: null });
  });

  it('refuses the id of another kind of thing', async () => {
    const { errors } = await api.ask('query ($id: ID!) { session(by: { id: $id }) { id } }', {
      id: globalId('User', 'email:a'),
    });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'by.session.id' });
  });

  it('refuses a cursor of another list, order, filter or subject, and one that is none', async () => {
    const given = await api.ask(`{
      byStart: sessions(first: 1) { pageInfo { endCursor } }
      users(first: 1) { pageInfo { endCursor } nodes { sessions(first: 1) { pageInfo { endCursor } } } }
    }`);
    const cursor = given.data.byStart.pageInfo.endCursor as string;
    const attempts: readonly (readonly [string, string])[] = [
      [`sessions(first: 1, after: "${cursor}", orderBy: COST_DESC)`, 'another list'],
      [`sessions(first: 1, after: "${cursor}", filter: { status: { eq: ACTIVE } })`, 'another list'],
      [`sessions(first: 1, after: "${given.data.users.pageInfo.endCursor}")`, 'another list'],
      ['sessions(first: 1, after: "nonsense")', 'no cursor'],
      [`sessions(first: 1, after: "${Buffer.from('[1,"x"]').toString('base64url')}")`, 'another list'],
      [`sessions(first: 1, after: "${Buffer.from('{"a":1}').toString('base64url')}")`, 'no cursor'],
    ];
    for (const [field, message] of attempts) {
      const { errors, statements } = await api.ask(`{ ${field} { nodes { id } } }`);
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
      expect(errors[0]?.message).toContain(message);
      expect(statements).toEqual([]);
    }
  });
});

describe('hostile text', () => {
  const TEXTS = [
    "'",
    '"',
    '`',
    '\\',
    "'}) DETACH DELETE n //",
    '" RETURN 1 UNION MATCH (n) DETACH DELETE n RETURN 1 //',
    '$clauses',
    '{{key}}',
    '\u0000',
    '\ud800',
    '\u202e\u0007',
    '%00%27',
    '__proto__',
    'constructor',
    '*'.repeat(2_000),
    '*'.repeat(2_001),
    '💥'.repeat(500),
    '.*(a+)+$',
  ];

  const LISTS = [
    'users',
    'endpoints',
    'agents',
    'models',
    'apiKeys',
    'files',
    'hosts',
    'tools',
    'mcpServers',
    'repositories',
    'projects',
    'sandboxes',
  ];
  const OPERATIONS = [
    ...LISTS.map(
      (list) =>
        `${list}(first: 2, filter: { contains: $text, startsWith: $text }) { nodes { id } totalCount }`,
    ),
    ...LISTS.map((list) => `${list}(first: 2, after: $text) { nodes { id } }`),
    'sessions(first: 2, filter: { id: { eq: $text, contains: $text, startsWith: $text, in: [$text], notIn: [$text] } }) { nodes { id } }',
    'sessions(first: 2, filter: { OR: [{ product: { contains: $text } }, { NOT: { id: { startsWith: $text } } }] }) { nodes { id } }',
    'sessions(first: 2, filter: { user: { email: { eq: $text } } }) { nodes { id } }',
    'sessions(first: 2, filter: { file: { path: { in: [$text] }, name: { contains: $text } } }) { nodes { id } }',
    'sessions(first: 2, filter: { key: { hint: { eq: $text } }, agent: { name: { eq: $text } } }) { nodes { id } }',
    'sessions(first: 2, filter: { host: { name: { startsWith: $text } }, repository: { remote: { ne: $text } } }) { nodes { id } }',
    'sessions(first: 2, after: $text) { nodes { id } }',
    'session(by: { sessionId: $text }) { id }',
    'session(by: { sessionId: "s1" }) { files(first: 2, filter: { path: { contains: $text } }) { nodes { id } } }',
    'session(by: { sessionId: "s1" }) { timeline(first: 2, after: $text) { nodes { id } } }',
    'rejects(first: 2, after: $text) { nodes { id } }',
  ];

  it('is data and nothing else, in every argument that takes text', async () => {
    const before = await countNodes();
    for (const operation of OPERATIONS) {
      for (const text of TEXTS) {
        const { errors, status } = await api.ask(`query ($text: String!) { ${operation} }`, { text });
        const codes = errors.map((error) => error.extensions.code);
        const unexpected = codes
          .filter((code) => code !== 'BAD_USER_INPUT')
          .map((code) => [code, operation, text]);
        expect(unexpected).toEqual([]);
        expect(status).toBe(200);
      }
    }
    for (const text of TEXTS) {
      const { errors } = await api.ask(
        'query ($id: ID!) { node(id: $id) { id } session(by: { id: $id }) { id } }',
        { id: text },
      );
      expect(errors.every((error) => error.extensions.code === 'BAD_USER_INPUT')).toBe(true);
    }
    expect(await countNodes()).toBe(before);
  }, 240_000);

  it('never comes back as a stack trace or as Cypher', async () => {
    const answers = await Promise.all([
      api.ask('query ($text: String!) { session(by: { sessionId: $text }) { id } }', { text: 7 }),
      api.ask('query ($first: Int!) { users(first: $first) { nodes { id } } }', { first: 'many' }),
      api.ask('query ($asOf: DateTime!) { sessionSummary(scope: { asOf: $asOf }) { total } }', {
        asOf: '2026-02-31T00:00:00Z',
      }),
      api.ask(
        '{ sessionSummary(scope: { since: "2026-03-02T00:00:00Z", asOf: "2026-03-01T00:00:00Z" }) { total } }',
      ),
    ]);
    for (const { errors } of answers) {
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(JSON.stringify(errors)).not.toMatch(/stacktrace|node_modules|MATCH \(| at .+\.ts/);
    }
  });

  it('nested far too deep in variables is refused', async () => {
    const filter = JSON.parse(`${'{"NOT":'.repeat(3_000)}{}${'}'.repeat(3_000)}`) as object;
    const { errors, statements } = await api.ask(
      'query ($filter: SessionFilter) { sessions(first: 1, filter: $filter) { nodes { id } } }',
      {
        filter,
      },
    );
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(statements).toEqual([]);
    const literal = `${'{ NOT: '.repeat(900)}{}${' }'.repeat(900)}`;
    const written = await api.ask(`{ sessions(first: 1, filter: ${literal}) { nodes { id } } }`);
    expect(written.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(written.statements).toEqual([]);
  });

  async function countNodes(): Promise<unknown> {
    const { data } = await api.ask('{ ingestStatus { sessions events records rejects } }');
    return JSON.stringify(data.ingestStatus);
  }
});
