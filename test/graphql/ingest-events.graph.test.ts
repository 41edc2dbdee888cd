import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { ingestServiceOf } from '../../src/cli/ingest-service.js';
import { DatabaseUnavailableError } from '../../src/graph/errors.js';
import { Graph } from '../../src/graph/graph.js';
import { IntakeQueue, type IntakeQueueOptions } from '../../src/intake/intake-queue.js';
import { buildServer, type RunningServer } from '../../src/server.js';
import { wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { type Answer, NOW, startApi, type TestApi } from './api.js';

const MUTATION = readFileSync(
  new URL('../../schema/operations/ingest-events.graphql', import.meta.url),
  'utf8',
);

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.close());

beforeEach(() => wipe(api.driver));

const AT = '2026-03-10T09:30:00.000Z';

/** A secret of the test's own making, in no real form of access to anything. */
const SECRET = `sk-ant-api03-${'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY'.repeat(3)}AA`;

const EVENTS = [
  {
    type: 'TOOL_USE',
    product: 'my-agent',
    sessionId: 'run-1',
    at: AT,
    toolUseId: 'toolu_01Aa2Bb3Cc4Dd5Ee6Ff7Gg8H',
    tool: 'Bash',
    context: {
      user: { email: 'Dana@Company.com' },
      endpoint: { hostName: 'dana-laptop' },
      repository: { remote: 'git@github.com:acme/shop.git', sensitivity: 'HIGH' },
    },
    touches: [
      { kind: 'CALLED', host: 'API.example.com', port: 443, purpose: 'FETCH' },
      { kind: 'READ', path: 'src/auth.ts', basis: 'SHELL_PARSED', confidence: 'MEDIUM' },
    ],
    payload: {
      command: `curl -H "x-api-key: ${SECRET}" https://api.example.com`,
      nested: [[1], null, { a: [] }],
    },
  },
  {
    type: 'MODEL_REQUEST',
    product: 'my-agent',
    sessionId: 'run-1',
    agentId: 'helper',
    at: AT,
    requestId: 'req_011CSHoEeqs5C35K2UUqR7Fy',
    model: 'claude-sonnet-4-6',
    tokens: { input: 12, output: 5_000_000_000 },
    costMicroUsd: 430_000,
    payload: null,
  },
  {
    type: 'TOOL_RESULT',
    product: 'my-agent',
    sessionId: 'run-1',
    tool: 'Bash',
    durationMs: 12.5,
    payload: [1, 'x'],
  },
];

async function ask(
  server: RunningServer,
  events: readonly object[],
): Promise<Pick<Answer, 'status' | 'errors'>> {
  const response = await server.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ query: MUTATION, variables: { events } }),
  });
  const { errors = [], ...answer } = response.json<Partial<Answer>>();
  return { ...answer, errors, status: response.statusCode };
}

