import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { demoDayNdjson } from '../../../src/demo/demo-day.js';
import type { Reject, RuntrailEvent, SourceItem } from '../../../src/events/event.js';
import { nativeEvents } from '../../../src/sources/native/native-events.js';

const RECEIVED_AT = Date.UTC(2026, 10, 21, 12, 0, 0);

const event = (sessionId: string): string =>
  JSON.stringify({ v: 1, type: 'USER_PROMPT', product: 'codex', sessionId, at: '2026-11-21T10:00:00Z' });

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}

async function read(content: string | Buffer, chunkSize = 1 << 16): Promise<SourceItem[]> {
  const chunks = inChunks(Buffer.from(content), chunkSize);
  const items: SourceItem[] = [];
  for await (const item of nativeEvents.read({ name: 'events.ndjson', receivedAt: RECEIVED_AT, chunks }))
    items.push(item);
  return items;
}

const eventsOf = (items: readonly SourceItem[]): RuntrailEvent[] =>
  items.flatMap((item) => (item.kind === 'event' ? item.event : []));
const rejectsOf = (items: readonly SourceItem[]): Reject[] =>
  items.flatMap((item) => (item.kind === 'reject' ? item.reject : []));
const sessionsOf = (items: readonly SourceItem[]): string[] =>
  eventsOf(items).map(({ session }) => session.sessionId);

