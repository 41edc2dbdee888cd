import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { seedGraph, seedKey } from '../support/seed-graph.js';
import { HOUR, MINUTE, NOW, startApi, type TestApi } from './api.js';
import { LEDGER_SEED } from './ledger-seed.js';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, LEDGER_SEED);
});

afterAll(() => api.close());

describe('the ledger', () => {
  it('shows the columns of each session, the latest start first', async () => {
    const { data, errors } = await api.ask(`{
      sessions(first: 10) {
        nodes {
          sessionId product status endReason startedAt endedAt durationMs liveMs killCause actor
          user { email } endpoint { name trust } agent { name product version }
          model { name } models { name } keys { hint fingerprint } repository { name } sandbox { name }
          totals { turns costUsd costBasis costIsLowerBound }
          posture { active band costSlope }
        }
        totalCount totalCountIsExact
        pageInfo { hasNextPage hasPreviousPage }
      }
    }`);
    expect(errors).toEqual([]);
    const { nodes } = data.sessions;
    expect(nodes.map((node: { sessionId: string }) => node.sessionId)).toEqual([
      'sess_live',
      'sess_killed',
      'sess_done',
      'sess_untimed',
      'sess_idle',
    ]);
    expect(nodes[0]).toMatchObject({
      product: 'claude-code',
      status: 'ACTIVE',
      endReason: null,
      endedAt: null,
      durationMs: 13 * MINUTE,
      liveMs: 14 * MINUTE,
      actor: 'VERIFIED',
      user: { email: 'alice@company.com' },
      endpoint: { name: 'alice-mbp.local', trust: 'UNKNOWN' },
      agent: { name: 'Claude Code', product: 'Claude Code', version: 'v1.2.0' },
      model: { name: 'claude-sonnet-4-6' },
      models: [{ name: 'claude-sonnet-4-6' }, { name: 'claude-haiku' }],
      keys: [{ hint: 'sk-ant-...A3F2', fingerprint: 'a3f2' }],
      repository: { name: 'acme/app' },
      totals: { turns: 8, costUsd: 0.43, costBasis: 'REPORTED', costIsLowerBound: false },
      posture: { active: true, band: 'UNKNOWN', costSlope: 'UNKNOWN' },
    });
    expect(nodes[1]).toMatchObject({
      status: 'ENDED',
      endReason: 'REVOKED',
      killCause: 'SANDBOX_REVOKED',
      sandbox: { name: 'box' },
    });
    expect(nodes[2]).toMatchObject({
      status: 'ENDED',
      endReason: 'FINISHED',
      totals: { costUsd: 2, costBasis: 'ESTIMATED', costIsLowerBound: true },
    });
    expect(nodes[3]).toMatchObject({ status: 'ACTIVE', startedAt: null, durationMs: null });
    expect(nodes[4]).toMatchObject({
      status: 'ENDED',
      endReason: 'IDLE',
      actor: 'UNKNOWN',
      user: null,
      endedAt: new Date(NOW - 70 * HOUR).toISOString(),
    });
    expect(data.sessions).toMatchObject({
      totalCount: 5,
      totalCountIsExact: true,
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    });
  });

  it.each([
    ['STARTED_AT_DESC', ['sess_live', 'sess_killed', 'sess_done', 'sess_untimed', 'sess_idle']],
    ['STARTED_AT_ASC', ['sess_idle', 'sess_untimed', 'sess_done', 'sess_killed', 'sess_live']],
    ['LAST_SEEN_AT_DESC', ['sess_live', 'sess_killed', 'sess_done', 'sess_idle', 'sess_untimed']],
    ['COST_DESC', ['sess_done', 'sess_live', 'sess_idle', 'sess_untimed', 'sess_killed']],
  ])('pages through the order %s without gaps or repeats', async (orderBy, expected) => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data, errors } = await api.ask(
        `query ($after: String, $orderBy: SessionOrder!) {
          sessions(first: 2, after: $after, orderBy: $orderBy) { nodes { sessionId } pageInfo { hasNextPage endCursor } }
        }`,
        { after, orderBy },
      );
      expect(errors).toEqual([]);
      seen.push(...data.sessions.nodes.map((node: { sessionId: string }) => node.sessionId));
      after = data.sessions.pageInfo.hasNextPage ? data.sessions.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(expected);
  });

  it('answers for the moment asked about', async () => {
    const { data } = await api.ask(
      `query ($asOf: DateTime!) {
        sessions(first: 10, scope: { asOf: $asOf }) { nodes { sessionId status } }
        sessionSummary(scope: { asOf: $asOf }) { total active ended costUsd }
      }`,
      { asOf: new Date(NOW - 60 * HOUR).toISOString() },
    );
    expect(data.sessions.nodes).toEqual([{ sessionId: 'sess_idle', status: 'ACTIVE' }]);
    expect(data.sessionSummary).toEqual({ total: 1, active: 1, ended: 0, costUsd: 0.0001 });
  });

  it('sums up the last day', async () => {
    const { data, errors } = await api.ask(
      '{ sessionSummary { total active ended costUsd costIsLowerBound uniqueUsers highSignal sharedKey } }',
    );
    expect(errors).toEqual([]);
    expect(data.sessionSummary).toEqual({
      total: 4,
      active: 2,
      ended: 2,
      costUsd: 2.43,
      costIsLowerBound: true,
      uniqueUsers: 2,
      highSignal: 1,
      sharedKey: 1,
    });
  });

  it('lists exactly the sessions that the summary of the same window counts', async () => {
    const scope = { since: new Date(NOW - 24 * HOUR).toISOString(), asOf: new Date(NOW).toISOString() };
    const { data } = await api.ask(
      'query ($scope: ScopeInput!) { sessions(first: 10, scope: $scope) { totalCount } sessionSummary(scope: $scope) { total } }',
      { scope },
    );
    expect(data.sessions.totalCount).toBe(data.sessionSummary.total);
  });
});

