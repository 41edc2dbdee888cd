import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { hookInstant } from '../../../src/sources/claude-code-hooks/hook-instant.js';
import { readHookPayload } from '../../../src/sources/claude-code-hooks/hook-payload.js';
import { fixturePath, ofType, payload, readFixture, readText, RECEIVED_AT, sorted } from './reading.js';

const READ = {
  tool_name: 'Read',
  tool_input: { file_path: '/home/dana/shop/a.md' },
  tool_use_id: 'toolu_01Kc8Wd3Rv6Zt1Nx5Qb1Ym',
};

/** As the HTTP route takes one payload. */
function readOne(value: unknown, ordinal?: number) {
  const text = JSON.stringify(value) ?? '';
  const received = { receivedAt: RECEIVED_AT, text, name: 'POST /v1/hooks', position: null };
  return sorted(readHookPayload(value, ordinal === undefined ? received : { ...received, ordinal }));
}

describe('a log', () => {
  it('may be one array, one payload, or payloads that were indented', async () => {
    const array = await readFixture('by-hook/stop.json');
    expect(array.events.map(({ type }) => type)).toEqual(Array(3).fill('ASSISTANT_STOP'));
    const bare = await readText(JSON.stringify(payload('Stop', { stop_hook_active: false }), null, 2));
    expect(bare.events.map(({ type }) => type)).toEqual(['ASSISTANT_STOP']);
    expect(bare.rejects).toEqual([]);

    const indented = await readFixture('indented.txt');
    expect(indented.events.map(({ type }) => type)).toEqual(['SESSION_START', 'TOOL_USE', 'ASSISTANT_STOP']);
    expect(indented.rejects.map(({ code, position }) => [code, position])).toEqual([['NOT_JSON', 'line 8']]);
    expect(JSON.parse(indented.events[0]?.payload ?? '')).toMatchObject({ source: 'startup' });
  });

  it('of one hook may leave out its name', async () => {
    const reading = await readFixture('nameless.jsonl');
    expect(reading.events.map(({ type }) => type)).toEqual([
      'SESSION_START',
      'USER_PROMPT',
      'TOOL_RESULT',
      'TOOL_USE',
      'NOTIFICATION',
      'ASSISTANT_STOP',
      'SUBAGENT_STOP',
      'COMPACTION',
      'SESSION_END',
    ]);
    // Input alone comes before a call and with a request for permission.
    expect(reading.rejects.map(({ code, position }) => [code, position])).toEqual([
      ['NO_HOOK_EVENT', 'line 9'],
    ]);
  });

  it.each([
    { message: 'x', reason: 'other' },
    { tool_name: 'Bash', tool_input: {}, error: 'x' },
    { trigger: 7 },
    { tool_calls: [] },
  ])('must name the hook where members leave a doubt: %j', async (fields) => {
    const { session_id, transcript_path } = payload('');
    const reading = await readText([{ session_id, transcript_path, ...fields }]);
    expect(reading.rejects.map(({ code }) => code)).toEqual(['NO_HOOK_EVENT']);
  });

  it('may hold hooks that are not known', async () => {
    const { events } = await readText([payload('SomethingNew', { message: 'hello' })]);
    expect(events).toMatchObject([{ type: 'OTHER', name: 'SomethingNew', summary: 'SomethingNew: hello' }]);
  });
});

describe('wrapped payloads', () => {
  it('of a server that keeps what hooks post', async () => {
    const reading = await readFixture('server-events.jsonl');
    expect(reading.rejects).toEqual([]);
    expect(reading.events).toMatchObject([
      { type: 'TOOL_USE', at: 1_772_442_000_123, summary: 'Read src/pay.ts' },
      { type: 'ASSISTANT_STOP', at: 1_772_442_060_000, context: { cwd: '/home/dana/shop' } },
    ]);
    expect(reading.events[0]?.payload).toContain('"source_app"');
  });

  it.each(['payload', 'data', 'hook', 'input'])('in a member called %s', async (holder) => {
    const { events } = await readText([
      { logged_at: '2026-03-02T09:00:00Z', host: 'x', [holder]: payload('PreToolUse', READ) },
    ]);
    const [bare] = (await readText([payload('PreToolUse', READ)])).events;
    expect(events).toMatchObject([{ id: bare?.id, at: Date.UTC(2026, 2, 2, 9), type: 'TOOL_USE' }]);
  });

  it('take from the wrapper what they lack', async () => {
    const { session_id, transcript_path, cwd } = payload('');
    const { events, rejects } = await readText([
      { session_id, event: 'Stop', ts: 1_772_442_000, data: { transcript_path, cwd } },
      { event_type: 'SubagentStart', payload: { session_id, agent_id: 'a7c3e91d' } },
      { event: 'clicked', payload: { session_id, transcript_path } },
    ]);
    expect(events.map(({ type, at }) => [type, at])).toEqual([
      ['ASSISTANT_STOP', 1_772_442_000_000],
      ['SUBAGENT_START', null],
    ]);
    expect(rejects.map(({ code }) => code)).toEqual(['NO_HOOK_EVENT']);
  });
});

