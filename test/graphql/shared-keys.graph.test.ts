import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import { declareKeyUse } from '../../src/appraisal/declarations.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { globalId } from '../../src/graph/model.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { act, type Cast, DAY_MINUTES, end, keyOf, read, START } from '../appraisal/story.js';
import { MINUTE, NOW, startApi, type TestApi } from './api.js';
import { redaction } from '../support/redaction.js';

/** The story's minute at which the tests ask. */
const NOON = (NOW - START) / MINUTE;

let api: TestApi;

async function load(events: readonly RuntrailEvent[]): Promise<void> {
  await new BatchWriter(api.graph, { redaction }).write({ events, rejects: [], receivedAt: START });
  await new Appraiser(api.graph, { clock: () => NOW }).drain();
}

const session = (name: string, key: string, user: string | null, endpoint: string): Cast => ({
  session: name,
  key,
  user: user === null ? null : `${user}@company.com`,
  endpoint,
  hint: `sk-ant-...${key}`,
});

beforeAll(async () => {
  api = await startApi();
  await load([
    // One cluster: a1 is alice's and bob's, a2 is alice's and someone unknown's.
    act(session('a1-alice', 'a1', 'alice', 'alice-mbp.local'), NOON - 200, [read('/home/alice/.ssh/id_rsa')]),
    act(session('a1-bob', 'a1', 'bob', 'bob-thinkpad.local'), NOON - 100),
    act(session('a2-alice', 'a2', 'alice', 'alice-mbp.local'), NOON - 300),
    act(session('a2-unknown', 'a2', null, 'cloud-vm'), NOON - 50),
    // Another, by address: carol's key on two machines, one of them dave's.
    act(session('c-carol', 'c1', 'carol', '10.0.1.44'), NOON - 400),
    act(session('c-dave', 'c1', 'dave', 'dave-mbp.local'), NOON - 350),
    end(session('c-dave', 'c1', 'dave', 'dave-mbp.local'), NOON - 340),
    // A week ago, and shared by nobody since.
    act(session('old-erin', 'o1', 'erin', 'erin-mbp.local'), NOON - 7 * DAY_MINUTES),
    act(session('old-finn', 'o1', 'finn', 'finn-mbp.local'), NOON - 7 * DAY_MINUTES + 10),
    // Not shared.
    act(session('plain', 'p1', 'gina', 'gina-mbp.local'), NOON - 30),
  ]);
});

afterAll(async () => {
  await api.close();
});

const CLUSTERS = `query ($first: Int!, $after: String, $scope: ScopeInput, $filter: KeyClusterFilter) {
  sharedKeyClusters(first: $first, after: $after, scope: $scope, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      id severity confidence consequence keyCount userCount endpointCount sessionCount unknownSessionCount sharedFrom
      keys { hint } users { email } endpoints { name }
      sessions(first: 10) { totalCount nodes { sessionId } }
      reasons { code severity confidence declared times sessionCount text key { hint } sessions { sessionId } }
    }
  }
}`;

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is the query's
async function clusters(variables: object = {}): Promise<any> {
  const { data, errors } = await api.ask(CLUSTERS, { first: 10, ...variables });
  expect(errors).toEqual([]);
  return data.sharedKeyClusters;
}

const ALL = { since: '2020-01-01T00:00:00Z' };
const at = (minute: number): string => new Date(START + minute * MINUTE).toISOString();
const clusterId = (key: string): string => globalId('KeyCluster', key);

