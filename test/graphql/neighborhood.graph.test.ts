import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { seedGraph, seedKey, type SeedRelation } from '../support/seed-graph.js';
import { MINUTE, NOW, startApi, type TestApi } from './api.js';

const SHARED = 'remote:github.com/acme/app//shared.md';
const ago = (minutes: number): number => NOW - minutes * MINUTE;
const iso = (minutes: number): string => new Date(ago(minutes)).toISOString();
const touch = (key: string, event: string, ...minutes: number[]): SeedRelation => ({
  key,
  contactAt: minutes.map(ago),
  contactEvents: minutes.map((_, position) => `${event}${position}`),
  firstAt: ago(minutes[0]!),
  lastAt: ago(minutes.at(-1)!),
  count: minutes.length,
});

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    edges: [
      [`File:${SHARED}`, 'IN_REPOSITORY', 'Repository:remote:github.com/acme/app'],
      ['Host:alice-mbp.local', 'IS', 'Endpoint:host:alice-mbp.local'],
    ],
    nodes: { 'Host:alice-mbp.local': {}, 'Repository:remote:github.com/acme/app': {} },
    sessions: [
      {
        sessionId: 'center',
        startedAt: ago(60),
        lastSeenAt: ago(1),
        related: {
          RAN_ON: [
            {
              key: 'host:alice-mbp.local',
              firstAt: ago(60),
              lastAt: ago(50),
              firstEvent: 'e-first',
              lastEvent: 'e-last',
            },
          ],
          READ: [touch(SHARED, 'r', 40, 30), touch('remote:github.com/acme/app//old.md', 'o', 55)],
          WROTE: [touch(SHARED, 'w', 20)],
          CALLED: [touch('api.example', 'c', 10)],
          USED_MODEL: [{ key: 'opus', firstAt: ago(58), lastAt: ago(2), count: 9 }],
        },
      },
      {
        sessionId: 'center',
        agentId: 'sub',
        startedAt: ago(45),
        lastSeenAt: ago(44),
        related: { USED_MODEL: ['opus'] },
      },
      ...Array.from({ length: 5 }, (_, index) => ({
        sessionId: `reader-${index}`,
        startedAt: ago(30),
        related: { READ: [touch(SHARED, `reader${index}-`, 25)] },
      })),
    ],
  });
  // A server that has just started takes long over its first plans.
  for (let attempt = 0; attempt < 5; attempt++) {
    if ((await api.ask(NEIGHBORHOOD, { of: shared, first: 1 })).errors.length === 0) break;
  }
});

afterAll(async () => {
  await api.close();
});

const NEIGHBORHOOD = /* GraphQL */ `
  query ($of: EntitySelector!, $filter: NeighborhoodFilter, $first: Int!, $after: String) {
    neighborhood(of: $of, filter: $filter, first: $first, after: $after) {
      nodes {
        id
      }
      edges {
        id
        kind
        direction
        from
        to
        firstAt
        lastAt
        count
        untimed
        evidence
      }
      paths {
        nodes
      }
      meta {
        complete
        truncatedBy
        hopsReached
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`;

const center = { session: { sessionId: 'center' } };
const centerId = globalId('Session', seedKey({ sessionId: 'center' }));
const shared = { id: globalId('File', SHARED) };

async function idsOf(filter: object | null, of: object = center): Promise<string[]> {
  const { data, errors } = await api.ask(NEIGHBORHOOD, { of, filter, first: 100 });
  expect(errors).toEqual([]);
  return data.neighborhood.nodes.map((node: { id: string }) => node.id);
}

const ids = {
  opus: globalId('Model', 'opus'),
  host: globalId('Host', 'api.example'),
  shared: shared.id,
  old: globalId('File', 'remote:github.com/acme/app//old.md'),
  endpoint: globalId('Endpoint', 'host:alice-mbp.local'),
  subagent: globalId('Session', seedKey({ sessionId: 'center', agentId: 'sub' })),
};

