import { once } from 'node:events';
import { request } from 'node:http';

import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { TcpProxy } from '../graph/tcp-proxy.js';
import { claudeLog, logs } from '../sources/otlp/requests.js';
import { connectForTest, wipe } from '../support/database.js';
import {
  eventCount,
  ndjson,
  openIntake,
  PATIENT,
  post,
  prompt,
  type Answer,
  type IntakeService,
  type IntakeServiceOptions,
} from './intake-service.js';

let driver: Driver;

beforeAll(async () => {
  driver = connectForTest();
  await wipe(driver);
  const graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  await graph.close();
});

afterAll(() => driver.close());

async function served(
  options: IntakeServiceOptions,
  use: (service: IntakeService) => Promise<void>,
): Promise<void> {
  const service = await openIntake(options);
  try {
    await use(service);
  } finally {
    await service.stop();
  }
}

/** One request through each door that stores something. */
function throughEachDoor(service: IntakeService, session: string): Promise<Answer[]> {
  const hook = {
    session_id: session,
    cwd: '/home/dana/shop',
    hook_event_name: 'UserPromptSubmit',
    prompt: 'add a discount',
  };
  const record = claudeLog('user_prompt', { 'session.id': session });
  const type = { 'content-type': 'application/json' };
  return Promise.all([
    post(service, '/v1/events', ndjson([prompt(session, 1)])),
    post(service, '/v1/hooks', JSON.stringify(hook), type),
    post(service, '/v1/logs', JSON.stringify(logs([record])), type),
  ]);
}

const PATIENCE = { timeout: 60_000 };
/** On a busy machine a database that is there may take seconds. */
const UNHURRIED = { verifyWithinMs: 4_000, limits: { suspectAfterMs: 4_000 } };

vi.setConfig({ testTimeout: 180_000 });

async function statuses(answers: Promise<readonly Answer[]>): Promise<number[]> {
  return (await answers).map(({ status }) => status);
}

const shown = (answers: readonly Answer[]): unknown[] =>
  answers.map((answer) => [answer.status, answer.headers['retry-after'], answer.json]);

const text: unknown = expect.stringMatching(/database.*again/);
const UNAVAILABLE = [
  [503, '2', { error: { code: 'UNAVAILABLE', message: text } }],
  [503, '2', { error: { code: 'UNAVAILABLE', message: text } }],
  [503, '2', { message: text }],
];

describe('a database that is away', () => {
  it('is said through every door, where nothing listens', async () => {
    await served({ uri: 'bolt://127.0.0.1:9' }, async (service) => {
      expect(shown(await throughEachDoor(service, 'nowhere'))).toEqual(UNAVAILABLE);
    });
  });

  it('is said where it stops answering in the middle of a write, and forgotten when it is back', async () => {
    const proxy = await TcpProxy.before(inject('neo4j').uri);
    await served({ uri: proxy.uri, ...UNHURRIED }, async (service) => {
      await expect
        .poll(() => statuses(throughEachDoor(service, 'before')), PATIENCE)
        .toEqual([200, 200, 200]);

      proxy.swallowEverything();
      expect(shown(await throughEachDoor(service, 'hole'))).toEqual(UNAVAILABLE);
      // Known to be away: nobody waits for it, and nothing is sent to it.
      const sent = service.statements.filter((name) => name !== 'answers').length;
      expect(shown(await throughEachDoor(service, 'hole'))).toEqual(UNAVAILABLE);
      expect(service.statements.filter((name) => name !== 'answers')).toHaveLength(sent);
      expect(service.queue.waiting).toBe(0);

      proxy.serveNewConnections();
      await expect.poll(() => statuses(throughEachDoor(service, 'hole')), PATIENCE).toEqual([200, 200, 200]);
    });
    await proxy.close();
    expect(await eventCount(driver, 'acme-agent/hole')).toBe(1);
    expect(await eventCount(driver, 'claude-code/hole')).toBe(2);
  });

  it('is survived where its connections break, without loss or double effect', async () => {
    const proxy = await TcpProxy.before(inject('neo4j').uri);
    await served({ uri: proxy.uri, ...UNHURRIED }, async (service) => {
      const events = Array.from({ length: 200 }, (_, id) => prompt('reset', id));
      const sendAll = () =>
        Promise.all(
          [0, 50, 100, 150].map((from) => post(service, '/v1/events', ndjson(events.slice(from, from + 50)))),
        );
      const running = sendAll();
      await expect.poll(() => service.statements, PATIENCE).toContain('lockSessions');
      proxy.resetConnections();
      for (const { status } of await running) expect([200, 503]).toContain(status);
      await expect.poll(() => statuses(sendAll()), PATIENCE).toEqual([200, 200, 200, 200]);
    });
    await proxy.close();
    expect(await eventCount(driver, 'acme-agent/reset')).toBe(200);
  });
});

describe('a service with more than it can write', () => {
  it('asks senders to come again, and writes what waits before it stops', async () => {
    await served({ limits: { ...PATIENT, maxWaiting: 5, gatherMs: 60_000 } }, async (service) => {
      const waiting = post(service, '/v1/events', ndjson([1, 2, 3, 4].map((id) => prompt('full', id))));
      await expect.poll(() => service.queue.waiting, PATIENCE).toBe(4);
      const refused = await post(service, '/v1/events', ndjson([5, 6].map((id) => prompt('full', id))));
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
      expect(refused.json).toMatchObject({ error: { code: 'RATE_LIMITED' } });

      await service.queue.stop();
      expect((await waiting).json).toMatchObject({ accepted: 4 });
      expect(await eventCount(driver, 'acme-agent/full')).toBe(4);
      const late = await post(service, '/v1/events', ndjson([prompt('full', 7)]));
      expect([late.status, late.headers['retry-after']]).toEqual([503, '5']);
    });
  });

  it('writes what several send at once in few transactions', async () => {
    await served({ limits: { ...PATIENT, gatherMs: 1_000 } }, async (service) => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, id) => post(service, '/v1/events', ndjson([prompt('shared', id)]))),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
      expect(service.statements.filter((name) => name === 'createEvents').length).toBeLessThanOrEqual(10);
    });
    expect(await eventCount(driver, 'acme-agent/shared')).toBe(40);
  });
});

describe('a sender that goes away in the middle of its body', () => {
  it('has what it sent whole stored, and nothing that was cut', async () => {
    await served({ limits: PATIENT }, async (service) => {
      const sent = request(`${service.url}/v1/events`, { method: 'POST', agent: false });
      sent.on('error', () => undefined);
      sent.write(ndjson([1, 2].map((id) => prompt('cut', id))));
      sent.write(JSON.stringify(prompt('cut', 3)).slice(0, -5));
      await once(sent, 'socket');
      await new Promise((resolve) => setTimeout(resolve, 200));
      sent.destroy();
      await expect.poll(() => eventCount(driver, 'acme-agent/cut'), PATIENCE).toBe(2);
      const next = await post(service, '/v1/events', ndjson([prompt('cut', 4)]));
      expect(next.json).toMatchObject({ accepted: 1, rejected: 0 });
    });
    expect(await eventCount(driver, 'acme-agent/cut')).toBe(3);
  });
});
