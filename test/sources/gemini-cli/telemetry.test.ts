import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTelemetry } from '../../../src/sources/gemini-cli/telemetry-adapter.js';
import { ofType, readWith, touchesOf, type Reading } from '../recorded-reading.js';

const SESSION = '9e57970f-1111-4586-9561-09d7dbc48d43';

const read = (input: string | Uint8Array, chunkBytes = 1000): Promise<Reading> =>
  readWith(readTelemetry, input, { chunkBytes });

const written = (...records: object[]): string =>
  records.map((one) => `${JSON.stringify(one, null, 2)}\n`).join('');

let seconds = 0;

function log(name: string, attributes: object = {}): object {
  seconds += 1;
  return {
    hrTime: [1_772_442_000 + seconds, 5_000_000],
    resource: {
      _rawAttributes: [
        ['host.name', 'dana-mbp.local'],
        ['process.owner', 'dana'],
        ['process.runtime.version', '24.2.0'],
        ['service.name', 'gemini-cli'],
        ['service.version', 'v24.2.0'],
        ['session.id', 'another'],
      ],
    },
    attributes: { 'session.id': SESSION, 'event.name': name, ...attributes },
    _body: 'x',
  };
}

describe('the telemetry file', () => {
  it('tells of a session, its prompts, requests and errors', async () => {
    const reading = await read(
      written(
        log('gemini_cli.config', { approval_mode: 'yolo', 'event.timestamp': '2026-03-02T09:00:00.123Z' }),
        { resource: {}, scopeMetrics: [] },
        log('gemini_cli.user_prompt', { prompt_id: 'p1', prompt_length: 6 }),
        log('gemini_cli.api_request', { model: 'gemini-3-pro' }),
        log('gemini_cli.api_response', {
          model: 'gemini-3-pro',
          input_token_count: 1000,
          output_token_count: 20,
          cached_content_token_count: 400,
          thoughts_token_count: 30,
          tool_token_count: 5,
        }),
        log('gen_ai.client.inference.operation.details'),
        log('gemini_cli.api_error', { error: 'quota' }),
        log('gemini_cli.chat_compression'),
      ),
    );
    expect(reading.rejects).toEqual([]);
    expect(reading.events.map(({ type, summary }) => [type, summary])).toEqual([
      ['SESSION_START', 'Session started (startup)'],
      ['USER_PROMPT', 'Prompt: 6 characters, not recorded'],
      ['MODEL_REQUEST', 'gemini-3-pro: 1,005 in, 50 out'],
      ['API_ERROR', 'API error: quota'],
      ['COMPACTION', 'Conversation compacted'],
    ]);
    expect(reading.events[0]).toMatchObject({
      source: 'OTLP',
      session: { product: 'gemini-cli', sessionId: SESSION },
      at: Date.UTC(2026, 2, 2, 9, 0, 0, 123),
    });
    expect(reading.events[1]?.at).toBeGreaterThan(Date.UTC(2026, 2, 2, 9));
    expect(ofType(reading, 'MODEL_REQUEST')[0]?.tokens).toEqual({
      input: 605,
      output: 50,
      cacheRead: 400,
      cacheCreation: 0,
    });
    expect(reading.events[2]?.context).toEqual({
      identityCarried: true,
      endpoint: { hostName: 'dana-mbp.local' },
      osAccount: 'dana',
      agent: { product: 'Gemini CLI' },
      permissionMode: 'yolo',
    });
    expect(reading.skips).toEqual({
      metrics: 1,
      'gemini_cli.api_request': 1,
      'gen_ai.client.inference.operation.details': 1,
    });
  });

  it('names the person who is logged in', async () => {
    const reading = await read(written(log('gemini_cli.config', { 'user.email': 'Dana@Example.com' })));
    expect(reading.events[0]?.context).toMatchObject({
      identityCarried: true,
      user: { email: 'dana@example.com', basis: 'LOGIN' },
    });
  });

  it('starts the session that its chat starts', async () => {
    const { readChat } = await import('../../../src/sources/gemini-cli/chats-adapter.js');
    const chat = await readWith(readChat, `{"sessionId":"${SESSION}","projectHash":"","messages":[]}`);
    const telemetry = await read(written(log('gemini_cli.config')));
    expect(telemetry.events[0]?.id).toBe(chat.events[0]?.id);
  });
});