describe('one session', () => {
  it('is found by the id of the client and by its global id, and is null where there is none', async () => {
    const id = globalId('Session', seedKey({ sessionId: 'sess_done', product: 'cursor' }));
    const { data, errors } = await api.ask(
      `query ($id: ID!) {
        byClient: session(by: { sessionId: "sess_live" }) { sessionId }
        byId: session(by: { id: $id }) { sessionId }
        none: session(by: { sessionId: "sess_nowhere" }) { sessionId }
        node(id: $id) { id ... on Session { product } }
      }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      byClient: { sessionId: 'sess_live' },
      byId: { sessionId: 'sess_done' },
      none: null,
      node: { id, product: 'cursor' },
    });
  });

  it('shows what it touched, with times, counts and evidence, subagents included unless told otherwise', async () => {
    const { data, errors } = await api.ask(`{
      session(by: { sessionId: "sess_live" }) {
        tools(first: 10) { nodes { name } totalCount }
        own: tools(first: 10, includeSubagents: false) { nodes { name } }
        servers(first: 10) { edges { node { name } evidence } }
        hosts(first: 10) { edges { node { name } gitOnly count } }
        files(first: 10) { edges { node { path sensitivity sensitivityMatched repository { name } } access count firstAt evidence } }
        sensitive: files(first: 10, filter: { sensitivity: [HIGH, CRITICAL], path: { contains: "AUTH" }, access: [WROTE] }) {
          nodes { path } totalCount
        }
        nothing: files(first: 10, filter: { access: [] }) { nodes { path } }
        subagents(first: 10) { nodes { agentId topLevel parent { sessionId } } }
      }
    }`);
    expect(errors).toEqual([]);
    const { session } = data;
    expect(session.tools.totalCount).toBe(4);
    expect(session.tools.nodes.map(({ name }: { name: string }) => name).sort()).toEqual([
      'Grep',
      'filesystem',
      'github',
      'web-search',
    ]);
    expect(session.own.nodes).toHaveLength(3);
    expect(session.servers.edges).toEqual([
      { node: { name: 'github' }, evidence: [globalId('Event', 'e2')] },
    ]);
    expect(session.hosts.edges).toEqual([
      { node: { name: 'api.github.com' }, gitOnly: true, count: 1 },
      { node: { name: 'docs.example.com' }, gitOnly: false, count: 1 },
    ]);
    expect(session.files.edges.map((edge: { node: { path: string } }) => edge.node.path)).toEqual([
      'README.md',
      'src/auth.ts',
      'docs/guide.md',
    ]);
    expect(session.files.edges[1]).toMatchObject({
      node: {
        path: 'src/auth.ts',
        sensitivity: 'HIGH',
        sensitivityMatched: 'auth.ts',
        repository: { name: 'acme/app' },
      },
      access: ['READ', 'WROTE'],
      count: 3,
      evidence: [globalId('Event', 'e1'), globalId('Event', 'e3')],
    });
    expect(session.sensitive).toEqual({ nodes: [{ path: 'src/auth.ts' }], totalCount: 1 });
    expect(session.nothing.nodes).toEqual([]);
    expect(session.subagents.nodes).toEqual([
      { agentId: 'sub1', topLevel: false, parent: { sessionId: 'sess_live' } },
    ]);
  });

  it('pages through its files', async () => {
    const paths: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await api.ask(
        `query ($after: String) { session(by: { sessionId: "sess_live" }) {
          files(first: 1, after: $after) { nodes { path } pageInfo { hasNextPage endCursor } }
        } }`,
        { after },
      );
      const { files } = data.session;
      paths.push(files.nodes[0].path);
      after = files.pageInfo.hasNextPage ? files.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paths).toEqual(['README.md', 'src/auth.ts', 'docs/guide.md']);
  });

  it('tells what happened, oldest first by either clock, with raw payloads on demand', async () => {
    const { data, errors } = await api.ask(`{
      session(by: { sessionId: "sess_live" }) {
        timeline(first: 10) { nodes { type time receivedAt summary timeBasis } totalCount }
        received: timeline(first: 10, orderBy: RECEIVED_AT) { nodes { type } }
        results: timeline(first: 10, filter: { type: { in: [TOOL_RESULT] } }) {
          nodes { sources records { source receivedAt payload payloadJson } session { sessionId } }
        }
        others: timeline(first: 10, filter: { type: { notIn: [TOOL_RESULT], ne: SESSION_START } }) { nodes { type } }
        none: timeline(first: 10, filter: { type: { in: [] } }) { nodes { type } }
      }
    }`);
    expect(errors).toEqual([]);
    const { session } = data;
    const types = (timeline: { nodes: { type: string }[] }): string[] =>
      timeline.nodes.map(({ type }) => type);
    expect(types(session.timeline)).toEqual(['SESSION_START', 'TOOL_USE', 'TOOL_RESULT']);
    expect(session.timeline.totalCount).toBe(3);
    expect(types(session.received)).toEqual(['TOOL_RESULT', 'TOOL_USE', 'SESSION_START']);
    expect(session.results.nodes).toEqual([
      {
        sources: ['TRANSCRIPT', 'HOOK'].sort(),
        records: [
          {
            source: 'HOOK',
            receivedAt: new Date(NOW - 4 * MINUTE).toISOString(),
            payload: '{"hook":1}',
            payloadJson: { hook: 1 },
          },
          {
            source: 'TRANSCRIPT',
            receivedAt: new Date(NOW - 2 * MINUTE).toISOString(),
            payload: '{"line":1',
            payloadJson: null,
          },
        ],
        session: { sessionId: 'sess_live' },
      },
    ]);
    expect(types(session.others)).toEqual(['TOOL_USE']);
    expect(session.none.nodes).toEqual([]);
  });

  it('stands in four lanes that say what they do not show', async () => {
    const { data, errors } = await api.ask(`{
      session(by: { sessionId: "sess_live" }) {
        signals { code points evidence session { sessionId } }
        topology {
          actorChain { total nodes { role note node { __typename } } hasMore cutBy }
          executionStack(first: 3) { total nodes { role } hasMore cutBy }
          touchedAssets { total nodes { role note } hasMore }
          riskLens { total nodes { role note node { ... on File { path } } } hasMore }
        }
      }
    }`);
    expect(errors).toEqual([]);
    const { topology, signals } = data.session;
    expect(signals.map(({ code }: { code: string }) => code)).toEqual([
      'READ_THEN_OUTBOUND',
      'SENSITIVE_READ',
    ]);
    expect(topology.actorChain).toEqual({
      total: 3,
      nodes: [
        { role: 'USER', note: 'known by login', node: { __typename: 'User' } },
        { role: 'AGENT', note: 'version v1.2.0', node: { __typename: 'Agent' } },
        { role: 'ENDPOINT', note: 'known by host name', node: { __typename: 'Endpoint' } },
      ],
      hasMore: false,
      cutBy: null,
    });
    // Two models, one key, four tools, one server.
    expect(topology.executionStack).toMatchObject({ total: 8, hasMore: true, cutBy: 'FIRST' });
    expect(topology.executionStack.nodes).toHaveLength(3);
    // Three files, two hosts.
    expect(topology.touchedAssets).toMatchObject({ total: 5, hasMore: false });
    expect(topology.touchedAssets.nodes.map(({ role }: { role: string }) => role)).toEqual([
      'EDITED',
      'EDITED',
      'READ',
      'OUTBOUND_CALL',
      'OUTBOUND_CALL',
    ]);
    expect(topology.riskLens).toEqual({
      total: 3,
      nodes: [
        { role: 'SENSITIVE_FILE_RULE', note: 'matched auth.ts', node: { path: 'src/auth.ts' } },
        { role: 'COST_SLOPE', note: 'unknown: no baseline', node: null },
        { role: 'ALERT_STATE', note: 'none open', node: null },
      ],
      hasMore: false,
    });
  });
});

describe('things lead back to their sessions', () => {
  it.each([
    ['users', 'email'],
    ['endpoints', 'name'],
    ['agents', 'name'],
    ['models', 'name'],
    ['apiKeys', 'hint'],
    ['files', 'path'],
    ['hosts', 'name'],
    ['tools', 'name'],
    ['mcpServers', 'name'],
    ['repositories', 'name'],
    ['sandboxes', 'name'],
  ])('%s', async (connection, name) => {
    const { data, errors } = await api.ask(
      `{ ${connection}(first: 50) { nodes { id ${name} sessions(first: 5) { nodes { sessionId } totalCount } } totalCount } }`,
    );
    expect(errors).toEqual([]);
    const { nodes, totalCount } = data[connection];
    expect(nodes.length).toBeGreaterThan(0);
    expect(totalCount).toBe(nodes.length);
    const names = nodes.map((node: Record<string, string>) => node[name]);
    expect(names).toEqual([...names].sort((a: string, b: string) => (a < b ? -1 : 1)));
    for (const node of nodes) {
      expect(node.sessions.nodes.length).toBeGreaterThan(0);
      expect(node.sessions.totalCount).toBe(node.sessions.nodes.length);
      const again = await api.ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id: node.id });
      expect(again.data.node.id).toBe(node.id);
    }
  });

  it('narrows a list by name, whatever the case, and pages through it', async () => {
    const { data } = await api.ask(`{
      byPart: users(first: 10, filter: { contains: "LICE" }) { nodes { email } totalCount }
      byStart: users(first: 10, filter: { startsWith: "bo" }) { nodes { email } }
      first: files(first: 1) { nodes { path } pageInfo { endCursor hasNextPage } }
    }`);
    expect(data.byPart).toEqual({ nodes: [{ email: 'alice@company.com' }], totalCount: 1 });
    expect(data.byStart.nodes).toEqual([{ email: 'bob@company.com' }]);
    const next = await api.ask(
      'query ($after: String) { files(first: 5, after: $after) { nodes { path } } }',
      {
        after: data.first.pageInfo.endCursor,
      },
    );
    expect(next.data.files.nodes.map(({ path }: { path: string }) => path)).toEqual([
      'docs/guide.md',
      'src/auth.ts',
    ]);
  });

  it('counts a file that only a subagent read towards the session', async () => {
    const { data } = await api.ask(`{
      files(first: 5, filter: { contains: "guide" }) { nodes { sessions(first: 5) { nodes { sessionId topLevel } } } }
      sessions(first: 5, filter: { file: { path: { eq: "docs/guide.md" } } }) { nodes { sessionId topLevel } }
    }`);
    const expected = [{ sessionId: 'sess_live', topLevel: true }];
    expect(data.files.nodes[0].sessions.nodes).toEqual(expected);
    expect(data.sessions.nodes).toEqual(expected);
  });
});

describe('what was taken in', () => {
  it('lists rejects, newest first, and counts', async () => {
    const { data, errors } = await api.ask(`{
      rejects(first: 1) { nodes { id code reason receivedAt } pageInfo { hasNextPage endCursor } totalCount }
      ingestStatus { sessions events records rejects sessionsDue }
      limits { maxFirst maxCost idleMs rulesVersion }
    }`);
    expect(errors).toEqual([]);
    expect(data.rejects).toMatchObject({
      nodes: [{ id: globalId('Reject', 'r2'), code: 'NOT_JSON', receivedAt: new Date(NOW).toISOString() }],
      pageInfo: { hasNextPage: true },
      totalCount: 2,
    });
    const next = await api.ask(
      'query ($after: String) { rejects(first: 5, after: $after) { nodes { id } } }',
      {
        after: data.rejects.pageInfo.endCursor,
      },
    );
    expect(next.data.rejects.nodes).toEqual([{ id: globalId('Reject', 'r1') }]);
    expect(data.ingestStatus).toEqual({ sessions: 6, events: 3, records: 4, rejects: 2, sessionsDue: 0 });
    expect(data.limits).toMatchObject({ maxFirst: 100, idleMs: 24 * HOUR, rulesVersion: 1 });
  });
});