describe('lines of events', () => {
  it('are read in order, blank lines aside, with or without a final line break', async () => {
    expect(sessionsOf(await read(`${event('a')}\r\n\n  \n${event('b')}\n${event('c')}`))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('keep the line itself as payload', async () => {
    const spaced = event('a').replaceAll(',', ', ');
    expect(eventsOf(await read(spaced))[0]?.payload).toBe(spaced);
  });

  it('do not stop for one that cannot be read, and say where it stood', async () => {
    const nameless = '{"v":1,"type":"USER_PROMPT","product":"codex"}';
    const items = await read(`${event('a')}\n{"v":1,\n${event('b')}\n${nameless}\n${event('c')}\n`);
    expect(sessionsOf(items)).toEqual(['a', 'b', 'c']);
    expect(rejectsOf(items)).toEqual([
      expect.objectContaining({
        source: 'events.ndjson',
        position: '2',
        code: 'NOT_JSON',
        excerpt: '{"v":1,',
      }),
      expect.objectContaining({ source: 'events.ndjson', position: '4', code: 'NO_SESSION_ID' }),
    ]);
  });

  it('withhold keys from the excerpt of what is no JSON', async () => {
    const [reject] = rejectsOf(await read('{"key": sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz}'));
    expect(reject?.code).toBe('NOT_JSON');
    expect(reject?.excerpt).not.toContain('AbCdEf');
  });

  it('are kept in part where they are enormous, with the size and hash of the whole', async () => {
    const line = event('big').replace('}', `,"payload":{"body":"${'x'.repeat(9 * 1024 * 1024)}"}}`);
    const items = await read(`${line}\n${event('next')}\n`);
    expect(sessionsOf(items)).toEqual(['big', 'next']);
    const payload = eventsOf(items)[0]?.payload ?? '';
    expect(payload.length).toBeLessThan(200_000);
    const kept = JSON.parse(payload) as {
      $runtrail: { truncated: { sizeBytes: number; sha256: string } };
      payload: { body: string };
    };
    expect(kept.$runtrail.truncated.sizeBytes).toBe(line.length);
    expect(kept.$runtrail.truncated.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(kept.payload.body.startsWith('xxx')).toBe(true);
  });

  it('are told apart by what was left out of them', async () => {
    const big = (end: string): string =>
      event('big').replace('}', `,"payload":"${'x'.repeat(9 * 1024 * 1024)}${end}"}`);
    const [a, b] = eventsOf(await read(`${big('1')}\n${big('2')}\n`));
    expect(a?.id).not.toBe(b?.id);
  });

  it('are refused where they are enormous and not to be shortened', async () => {
    const line = event('big').replace('}', `,"payload":[${'1,'.repeat(5 * 1024 * 1024)}1]}`);
    const items = await read(`${line}\n${event('next')}\n`);
    expect(sessionsOf(items)).toEqual(['next']);
    expect(rejectsOf(items)).toEqual([expect.objectContaining({ position: '1', code: 'TOO_LARGE' })]);
  });

  it('say that bytes were no UTF-8', async () => {
    const start = Buffer.from(`${event('a').slice(0, -1)},"summary":"`);
    const bytes = Buffer.concat([start, Buffer.from([0xff]), Buffer.from('"}\n')]);
    const [first] = eventsOf(await read(bytes));
    expect(first?.summary).toBe('\uFFFD');
    expect(JSON.parse(first?.payload ?? '')).toMatchObject({ $runtrail: { sanitised: true } });
  });
});

describe('one array of events', () => {
  it('is read element by element, however it is laid out', async () => {
    const all = ['a', 'b', 'c'].map((id) => JSON.parse(event(id)) as unknown);
    expect(sessionsOf(await read(JSON.stringify(all)))).toEqual(['a', 'b', 'c']);
    expect(sessionsOf(await read(`\uFEFF \n${JSON.stringify(all, null, 2)}\n`))).toEqual(['a', 'b', 'c']);
    expect(await read('[]')).toEqual([]);
  });

  it('keeps what came before its end was lost', async () => {
    const items = await read(`[${event('a')},${event('b')},{"v":1`);
    expect(sessionsOf(items)).toEqual(['a', 'b']);
    expect(rejectsOf(items).map(({ code, position }) => [code, position])).toEqual([
      ['NOT_JSON', 'element 3'],
      ['UNTERMINATED_ARRAY', null],
    ]);
  });

  it('names the element that is at fault', async () => {
    const items = await read(`[${event('a')}, 17, ${event('b')}]`);
    expect(sessionsOf(items)).toEqual(['a', 'b']);
    expect(rejectsOf(items)).toEqual([
      expect.objectContaining({ position: 'element 2', code: 'NOT_OBJECT' }),
    ]);
  });
});

describe('any input', () => {
  it('is read alike however it is cut into chunks', async () => {
    const lines = `${event('a')}\nnot json\n\uFEFF${event('ü😀')}\r\n${event('c')}`;
    const array = `\uFEFF\n[${event('a')},\n {"x": "]\\"" }, ${event('ü😀')}]\n${event('after')}\n`;
    for (const content of [lines, array]) {
      const whole = await read(content);
      expect(eventsOf(whole).length).toBeGreaterThan(1);
      for (const size of [1, 2, 3, 7, 64]) expect(await read(content, size)).toEqual(whole);
    }
  });

  it('never makes the reader throw', async () => {
    const bytesOf = fc.uint8Array({ maxLength: 200 });
    const startOf = fc.constantFrom('', '[', '{', `${event('a')}\n`);
    await fc.assert(
      fc.asyncProperty(bytesOf, startOf, fc.integer({ min: 1, max: 50 }), async (bytes, start, size) => {
        const items = await read(Buffer.concat([Buffer.from(start), bytes]), size);
        expect(items.every((item) => item.kind !== 'reject' || item.reject.reason !== '')).toBe(true);
      }),
    );
  });

  it('gives the same events when it is read twice', async () => {
    const day = [...demoDayNdjson(RECEIVED_AT)].slice(0, 300).join('');
    const ids = eventsOf(await read(day)).map(({ id }) => id);
    expect(ids).toHaveLength(300);
    expect(eventsOf(await read(day)).map(({ id }) => id)).toEqual(ids);
  });
});

describe('what is recognised', () => {
  it.each<[string, string, boolean]>([
    ['lines of events', `${event('a')}\n`, true],
    ['an array of events', `[\n  ${event('a')}\n]`, true],
    ['events behind a byte-order mark', `\uFEFF${event('a')}`, true],
    ['events after a broken line', `{"v":1,"ty\n${event('a')}`, true],
    ['an event that is cut', event('a').slice(0, 70), true],
    ['a transcript', '{"type":"user","sessionId":"s","message":{"role":"user","content":"hi"}}\n', false],
    ['a hook', '{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Read"}\n', false],
    [
      'a transcript that quotes an event',
      `{"type":"user","message":${JSON.stringify({ content: event('a') })}}`,
      false,
    ],
    ['a rollout', '{"timestamp":"2026-01-01T00:00:00Z","type":"session_meta","payload":{}}', false],
    ['prose', 'Hello "type":"OTHER" "v":1', false],
    ['nothing', '', false],
  ])('%s: %s', (_what, head, expected) => {
    expect(nativeEvents.recognises(head)).toBe(expected);
  });
});