describe('ingestEvents', () => {
  it('gives the graph that the same events give by HTTP, however often they come', async () => {
    const ndjson = EVENTS.map((event) => JSON.stringify({ v: 1, ...event })).join('\n');
    const posted = await api.server.app.inject({ method: 'POST', url: '/v1/events', payload: ndjson });
    expect(posted.json()).toMatchObject({ accepted: 3, rejected: 0 });
    const byHttp = await dumpGraph(api.driver);
    await wipe(api.driver);

    for (let i = 0; i < 2; i++) {
      const { data, errors } = await api.ask(MUTATION, { events: EVENTS });
      expect(errors).toEqual([]);
      expect(data).toEqual({ ingestEvents: { accepted: 3, rejected: 0, rejects: [] } });
      expect(await dumpGraph(api.driver)).toEqual(byHttp);
    }
  });

  it('shows secrets that were taken out, on the event and counted for the session', async () => {
    await api.ask(MUTATION, { events: EVENTS });
    const { data, errors } = await api.ask(`{
      session(by: { sessionId: "run-1" }) {
        secretsSeen
        subagents(first: 1) { nodes { secretsSeen } }
        timeline(first: 9, filter: { type: { eq: TOOL_USE } }) {
          nodes { secrets { kind fingerprint } sources records { payload payloadJson } }
        }
      }
      ingestStatus { events records waiting }
    }`);
    expect(errors).toEqual([]);
    expect(data.session.secretsSeen).toBe(1);
    expect(data.session.subagents.nodes).toEqual([{ secretsSeen: 0 }]);
    const [use] = data.session.timeline.nodes;
    expect(use.secrets).toHaveLength(1);
    expect(use.secrets[0].kind).toMatch(/^[a-z-]+$/);
    expect(use.secrets[0].fingerprint).toMatch(/^[0-9a-f]{12,}$/);
    expect(use.sources).toEqual(['NATIVE']);
    expect(use.records[0].payload).not.toContain(SECRET);
    expect(use.records[0].payloadJson).toMatchObject({ nested: [[1], null, { a: [] }] });
    expect(data.ingestStatus).toEqual({ events: 3, records: 3, waiting: 0 });
  });

  it('tells of each event that cannot be read, keeps it as a reject, and takes the others', async () => {
    const [use, , result] = EVENTS;
    const events = [use, { ...result, sessionId: ' ' }, { ...result, product: 'No Product' }, result];
    const { data, errors } = await api.ask(MUTATION, { events });
    expect(errors).toEqual([]);
    expect(data.ingestEvents).toMatchObject({ accepted: 2, rejected: 2 });
    expect(data.ingestEvents.rejects).toEqual([
      { position: 1, code: 'NO_SESSION_ID', reason: expect.stringContaining('sessionId') as string },
      { position: 2, code: 'INVALID_MEMBER', reason: expect.stringContaining('product') as string },
    ]);
    const stored = await api.ask('{ rejects(first: 5) { nodes { source position code } } }');
    expect(stored.data.rejects.nodes).toHaveLength(2);
    expect(stored.data.rejects.nodes).toContainEqual({
      source: 'GraphQL ingestEvents',
      position: 'events[1]',
      code: 'NO_SESSION_ID',
    });
  });

  it('refuses more than a call takes, and what costs too much, before anything is written', async () => {
    const [, , result] = EVENTS;
    const many = await api.ask(MUTATION, { events: Array.from({ length: 1_001 }, () => result) });
    expect(many.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'events' });
    const thrice = ['a', 'b', 'c'].map((name) => `${name}: ingestEvents(events: $events) { accepted }`);
    const costly = await api.ask(`mutation Thrice($events: [EventInput!]!) { ${thrice.join(' ')} }`, {
      events: Array.from({ length: 900 }, () => result),
    });
    expect(costly.errors[0]?.extensions).toMatchObject({ code: 'COST_LIMIT', limit: 20_000 });
    expect([...many.statements, ...costly.statements]).toEqual([]);
    const one = await api.ask(MUTATION, { events: [result, result] });
    expect(one.extensions['cost']).toMatchObject({ cost: 21 });
    expect(one.data.ingestEvents.accepted).toBe(2);
  });

  it('takes a payload written in the document itself', async () => {
    const { data, errors } = await api.ask(`mutation {
      ingestEvents(events: [{ type: OTHER, product: "my-agent", sessionId: "run-2", name: "note", payload: { a: [1, { b: "x" }] } }]) {
        accepted
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.ingestEvents.accepted).toBe(1);
    const event = await api.ask(
      '{ session(by: { sessionId: "run-2" }) { timeline(first: 1) { nodes { records { payloadJson } } } } }',
    );
    expect(event.data.session.timeline.nodes[0].records).toEqual([{ payloadJson: { a: [1, { b: 'x' }] } }]);
  });

  it('is no query by GET', async () => {
    const [, , result] = EVENTS;
    const url = `/graphql?query=${encodeURIComponent(MUTATION)}&variables=${encodeURIComponent(JSON.stringify({ events: [result] }))}`;
    const answer = await api.server.app.inject({
      method: 'GET',
      url,
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(answer.statusCode).toBe(405);
    expect(await dumpGraph(api.driver)).toEqual([]);
  });
});

describe('ingestEvents where events cannot be written', () => {
  /** A service whose writer is the test's own. */
  async function served(
    queueOptions: Partial<IntakeQueueOptions>,
    use: (server: RunningServer, queue: IntakeQueue) => Promise<void>,
  ): Promise<void> {
    const graph = Graph.connect(inject('neo4j'));
    const queue = new IntakeQueue({
      write: () => Promise.resolve(),
      verify: () => Promise.resolve(),
      now: () => NOW,
      ...queueOptions,
    });
    const server = await buildServer({
      graph,
      config: { idleHours: 24, queryTimeoutMs: 800 },
      rules: { policyVersion: 1, rulesVersion: 1 },
      ingest: ingestServiceOf(queue, () => NOW),
    });
    try {
      await use(server, queue);
    } finally {
      await server.stop();
      await queue.stop();
      await graph.close();
    }
  }

  it('says that the database is away, and that the service stops', async () => {
    const away = (): Promise<never> =>
      Promise.reject(new DatabaseUnavailableError('UNREACHABLE', 'NoAnswer'));
    await served({ write: away, verify: away }, async (server, queue) => {
      const { errors } = await ask(server, EVENTS);
      expect(errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', reason: 'UNREACHABLE' });
      await queue.stop();
      const stopped = await ask(server, EVENTS);
      expect(stopped.errors[0]?.extensions.code).toBe('UNAVAILABLE');
      expect(stopped.errors[0]?.message).toContain('stopping');
    });
  });

  it('says that the queue is full, how many wait, and that the time is up', async () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await served({ write: () => held, limits: { maxWaiting: 4 } }, async (server) => {
      const first = ask(server, EVENTS);
      await expect.poll(async () => waitingAt(server)).toBe(3);
      const second = await ask(server, EVENTS);
      expect(second.errors[0]?.extensions.code).toBe('RATE_LIMITED');
      const { errors } = await first;
      expect(errors[0]?.extensions).toMatchObject({ code: 'TIMEOUT' });
      expect(errors[0]?.extensions.nextStep).toContain('again');
      release?.();
      await expect.poll(async () => waitingAt(server)).toBe(0);
    });
  });

  it('says that a service without a way in takes none', async () => {
    const server = await buildServer({
      graph: api.graph,
      config: { idleHours: 24, queryTimeoutMs: 800 },
      rules: { policyVersion: 1, rulesVersion: 1 },
    });
    const { errors } = await ask(server, EVENTS);
    expect(errors[0]?.extensions.code).toBe('UNAVAILABLE');
    await server.stop();
  });
});

async function waitingAt(server: RunningServer): Promise<number> {
  const response = await server.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ query: '{ ingestStatus { waiting } }' }),
  });
  return response.json<{ data: { ingestStatus: { waiting: number } } }>().data.ingestStatus.waiting;
}
