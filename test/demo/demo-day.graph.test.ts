import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import { GraphNotEmptyError, loadDemoDay, type DemoLoad } from '../../src/demo/load-demo.js';
import { NOW, startApi, type TestApi } from '../graphql/api.js';
import { wipe } from '../support/database.js';
import { redaction } from '../support/redaction.js';

/** The demo day as the API tells it, asked as of its loading. */
describe('the demo day over GraphQL', () => {
  let api: TestApi;
  let demo: DemoLoad;
  const scope = { asOf: new Date(NOW).toISOString() };

  beforeAll(async () => {
    api = await startApi();
    demo = await loadDemoDay(
      api.graph,
      { appraiser: new Appraiser(api.graph, { clock: () => NOW }), redaction },
      NOW,
    );
  });
  afterAll(() => api.close());

  const ask = async (query: string, variables: object = {}) => {
    const answer = await api.ask(query, { scope, ...variables });
    expect(answer.errors).toEqual([]);
    return answer.data;
  };

  test('has the figures of the category view', async () => {
    const { sessionSummary } = await ask(
      `query Figures($scope: ScopeInput) {
        sessionSummary(scope: $scope) { total active ended costUsd uniqueUsers highSignal sharedKey }
      }`,
    );
    expect(sessionSummary).toEqual({
      total: 43,
      active: 5,
      ended: 38,
      costUsd: 52.48,
      uniqueUsers: 7,
      highSignal: 3,
      sharedKey: 4,
    });
  });

  test('lists all sessions, newest first, with the rows of the raw ledger', async () => {
    const { sessions } = await ask(
      `query Ledger($scope: ScopeInput) {
        sessions(scope: $scope, first: 100) {
          totalCount
          nodes {
            sessionId status startedAt durationMs
            user { email } agent { name version } endpoint { name } model { name } keys { hint }
            totals { events distinctTools costUsd }
          }
        }
      }`,
    );
    expect(sessions.totalCount).toBe(43);
    const starts = sessions.nodes.map((node: { startedAt: string }) => Date.parse(node.startedAt));
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
    const row = (sessionId: string) => {
      const node = sessions.nodes.find(
        (candidate: { sessionId: string }) => candidate.sessionId === sessionId,
      );
      return [
        node.user?.email ?? 'unknown',
        `${node.agent.name} v${node.agent.version}`,
        node.endpoint.name,
        node.model.name,
        node.keys[0].hint,
        node.status,
      ].join(' · ');
    };
    expect(row('sess_01XFa9qT7mKcW4vRb2HdYpNe')).toBe(
      'alice@company.com · Claude Code v1.2.0 · alice-mbp.local · claude-sonnet-4-6 · sk-ant-...A3F2 · ACTIVE',
    );
    expect(row('sess_01UgZ3sPfD8kVj5nXtQh7cMr')).toBe(
      'unknown · Claude Code v1.2.0 · 10.0.1.44 · claude-sonnet-4-6 · sk-ant-...C001 · ACTIVE',
    );
    expect(row('sess_01Bq4nWkM8zLtC6yJpXs3aVe')).toBe(
      'bob@company.com · Cursor v0.42.0 · bob-thinkpad.local · claude-opus-4-6 · sk-ant-...A3F2 · ENDED',
    );
    for (const node of sessions.nodes) {
      expect(node.totals.events).toBeGreaterThan(0);
      expect(node.totals.distinctTools).toBeGreaterThan(0);
    }
  });

  test('shows the representative session as the category view does', async () => {
    const { session } = await ask(
      `{ session(by: { sessionId: "sess_01XFa9qT7mKcW4vRb2HdYpNe" }) {
        liveMs totals { turns costUsd }
        servers(first: 9) { nodes { name } }
        files(first: 9) { nodes { name sensitivity } }
        hosts(first: 9) { nodes { name } }
        topology {
          actorChain { total nodes { role } }
          executionStack { total }
          touchedAssets { total nodes { role } }
          riskLens { nodes { role note } }
        }
      } }`,
    );
    expect(session.liveMs).toBe(14 * 60_000);
    expect(session.totals).toEqual({ turns: 8, costUsd: 0.43 });
    expect(session.servers.nodes.map((node: { name: string }) => node.name).sort()).toEqual([
      'filesystem',
      'github',
      'web-search',
    ]);
    expect(session.files.nodes).toHaveLength(3);
    expect(
      session.files.nodes.filter((file: { sensitivity: string }) => file.sensitivity === 'HIGH'),
    ).toEqual([{ name: 'auth.ts', sensitivity: 'HIGH' }]);
    expect(session.hosts.nodes).toHaveLength(2);
    expect(session.topology.actorChain.nodes.map((node: { role: string }) => node.role)).toEqual([
      'USER',
      'AGENT',
      'ENDPOINT',
    ]);
    expect(session.topology.touchedAssets.total).toBe(5);
    expect(session.topology.riskLens.nodes).toContainEqual({
      role: 'SENSITIVE_FILE_RULE',
      note: 'matched auth.ts',
    });
    expect(session.topology.riskLens.nodes).toContainEqual({ role: 'ALERT_STATE', note: 'none open' });
  });

  test('ranks by consequence, each score being the sum of its contributions', async () => {
    const { rankedSessions } = await ask(
      `query Ranked($scope: ScopeInput) {
        rankedSessions(scope: $scope, first: 50) {
          nodes { sessionId consequence { score contributions { code points } } }
        }
      }`,
    );
    const nodes: {
      sessionId: string;
      consequence: { score: number; contributions: { code: string; points: number }[] };
    }[] = rankedSessions.nodes;
    expect(nodes).toHaveLength(43);
    for (const { consequence } of nodes) {
      expect(consequence.score).toBe(consequence.contributions.reduce((sum, { points }) => sum + points, 0));
    }
    const points = (sessionId: string) =>
      Object.fromEntries(
        nodes
          .find((node) => node.sessionId === sessionId)
          ?.consequence.contributions.map(({ code, points: value }) => [code, value]) ?? [],
      );
    const first = [
      'sess_01EmR7vHc5TqYw9KdN2xLbGa',
      'sess_01UgZ3sPfD8kVj5nXtQh7cMr',
      'sess_01XFa9qT7mKcW4vRb2HdYpNe',
    ];
    expect(nodes.slice(0, 3).map((node) => node.sessionId)).toEqual(first);
    expect(points(first[0] ?? '')).toMatchObject({
      SENSITIVE_READ: 30,
      READ_THEN_OUTBOUND: 40,
      OUTBOUND_EXTERNAL: 15,
      WEAK_ATTRIBUTION: 15,
      SHARED_KEY: 15,
    });
    expect(points(first[1] ?? '')).toMatchObject({
      SENSITIVE_READ: 30,
      OUTBOUND_EXTERNAL: 15,
      WEAK_ATTRIBUTION: 40,
      SHARED_KEY: 15,
    });
    expect(points(first[2] ?? '')).toMatchObject({
      SENSITIVE_READ: 20,
      READ_THEN_OUTBOUND: 40,
      OUTBOUND_EXTERNAL: 5,
      SHARED_KEY: 15,
    });
    for (const node of nodes.slice(3)) expect(node.consequence.score).toBeLessThan(50);
  });

  test('every query that is printed at the start answers', async () => {
    expect(demo.queries).toHaveLength(3);
    for (const { query } of demo.queries) {
      const answer = await api.ask(query);
      expect(answer.errors).toEqual([]);
      expect(JSON.stringify(answer.data).length).toBeGreaterThan(200);
    }
  });

  test('is not loaded twice, and not into a graph with data of its own', async () => {
    const appraiser = new Appraiser(api.graph, { clock: () => NOW });
    expect((await loadDemoDay(api.graph, { appraiser, redaction }, NOW + 60_000)).asOf).toBe(NOW);
    await wipe(api.driver);
    const session = api.driver.session();
    await session.run("CREATE (:Session {key: 'p/s'})");
    await session.close();
    await expect(loadDemoDay(api.graph, { appraiser, redaction }, NOW)).rejects.toThrow(GraphNotEmptyError);
  });
});
