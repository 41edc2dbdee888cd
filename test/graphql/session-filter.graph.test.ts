import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { type SeedGraph, seedGraph, type SeedSession } from '../support/seed-graph.js';
import { HOUR, MINUTE, NOW, startApi, type TestApi } from './api.js';
import { type Filter, FilterEvaluator, ordered } from './filter-evaluator.js';

const IDLE_MS = 24 * HOUR;
const USERS = ['alice@company.com', 'bob@company.com', 'carol@company.com'];
const PATHS = ['src/auth.ts', 'src/app.ts', 'docs/guide.md', '.env'];
const MODELS = ['claude-opus-4-6', 'claude-sonnet-4-6'];
const HOSTS = ['api.github.com', 'evil.example.com', '10.0.0.1'];
const TIMES = [
  NOW - 200 * HOUR,
  NOW - 30 * HOUR,
  NOW - 24 * HOUR,
  NOW - 5 * HOUR,
  NOW - HOUR,
  NOW - 10 * MINUTE,
  NOW,
];
const COSTS = [0, 430_000, 430_000, 2_000_000, 7];

/** A reproducible choice: the graph is the same in every run, so that a failing filter can be tried again. */
function graphOf(size: number): SeedGraph {
  let state = 20_260_310;
  const pick = <T>(from: readonly T[]): T => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return from[(state >>> 8) % from.length] as T;
  };
  const some = <T>(from: readonly T[]): T[] => from.filter(() => pick([true, false]));
  const sessions = Array.from({ length: size }, (_, number): SeedSession => {
    const startedAt = pick([...TIMES, undefined]);
    const span = pick([0, 10 * MINUTE, 3 * HOUR]);
    const end = startedAt === undefined ? undefined : Math.min(startedAt + span, NOW);
    const users = pick([[], [pick(USERS)], [pick(USERS)]]);
    const isSubagent = number % 7 === 6;
    return {
      sessionId: `sess_${pick(['ab', 'cd', 'Zz'])}${isSubagent ? number - 1 : number}`,
      product: 'claude-code',
      ...(isSubagent ? { agentId: `agent${number}` } : {}),
      ...(startedAt === undefined ? { orderAt: pick(TIMES) } : { startedAt }),
      ...(end === undefined ? {} : { lastSeenAt: end }),
      ...(end !== undefined && pick([true, false, false]) ? { finishedAt: end } : {}),
      ...(pick([true, false, false, false, false]) ? { killedAt: end ?? NOW - HOUR } : {}),
      properties: {
        costMicroUsd: pick(COSTS),
        ...(pick([true, false]) ? { highSignal: true } : {}),
        ...(pick([true, false]) ? { sharedKey: pick([true, false]) } : {}),
        ...(users.length === 0 ? { actor: pick(['UNKNOWN', 'NOT_REPORTED']) } : {}),
      },
      related: {
        ...(users.length === 0 ? {} : { RUN_BY: users.map((user) => `email:${user}`) }),
        USED_MODEL: some(MODELS),
        CALLED: some(HOSTS),
        READ: some(PATHS).map((path) => `remote:github.com/acme/app//${path}`),
        WROTE: some(PATHS).map((path) => `remote:github.com/acme/app//${path}`),
        USED_KEY: pick([[], ['fp:aaaa'], ['hint:sk-...BBBB'], ['fp:aaaa', 'hint:sk-...BBBB']]),
      },
    };
  });
  // A subagent has the id of its parent, which stands just before it.
  const joined = sessions.map((session, number) =>
    session.agentId === undefined
      ? session
      : { ...session, sessionId: sessions[number - 1]?.sessionId ?? '' },
  );
  return {
    sessions: joined,
    nodes: {
      ...Object.fromEntries(
        USERS.map((user) => [`User:email:${user}`, { email: user, emails: [user, `x-${user}`] }]),
      ),
      ...Object.fromEntries(MODELS.map((name) => [`Model:${name}`, { name }])),
      'Host:api.github.com': { name: 'api.github.com', reach: 'KNOWN_PROVIDER' },
      'Host:evil.example.com': { name: 'evil.example.com', reach: 'EXTERNAL' },
      'Host:10.0.0.1': { name: '10.0.0.1' },
      ...Object.fromEntries(
        PATHS.map((path, level) => [
          `File:remote:github.com/acme/app//${path}`,
          {
            path,
            name: path.split('/').at(-1) ?? path,
            sensitivity: ['HIGH', 'NONE', 'NONE', 'CRITICAL'][level] ?? 'NONE',
          },
        ]),
      ),
      'ApiKey:fp:aaaa': { fingerprint: 'aaaa', hintOnly: false },
      'ApiKey:hint:sk-...BBBB': { hint: 'sk-...BBBB', hintOnly: true },
    },
  };
}

