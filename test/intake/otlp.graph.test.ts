import { gzipSync } from 'node:zlib';

import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { protobufOf } from '../sources/otlp/protobuf-writer.js';
import { claudeLog, logs, nanos, span, spans, type Json } from '../sources/otlp/requests.js';
import { connectForTest, wipe } from '../support/database.js';
import {
  eventCount,
  openIntake,
  PATIENT,
  post,
  rowsOf,
  type Answer,
  type IntakeService,
} from './intake-service.js';

const PROTOBUF = 'application/x-protobuf';
const MAX_BODY_BYTES = 4 * 1024 * 1024;

let driver: Driver;
let service: IntakeService;

beforeAll(async () => {
  driver = connectForTest();
  await wipe(driver);
  const graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  await graph.close();
  service = await openIntake({ maxBodyBytes: MAX_BODY_BYTES, limits: PATIENT });
});

afterAll(async () => {
  await service.stop();
  await driver.close();
});

const prompts = (session: string, count = 3): Json[] =>
  Array.from({ length: count }, (_, n) =>
    claudeLog('user_prompt', { 'session.id': session, prompt_length: String(n) }, n * 1_000),
  );

const json = (door: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  post(service, `/v1/${door}`, typeof body === 'string' ? body : JSON.stringify(body), {
    'content-type': 'application/json',
    ...headers,
  });

const protobuf = (door: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Answer> =>
  post(service, `/v1/${door}`, body, { 'content-type': PROTOBUF, ...headers });

describe('OTLP over HTTP', () => {
  it('takes log records in JSON, once', async () => {
    for (let time = 1; time <= 2; time++) {
      const answer = await json('logs', logs(prompts('otlp-json')));
      expect([answer.status, answer.bytes.toString()]).toEqual([200, '{}']);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expect(await eventCount(driver, 'claude-code/otlp-json')).toBe(3);
    }
  });

  it('takes the same in protobuf, compressed or not, as the same facts', async () => {
    const request = protobufOf('logs', logs(prompts('otlp-json')));
    for (const [body, headers] of [
      [request, {}],
      [gzipSync(request), { 'content-encoding': 'gzip' }],
    ] as const) {
      const answer = await protobuf('logs', body, headers);
      expect([answer.status, answer.bytes.length]).toEqual([200, 0]);
      expect(answer.headers['content-type']).toBe(PROTOBUF);
    }
    expect(await eventCount(driver, 'claude-code/otlp-json')).toBe(3);
  });

  it('takes spans, and counts metrics without storing them', async () => {
    const request = spans([
      span(
        'claude_code.llm_request',
        { id: '1f'.repeat(8) },
        { 'session.id': 'otlp-spans', model: 'claude-sonnet-5' },
      ),
    ]);
    expect((await json('traces', request)).json).toEqual({});
    expect(await eventCount(driver, 'claude-code/otlp-spans')).toBe(1);
    const point = { asDouble: 1, timeUnixNano: nanos() };
    const metric = { name: 'claude_code.session.count', sum: { dataPoints: [point] } };
    const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
    expect((await json('metrics', metrics)).json).toEqual({});
  });

  it.each(['logs', 'traces', 'metrics'])('takes an empty request of %s', async (door) => {
    expect([(await json(door, '{}')).status, (await protobuf(door, Buffer.alloc(0))).status]).toEqual([
      200, 200,
    ]);
  });

  it('takes what is good and says how much was not, in the encoding of the request', async () => {
    const records = [...prompts('otlp-partial', 2), claudeLog('user_prompt', { 'session.id': '' })];
    const inJson = await json('logs', logs(records));
    expect(inJson.status).toBe(200);
    expect(inJson.json).toEqual({
      partialSuccess: {
        rejectedLogRecords: '1',
        errorMessage: expect.stringMatching(
          /^NO_SESSION_ID at resourceLogs\[0\]\.scopeLogs\[0\]\.logRecords\[2\]: /,
        ),
      },
    });
    const inProtobuf = await protobuf('logs', protobufOf('logs', logs(records)));
    expect(inProtobuf.status).toBe(200);
    expect(inProtobuf.bytes.toString('latin1')).toContain('NO_SESSION_ID');
    expect(await eventCount(driver, 'claude-code/otlp-partial')).toBe(2);
    const stored = await rowsOf(
      driver,
      "MATCH (r:Reject {code: 'NO_SESSION_ID'}) WHERE r.source STARTS WITH 'POST /v1/logs from ' RETURN r",
    );
    expect(stored).toHaveLength(1);
  });

  it('counts what the database refuses to store as rejected', async () => {
    const records = prompts('otlp-refused', 3);
    records.push(
      claudeLog('compaction', {
        'session.id': 'otlp-refused',
        'vcs.repository.url.full': `https://github.com/acme/${'\u6f22'.repeat(4_000)}`,
      }),
    );
    const answer = await json('logs', logs(records));
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('NOT_STORABLE') },
    });
    const types = await rowsOf(
      driver,
      "MATCH (e:Event {sessionKey: 'claude-code/otlp-refused', type: 'USER_PROMPT'}) RETURN e",
    );
    expect(types).toHaveLength(3);
  });

  it('rejects a record that nests its values too deep, and takes the others', async () => {
    const deep = { ...claudeLog('user_prompt', { 'session.id': 'otlp-deep' }), body: 'HERE' };
    const body = JSON.stringify(logs([...prompts('otlp-deep', 2), deep])).replace(
      '"HERE"',
      `${'{"arrayValue":{"values":['.repeat(50_000)}{}${']}}'.repeat(50_000)}`,
    );
    const answer = await json('logs', body);
    expect(answer.json).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
    expect(await eventCount(driver, 'claude-code/otlp-deep')).toBe(2);
  });

  it.each([
    ['no JSON', 'logs', 'hello', 400],
    ['brackets 200,000 deep', 'logs', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 400],
    ['a JSON scalar', 'traces', '7', 400],
    ['nothing', 'logs', '', 400],
    ['spans where logs belong', 'logs', JSON.stringify(spans([])), 400],
    ['more than is taken', 'logs', JSON.stringify({ resourceLogs: [], x: 'x'.repeat(MAX_BODY_BYTES) }), 413],
  ])('answers %s with a google.rpc.Status', async (_what, door, body, status) => {
    const answer = await json(door, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json).toEqual({ message: expect.stringMatching(/\w+.*(?:send|is)/i) });
  });

  it.each([
    ['no protobuf', Buffer.from('{"resourceLogs":[]}'), {}, 400],
    ['damaged gzip', Buffer.from('no gzip'), { 'content-encoding': 'gzip' }, 400],
    ['an encoding that is not read', Buffer.alloc(3), { 'content-encoding': 'zstd' }, 415],
    ['a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 413],
  ])('answers %s with a google.rpc.Status in protobuf', async (_what, body, headers, status) => {
    const answer = await protobuf('logs', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(PROTOBUF);
    // Field 2, a string: the message.
    expect(answer.bytes[0]).toBe(0x12);
    expect(answer.bytes.subarray(2).toString('utf8')).toMatch(/[a-z]{3}/);
  });

  it('answers 415 to a content type that OTLP does not have', async () => {
    const answer = await post(service, '/v1/logs', '{}', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
    expect(answer.json).toEqual({ message: expect.stringContaining('application/x-protobuf') });
  });
});