describe('sharedKeyClusters', () => {
  test('joins keys by a common user, says why, and is known by the earliest-used key', async () => {
    const { nodes } = await clusters();
    expect(nodes[0]).toMatchObject({
      id: clusterId('fp:a2'),
      severity: 'HIGH',
      confidence: 'HIGH',
      keyCount: 2,
      userCount: 2,
      endpointCount: 3,
      sessionCount: 4,
      unknownSessionCount: 1,
      sharedFrom: at(NOON - 100),
      keys: [{ hint: 'sk-ant-...a2' }, { hint: 'sk-ant-...a1' }],
      users: [{ email: 'alice@company.com' }, { email: 'bob@company.com' }],
      endpoints: [{ name: 'alice-mbp.local' }, { name: 'bob-thinkpad.local' }, { name: 'cloud-vm' }],
      sessions: {
        totalCount: 4,
        nodes: [
          { sessionId: 'a2-unknown' },
          { sessionId: 'a1-bob' },
          { sessionId: 'a1-alice' },
          { sessionId: 'a2-alice' },
        ],
      },
    });
    expect(nodes[0].reasons).toMatchObject([
      {
        code: 'UNKNOWN_USER_ON_KNOWN_KEY',
        severity: 'HIGH',
        declared: false,
        times: [at(NOON - 50)],
        sessionCount: 2,
        key: { hint: 'sk-ant-...a2' },
        sessions: [{ sessionId: 'a2-alice' }, { sessionId: 'a2-unknown' }],
        text: expect.stringMatching(
          /^2 sessions of verified users and of someone unknown .* since 2026-03-10T11:10/,
        ),
      },
      {
        code: 'SHARED_ACROSS_USERS',
        severity: 'MEDIUM',
        sessions: [{ sessionId: 'a1-alice' }, { sessionId: 'a1-bob' }],
      },
      { code: 'SHARED_ACROSS_ENDPOINTS', severity: 'LOW', key: { hint: 'sk-ant-...a2' } },
      { code: 'SHARED_ACROSS_ENDPOINTS', severity: 'LOW', key: { hint: 'sk-ant-...a1' } },
    ]);
  });

  test('orders by the highest consequence, then by key, and pages', async () => {
    const { nodes, totalCount } = await clusters({ scope: ALL });
    expect(nodes.map((node: { id: string; consequence: number }) => [node.id, node.consequence])).toEqual([
      [clusterId('fp:a2'), 60],
      [clusterId('fp:c1'), 30],
      [clusterId('fp:o1'), 30],
    ]);
    expect(totalCount).toBe(3);
    const first = await clusters({ scope: ALL, first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await clusters({ scope: ALL, first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes].map(({ id }: { id: string }) => id)).toEqual(
      nodes.map(({ id }: { id: string }) => id),
    );
    const { errors } = await api.ask(CLUSTERS, { first: 2, after: first.pageInfo.endCursor });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }]);
  });

  test('holds the clusters with a session in the window, by default the last day', async () => {
    const ids = async (scope?: object): Promise<string[]> =>
      (await clusters({ scope })).nodes.map(({ id }: { id: string }) => id);
    expect(await ids()).toEqual([clusterId('fp:a2'), clusterId('fp:c1')]);
    // The session of c1 that has an end ended before; the other is still active.
    expect(await ids({ since: at(NOON - 60) })).toEqual([clusterId('fp:a2'), clusterId('fp:c1')]);
    expect(await ids({ since: at(NOON - 7 * DAY_MINUTES), until: at(NOON - 6 * DAY_MINUTES) })).toEqual([
      clusterId('fp:o1'),
    ]);
    expect(await ids({ since: at(NOON - 9 * DAY_MINUTES), until: at(NOON - 8 * DAY_MINUTES) })).toEqual([]);
  });

  test.each<[object, string[]]>([
    [{ severity: { eq: 'HIGH' } }, ['fp:a2']],
    [{ severity: { ne: 'HIGH' } }, ['fp:c1', 'fp:o1']],
    [{ confidence: { eq: 'MEDIUM' } }, ['fp:c1']],
    [{ reason: { in: ['UNKNOWN_USER_ON_KNOWN_KEY', 'IMPOSSIBLE_CONCURRENCY'] } }, ['fp:a2']],
    [
      { reason: { eq: 'SHARED_ACROSS_USERS' }, severity: { notIn: ['HIGH', 'CRITICAL'] } },
      ['fp:c1', 'fp:o1'],
    ],
    [{ severity: { in: [] } }, []],
    [{ key: { fingerprint: 'a1' } }, ['fp:a2']],
    [{ key: { hint: 'sk-ant-...p1' } }, []],
    [{}, ['fp:a2', 'fp:c1', 'fp:o1']],
  ])('filter %j', async (filter, expected) => {
    const { nodes } = await clusters({ scope: ALL, filter });
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(expected.map(clusterId));
  });

  test('refuses an operator set to null, and a key that is not there', async () => {
    const { errors } = await api.ask(CLUSTERS, { first: 1, filter: { severity: { eq: null } } });
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'filter.severity.eq' } },
    ]);
    const { errors: absent } = await api.ask(CLUSTERS, {
      first: 1,
      filter: { key: { fingerprint: 'none' } },
    });
    expect(absent).toMatchObject([{ extensions: { code: 'NOT_FOUND', argument: 'filter.key' } }]);
  });

  test('takes a fixed number of statements', async () => {
    const statements = async (first: number): Promise<number> =>
      (await api.ask(CLUSTERS, { first, scope: ALL })).statements.length;
    expect(await statements(3)).toBe(await statements(1));
  });
});

