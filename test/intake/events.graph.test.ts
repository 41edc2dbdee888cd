import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';

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
  prompt,
  rowsOf,
  type IntakeService,
} from './intake-service.js';

const MAX_BODY_BYTES = 32 * 1024 * 1024;

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

const send = (body: Parameters<typeof post>[2], headers: Record<string, string> = {}) =>
  post(service, '/v1/events', body, headers);

const three = (session: string) => [1, 2, 3].map((id) => prompt(session, id));

describe('POST /v1/events', () => {
  it.each([
    ['one event a line', (session: string) => ndjson(three(session)), {}],
    ['an unterminated last line', (session: string) => ndjson(three(session)).trimEnd(), {}],
    ['an array', (session: string) => JSON.stringify(three(session), null, 2), {}],
    ['gzip', (session: string) => gzipSync(ndjson(three(session))), { 'content-encoding': 'gzip' }],
    ['deflate', (session: string) => deflateSync(ndjson(three(session))), { 'content-encoding': 'Deflate' }],
    ['pieces without a length', (session: string) => ndjson(three(session)).match(/.{1,7}/gs) ?? [], {}],
    ['a content type of any kind', (session: string) => ndjson(three(session)), { 'content-type': 'text/x' }],
    [
      'a type of GraphQL requests',
      (session: string) => ndjson(three(session)),
      { 'content-type': 'application/json' },
    ],
  ])('takes %s, and takes it again without effect', async (what, bodyOf, headers) => {
    const session = `taken ${what}`;
    const start = `acme-agent/${encodeURIComponent(session)}`;
    for (let time = 1; time <= 2; time++) {
      const answer = await send(bodyOf(session), headers);
      expect(answer.json).toEqual({ accepted: 3, rejected: 0, skipped: 0, rejects: [] });
      expect(answer.status).toBe(200);
      expect(await eventCount(driver, start)).toBe(3);
    }
  });

  it('takes a body larger than a GraphQL request may be', async () => {
    const events = Array.from({ length: 30 }, (_, id) =>
      prompt('large', id, { payload: 'x'.repeat(100_000) }),
    );
    expect((await send(ndjson(events))).json).toMatchObject({ accepted: 30, rejected: 0 });
    expect(await eventCount(driver, 'acme-agent/large')).toBe(30);
  });

  it('takes thousands of sessions in one body', async () => {
    const events = Array.from({ length: 2_000 }, (_, n) => prompt(`many-${n}`, n));
    expect((await send(JSON.stringify(events))).json).toMatchObject({ accepted: 2_000, rejected: 0 });
    const [row] = await rowsOf(
      driver,
      "MATCH (s:Session)-[:HAS_EVENT]->(e) WHERE s.key STARTS WITH 'acme-agent/many-' RETURN count(DISTINCT s) AS sessions, count(e) AS events",
    );
    expect([Number(row?.['sessions']), Number(row?.['events'])]).toEqual([2_000, 2_000]);
  });

  it.each([
    ['nothing', ''],
    ['blank lines', '\n \n\r\n'],
    ['an empty array', '[]'],
    ['a compressed nothing', gzipSync('')],
  ])('refuses %s as empty', async (_what, body) => {
    const headers = typeof body === 'string' ? {} : { 'content-encoding': 'gzip' };
    const answer = await send(body, headers);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      error: { code: 'EMPTY_BODY', nextStep: expect.stringMatching(/\w/) },
    });
  });

  it.each([
    ['no JSON', 'hello', 'NOT_JSON'],
    ['a number', '42', 'NOT_OBJECT'],
    ['a text', '"hello"', 'NOT_OBJECT'],
    ['null', 'null', 'NOT_OBJECT'],
    [
      'an event without a session',
      JSON.stringify({ ...prompt('', 1), sessionId: undefined }),
      'NO_SESSION_ID',
    ],
    ['a session id of 10,000 characters', JSON.stringify(prompt('s'.repeat(10_000), 1)), 'INVALID_MEMBER'],
    ['brackets 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'TOO_DEEP'],
    ['an event nested 100,000 deep', nested(100_000), 'TOO_DEEP'],
  ])('answers 400 to %s and keeps a reject', async (_what, body, code) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ accepted: 0, rejected: 1, rejects: [{ code }] });
    const stored = await rowsOf(
      driver,
      "MATCH (r:Reject {code: $code}) WHERE r.source STARTS WITH 'POST /v1/events from ' RETURN r.reason AS reason",
      { code },
    );
    expect(stored[0]?.['reason']).toMatch(/\w/);
  });

  it('takes what is good between what is not, and says where each fault was', async () => {
    const body = [
      JSON.stringify(prompt('mixed', 1)),
      'no JSON',
      nested(5_000),
      JSON.stringify({ v: 1, type: 'USER_PROMPT', product: 'acme-agent' }),
      JSON.stringify(prompt('s'.repeat(10_000), 1)),
      JSON.stringify(prompt('mixed', 2)),
    ].join('\n');
    const answer = await send(body);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      accepted: 2,
      rejected: 4,
      rejects: [
        { position: '2', code: 'NOT_JSON' },
        { position: '3', code: 'TOO_DEEP' },
        { position: '4', code: 'NO_SESSION_ID' },
        { position: '5', code: 'INVALID_MEMBER' },
      ],
    });
    const count = async (): Promise<number[]> => {
      const [row] = await rowsOf(driver, 'MATCH (r:Reject) RETURN count(r) AS rejects');
      return [await eventCount(driver, 'acme-agent/mixed'), Number(row?.['rejects'])];
    };
    const before = await count();
    expect(before[0]).toBe(2);
    await send(body);
    expect(await count()).toEqual(before);
  });

  it('believes the receive time where a clock is evidently wrong, and keeps both', async () => {
    const events = ['1970-01-01T00:00:00Z', '2100-01-01T00:00:00Z', '2026-11-21T11:00:00Z', null].map(
      (at, id) => prompt('clocks', id, { at, ...(at === null ? { live: true } : {}) }),
    );
    expect((await send(ndjson(events))).json).toMatchObject({ accepted: 4, rejected: 0 });
    const rows = await rowsOf(
      driver,
      "MATCH (e:Event {sessionKey: 'acme-agent/clocks'})-[:HAS_RECORD]->(r) RETURN e.timeBasis AS basis, e.at AS at, r.payload AS payload",
    );
    const seen = rows.map((row) => `${String(row['basis'])} ${new Date(Number(row['at'])).toISOString()}`);
    const received = `RECEIVED ${new Date(NOW).toISOString()}`;
    expect(seen.sort()).toEqual(['PRODUCER 2026-11-21T11:00:00.000Z', received, received, received]);
    const payloads = rows.map((row) => String(row['payload'])).join();
    expect(payloads).toContain('1970-01-01');
    expect(payloads).toContain('2100-01-01');
  });

  it('replaces NUL and unpaired surrogates, which no store can hold, and says so', async () => {
    const lines = [
      JSON.stringify(prompt('odd\u0000text', 1, { summary: 'a\u0000b' })),
      '{"v":1,"type":"USER_PROMPT","product":"acme-agent","sessionId":"odd\\ud800text","id":"\\udc00","payload":{"\\ud800":"\\u0000"}}',
      JSON.stringify(prompt('odd plain', 3)),
    ];
    const answer = await send(lines.join('\n'));
    expect(answer.status).toBe(200);
    const { accepted, rejected } = answer.json as { accepted: number; rejected: number };
    expect(accepted + rejected).toBe(3);
    expect(await eventCount(driver, 'acme-agent/odd%20plain')).toBe(1);
    expect(await eventCount(driver, 'acme-agent/odd')).toBe(accepted);
    const payloads = await rowsOf(
      driver,
      "MATCH (e:Event)-[:HAS_RECORD]->(r) WHERE e.sessionKey STARTS WITH 'acme-agent/odd' RETURN r.payload AS payload",
    );
    for (const { payload } of payloads) expect(String(payload)).not.toMatch(/\0|\p{Surrogate}/u);
  });

  it('keeps a payload of 20 MB cut, with its size and hash', async () => {
    const event = JSON.stringify(prompt('huge', 1, { payload: 'y'.repeat(20_000_000) }));
    const answer = await send(`${event}\n${JSON.stringify(prompt('huge', 2))}\n`);
    expect(answer.json).toMatchObject({ accepted: 2, rejected: 0 });
    const rows = await rowsOf(
      driver,
      "MATCH (e:Event {sessionKey: 'acme-agent/huge'})-[:HAS_RECORD]->(r) RETURN r.payload AS payload ORDER BY size(r.payload) DESC",
    );
    expect(rows).toHaveLength(2);
    const kept = JSON.parse(String(rows[0]?.['payload'])) as { $runtrail: unknown };
    expect(kept.$runtrail).toEqual({
      truncated: { sizeBytes: event.length, sha256: createHash('sha256').update(event).digest('hex') },
    });
    expect(String(rows[0]?.['payload']).length).toBeLessThan(200_000);
  });

  it('makes a reject of what the database refuses to store, and takes the rest', async () => {
    // An index holds no key of more than about 8,000 bytes.
    const context = { repository: { remote: `github.com/acme/${'\u6f22'.repeat(4_000)}` } };
    const events = Array.from({ length: 9 }, (_, id) => prompt('refused', id, id === 4 ? { context } : {}));
    const answer = await send(ndjson(events));
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ accepted: 8, rejected: 1, rejects: [{ code: 'NOT_STORABLE' }] });
    expect(await eventCount(driver, 'acme-agent/refused')).toBe(8);
    const stored = await rowsOf(driver, "MATCH (r:Reject {code: 'NOT_STORABLE'}) RETURN r.reason AS reason");
    expect(stored).toHaveLength(1);
    await send(ndjson(events));
    expect(await eventCount(driver, 'acme-agent/refused')).toBe(8);
    expect(await rowsOf(driver, "MATCH (r:Reject {code: 'NOT_STORABLE'}) RETURN r")).toHaveLength(1);
  });

  it('stores the first ten thousand rejects of a body, and counts the others', async () => {
    const answer = await send('x\n'.repeat(10_500));
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ accepted: 0, rejected: 10_500 });
    const [row] = await rowsOf(
      driver,
      "MATCH (r:Reject {code: 'TOO_MANY_REJECTS'}) RETURN r.reason AS reason",
    );
    expect(row?.['reason']).toContain('500 more');
  });
});