describe('times that loggers note', () => {
  it.each([
    [1_772_442_000, 1_772_442_000_000],
    [1_772_442_000.25, 1_772_442_000_250],
    [1_772_442_000_123, 1_772_442_000_123],
    [1_772_442_000_123_456, 1_772_442_000_123],
    [1_772_442_000_123_456_800, 1_772_442_000_123],
    ['1772442000', 1_772_442_000_000],
    ['1772442000.5', 1_772_442_000_500],
    ['2026-03-02T09:00:00Z', 1_772_442_000_000],
    ['2026-03-02T10:00:00.250+01:00', 1_772_442_000_250],
    ['2026-03-02T09:00:00.524567', 1_772_442_000_524],
    ['2026-03-02 09:00:00', 1_772_442_000_000],
    ['yesterday', null],
    [12.5, null],
    [-1, null],
    [Number.NaN, null],
    [null, null],
    [{}, null],
  ])('%j', (value, at) => {
    expect(hookInstant(value)).toBe(at);
  });

  it('are the event’s', async () => {
    const [event] = (await readFixture('by-hook/session_end.json')).events;
    expect(event?.at).toBe(Date.UTC(2026, 2, 2, 9, 30, 0, 524));
  });

  it('tell payloads apart that are alike, and are no part of what a payload says', async () => {
    const stop = (fields: object) => payload('Stop', { stop_hook_active: false, ...fields });
    const ids = async (...some: object[]) => (await readText(some)).events.map(({ id }) => id);
    const [one] = await ids(stop({ logged_at: 1_772_442_000 }));
    const [later] = await ids(stop({ logged_at: 1_772_442_060 }));
    const [elsewhere] = await ids({ captured_at: '2026-03-02T09:00:00Z', payload: stop({}) });
    expect(later).not.toBe(one);
    expect(elsewhere).toBe(one);
  });
});

describe('payloads without an id', () => {
  it('are numbered within a log: reading it again, or more of it, gives the same ids', async () => {
    const ids = (reading: { events: readonly { id: string }[] }) => reading.events.map(({ id }) => id);
    const log = readFileSync(fixturePath('session.jsonl'), 'utf8');
    expect(ids(await readText(log))).toEqual(ids(await readText(log)));
    const stops = await readFixture('by-hook/stop.json');
    expect(new Set(ids(stops)).size).toBe(3);
    const [stop] = JSON.parse(readFileSync(fixturePath('by-hook/stop.json'), 'utf8')) as object[];
    expect(ids(await readText([stop ?? {}, stop ?? {}]))).toEqual(ids(stops).slice(0, 2));
  });

  it('are one event when they are posted again', () => {
    const stop = payload('Stop', { stop_hook_active: false });
    const [first] = readOne(stop).events;
    expect(readOne(stop).events[0]).toEqual(first);
    expect(readOne(stop, 0).events[0]?.id).toBe(first?.id);
    expect(readOne(stop, 1).events[0]?.id).not.toBe(first?.id);
  });
});

describe('one payload', () => {
  it('is read as in a log', async () => {
    for (const line of readFileSync(fixturePath('session.jsonl'), 'utf8').split('\n').filter(Boolean)) {
      const whole = readOne(JSON.parse(line)).events.map(({ id, type }) => `${type} ${id}`);
      const logged = (await readText(line)).events.map(({ id, type }) => `${type} ${id}`);
      expect(whole).toEqual(logged);
    }
  });

  it.each([
    [[payload('Stop')], 'NOT_AN_OBJECT'],
    ['text', 'NOT_AN_OBJECT'],
    [null, 'NOT_AN_OBJECT'],
    [undefined, 'NOT_AN_OBJECT'],
    [{}, 'NO_SESSION_ID'],
    [payload('Stop', { session_id: '<redacted>' }), 'NO_SESSION_ID'],
    [payload('PostToolUse', { tool_name: '' }), 'NO_TOOL_NAME'],
    [payload('PreToolUse', { transcript_path: '/home/dana/.codex/sessions/x.jsonl' }), 'OTHER_PRODUCT'],
    [{ hookEventName: 'stop', sessionId: 's1', payload: {} }, 'OTHER_PRODUCT'],
  ])('that cannot be read is rejected: %j', (value, code) => {
    const { items, rejects } = readOne(value);
    expect(items).toHaveLength(1);
    expect(rejects).toMatchObject([{ code, source: 'POST /v1/hooks', position: null }]);
    expect(rejects[0]?.reason).toMatch(/\.$/);
  });

  it('has a result even without a tool that is known', () => {
    const reading = readOne(
      payload('PostToolUse', { tool_name: 'Gash', tool_input: 'x', tool_response: null }),
    );
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([{ tool: 'Gash', touches: [] }]);
  });
});