describe('a key', () => {
  test('leads to its cluster, whichever of its keys it is, and says why it counts as shared', async () => {
    const query =
      '{ apiKeys(first: 10) { nodes { fingerprint cluster { id } reasons { code } sharedFrom } } }';
    const { data, errors } = await api.ask(query);
    expect(errors).toEqual([]);
    const byFingerprint = Object.fromEntries(
      (data.apiKeys.nodes as { fingerprint: string }[]).map((key) => [key.fingerprint, key]),
    );
    expect(byFingerprint['a1']).toMatchObject({
      cluster: { id: clusterId('fp:a2') },
      sharedFrom: at(NOON - 100),
    });
    expect(byFingerprint['a2']).toMatchObject({
      cluster: { id: clusterId('fp:a2') },
      sharedFrom: at(NOON - 50),
    });
    expect(byFingerprint['p1']).toMatchObject({ cluster: null, reasons: [], sharedFrom: null });
  });

  test('is found by its cluster again through node(id)', async () => {
    const { data } = await api.ask(
      'query ($id: ID!) { node(id: $id) { __typename ... on KeyCluster { severity keys { hint } } } }',
      {
        id: clusterId('fp:c1'),
      },
    );
    expect(data.node).toEqual({
      __typename: 'KeyCluster',
      severity: 'MEDIUM',
      keys: [{ hint: 'sk-ant-...c1' }],
    });
  });

  test('declared for a service keeps its reasons and leaves its cluster, which is then known by another key', async () => {
    const who = { by: 'sec@company.com', reason: 'The build', at: NOW };
    await declareKeyUse(api.graph, 'fp:a2', 'SERVICE', who);
    await new Appraiser(api.graph, { clock: () => NOW }).drain();
    const { nodes } = await clusters();
    expect(nodes[0]).toMatchObject({
      id: clusterId('fp:a1'),
      severity: 'MEDIUM',
      keyCount: 1,
      sessionCount: 2,
    });
    const { data } = await api.ask(
      'query ($id: ID!) { node(id: $id) { ... on ApiKey { cluster { id } reasons { severity declared text } } } }',
      {
        id: globalId('ApiKey', 'fp:a2'),
      },
    );
    expect(data.node.cluster).toBeNull();
    expect(data.node.reasons[0]).toMatchObject({
      severity: 'INFO',
      declared: true,
      text: expect.stringContaining('nothing is raised'),
    });
    const { data: node } = await api.ask('query ($id: ID!) { node(id: $id) { id } }', {
      id: clusterId('fp:a2'),
    });
    expect(node.node).toBeNull();
    const { data: session } = await api.ask(
      'query ($id: ID!) { node(id: $id) { ... on Session { sharedKey } } }',
      {
        id: globalId('Session', keyOf('a2-alice')),
      },
    );
    expect(session.node.sharedKey).toBe(false);
  });
});
