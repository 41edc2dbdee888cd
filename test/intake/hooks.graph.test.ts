import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { connectForTest, wipe } from '../support/database.js';
import {
  eventCount,
  ndjson,
  NOW,
  openIntake,
  PATIENT,
  post,
  rowsOf,
  type IntakeService,
} from './intake-service.js';

const JSON_TYPE = { 'content-type': 'application/json' };

let driver: Driver;
let service: IntakeService;

beforeAll(async () => {
  driver = connectForTest();
  await wipe(driver);
  const graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  await graph.close();
  service = await openIntake({ limits: PATIENT });
});

afterAll(async () => {
  await service.stop();
  await driver.close();
});

const payload = (session: string, more: Readonly<Record<string, unknown>> = {}) => ({
  session_id: session,
  transcript_path: `/home/dana/.claude/projects/-home-dana-shop/${session}.jsonl`,
  cwd: '/home/dana/shop',
  hook_event_name: 'UserPromptSubmit',
  prompt: 'add a discount',
  ...more,
});

const send = (body: string, headers: Record<string, string> = JSON_TYPE) =>
  post(service, '/v1/hooks', body, headers);

describe('POST /v1/hooks', () => {
  it('answers a payload with an empty object, and dates it by its receipt', async () => {
    for (let time = 1; time <= 2; time++) {
      const answer = await send(JSON.stringify(payload('alpha-1')));
      expect([answer.status, answer.bytes.toString()]).toEqual([200, '{}']);
    }
    const rows = await rowsOf(
      driver,
      "MATCH (e:Event {sessionKey: 'claude-code/alpha-1'}) RETURN e.type AS type, e.timeBasis AS basis, e.at AS at",
    );
    expect(rows.map((row) => [row['type'], row['basis'], Number(row['at'])])).toEqual([
      ['USER_PROMPT', 'RECEIVED', NOW],
    ]);
  });

  it('takes a pretty-printed payload and one with a character set in its type', async () => {
    const answer = await send(JSON.stringify(payload('alpha-2'), null, 2), {
      'content-type': 'application/json; charset=utf-8',
    });
    expect([answer.status, answer.json]).toEqual([200, {}]);
    expect(await eventCount(driver, 'claude-code/alpha-2')).toBe(1);
  });

  it('answers nothing of a hook that it skips', async () => {
    const answer = await send(JSON.stringify(payload('alpha-3', { hook_event_name: 'PostToolBatch' })));
    expect([answer.status, answer.json]).toEqual([200, {}]);
    expect(await eventCount(driver, 'claude-code/alpha-3')).toBe(0);
  });

  it('keeps the time that a forwarder noted', async () => {
    const receivedAt = NOW - 3_600_000;
    const forwarded = {
      ...payload('alpha-4'),
      runtrail: { v: 1, record_id: 'r-1', received_at: receivedAt },
    };
    const answer = await send(ndjson([forwarded]), { 'content-type': 'application/x-ndjson' });
    expect(answer.json).toEqual({ accepted: 1, rejected: 0, skipped: 0, rejects: [] });
    const [row] = await rowsOf(
      driver,
      "MATCH (e:Event {sessionKey: 'claude-code/alpha-4'}) RETURN e.at AS at",
    );
    expect(Number(row?.['at'])).toBe(receivedAt);
  });

  it('says of a batch what became of it, also where it calls itself JSON', async () => {
    const batch = [payload('alpha-5'), 'no payload', payload('alpha-5', { hook_event_name: 'Stop' })];
    for (const [body, headers] of [
      [ndjson(batch), { 'content-type': 'application/x-ndjson' }],
      [JSON.stringify(batch), JSON_TYPE],
    ] as const) {
      const answer = await send(body, headers);
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ accepted: 2, rejected: 1, rejects: [{ code: 'NOT_AN_OBJECT' }] });
    }
    expect(await eventCount(driver, 'claude-code/alpha-5')).toBe(2);
  });

  it.each([
    ['no session', payload('x', { session_id: undefined }), 'NO_SESSION_ID'],
    ['a session id of 10,000 characters', payload('s'.repeat(10_000)), 'NO_SESSION_ID'],
    [
      'a payload of another agent',
      payload('x', { transcript_path: '/home/dana/.codex/a.jsonl' }),
      'OTHER_PRODUCT',
    ],
    ['a number', 7, 'NOT_AN_OBJECT'],
  ])('refuses %s by the status, so that the hook is seen to fail', async (_what, body, code) => {
    const answer = await send(JSON.stringify(body));
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ accepted: 0, rejected: 1, rejects: [{ code }] });
  });

  it('refuses an empty body', async () => {
    const answer = await send('');
    expect([answer.status, answer.json]).toMatchObject([400, { error: { code: 'EMPTY_BODY' } }]);
  });
});
