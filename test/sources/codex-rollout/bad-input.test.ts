import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ofType } from '../recorded-reading.js';
import { call, message, meta, readCodex, turn } from './rollout-lines.js';

describe('bad lines', () => {
  it('are rejected with what is wrong and where, and stop nothing', async () => {
    const reading = await readCodex([
      turn(),
      message('user', 'lost'),
      meta({ id: '[REDACTED]' }),
      meta(),
      '<<<<<<< HEAD',
      '"text"',
      '{"timestamp":',
      { payload: {} },
      { type: 'response_item' },
      '\0\0\0',
      message('user', 'kept'),
      '{"timestamp":"2026-03-02T09',
    ]);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 1', 'NO_SESSION_ID'],
      ['line 3', 'NO_SESSION_ID'],
      ['line 5', 'CONFLICT_MARKER'],
      ['line 6', 'NOT_AN_OBJECT'],
      ['line 7', 'NOT_JSON'],
      ['line 8', 'NO_TYPE'],
      ['line 9', 'NO_PAYLOAD'],
      ['line 10', 'NUL_BYTES'],
      ['line 12', 'NOT_JSON'],
    ]);
    expect(reading.skips).toMatchObject({ 'no-session': 1 });
    expect(
      reading.rejects.every(({ reason, excerpt }) => reason.endsWith('.') && excerpt.length <= 500),
    ).toBe(true);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual(['Prompt: kept']);
  });

  it('that stop in the middle may be written on', async () => {
    const reading = await readCodex(`${JSON.stringify(meta())}\n{"timestamp":"2026`);
    expect(reading.rejects.map(({ code }) => code)).toEqual(['TRUNCATED_LINE']);
  });

  it('that are too long say what they were, and are read where one value was', async () => {
    const limits = { maxLineBytes: 4000, maxStringBytes: 100 };
    const reading = await readCodex([meta(), message('user', 'p'.repeat(9000)), message('user', 'q')], {
      limits,
    });
    expect(reading.rejects).toEqual([]);
    expect(JSON.parse(ofType(reading, 'USER_PROMPT')[0]?.payload ?? '')).toMatchObject({
      $runtrail: { truncated: { sizeBytes: expect.any(Number) as number } },
    });
    const words = Array.from({ length: 2000 }, (_, index) => `word ${index}`);
    const rejected = await readCodex([meta(), message('user', 'a', { words })], { limits });
    expect(rejected.rejects.map(({ code }) => code)).toEqual(['LINE_TOO_LONG']);
  });

  it('nest too deeply to be walked', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const bad = JSON.stringify(call('mcp__a__b', {}, 'call_1')).replace('"{}"', `{"a":${nested}}`);
    const reading = await readCodex([meta(), bad, message('user', 'next')]);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
  });
});

describe('any input', () => {
  const anyText = fc.string({ unit: 'binary' });
  const id = fc.oneof(fc.constantFrom('call_1', 'call_2', '[REDACTED]', ''), anyText, fc.integer());
  const payload = fc.record(
    {
      id,
      type: fc.constantFrom(
        'message',
        'function_call',
        'function_call_output',
        'custom_tool_call',
        'custom_tool_call_output',
        'local_shell_call',
        'web_search_call',
        'tool_search_call',
        'token_count',
        'user_message',
        'task_complete',
        'exec_command_end',
        'mcp_tool_call_end',
        'patch_apply_end',
        'item_completed',
        'collab_agent_spawn_end',
        '__proto__',
      ),
      call_id: id,
      role: fc.constantFrom('user', 'assistant', 'developer', null),
      name: fc.constantFrom('shell', 'exec_command', 'apply_patch', 'mcp__a__b', 'constructor', 'view_image'),
      namespace: fc.constantFrom('mcp__x', 'mcp__', null),
      arguments: fc.oneof(
        anyText,
        fc.json(),
        fc.record({ command: fc.oneof(anyText, fc.array(anyText)), cmd: anyText }),
      ),
      input: anyText,
      output: fc.oneof(
        anyText,
        fc.json(),
        fc.object(),
        fc.array(fc.object()),
        fc.constant('Exit code: 1\nOutput:\n'),
      ),
      content: fc.oneof(anyText, fc.array(fc.record({ text: anyText }))),
      command: fc.array(anyText),
      changes: fc.dictionary(anyText, fc.object()),
      invocation: fc.record({ server: anyText, tool: anyText }),
      info: fc.oneof(
        fc.constant(null),
        fc.record({ total_token_usage: fc.object(), last_token_usage: fc.object() }),
      ),
      item: fc.object(),
      cwd: fc.oneof(anyText, fc.constant('/home/dana/shop')),
      source: fc.oneof(
        fc.constant('cli'),
        fc.record({ subagent: fc.record({ thread_spawn: fc.record({ parent_thread_id: id }) }) }),
      ),
      forked_from_id: id,
      new_thread_id: id,
      git: fc.object(),
    },
    { requiredKeys: [] },
  );
  const someLine = fc
    .oneof(
      fc.record(
        {
          timestamp: fc.oneof(anyText, fc.constant('2026-03-02T09:00:00Z')),
          type: fc.constantFrom(
            'session_meta',
            'turn_context',
            'response_item',
            'event_msg',
            'compacted',
            'token_usage_record',
            'error',
            '',
          ),
          payload: fc.oneof(payload, fc.jsonValue()),
        },
        { requiredKeys: ['type'] },
      ),
      fc.record({
        type: fc.constantFrom('thread.started', 'item.completed', 'turn.completed'),
        thread_id: id,
        item: fc.object(),
        usage: fc.object(),
      }),
    )
    .map((value) => JSON.stringify(value));
  const first = fc.constantFrom(JSON.stringify(meta()), '{}', '');
  const lines = fc
    .tuple(first, fc.array(someLine, { maxLength: 8 }))
    .map(([start, rest]) => [start, ...rest]);

  it('of lines that are nearly right never makes it throw, and every line leaves a trace', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (given) => {
        const reading = await readCodex(given.map((one) => `${one}\n`).join(''));
        expect(reading.items.length).toBeGreaterThanOrEqual(given.filter((one) => one !== '').length);
        const wild = /[\p{Cc}\p{Surrogate}]/u;
        for (const { summary, touches } of reading.events) {
          expect(summary.length <= 200 && !wild.test(summary)).toBe(true);
          expect(touches.some((touch) => touch.kind !== 'CALLED' && touch.path.includes('\0'))).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it('of bytes never makes it throw, and read in other chunks says the same', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(lines, fc.nat()).map(([given, cut]) => {
        const whole = Buffer.from(given.join('\n'));
        return whole.subarray(0, whole.length === 0 ? 0 : cut % whole.length);
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async (input, chunkBytes) => {
        expect((await readCodex(input, { chunkBytes })).items).toEqual((await readCodex(input)).items);
      }),
      { numRuns: 150 },
    );
  }, 30_000);
});
