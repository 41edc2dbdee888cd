import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { claudeCodeHooks } from '../../../src/sources/claude-code-hooks/adapter.js';
import { readHookPayload } from '../../../src/sources/claude-code-hooks/hook-payload.js';
import { Ordinals } from '../../../src/sources/claude-code-hooks/ordinals.js';
import { fixturePath, ofType, payload, readFixture, readText, RECEIVED_AT } from './reading.js';

describe('damaged logs', () => {
  it('give what is whole, and say of the rest what is wrong and where', async () => {
    const reading = await readFixture('damaged.jsonl', '/data/damaged.jsonl');
    expect(ofType(reading, 'TOOL_USE').map(({ summary }) => summary)).toEqual([
      'Read a.md',
      'Read b.md',
      'Read c.md',
    ]);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 3', 'CONFLICT_MARKER'],
      ['line 5', 'CONFLICT_MARKER'],
      ['line 6', 'CONFLICT_MARKER'],
      ['line 7', 'NOT_JSON'],
      ['line 8', 'NOT_JSON'],
      ['line 9', 'NOT_AN_OBJECT'],
      ['line 10', 'NO_SESSION_ID'],
      ['line 11', 'NO_SESSION_ID'],
      ['line 12', 'NO_HOOK_EVENT'],
      ['line 13', 'NO_TOOL_NAME'],
      ['line 14', 'TRUNCATED_LINE'],
    ]);
    expect(
      reading.rejects.every(({ source, reason }) => source === '/data/damaged.jsonl' && reason.endsWith('.')),
    ).toBe(true);
  });

  it('with the marks of a merge lose what stands between them and no more', async () => {
    const reading = await readFixture('conflicted.json');
    expect(reading.events.map(({ type }) => type)).toEqual(['OTHER', 'OTHER']);
    expect(new Set(reading.rejects.map(({ code }) => code))).toEqual(new Set(['CONFLICT_MARKER']));
    expect(reading.rejects[0]?.position).toBe('element 2');
  });

  it('say which of two payloads on one line is broken', async () => {
    const whole = JSON.stringify(payload('Stop'));
    const reading = await readText(`${whole}{"session_id":}${whole}\n`);
    expect(reading.events).toHaveLength(2);
    expect(reading.rejects).toMatchObject([{ code: 'NOT_JSON', position: 'line 1, object 2' }]);
  });

  it('of an array that is still being written', async () => {
    const text = JSON.stringify([payload('Stop'), payload('SessionEnd', { reason: 'other' })], null, 2);
    const reading = await readText(text.slice(0, -40));
    expect(reading.events.map(({ type }) => type)).toEqual(['ASSISTANT_STOP']);
    expect(reading.rejects.map(({ code }) => code)).toEqual(['TRUNCATED_LINE']);
  });

  it('are read without their zero bytes', async () => {
    const reading = await readText(`\0\0${JSON.stringify(payload('Stop'))}\n\0\0\0\n`);
    expect(JSON.parse(reading.events[0]?.payload ?? '')).toMatchObject({ $runtrail: { sanitised: true } });
    expect(reading.rejects).toMatchObject([{ code: 'NUL_BYTES', excerpt: '␀␀␀' }]);
  });
});