describe('neighborhood', () => {
  it('gives each neighbor once, the latest contact first, with every relationship between', async () => {
    const { data, errors } = await api.ask(NEIGHBORHOOD, { of: center, first: 100 });
    expect(errors).toEqual([]);
    const { nodes, edges, meta, paths } = data.neighborhood;
    expect(nodes.map((node: { id: string }) => node.id)).toEqual([
      ids.opus,
      ids.host,
      ids.shared,
      ids.subagent,
      ids.endpoint,
      ids.old,
    ]);
    expect(meta).toEqual({ complete: true, truncatedBy: [], hopsReached: 1 });
    expect(paths).toEqual([]);
    const between = edges.filter((edge: { to: string }) => edge.to === ids.shared);
    expect(between).toEqual([
      {
        id: `READ.${centerId}.${ids.shared}`,
        kind: 'READ',
        direction: 'OUT',
        from: centerId,
        to: ids.shared,
        firstAt: iso(40),
        lastAt: iso(30),
        count: 2,
        untimed: false,
        evidence: [globalId('Event', 'r0'), globalId('Event', 'r1')],
      },
      expect.objectContaining({
        kind: 'WROTE',
        count: 1,
        firstAt: iso(20),
        evidence: [globalId('Event', 'w0')],
      }),
    ]);
    expect(edges.find((edge: { kind: string }) => edge.kind === 'RAN_ON')).toMatchObject({
      evidence: [globalId('Event', 'e-first'), globalId('Event', 'e-last')],
    });
  });

  it('is the same relationship seen from the other side', async () => {
    const { data } = await api.ask(NEIGHBORHOOD, { of: shared, first: 100 });
    const seen = data.neighborhood.edges.filter((edge: { from: string }) => edge.from === centerId);
    expect(seen.map((edge: { kind: string; direction: string }) => [edge.kind, edge.direction])).toEqual([
      ['READ', 'IN'],
      ['WROTE', 'IN'],
    ]);
    expect(data.neighborhood.nodes.at(-1).id).toBe(globalId('Repository', 'remote:github.com/acme/app'));
  });

  it('filters by kind, direction, window and degree', async () => {
    expect(await idsOf({ kinds: { include: ['READ', 'WROTE'] } })).toEqual([ids.shared, ids.old]);
    expect(await idsOf({ kinds: { exclude: ['READ', 'WROTE', 'USED_MODEL'] } })).toEqual([
      ids.host,
      ids.subagent,
      ids.endpoint,
    ]);
    expect(await idsOf({ direction: 'IN' })).toEqual([]);
    expect(await idsOf({ direction: 'IN' }, { endpoint: { hostName: 'alice-mbp.local' } })).toEqual([
      centerId,
      globalId('Host', 'alice-mbp.local'),
    ]);
    // 35 minutes ago nothing was read: between its two contacts a relationship is not in the window.
    expect(await idsOf({ kinds: { include: ['READ'] }, since: iso(36), until: iso(34) })).toEqual([]);
    expect(await idsOf({ kinds: { include: ['READ'] }, since: iso(41), until: iso(39) })).toEqual([
      ids.shared,
    ]);
    expect(await idsOf({ minDegree: 2 })).toEqual([ids.opus, ids.shared, ids.subagent, ids.endpoint]);
    expect(await idsOf({ minDegree: 3, maxDegree: 10 })).toEqual([ids.shared]);
    expect(await idsOf({ maxDegree: 1 })).toEqual([ids.host, ids.old]);
  });

  it('pages without a gap or a repetition, and refuses a cursor of another filter', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data, errors } = await api.ask(NEIGHBORHOOD, { of: shared, first: 2, after });
      expect(errors).toEqual([]);
      const { nodes, pageInfo, meta } = data.neighborhood;
      seen.push(...nodes.map((node: { id: string }) => node.id));
      expect(meta.complete).toBe(!pageInfo.hasNextPage);
      expect(meta.truncatedBy).toEqual(pageInfo.hasNextPage ? ['MAX_NODES'] : []);
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(await idsOf(null, shared));
    expect(seen).toHaveLength(7);
    const { data } = await api.ask(NEIGHBORHOOD, { of: shared, first: 2 });
    const other = await api.ask(NEIGHBORHOOD, {
      of: shared,
      filter: { minDegree: 1 },
      first: 2,
      after: data.neighborhood.pageInfo.endCursor,
    });
    expect(other.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
  });

  it.each([
    [{ since: iso(1), until: iso(2) }, 'filter.since'],
    [{ minDegree: -1 }, 'filter.minDegree'],
    [{ kinds: { include: [] } }, 'filter.kinds'],
  ])('refuses %j before the graph is asked', async (filter, argument) => {
    const { errors, statements } = await api.ask(NEIGHBORHOOD, { of: center, filter, first: 10 });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(statements).toEqual([]);
  });

  it('counts by kind before the nodes', async () => {
    const query = `query ($of: EntitySelector!) { neighborhoodSummary(of: $of) { kind direction entityKind count } }`;
    const { data } = await api.ask(query, { of: shared });
    expect(data.neighborhoodSummary).toEqual([
      { kind: 'READ', direction: 'IN', entityKind: 'SESSION', count: 6 },
      { kind: 'IN_REPOSITORY', direction: 'OUT', entityKind: 'REPOSITORY', count: 1 },
      { kind: 'WROTE', direction: 'IN', entityKind: 'SESSION', count: 1 },
    ]);
    const repository = await api.ask(query, { of: { repository: { remote: 'github.com/acme/app' } } });
    expect(repository.data.neighborhoodSummary).toEqual([
      { kind: 'IN_REPOSITORY', direction: 'IN', entityKind: 'FILE', count: 1 },
    ]);
    const absent = await api.ask(query, { of: { model: { name: 'none' } } });
    expect(absent.errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'of' });
  });
});
