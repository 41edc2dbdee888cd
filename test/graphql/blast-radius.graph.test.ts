import { readFileSync } from 'node:fs';

import neo4j from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { seedGraph, type SeedRelation, seedKey } from '../support/seed-graph.js';
import { MINUTE, NOW, startApi, type TestApi } from './api.js';

const NINE = Date.UTC(2026, 2, 10, 9);
const REPOSITORY = 'remote:github.com/acme/app';

const file = (path: string): string => `${REPOSITORY}//${path}`;
const contact = (key: string, ...minutes: number[]): SeedRelation => {
  const contactAt = minutes.map((minute) => NINE + minute * MINUTE);
  return {
    key,
    contactAt,
    contactEvents: minutes.map((minute) => `${key}@${minute}`),
    firstAt: contactAt[0]!,
    lastAt: contactAt.at(-1)!,
    count: minutes.length,
  };
};
const times = { startedAt: NINE, lastSeenAt: NINE + 30 * MINUTE };

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    sessions: [
      // The worked example of the documentation.
      {
        sessionId: 'planner',
        ...times,
        related: { WROTE: [contact('docs//notes.md', 1), contact('docs//build.sh', 10)] },
      },
      {
        sessionId: 'fixer',
        ...times,
        related: { READ: [contact('docs//notes.md', 2)], WROTE: [contact('docs//build.sh', 3)] },
      },
      { sessionId: 'release', ...times, related: { READ: [contact('docs//build.sh', 5)] } },
      { sessionId: 'early-bird', ...times, related: { READ: [contact('docs//build.sh', 0)] } },
      // The same with more around it.
      {
        sessionId: 'source',
        ...times,
        related: {
          WROTE: [contact(file('notes.md'), 1), contact(file('build.sh'), 10)],
          RAN_ON: [{ key: 'host:alpha', firstEvent: 'start-source' }],
          CALLED: [contact('evil.example', 2)],
          USED_MODEL: ['opus'],
        },
      },
      {
        sessionId: 'carrier',
        ...times,
        related: {
          READ: [contact(file('notes.md'), 2)],
          WROTE: [contact(file('build.sh'), 3)],
          RAN_ON: [{ key: 'host:beta' }],
        },
      },
      {
        sessionId: 'victim',
        ...times,
        related: { READ: [contact(file('build.sh'), 5)], RAN_ON: [{ key: 'host:beta' }] },
      },
      { sessionId: 'sharer', ...times, related: { WROTE: [contact(file('shared.md'), 4)] } },
    ],
  });
  // A thousand sessions that read one file: with the one that wrote it, it is a hub.
  const session = api.driver.session({ database: 'neo4j' });
  await session.run(
    `MATCH (f:File {key: $file}) UNWIND range(1, 1000) AS i
     CREATE (s:Session {key: 'crowd/' + i, product: 'crowd', sessionId: 'crowd-' + i, topLevel: true, orderAt: $at,
       startedAt: $at, lastSeenAt: $at, events: 0, turns: 0, toolCalls: 0, distinctTools: 0, inputTokens: 0,
       outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0, costMicroUsd: 0, reportedRequests: 0,
       estimatedRequests: 0, unpricedRequests: 0, actor: 'NOT_REPORTED'})
     CREATE (s)-[:READ {firstAt: $at, lastAt: $at, count: 1, contactAt: [$at], contactEvents: ['c' + i]}]->(f)`,
    { file: file('shared.md'), at: neo4j.int(NINE + 5 * MINUTE) },
  );
  await session.close();
  // A server that has just started takes long over its first plans.
  for (const direction of ['FORWARD', 'BACKWARD', 'FORWARD', 'BACKWARD']) {
    await api.ask(RADIUS, { input: { ...from('source'), direction, timeoutMs: 8_000 } });
  }
});

afterAll(async () => {
  await api.close();
});