describe('payloads over the limit', () => {
  const limits = { maxLineBytes: 4000, maxStringBytes: 100 };

  it('are kept with their long values cut, and say so', async () => {
    const long = payload('PostToolUse', {
      tool_name: 'Read',
      tool_input: { file_path: '/home/dana/shop/a.md' },
      tool_response: { file: { content: 'x'.repeat(10_000) } },
    });
    const reading = await readText([long, payload('Stop')], limits);
    expect(ofType(reading, 'TOOL_USE')[0]?.touches).toHaveLength(1);
    expect(JSON.parse(ofType(reading, 'TOOL_RESULT')[0]?.payload ?? '')).toMatchObject({
      $runtrail: { truncated: { sizeBytes: Buffer.byteLength(JSON.stringify(long)) } },
    });
    expect(reading.events).toHaveLength(3);
  });

  it('are rejected where that is not enough, on one line or on many', async () => {
    const long = payload('PostToolBatch', { tool_calls: Array.from({ length: 3000 }, () => 1) });
    const line = await readText([long, payload('Stop')], limits);
    expect(line.rejects.map(({ code }) => code)).toEqual(['LINE_TOO_LONG']);
    expect(line.events).toHaveLength(1);
    const many = await readText(
      `${JSON.stringify(long, null, 2)}\n${JSON.stringify(payload('Stop'))}\n`,
      limits,
    );
    expect(many.rejects.map(({ code, position }) => [code, position])).toEqual([['LINE_TOO_LONG', 'line 1']]);
    expect(many.events).toHaveLength(1);
  });

  it('or nested too deeply', async () => {
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const reading = await readText(
      `${JSON.stringify(payload('Notification', { message: 'N' })).replace('"N"', nested)}\n${JSON.stringify(payload('Stop'))}\n`,
    );
    expect(reading.rejects.map(({ code }) => code)).toEqual(['TOO_DEEP']);
    expect(reading.events).toHaveLength(1);
  });
});

const FIXTURES = [
  'session.jsonl',
  'nameless.jsonl',
  'forwarded.jsonl',
  'server-events.jsonl',
  'conflicted.json',
];
const texts = FIXTURES.map((name) => readFileSync(fixturePath(name)));

describe('whatever the input', () => {
  it('nothing is thrown for bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        claudeCodeHooks.recognises(Buffer.from(bytes).toString('utf8'));
        const reading = await readText(bytes);
        expect(reading.events).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing is thrown for a log with bytes changed, and every item is sound', async () => {
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(change, { minLength: 1, maxLength: 20 }),
        async (text, changes) => {
          const bytes = Buffer.from(text);
          for (const { at, byte } of changes) bytes[Math.floor(at * (bytes.length - 1))] = byte;
          claudeCodeHooks.recognises(bytes.toString('utf8'));
          const reading = await readText(bytes, { maxLineBytes: 2000, maxStringBytes: 50 });
          for (const event of reading.events) {
            expect(event.id).toMatch(/^[A-Za-z0-9_-]{22}$/);
            expect(event.summary.length).toBeLessThanOrEqual(200);
            if (event.payload !== null) JSON.parse(event.payload);
          }
          for (const { excerpt } of reading.rejects) expect(excerpt.length).toBeLessThanOrEqual(500);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('nothing is thrown for JSON of any shape where a payload should be', () => {
    const members = [
      'session_id',
      'hook_event_name',
      'tool_name',
      'tool_input',
      'tool_use_id',
      'tool_response',
      'agent_id',
      'prompt',
      'cwd',
      'transcript_path',
      'payload',
      'data',
      'runtrail',
      'timestamp',
      'error',
      'mcp_server',
    ];
    const hooks = fc.constantFrom('PreToolUse', 'PostToolUse', 'PermissionDenied', 'SubagentStop', 'X');
    const value = fc.oneof(fc.jsonValue(), hooks, fc.constantFrom('s1', 'Bash', 'Read', '/home/dana'));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...members), value),
        hooks,
        fc.boolean(),
        (fields, hook, whole) => {
          const record = whole ? { ...payload(hook), tool_name: 'Bash', ...fields } : fields;
          const received = {
            receivedAt: RECEIVED_AT,
            text: JSON.stringify(record),
            name: 'x',
            position: null,
          };
          const items = readHookPayload(record, received);
          expect(items.length).toBeGreaterThan(0);
          expect(readHookPayload(record, received)).toEqual(items);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('numbers of identical contents', () => {
  it('are kept for the contents met last', () => {
    const ordinals = new Ordinals();
    expect([ordinals.next('a'), ordinals.next('a'), ordinals.next('b')]).toEqual([0, 1, 0]);
    for (let other = 0; other < 200_000; other++) {
      ordinals.next(String(other));
      if (other % 1000 === 0) ordinals.next('a');
    }
    expect(ordinals.next('a')).toBe(202);
    expect(ordinals.next('b')).toBe(0);
  });
});
