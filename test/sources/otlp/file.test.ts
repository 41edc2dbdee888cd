import { describe, expect, it } from 'vitest';

import { otlpFile, readOtlpFile } from '../../../src/sources/otlp/adapter.js';
import type { BodyLimits } from '../../../src/sources/otlp/bodies.js';
import {
  claudeLog,
  collected,
  logs,
  RECEIVED_AT,
  readLogs,
  type Reading,
  SESSION,
  span,
  spans,
} from './requests.js';

async function readFile(
  text: string | Uint8Array,
  limits: BodyLimits = {},
  chunkBytes = 700,
): Promise<Reading> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const items = [];
  for await (const item of readOtlpFile(
    { name: 'given.json', receivedAt: RECEIVED_AT, chunks: chunks() },
    limits,
  ))
    items.push(item);
  return collected(items);
}

const FIRST = logs([claudeLog('user_prompt', { prompt: 'One " and a { and a back\\slash in a prompt' })]);
const SECOND = logs([
  claudeLog('api_request', { model: 'claude-sonnet-4-5', input_tokens: '3', output_tokens: '4' }, 5),
]);
const expected = readLogs(FIRST, SECOND).events;

describe('a file of requests', () => {
  it.each([
    ['on one line each', `${JSON.stringify(FIRST)}\n${JSON.stringify(SECOND)}\n`],
    ['on one line together', `${JSON.stringify(FIRST)}${JSON.stringify(SECOND)}`],
    ['over several lines', `${JSON.stringify(FIRST, null, 2)}\n${JSON.stringify(SECOND, null, 2)}`],
    [
      'with Windows line breaks and a byte-order mark',
      `\ufeff${JSON.stringify(FIRST, null, 1)}\n\n${JSON.stringify(SECOND)}\n`.replaceAll('\n', '\r\n'),
    ],
    ['in an array', JSON.stringify([FIRST, SECOND])],
    ['in an array over several lines', JSON.stringify([FIRST, SECOND], null, 2)],
  ])('gives the same as they came: %s', async (_name, text) => {
    const reading = await readFile(text);
    expect(reading.rejects).toEqual([]);
    expect(reading.events).toEqual(expected);
  });

  it('may hold requests of every signal', async () => {
    const traces = spans([
      span('claude_code.interaction', { id: '01'.repeat(8) }, { 'session.id': SESSION }),
    ]);
    const metrics = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'n', sum: { dataPoints: [{}] } }] }] }],
    };
    const reading = await readFile([FIRST, traces, metrics].map((one) => JSON.stringify(one)).join('\n'));
    expect(reading.events.map(({ type }) => type)).toEqual(['USER_PROMPT', 'OTHER']);
    expect(reading.skips).toEqual({ 'metric:n': 1 });
  });

  it('goes on after a request that stops, and says where', async () => {
    const cut = JSON.stringify(FIRST).slice(0, 200);
    const reading = await readFile(
      `${cut}\n${JSON.stringify(SECOND)}\nnonsense\n${JSON.stringify(FIRST, null, 2).slice(0, 90)}`,
    );
    expect(reading.events).toHaveLength(1);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 1', 'TRUNCATED_REQUEST'],
      ['line 3', 'NOT_JSON'],
      ['line 4', 'TRUNCATED_REQUEST'],
    ]);
    expect(reading.rejects[0]?.excerpt).toBe(cut);
  });

  it('says which record of which request cannot be read', async () => {
    const bad = logs([claudeLog('x', { 'session.id': '' })]);
    const reading = await readFile(`${JSON.stringify(FIRST)}\n${JSON.stringify(bad)}\n`);
    expect(reading.rejects).toMatchObject([
      {
        source: 'given.json',
        position: 'line 2: resourceLogs[0].scopeLogs[0].logRecords[0]',
        code: 'NO_SESSION_ID',
      },
    ]);
    expect((await readFile(JSON.stringify([FIRST, bad]))).rejects[0]?.position).toMatch(/^element 2: /);
  });

  it('does not keep a request that never ends', async () => {
    const reading = await readFile(`${JSON.stringify(FIRST, null, 2)}\n${JSON.stringify(SECOND)}`, {
      maxBodyLength: 1200,
    });
    expect(reading.rejects).toMatchObject([{ code: 'TRUNCATED_REQUEST', position: 'line 1' }]);
    expect(reading.events).toEqual(readLogs(SECOND).events);
  });

  it('goes on after an array', async () => {
    const reading = await readFile(`${JSON.stringify([FIRST])}\n${JSON.stringify(SECOND, null, 1)}\n}`);
    expect(reading.events).toEqual(expected);
    expect(reading.rejects).toMatchObject([{ code: 'NOT_JSON' }]);
    const cut = await readFile(JSON.stringify([FIRST, SECOND]).slice(0, -40));
    expect(cut.rejects).toMatchObject([{ code: 'TRUNCATED_REQUEST', position: 'element 2' }]);
    expect(cut.events).toHaveLength(1);
  });

  it('may be empty', async () => {
    expect(await readFile('')).toEqual({ events: [], rejects: [], skips: {} });
    expect(await readFile('\n \n')).toEqual({ events: [], rejects: [], skips: {} });
  });
});

describe('recognises', () => {
  it.each([
    JSON.stringify(FIRST),
    JSON.stringify(FIRST, null, 2),
    JSON.stringify([FIRST]),
    `\ufeff\n${JSON.stringify(spans([]))}`,
    '{"resourceMetrics":[{"resource":{"attr',
    '{ "resource_spans" : [',
  ])('%j', (head) => {
    expect(otlpFile.recognises(head)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    [
      'a Claude Code transcript',
      '{"parentUuid":null,"sessionId":"s","type":"user","message":{"role":"user","content":"{\\"resourceLogs\\":["}}',
    ],
    ['hook payloads', '{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{}}'],
    ['stream-json', '{"type":"system","subtype":"init","session_id":"s","tools":[]}'],
    ['a Codex rollout', '{"timestamp":"2026-03-02T09:00:00Z","type":"session_meta","payload":{"id":"x"}}'],
    ['a Gemini chat', '{"sessionId":"s","projectHash":"p","startTime":"2026-03-02T09:00:00Z","messages":[]}'],
    ['Gemini telemetry', '{\n  "hrTime": [1, 2],\n  "resource": {\n    "_rawAttributes": []\n  }\n}'],
    ['Gemini telemetry that begins with its resource', '{"resource":{"_rawAttributes":[]},"attributes":{}}'],
    ['a Copilot session', '{"type":"session.start","data":{"sessionId":"s"},"id":"1","timestamp":"t"}'],
    ['an OpenCode export', '{"info":{"id":"ses_1","directory":"/home/dana/shop"},"messages":[]}'],
    ['an OpenHands run', '{"instance_id":"i","history":[],"metrics":{}}'],
    ['a SWE-agent trajectory', '{"environment":"e","trajectory":[],"info":{}}'],
    ['native events', '{"type":"USER_PROMPT","session":{"product":"claude-code","sessionId":"s"}}'],
    ['an object that mentions one', '{"resourceLogs":"see below"}'],
    ['text', 'resourceLogs: []'],
  ])('not %s', (_name, head) => {
    expect(otlpFile.recognises(head)).toBe(false);
  });
});