const RADIUS = /* GraphQL */ `
  query Radius($input: BlastRadiusInput!) {
    blastRadius(input: $input) {
      seeds {
        id
      }
      nodes {
        id
        kind
        lenses
        hops
        arrivedAt
        earliestAt
        strength
        node {
          id
        }
        witness {
          lens
          strength
          crossesEndpoints
          steps {
            kind
            direction
            from
            to
            edge
            at
            events
            untimed
          }
        }
      }
      countsByKind {
        kind
        count
      }
      edges {
        id
        kind
        from
        to
        direction
        lenses
        firstAt
        lastAt
        count
        evidence
        untimed
      }
      meta {
        complete
        truncatedBy
        summary
        hopsReached
        exploredNodes
        policy
        asOf
        hubs {
          degree
          hops
          cut
          node {
            id
          }
        }
      }
    }
  }
`;

const sessionId = (id: string): string => globalId('Session', seedKey({ sessionId: id }));
const fileId = (path: string): string => globalId('File', file(path));
const eventId = (key: string): string => globalId('Event', key);
const at = (minute: number): string => new Date(NINE + minute * MINUTE).toISOString();
const from = (id: string): object => ({ from: [{ session: { sessionId: id } }] });

describe('blastRadius', () => {
  it('answers the worked example of the documentation', async () => {
    const page = readFileSync(new URL('../../docs/blast-radius.md', import.meta.url), 'utf8');
    const query = /```graphql\n([\s\S]*?)```/.exec(page)?.[1];
    const expected: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    const { data, errors } = await api.ask(query ?? '');
    expect(errors).toEqual([]);
    expect(data).toEqual(expected);
  });

  it('gives each thing its witness with the events behind every step', async () => {
    const { data, errors } = await api.ask(RADIUS, {
      input: { ...from('source'), lenses: ['TAINT'], kinds: { include: ['READ', 'WROTE'] } },
    });
    expect(errors).toEqual([]);
    const victim = data.blastRadius.nodes.at(-1);
    expect(victim).toMatchObject({ id: sessionId('victim'), kind: 'SESSION', lenses: ['TAINT'], hops: 4 });
    expect(victim.node.id).toBe(victim.id);
    expect(victim.witness).toEqual({
      lens: 'TAINT',
      // Two files between the ends, each related to two and three of the 1,008 sessions.
      strength: expect.closeTo(
        (Math.log(1009 / 2) / Math.log(1009)) * (Math.log(1009 / 3) / Math.log(1009)),
        10,
      ),
      crossesEndpoints: true,
      steps: [
        step('WROTE', 'OUT', sessionId('source'), fileId('notes.md'), 1, 'notes.md'),
        step('READ', 'IN', fileId('notes.md'), sessionId('carrier'), 2, 'notes.md'),
        step('WROTE', 'OUT', sessionId('carrier'), fileId('build.sh'), 3, 'build.sh'),
        step('READ', 'IN', fileId('build.sh'), sessionId('victim'), 5, 'build.sh'),
      ],
    });
    expect(data.blastRadius.countsByKind).toEqual([
      { kind: 'SESSION', count: 2 },
      { kind: 'FILE', count: 2 },
    ]);
    expect(data.blastRadius.seeds).toEqual([{ id: sessionId('source') }]);
    expect(data.blastRadius.meta).toMatchObject({
      complete: true,
      truncatedBy: [],
      hopsReached: 4,
      exploredNodes: 5,
      policy: 1,
      hubs: [],
    });
  });

  it('lists each relationship of the witnesses once, with its facts', async () => {
    const { data } = await api.ask(RADIUS, {
      input: { ...from('source'), lenses: ['TAINT', 'DISCLOSURE'], kinds: { include: ['READ', 'WROTE'] } },
    });
    const { edges, nodes } = data.blastRadius;
    expect(edges.map((edge: { id: string }) => edge.id)).toHaveLength(
      new Set(edges.map((edge: { id: string }) => edge.id)).size,
    );
    expect(edges[0]).toEqual({
      id: `WROTE.${sessionId('source')}.${fileId('notes.md')}`,
      kind: 'WROTE',
      from: sessionId('source'),
      to: fileId('notes.md'),
      direction: 'OUT',
      lenses: ['DISCLOSURE', 'TAINT'],
      firstAt: at(1),
      lastAt: at(1),
      count: 1,
      evidence: [eventId(`${file('notes.md')}@1`)],
      untimed: false,
    });
    const listed = new Set(edges.map((edge: { id: string }) => edge.id));
    for (const node of nodes) for (const { edge } of node.witness.steps) expect(listed).toContain(edge);
  });

  it('looks backward for what may have been the cause, the latest first', async () => {
    const { data } = await api.ask(RADIUS, {
      input: { ...from('victim'), lenses: ['TAINT'], direction: 'BACKWARD', kinds: { exclude: ['RAN_ON'] } },
    });
    const { nodes } = data.blastRadius;
    expect(
      nodes.map((node: { id: string; hops: number; arrivedAt: string }) => [
        node.id,
        node.hops,
        node.arrivedAt,
      ]),
    ).toEqual([
      [sessionId('victim'), 0, new Date(NOW).toISOString()],
      [fileId('build.sh'), 1, at(5)],
      [sessionId('carrier'), 2, at(3)],
      [fileId('notes.md'), 3, at(2)],
      [sessionId('source'), 4, at(1)],
    ]);
    expect(nodes.at(-1).witness.steps.map((step: { from: string }) => step.from)).toEqual([
      sessionId('source'),
      fileId('notes.md'),
      sessionId('carrier'),
      fileId('build.sh'),
    ]);
  });

  it('stops at a hub and says so in other words than at a limit', async () => {
    const input = { ...from('sharer'), lenses: ['TAINT'] };
    const stopped = (await api.ask(RADIUS, { input })).data.blastRadius;
    expect(stopped.nodes.map((node: { id: string }) => node.id)).toEqual([
      sessionId('sharer'),
      fileId('shared.md'),
    ]);
    expect(stopped.meta).toMatchObject({
      complete: false,
      truncatedBy: ['HUB'],
      hubs: [{ degree: 1001, hops: 1, cut: true, node: { id: fileId('shared.md') } }],
    });
    expect(stopped.meta.summary).toContain('As is usual, paths stop at one hub');

    const passed = (
      await api.ask(RADIUS, {
        input: { ...input, reincludeHubs: [{ id: fileId('shared.md') }], maxNodes: 500 },
      })
    ).data.blastRadius;
    expect(passed.nodes).toHaveLength(500);
    expect(passed.meta).toMatchObject({ truncatedBy: ['MAX_NODES'], exploredNodes: 1002, hubs: [] });
    expect(passed.meta.summary).toContain('raise it');
  });

  it('respects the window and the moment of the question', async () => {
    const ids = async (input: object): Promise<string[]> => {
      const { data } = await api.ask(RADIUS, {
        input: { ...from('source'), lenses: ['TAINT'], kinds: { include: ['READ', 'WROTE'] }, ...input },
      });
      return data.blastRadius.nodes.map((node: { id: string }) => node.id);
    };
    expect(await ids({ since: at(2) })).toEqual([sessionId('source'), fileId('build.sh')]);
    expect(await ids({ until: at(2) })).toEqual([
      sessionId('source'),
      fileId('notes.md'),
      sessionId('carrier'),
    ]);
    expect(await ids({ asOf: at(2) })).toEqual([
      sessionId('source'),
      fileId('notes.md'),
      sessionId('carrier'),
    ]);
    expect(await ids({ asOf: at(2), until: at(20) })).toEqual([
      sessionId('source'),
      fileId('notes.md'),
      sessionId('carrier'),
    ]);
  });

  it('cites the event that a state began with, and marks what has no time', async () => {
    const { data } = await api.ask(RADIUS, {
      input: { ...from('source'), lenses: ['EXPOSURE'], kinds: { include: ['RAN_ON'] } },
    });
    const [, endpoint] = data.blastRadius.nodes;
    expect(endpoint.id).toBe(globalId('Endpoint', 'host:alpha'));
    expect(endpoint.witness.steps).toMatchObject([
      { at: at(0), untimed: false, events: [eventId('start-source')] },
    ]);
  });

  it.each([
    ['input.maxHops', { maxHops: 9 }],
    ['input.maxHops', { maxHops: 0 }],
    ['input.maxNodes', { maxNodes: 5001 }],
    ['input.maxEdges', { maxEdges: 20_001 }],
    ['input.timeoutMs', { timeoutMs: 8001 }],
    ['input.from', { from: [] }],
    ['input.from', { from: Array.from({ length: 101 }, () => ({ session: { sessionId: 'source' } })) }],
    ['input.lenses', { lenses: [] }],
    ['input.kinds.include', { kinds: { include: ['USED_MODEL'] } }],
    ['input.kinds', { kinds: { include: ['READ'], exclude: ['READ'] } }],
    ['input.since', { since: at(5), until: at(4) }],
  ])('refuses %s out of bounds before the graph is asked: %j', async (argument, input) => {
    const { errors, statements } = await api.ask(
      `query ($input: BlastRadiusInput!) { blastRadius(input: $input) { meta { complete } } }`,
      {
        input: { ...from('source'), ...input },
      },
    );
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(statements).toEqual([]);
  });

  it('does not find a starting point that is not there, and refuses one that nothing follows', async () => {
    const query = `query ($input: BlastRadiusInput!) { blastRadius(input: $input) { meta { complete } } }`;
    const absent = await api.ask(query, { input: from('nobody') });
    expect(absent.errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'input.from[0]' });
    const model = await api.ask(query, { input: { from: [{ model: { name: 'opus' } }] } });
    expect(model.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.from[0]' });
  });

  it('answers with what was complete when there is hardly any time', async () => {
    const { data, errors } = await api.ask(RADIUS, { input: { ...from('source'), timeoutMs: 1 } });
    expect(errors).toEqual([]);
    const { nodes, meta } = data.blastRadius;
    expect(nodes[0].id).toBe(sessionId('source'));
    expect(meta.complete || meta.truncatedBy.includes('TIMEOUT')).toBe(true);
  });

  it('shows its policy and its limits', async () => {
    const { data } = await api.ask(
      '{ traversalPolicy { kind from to contacts contextOnly version lenses { lens out in } } limits { blastRadius { maxHops maxNodes hubBound } } }',
    );
    expect(data.limits.blastRadius).toEqual({ maxHops: 8, maxNodes: 5000, hubBound: 1000 });
    const wrote = data.traversalPolicy.find((row: { kind: string }) => row.kind === 'WROTE');
    expect(wrote).toEqual({
      kind: 'WROTE',
      from: 'SESSION',
      to: 'FILE',
      contacts: 'CONTACT',
      contextOnly: false,
      version: 1,
      lenses: [
        { lens: 'EXPOSURE', out: 'END', in: null },
        { lens: 'DISCLOSURE', out: 'PASS', in: null },
        { lens: 'TAINT', out: 'PASS', in: null },
        { lens: 'IDENTITY', out: null, in: null },
      ],
    });
    expect(
      data.traversalPolicy
        .filter((row: { contextOnly: boolean }) => row.contextOnly)
        .map((row: { kind: string }) => row.kind),
    ).toEqual(['RAN_AS', 'USED_MODEL', 'USED_TOOL', 'IN_REPOSITORY', 'IN_SANDBOX']);
  });
});

function step(
  kind: string,
  direction: string,
  fromId: string,
  toId: string,
  minute: number,
  path: string,
): object {
  const [start, end] = direction === 'OUT' ? [fromId, toId] : [toId, fromId];
  return {
    kind,
    direction,
    from: fromId,
    to: toId,
    edge: `${kind}.${start}.${end}`,
    at: at(minute),
    events: [eventId(`${file(path)}@${minute}`)],
    untimed: false,
  };
}