const GRAPH = graphOf(60);
const evaluator = new FilterEvaluator(GRAPH, NOW, IDLE_MS);

const text = (values: readonly string[], parts: readonly string[]): fc.Arbitrary<Filter> =>
  fc.oneof(
    fc.record({ eq: fc.constantFrom(...values) }),
    fc.record({ ne: fc.constantFrom(...values) }),
    fc.record({ in: fc.subarray([...values]) }),
    fc.record({ notIn: fc.subarray([...values]) }),
    fc.record({ contains: fc.constantFrom(...parts) }),
    fc.record({ startsWith: fc.constantFrom(...parts), ne: fc.constantFrom(...values) }),
    fc.record({ isNull: fc.boolean() }),
    fc.constant({}),
  );
const choice = (values: readonly string[]): fc.Arbitrary<Filter> =>
  fc.oneof(
    fc.record({ eq: fc.constantFrom(...values) }),
    fc.record({ ne: fc.constantFrom(...values) }),
    fc.record({ in: fc.subarray([...values]) }),
    fc.record({ notIn: fc.subarray([...values]) }),
  );
const instant = fc.constantFrom(...TIMES, NOW - 2 * HOUR).map((at) => new Date(at).toISOString());
const range = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Filter> =>
  fc.oneof(
    fc.record({ gte: value }),
    fc.record({ lte: value }),
    fc.record({ gte: value, lte: value }),
    fc.record({ eq: value }),
    fc.record({ ne: value }),
  );
const usd = fc.constantFrom(0, 0.43, 2, 0.000007, 1);
const flag = fc.oneof(fc.record({ eq: fc.boolean() }), fc.record({ ne: fc.boolean() }));
const ids = fc.subarray(USERS.map((user) => globalId('User', `email:${user}`)));

const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    id: text(
      GRAPH.sessions.slice(0, 5).map(({ sessionId }) => sessionId),
      ['sess_', 'ab', 'Z', '1'],
    ),
  }),
  fc.record({ status: choice(['ACTIVE', 'ENDED']) }),
  fc.record({ actor: choice(['VERIFIED', 'UNKNOWN', 'NOT_REPORTED']) }),
  fc.record({ startedAt: fc.oneof(range(instant), fc.record({ isNull: fc.boolean() })) }),
  fc.record({ lastSeenAt: fc.oneof(range(instant), fc.record({ isNull: fc.boolean() })) }),
  fc.record({ durationMs: range(fc.constantFrom(0, 10 * MINUTE, HOUR)) }),
  fc.record({ costUsd: range(usd) }),
  fc.record({ highSignal: flag }),
  fc.record({ sharedKey: flag }),
  fc.record({
    user: fc.oneof(
      fc.constant({}),
      fc.record({ email: text(['ALICE@company.com', ...USERS, 'x-bob@company.com'], ['li', 'x-', 'BOB']) }),
      fc.record({ id: fc.record({ in: ids }) }),
    ),
  }),
  fc.record({ model: fc.record({ name: text(MODELS, ['opus', 'claude-']) }) }),
  fc.record({
    host: fc.record(
      { name: text(HOSTS, ['.com', '10.']), reach: choice(['EXTERNAL', 'KNOWN_PROVIDER']) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    file: fc.record(
      { path: text(PATHS, ['src/', '.ts']), sensitivity: choice(['HIGH', 'CRITICAL', 'NONE']) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    key: fc.record(
      { hint: text(['sk-...BBBB', 'none'], ['BBBB']), fingerprint: text(['aaaa', 'bbbb'], ['aa']) },
      { requiredKeys: [] },
    ),
  }),
  fc.constant({}),
  fc.constant({ AND: null, OR: null, NOT: null, status: null }),
);

const { filter } = fc.letrec<{ filter: Filter; group: Filter }>((tie) => ({
  filter: fc.oneof({ maxDepth: 4, withCrossShrink: true }, condition, tie('group')),
  group: fc.oneof(
    fc.record({ AND: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ OR: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ NOT: tie('filter') }),
    fc.tuple(condition, tie('filter')).map(([side, inner]) => ({ ...side, NOT: inner })),
    fc.tuple(condition, condition).map(([left, right]) => ({ ...left, OR: [right, {}] })),
  ),
}));

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, GRAPH);
});

