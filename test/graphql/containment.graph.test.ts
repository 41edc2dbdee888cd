import { readFileSync } from 'node:fs';

import neo4j from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { seedGraph, type SeedRelation, seedKey } from '../support/seed-graph.js';
import { MINUTE, NOW, startApi, type TestApi } from './api.js';
import { PLAN, SIMULATE } from './containment-documents.js';

const NINE = Date.UTC(2026, 2, 10, 9);
const at = (minute: number): string => new Date(NINE + minute * MINUTE).toISOString();
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
const from = (sessionId: string): object[] => [{ session: { sessionId } }];
const sessionId = (id: string): string => globalId('Session', seedKey({ sessionId: id }));

describe('containment', () => {
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
        // Two sessions of one key; three others use it, one of them still; two are on the machine of the second.
        {
          sessionId: 'thief',
          ...times,
          related: {
            USED_KEY: [{ key: 'fp:k1', firstAt: NINE }],
            RAN_ON: [{ key: 'host:far', firstAt: NINE }],
          },
        },
        {
          sessionId: 'worker',
          startedAt: NINE + 5 * MINUTE,
          lastSeenAt: NINE + 20 * MINUTE,
          related: {
            USED_KEY: [{ key: 'fp:k1', firstAt: NINE + 5 * MINUTE }],
            RAN_ON: [{ key: 'host:desk', firstAt: NINE + 5 * MINUTE }],
            CALLED: [contact('ledger.example', 7)],
          },
        },
        {
          sessionId: 'bystander',
          ...times,
          related: { RAN_ON: [{ key: 'host:desk', firstAt: NINE }], CALLED: [contact('ledger.example', 8)] },
        },
        // A thousand sessions read what this one wrote.
        { sessionId: 'sharer', ...times, related: { WROTE: [contact('docs//shared.md', 4)] } },
      ],
    });
    const session = api.driver.session({ database: 'neo4j' });
    await session.run(
      `MATCH (f:File {key: 'docs//shared.md'}) UNWIND range(1, 1000) AS i
       CREATE (s:Session {key: 'crowd/' + i, product: 'crowd', sessionId: 'crowd-' + i, topLevel: true, orderAt: $at,
         startedAt: $at, lastSeenAt: $at, events: 0, turns: 0, toolCalls: 0, distinctTools: 0, inputTokens: 0,
         outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0, costMicroUsd: 0, reportedRequests: 0,
         estimatedRequests: 0, unpricedRequests: 0, actor: 'NOT_REPORTED'})
       CREATE (s)-[:READ {firstAt: $at, lastAt: $at, count: 1, contactAt: [$at], contactEvents: ['c' + i]}]->(f)`,
      { at: neo4j.int(NINE + 5 * MINUTE) },
    );
    await session.close();
    // A server that has just started takes long over its first plans.
    for (let round = 0; round < 3; round++) {
      await api.ask(PLAN, { from: from('planner'), protect: from('release'), radius: { timeoutMs: 8_000 } });
      await api.ask(SIMULATE, {
        from: from('planner'),
        actions: [{ isolateEndpoint: { endpoint: { hostName: 'desk' } } }],
        radius: { timeoutMs: 8_000 },
      });
    }
  });

  afterAll(() => api.close());

  const taint = { lenses: ['TAINT'] };
  const kill = (id: string, minute?: number): object => ({
    killSession: { session: { sessionId: id }, ...(minute === undefined ? {} : { from: at(minute) }) },
  });
  const idsOf = (nodes: readonly { readonly id: string }[]): string[] => nodes.map(({ id }) => id);

  it('answers the worked example of the documentation', async () => {
    const page = readFileSync(new URL('../../docs/containment.md', import.meta.url), 'utf8');
    const query = /```graphql\n([\s\S]*?)```/.exec(page)?.[1];
    const expected: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    const { data, errors } = await api.ask(query ?? '');
    expect(errors).toEqual([]);
    expect(data).toEqual(expected);
  });

  it('keeps the evidence of what is no longer reached, and a path for what is', async () => {
    const { data, errors } = await api.ask(SIMULATE, {
      from: from('planner'),
      actions: [kill('fixer', 3)],
      radius: taint,
    });
    expect(errors).toEqual([]);
    const { before, after, noLongerReached, actions } = data.simulateContainment;
    expect(noLongerReached).toMatchObject([
      {
        id: sessionId('release'),
        witness: { steps: [{}, {}, {}, { kind: 'READ', events: [expect.any(String)] }] },
      },
    ]);
    expect(idsOf(before.nodes).filter((id) => !idsOf(after.nodes).includes(id))).toEqual([
      sessionId('release'),
    ]);
    expect(after.nodes[3]).toMatchObject({ id: sessionId('fixer'), witness: { steps: [{}, { at: at(2) }] } });
    expect(after.meta).toEqual({ complete: true, truncatedBy: [], asOf: new Date(NOW).toISOString() });
    expect(actions).toMatchObject([
      {
        kind: 'KILL_SESSION',
        targetId: sessionId('fixer'),
        target: { id: sessionId('fixer') },
        from: at(3),
        cost: null,
      },
    ]);
  });

  it('changes nothing by an action of this moment, says so, and counts who it would cut', async () => {
    const { data } = await api.ask(SIMULATE, {
      from: from('planner'),
      actions: [kill('fixer'), { revokeKey: { apiKey: { fingerprint: 'k1' } } }],
      radius: taint,
    });
    const { after, before, noLongerReached, summary, actions } = data.simulateContainment;
    expect(noLongerReached).toEqual([]);
    expect(idsOf(after.nodes)).toEqual(idsOf(before.nodes));
    expect(summary).toContain('Pass an earlier from');
    // Neither session of the key has ended: the day is not over.
    expect(actions[1].cutSessions).toEqual({
      count: 2,
      isExact: true,
      sessions: [{ id: sessionId('thief') }, { id: sessionId('worker') }],
    });
  });

  it('isolates an endpoint: what its sessions reach over a network is gone', async () => {
    const ask = async (action: object): Promise<string[]> => {
      const { data, errors } = await api.ask(SIMULATE, {
        from: from('thief'),
        actions: [action],
        radius: { lenses: ['EXPOSURE'] },
      });
      expect(errors).toEqual([]);
      return idsOf(data.simulateContainment.noLongerReached).map((id) =>
        Buffer.from(id, 'base64url').toString('utf8'),
      );
    };
    const isolate = (hostName: string, minute: number): object => ({
      isolateEndpoint: { endpoint: { hostName }, from: at(minute) },
    });
    const [worker, host, desk] = [
      `Session:${seedKey({ sessionId: 'worker' })}`,
      'Host:ledger.example',
      'Endpoint:host:desk',
    ];
    expect((await ask(isolate('desk', 5))).toSorted()).toEqual([desk, host, worker].toSorted());
    expect(await ask(isolate('desk', 6))).toEqual([host]);
    expect(await ask(isolate('desk', 8))).toEqual([]);
    expect(await ask({ blockHost: { host: { name: 'ledger.example' }, from: at(7) } })).toEqual([host]);
  });

  it('plans the cheapest, weighs what it breaks, and is bound to what is allowed', async () => {
    const plan = async (variables: object): Promise<Record<string, unknown>> => {
      const { data, errors } = await api.ask(PLAN, {
        from: from('thief'),
        protect: [{ host: { name: 'ledger.example' } }],
        radius: { lenses: ['EXPOSURE'] },
        ...variables,
      });
      expect(errors).toEqual([]);
      return data.minimalContainment as Record<string, unknown>;
    };
    expect(await plan({ allowed: ['REVOKE_KEY'] })).toMatchObject({
      result: 'CONTAINED',
      exactness: 'EXACT',
      verified: true,
      cost: 1,
      lowerBound: 1,
      actions: [{ kind: 'REVOKE_KEY', targetId: globalId('ApiKey', 'fp:k1'), from: null, cost: 1 }],
    });
    // The machine of the worker has an unrelated session on it; isolating the thief's own costs less.
    expect(await plan({ allowed: ['ISOLATE_ENDPOINT'] })).toMatchObject({
      cost: 1,
      actions: [{ targetId: globalId('Endpoint', 'host:far') }],
    });
    expect(
      await plan({
        allowed: ['ISOLATE_ENDPOINT', 'KILL_SESSION'],
        costs: { killSession: 5 },
        actFrom: at(7),
      }),
    ).toMatchObject({
      cost: 2,
      exactness: 'EXACT',
      actions: [
        { targetId: globalId('Endpoint', 'host:desk'), from: at(7), cost: 2, cutSessions: { count: 1 } },
      ],
    });
    expect(await plan({ allowed: ['QUARANTINE_FILE'] })).toMatchObject({
      result: 'IMPOSSIBLE',
      actions: [],
      exactness: null,
      stillReached: [{ id: globalId('Host', 'ledger.example') }],
    });
    expect(await plan({ actFrom: at(8) })).toMatchObject({ result: 'IMPOSSIBLE' });
    expect(await plan({ protect: from('planner') })).toMatchObject({
      result: 'ALREADY_APART',
      cost: 0,
      verified: true,
    });
    expect(await plan({ protect: from('thief') })).toMatchObject({
      result: 'IMPOSSIBLE',
      summary: expect.stringContaining('starting point'),
    });
    // Nothing lies between a session and the key that it holds, but the machine that it ran on.
    expect(await plan({ protect: [{ apiKey: { fingerprint: 'k1' } }] })).toMatchObject({
      result: 'CONTAINED',
      actions: [{ kind: 'ISOLATE_ENDPOINT', targetId: globalId('Endpoint', 'host:far') }],
    });
  });

  it('plans through a hub that is included again, and claims nothing where size cuts both radii', async () => {
    const shared = globalId('File', 'docs//shared.md');
    const ask = async (radius: object, protect: object[]): Promise<Record<string, unknown>> => {
      const { data, errors } = await api.ask(PLAN, {
        from: from('sharer'),
        protect,
        radius: { ...taint, reincludeHubs: [{ id: shared }], timeoutMs: 8_000, ...radius },
      });
      expect(errors).toEqual([]);
      return data.minimalContainment as Record<string, unknown>;
    };
    const some = Array.from({ length: 20 }, (_, index) => ({
      id: globalId('Session', `crowd/${index + 1}`),
    }));
    expect(await ask({ maxNodes: 2_000 }, some)).toMatchObject({
      result: 'CONTAINED',
      exactness: 'EXACT',
      verified: true,
      cost: 1,
      actions: [{ kind: 'QUARANTINE_FILE', targetId: shared }],
    });
    expect(await ask({ maxNodes: 1 }, some.slice(0, 1))).toMatchObject({ result: 'UNPROVEN', actions: [] });
  });

  it.each([
    ['actions', { actions: [] }],
    ['actions', { actions: Array.from({ length: 51 }, () => kill('fixer')) }],
    ['from', { from: [] }],
    ['from', { from: Array.from({ length: 101 }, () => from('planner')[0]) }],
    ['radius.maxHops', { radius: { maxHops: 9 } }],
    ['radius.timeoutMs', { radius: { timeoutMs: 8_001 } }],
    ['radius.lenses', { radius: { lenses: [] } }],
    ['radius.kinds.include', { radius: { kinds: { include: ['USED_MODEL'] } } }],
    ['radius.since', { radius: { since: at(5), until: at(4) } }],
  ])('refuses %s of a simulation out of bounds before the graph is asked', async (argument, variables) => {
    const { errors, statements } = await api.ask(SIMULATE, {
      from: from('planner'),
      actions: [kill('fixer')],
      ...variables,
    });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(errors[0]?.message).not.toContain('input.');
    expect(statements).toEqual([]);
  });

  it.each([
    ['protect', { protect: [] }],
    ['protect', { protect: Array.from({ length: 21 }, () => from('release')[0]) }],
    ['allowed', { allowed: [] }],
    ['costs.blockHost', { costs: { blockHost: 0 } }],
    ['radius.maxNodes', { radius: { maxNodes: 5_001 } }],
  ])('refuses %s of a plan out of bounds before the graph is asked', async (argument, variables) => {
    const { errors, statements } = await api.ask(PLAN, {
      from: from('planner'),
      protect: from('release'),
      ...variables,
    });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(statements).toEqual([]);
  });

  it('says which thing is not there, and which id is malformed', async () => {
    const ask = async (query: string, variables: object): Promise<unknown> =>
      (
        await api.ask(query, {
          from: from('planner'),
          actions: [kill('fixer')],
          protect: from('release'),
          ...variables,
        })
      ).errors[0]?.extensions;
    expect(await ask(SIMULATE, { from: from('nobody') })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'from[0]',
    });
    expect(await ask(SIMULATE, { actions: [kill('nobody')] })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'actions[0].killSession',
    });
    expect(await ask(SIMULATE, { actions: [{ revokeKey: { apiKey: { id: 'nonsense' } } }] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'actions[0].revokeKey.apiKey.id',
    });
    expect(
      await ask(SIMULATE, { actions: [{ ...kill('fixer'), ...kill('release'), blockHost: null }] }),
    ).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await ask(PLAN, { protect: [{ id: 'nonsense' }] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'protect[0].id',
    });
    expect(await ask(PLAN, { protect: from('nobody') })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'protect[0]',
    });
  });

  it('answers in time with what was complete when there is hardly any, and says so', async () => {
    const radius = { timeoutMs: 1 };
    const startedAt = performance.now();
    const simulated = await api.ask(SIMULATE, { from: from('planner'), actions: [kill('fixer', 0)], radius });
    expect(simulated.errors).toEqual([]);
    const { conclusive, after, summary } = simulated.data.simulateContainment;
    expect(conclusive).toBe(!after.meta.truncatedBy.includes('TIMEOUT'));
    expect(summary.includes('TIMEOUT')).toBe(!conclusive);
    const planned = await api.ask(PLAN, { from: from('planner'), protect: from('release'), radius });
    expect(planned.errors).toEqual([]);
    const { result, verified } = planned.data.minimalContainment;
    // A machine that is fast enough may find the actions and have no time left to verify them.
    expect([result, verified]).toEqual([result === 'CONTAINED' ? result : 'UNPROVEN', false]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('shows its limits', async () => {
    const { data } = await api.ask('{ limits { containment { actions protect } } }');
    expect(data.limits.containment).toEqual({ actions: 50, protect: 20 });
  });
});