describe('a body that cannot be read to its end', () => {
  it('is refused where its encoding is not read', async () => {
    const answer = await send('x'.repeat(1_000_000), { 'content-encoding': 'br' });
    expect(answer.status).toBe(415);
    expect(answer.json).toMatchObject({
      error: { code: 'UNSUPPORTED', message: expect.stringContaining('gzip') },
    });
  });

  it.each([
    ['is not compressed at all', (bytes: Buffer) => Buffer.concat([Buffer.from('plain text'), bytes]), 0, 0],
    ['ends in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length - 200), 1, 599],
    [
      'is damaged in the middle',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -2_000), Buffer.alloc(2_000, 7)]),
      1,
      599,
    ],
  ])('answers 400 where gzip %s', async (what, damage, least, most) => {
    const session = `damaged ${what}`;
    const events = Array.from({ length: 600 }, (_, id) =>
      prompt(session, id, {
        payload: { id, odd: id ** 7, filling: createHash('sha512').update(String(id)).digest('base64') },
      }),
    );
    const answer = await send(damage(gzipSync(ndjson(events))), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('gzip') },
    });
    // What could be read before the damage has landed, and nothing that was cut.
    const landed = await eventCount(driver, `acme-agent/${encodeURIComponent(session)}`);
    expect(landed).toBeGreaterThanOrEqual(least);
    expect(landed).toBeLessThanOrEqual(most);
  });

  it('answers 413 to more than it takes, with what stood before it stored', async () => {
    const line = JSON.stringify(prompt('oversize', 1));
    function* endless(): Generator<string> {
      yield `${line}\n`;
      for (let sent = 0; sent <= MAX_BODY_BYTES; sent += 1024 * 1024)
        yield `${' '.repeat(1024 * 1024 - 1)}\n`;
    }
    const answer = await send(endless());
    expect(answer.status).toBe(413);
    expect(answer.json).toMatchObject({
      error: { code: 'TOO_LARGE', message: expect.stringContaining('32 MiB') },
    });
    expect(await eventCount(driver, 'acme-agent/oversize')).toBe(1);
  });

  it('answers 413 to a gzip bomb without holding it', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, 'x'));
    const before = process.memoryUsage().rss;
    const answer = await send(bomb, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  });

  it.each([
    ['is in no encoding that is read', 'br', Buffer.alloc(5_000_000), 415],
    ['is damaged', 'gzip', Buffer.alloc(5_000_000), 400],
    ['inflates to too much', 'gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024)), 413],
    ['is too large', 'identity', Buffer.alloc(MAX_BODY_BYTES + 5_000_000, `${' '.repeat(1023)}\n`), 413],
  ])('is answered where it %s, and the next request is served', async (_what, encoding, body, status) => {
    const refused = await fetch(`${service.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-encoding': encoding },
      body,
    });
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ error: { message: expect.stringMatching(/send/) } });
    const taken = await fetch(`${service.url}/v1/events`, {
      method: 'POST',
      body: ndjson([prompt('after a refusal', status)]),
    });
    expect(await taken.json()).toMatchObject({ accepted: 1 });
  });
});

/** An event whose payload is nested so deep. */
function nested(depth: number): string {
  const event = JSON.stringify(prompt('deep', 1, { payload: 'HERE' }));
  return event.replace('"HERE"', `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
}