afterAll(() => api.close());

const PAGE = `query ($filter: SessionFilter, $orderBy: SessionOrder!, $first: Int!, $after: String) {
  sessions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { sessionId status } totalCount pageInfo { hasNextPage endCursor }
  }
}`;

async function list(
  filter: Filter | null,
  orderBy: string,
  first: number,
): Promise<{ ids: string[]; total: number } | string> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { data, errors } = await api.ask(PAGE, { filter, orderBy, first, after });
    if (errors[0] !== undefined) return errors[0].extensions.code + errors[0].message;
    const { nodes, pageInfo, totalCount } = data.sessions;
    ids.push(...nodes.map((node: { sessionId: string }) => node.sessionId));
    if (!pageInfo.hasNextPage) return { ids, total: totalCount };
    after = pageInfo.endCursor;
  }
}

function expected(filter: Filter | null, orderBy: string): string[] {
  return ordered(GRAPH.sessions, orderBy)
    .filter((session) => evaluator.holds(filter ?? {}, session))
    .map(({ sessionId }) => sessionId);
}

describe('a session filter', () => {
  it('lists what a plain reading of it lists, in every order and page size', async () => {
    const seen = { empty: 0, some: 0 };
    await fc.assert(
      fc.asyncProperty(
        filter,
        fc.constantFrom('STARTED_AT_DESC', 'STARTED_AT_ASC', 'LAST_SEEN_AT_DESC', 'COST_DESC'),
        fc.constantFrom(100, 100, 7),
        async (tried, orderBy, first) => {
          const answer = await list(tried, orderBy, first);
          if (typeof answer === 'string') {
            // Beyond the bound on clauses a filter is refused, and for nothing else.
            if (!/^BAD_USER_INPUT.*multiplied out/.test(answer)) throw new Error(answer);
            return;
          }
          const wanted = expected(tried, orderBy);
          expect(answer.ids).toEqual(wanted);
          expect(answer.total).toBe(wanted.length);
          if (wanted.length === 0) seen.empty++;
          else if (wanted.length < 50) seen.some++;
        },
      ),
      { numRuns: 120, seed: 42 },
    );
    // The comparison means something only where many filters hold for some and not for all.
    expect(seen.some).toBeGreaterThan(30);
  }, 240_000);

  it.each([
    ['nothing', null, (all: number) => all],
    ['an empty filter', {}, (all: number) => all],
    ['an empty AND', { AND: [] }, (all: number) => all],
    ['an empty OR', { OR: [] }, () => 0],
    ['NOT of an empty filter', { NOT: {} }, () => 0],
    ['NOT of an empty OR', { NOT: { OR: [] } }, (all: number) => all],
    [
      'NOT of NOT',
      { NOT: { NOT: { status: { eq: 'ACTIVE' } } } },
      () => expected({ status: { eq: 'ACTIVE' } }, 'COST_DESC').length,
    ],
    ['an OR with an empty filter', { OR: [{ OR: [] }, {}] }, (all: number) => all],
    ['an empty in', { id: { in: [] } }, () => 0],
    ['an empty notIn', { id: { notIn: [] } }, (all: number) => all],
    ['an empty in of something related', { user: { email: { in: [] } } }, () => 0],
    [
      'fields set to null',
      { AND: null, OR: null, NOT: null, user: null, status: null },
      (all: number) => all,
    ],
  ])('is right at the edge: %s', async (_name, tried: Filter | null, count: (all: number) => number) => {
    const all = GRAPH.sessions.filter((session) => session.agentId === undefined).length;
    const answer = await list(tried, 'STARTED_AT_DESC', 100);
    expect(typeof answer === 'string' ? answer : answer.ids.length).toBe(count(all));
  });

  it('asks the database nothing where nothing can match', async () => {
    const { data, statements } = await api.ask(
      '{ sessions(first: 5, filter: { OR: [] }) { nodes { id } totalCount } }',
    );
    expect(data.sessions).toEqual({ nodes: [], totalCount: 0 });
    expect(statements).toEqual([]);
  });

  it('goes from a rare entity to its sessions, and walks the index of the order otherwise', async () => {
    const rare = await api.ask(
      '{ sessions(first: 5, filter: { user: { email: { eq: "bob@company.com" } } }) { nodes { sessionId } } }',
    );
    expect(rare.statements.slice(0, 2)).toEqual(['filterAnchors', 'sessionsAmong']);
    const either = await api.ask(
      '{ sessions(first: 5, filter: { OR: [{ host: { name: { eq: "10.0.0.1" } } }, { file: { path: { in: [".env"] } } }] }) { nodes { sessionId } } }',
    );
    expect(either.statements.filter((name) => name === 'filterAnchors')).toHaveLength(2);
    expect(either.statements).toContain('sessionsAmong');
    const partial = await api.ask(
      '{ sessions(first: 5, filter: { id: { contains: "ess_ab" } }) { nodes { sessionId } } }',
    );
    expect(partial.statements.slice(0, 2)).toEqual(['sessionKeysLike', 'sessionsAmong']);
    const active = await api.ask(
      '{ sessions(first: 5, filter: { status: { eq: ACTIVE } }) { nodes { sessionId } } }',
    );
    expect(active.statements[0]).toBe('sessionsAmong');
    const range = await api.ask(
      '{ sessions(first: 5, filter: { startedAt: { gte: "2026-01-01T00:00:00Z" } }) { nodes { sessionId } } }',
    );
    expect(range.statements[0]).toBe('sessionsNewestFirst');
  });

  it.each([
    ['{ user: { email: { eq: null } } }', 'filter.user.email.eq'],
    ['{ OR: [{ id: { in: null } }] }', 'filter.OR[0].id.in'],
    ['{ user: { id: { eq: "nonsense" } } }', 'filter.user.id.eq'],
    [`{ user: { id: { eq: "${globalId('Host', 'x')}" } } }`, 'filter.user.id.eq'],
  ])('is refused with the name of the argument: %s', async (tried, argument) => {
    const { errors, statements } = await api.ask(`{ sessions(first: 5, filter: ${tried}) { nodes { id } } }`);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(errors[0]?.extensions.nextStep).not.toBe('');
    expect(statements).toEqual([]);
  });

  it('is refused before any Cypher where it multiplies out into too much', async () => {
    const part = { OR: Array.from({ length: 9 }, (_, number) => ({ id: { eq: `s${number}` } })) };
    const { errors, statements } = await api.ask(PAGE, {
      filter: { AND: [part, { OR: [...part.OR, { product: { eq: 'x' } }] }] },
      orderBy: 'COST_DESC',
      first: 5,
    });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0]?.message).toContain('90 clauses');
    expect(statements).toEqual([]);
    const deep = Array.from({ length: 60 }).reduce<Filter>((inner) => ({ NOT: inner }), {});
    const nested = await api.ask(PAGE, { filter: deep, orderBy: 'COST_DESC', first: 5 });
    expect(nested.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
