import { describe, expect, it } from 'vitest';

import { ofType } from '../recorded-reading.js';
import {
  call,
  event,
  item,
  line,
  message,
  meta,
  output,
  readCodex,
  THREAD,
  tokenCount,
  turn,
} from './rollout-lines.js';

const PARENT = '019a4d0f-0000-7b12-8569-c53c5dde0001';

/** A UUID of version 7 made so many milliseconds after the thread. */
function turnIdAt(offsetMs: number): string {
  const at = (Number.parseInt(THREAD.slice(0, 8) + THREAD.slice(9, 13), 16) + offsetMs)
    .toString(16)
    .padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7000-8000-000000000001`;
}

describe('a thread', () => {
  it('begins with its session_meta, and says where and how it runs', async () => {
    const reading = await readCodex([
      meta(),
      turn({ approval_policy: 'never', sandbox_policy: { mode: 'danger-full-access' } }),
      message('user', 'Fix the TTL'),
    ]);
    expect(reading.rejects).toEqual([]);
    const [start] = ofType(reading, 'SESSION_START');
    expect(start).toMatchObject({
      session: { product: 'codex', sessionId: THREAD },
      at: Date.UTC(2026, 2, 2, 8, 59, 59),
      reason: 'startup',
      source: 'TRANSCRIPT',
    });
    expect(ofType(reading, 'USER_PROMPT')[0]?.context).toEqual({
      identityCarried: false,
      agent: { product: 'Codex CLI', version: '0.64.0' },
      osAccount: 'dana',
      repository: { remote: 'github.com/acme/shop', root: '/home/dana/shop' },
      cwd: '/home/dana/shop',
      branch: 'main',
      permissionMode: 'never/danger-full-access',
    });
  });

  it('is resumed where its session_meta stands again, once for each time', async () => {
    const reading = await readCodex([
      meta(),
      message('user', 'a'),
      meta({ cli_version: '0.65.0' }),
      message('user', 'b'),
      meta({}, '2026-03-02T10:00:00Z'),
    ]);
    expect(ofType(reading, 'SESSION_START').map(({ reason }) => reason)).toEqual([
      'startup',
      'resume',
      'resume',
    ]);
    expect(new Set(reading.events.map(({ id }) => id)).size).toBe(reading.events.length);
    expect(ofType(reading, 'USER_PROMPT').map(({ context }) => context.agent?.version)).toEqual([
      '0.64.0',
      '0.65.0',
    ]);
  });

  it('ends where another begins in the same file', async () => {
    const reading = await readCodex([
      meta(),
      message('user', 'a'),
      meta({ id: PARENT }),
      message('user', 'b'),
    ]);
    expect(ofType(reading, 'USER_PROMPT').map(({ session }) => session.sessionId)).toEqual([THREAD, PARENT]);
  });

  it('was read the same by its bare lines before 0.32', async () => {
    const reading = await readCodex([
      { id: 't-1', timestamp: '2025-06-02T09:00:00Z', instructions: null, git: { branch: 'main' } },
      { record_type: 'state' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      {
        type: 'function_call',
        name: 'shell',
        arguments: '{"command":["cat","/home/dana/a.txt"]}',
        call_id: 'call_1',
      },
    ]);
    expect(reading.rejects).toEqual([]);
    expect(reading.events.map(({ type }) => type)).toEqual(['SESSION_START', 'USER_PROMPT', 'TOOL_USE']);
    expect(reading.events.map(({ at }) => at)).toEqual([Date.UTC(2025, 5, 2, 9), null, null]);
  });
});

describe('a subagent', () => {
  const spawned = { source: { subagent: { thread_spawn: { parent_thread_id: PARENT, depth: 1 } } } };

  it('belongs to the thread that spawned it, and its prompt is no person’s', async () => {
    const own = { turn_id: turnIdAt(5) };
    const reading = await readCodex([
      meta(spawned),
      event('task_started', own),
      turn(own),
      message('user', 'Look at the tests'),
    ]);
    const child = { product: 'codex', sessionId: PARENT, agentId: THREAD };
    expect(ofType(reading, 'SUBAGENT_START')).toMatchObject([
      { session: { product: 'codex', sessionId: PARENT }, child },
    ]);
    expect(ofType(reading, 'USER_PROMPT')).toEqual([]);
    expect(ofType(reading, 'OTHER')).toMatchObject([{ session: child, name: 'subagent-prompt' }]);
  });

  it('of a subagent belongs to the thread at the top, which session_id names', async () => {
    const top = '019a4d0e-0000-7b12-8569-c53c5dde0002';
    const reading = await readCodex([meta({ ...spawned, session_id: top })]);
    expect(ofType(reading, 'SESSION_START')[0]?.session).toEqual({
      product: 'codex',
      sessionId: top,
      agentId: THREAD,
    });
  });

  it('has one start, whichever file tells of it', async () => {
    const told = await readCodex([
      meta({ id: PARENT }),
      event('collab_agent_spawn_end', { call_id: 'call_1', new_thread_id: THREAD, sender_thread_id: PARENT }),
    ]);
    const own = await readCodex([meta(spawned)]);
    expect(ofType(told, 'SUBAGENT_START')[0]?.id).toBe(ofType(own, 'SUBAGENT_START')[0]?.id);
  });
});

describe('a fork', () => {
  const start = '2026-03-02T09:30:00.000Z';
  const soon = '2026-03-02T09:30:00.040Z';
  const history = [
    line('session_meta', { id: PARENT, timestamp: '2026-03-01T09:00:00Z', cwd: '/home/dana/shop' }, soon),
    line('turn_context', { turn_id: turnIdAt(-60_000), model: 'gpt-5', cwd: '/home/dana/shop' }, soon),
    { ...message('user', 'the old prompt'), timestamp: soon },
    { ...call('shell', { command: ['cat', 'a.ts'] }, 'call_1'), timestamp: soon },
    { ...output('call_1', 'x'), timestamp: soon },
    { ...tokenCount({ input: 900, output: 100 }, { input: 900, output: 100 }), timestamp: soon },
  ];

  it('continues its origin and does not repeat its history', async () => {
    const reading = await readCodex([
      meta({ forked_from_id: PARENT }, start),
      ...history,
      {
        ...line('turn_context', { turn_id: turnIdAt(30_000), model: 'gpt-5.1' }),
        timestamp: '2026-03-02T09:30:30Z',
      },
      { ...message('user', 'the new prompt'), timestamp: '2026-03-02T09:30:30Z' },
      {
        ...tokenCount({ input: 900, output: 100 }, { input: 900, output: 100 }),
        timestamp: '2026-03-02T09:30:31Z',
      },
      {
        ...tokenCount({ input: 1900, output: 150 }, { input: 1000, output: 50 }),
        timestamp: '2026-03-02T09:30:40Z',
      },
    ]);
    expect(ofType(reading, 'SESSION_CONTINUED')).toMatchObject([
      { session: { sessionId: THREAD }, origin: { product: 'codex', sessionId: PARENT } },
    ]);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual(['Prompt: the new prompt']);
    expect(ofType(reading, 'TOOL_USE')).toEqual([]);
    expect(ofType(reading, 'MODEL_REQUEST')).toMatchObject([
      { model: 'gpt-5.1', tokens: { input: 1000, output: 50 } },
    ]);
    expect(reading.skips['replayed-history']).toBe(6);
    expect(new Set(reading.events.map(({ session }) => session.sessionId))).toEqual(new Set([THREAD]));
  });

  it('without turn ids goes by the burst in which its history was written', async () => {
    const reading = await readCodex([
      meta({ forked_from_id: PARENT }, start),
      { ...message('user', 'old'), timestamp: soon },
      { ...message('user', 'new'), timestamp: '2026-03-02T09:30:20Z' },
    ]);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual(['Prompt: new']);
  });
});

describe('other records', () => {
  it('say how turns end, and what went wrong', async () => {
    const reading = await readCodex([
      meta(),
      event('task_complete', { turn_id: 't1', last_agent_message: 'Done.' }),
      event('turn_aborted', { reason: 'interrupted' }),
      event('error', { message: 'stream disconnected' }),
      line('compacted', { message: '' }),
      event('context_compacted'),
      line('from_the_future', {}),
      event('from_the_future'),
      item('reasoning', { summary: [] }),
    ]);
    expect(reading.events.map(({ type, summary }) => [type, summary])).toEqual([
      ['SESSION_START', 'Session started (startup)'],
      ['ASSISTANT_STOP', 'Turn ended: Done.'],
      ['OTHER', 'Turn aborted: interrupted'],
      ['API_ERROR', 'Error: stream disconnected'],
      ['COMPACTION', 'Conversation compacted'],
    ]);
    expect(reading.skips).toEqual({
      'event_msg:context_compacted': 1,
      from_the_future: 1,
      'event_msg:from_the_future': 1,
      'response_item:reasoning': 1,
    });
  });
});