describe('tool calls', () => {
  const call = (fields: object): object =>
    log('gemini_cli.tool_call', {
      function_name: 'run_shell_command',
      function_args: '{"command":"cat a.ts"}',
      duration_ms: 40,
      success: true,
      decision: 'auto_accept',
      ...fields,
    });
  const hook = log('gemini_cli.hook_call', { hook_input: '{"cwd":"/home/dana/shop"}' });

  it.each([
    [{}, undefined, ['READ /home/dana/shop/a.ts HIGH'], ['ALLOW']],
    [{ success: false, decision: 'reject' }, 'DENIED', [], ['DENY']],
    [{ success: false, error: 'No such file' }, 'FAILED', [], ['ALLOW']],
    [{ success: false, error: 'x\nExit Code: 1' }, 'PARTLY', ['READ /home/dana/shop/a.ts LOW'], ['ALLOW']],
    [{ decision: undefined }, undefined, ['READ /home/dana/shop/a.ts HIGH'], []],
  ])(
    'are told with who let them through and what came of them: %j',
    async (fields, outcome, touches, decisions) => {
      const reading = await read(written(hook, call(fields)));
      const [use] = ofType(reading, 'TOOL_USE');
      const [result] = ofType(reading, 'TOOL_RESULT');
      expect([use?.outcome, touchesOf(use)]).toEqual([outcome, touches]);
      expect(ofType(reading, 'TOOL_DECISION').map(({ decision }) => decision)).toEqual(decisions);
      expect(result).toMatchObject({ isError: outcome !== undefined, durationMs: 40 });
      expect((result?.at ?? 0) - (use?.at ?? 0)).toBe(40);
    },
  );

  it('that are identical in every word but for their place in the file are two', async () => {
    const one = call({});
    const reading = await read(written(one, one));
    expect(new Set(ofType(reading, 'TOOL_USE').map(({ id }) => id)).size).toBe(2);
  });

  it('with the call id of newer clients are those of the chat', async () => {
    const { readChat } = await import('../../../src/sources/gemini-cli/chats-adapter.js');
    const made = { id: 'run-1', name: 'run_shell_command', args: { command: 'ls' }, status: 'success' };
    const messages = [{ id: 'm1', type: 'gemini', toolCalls: [made] }];
    const chat = await readWith(readChat, JSON.stringify({ sessionId: SESSION, messages }));
    const telemetry = await read(written(call({ call_id: 'run-1' })));
    for (const type of ['TOOL_USE', 'TOOL_RESULT'] as const) {
      expect(ofType(telemetry, type)).toMatchObject([{ id: ofType(chat, type)[0]?.id, joins: true }]);
      expect(ofType(chat, type)).toMatchObject([{ joins: true }]);
    }
  });

  it('of an MCP server name it', async () => {
    const fields = {
      function_name: 'list_issues',
      function_args: '{}',
      mcp_server_name: 'tracker',
      tool_type: 'mcp',
    };
    expect(ofType(await read(written(call(fields))), 'TOOL_USE')).toMatchObject([
      { tool: 'mcp__tracker__list_issues', server: 'tracker' },
    ]);
  });
});

describe('any input', () => {
  it('that is bad is rejected by its place, and stops nothing', async () => {
    const text = `${written(log('gemini_cli.config', { 'session.id': '[REDACTED]' }))}{"a": nope}\n"text" {"b":1}${written(log('gemini_cli.config'))}{"c": `;
    const reading = await read(text);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['object 1', 'NO_SESSION_ID'],
      ['object 2', 'NOT_JSON'],
      ['object 3', 'NOT_AN_OBJECT'],
      ['object 6', 'TRUNCATED_LINE'],
    ]);
    expect(reading.events).toHaveLength(1);
    expect(reading.skips).toEqual({ 'no-event': 1 });
  });

  it('never makes it throw, and in other chunks says the same', async () => {
    const anyText = fc.string({ unit: 'binary' });
    const attributes = fc.record(
      {
        'session.id': fc.oneof(anyText, fc.constant(SESSION)),
        'event.name': fc.constantFrom(
          'gemini_cli.config',
          'gemini_cli.tool_call',
          'gemini_cli.api_response',
          'gemini_cli.user_prompt',
          'gemini_cli.hook_call',
          'gemini_cli.agent.start',
          'x',
        ),
        'event.timestamp': anyText,
        function_name: anyText,
        function_args: fc.oneof(anyText, fc.json(), fc.record({ command: anyText })),
        hook_input: fc.json(),
        input_token_count: fc.integer(),
        duration_ms: fc.double(),
        agent_id: anyText,
      },
      { requiredKeys: ['event.name'] },
    );
    const record = fc.record({ hrTime: fc.jsonValue(), resource: fc.object(), attributes });
    const text = fc.array(
      fc.oneof(
        record.map((one) => JSON.stringify(one)),
        anyText,
      ),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 60 }), async (parts, chunkBytes) => {
        const bytes = Buffer.from(parts.join('\n'));
        const reading = await read(bytes);
        expect((await read(bytes, chunkBytes)).items).toEqual(reading.items);
        expect(
          reading.events.every(
            ({ summary }) => summary.length <= 200 && !/[\p{Cc}\p{Surrogate}]/u.test(summary),
          ),
        ).toBe(true);
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});
