import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTranscript } from '../../../src/sources/claude-code-transcript/adapter.js';
import { claudeCodeStream, readStream } from '../../../src/sources/claude-code-stream/adapter.js';
import { HEADS } from '../json-file/heads.js';
import { lines, ofType, readWith, touches, type Reading } from '../json-file/reading.js';

const SESSION = '5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2';
let count = 0;

function message(type: string, fields: object = {}): Record<string, unknown> {
  count += 1;
  return {
    type,
    session_id: SESSION,
    uuid: `6b1f0a2c-4d5e-4f60-8a7b-${String(count).padStart(12, '0')}`,
    ...(type === 'assistant' || type === 'user' ? { parent_tool_use_id: null } : {}),
    ...fields,
  };
}

const init = (fields: object = {}): object =>
  message('system', {
    subtype: 'init',
    cwd: '/home/dana/shop',
    tools: ['Bash'],
    mcp_servers: [{ name: 'tracker', status: 'connected' }],
    model: 'claude-sonnet-4-5',
    permissionMode: 'bypassPermissions',
    apiKeySource: 'ANTHROPIC_API_KEY',
    claude_code_version: '2.1.40',
    ...fields,
  });

const usage = (input: number, output: number): object => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
});

function assistant(id: string, content: unknown, fields: object = {}): Record<string, unknown> {
  return message('assistant', {
    message: { id, role: 'assistant', model: 'claude-sonnet-4-5', content, usage: usage(100, 1) },
    ...fields,
  });
}

const use = (id: string, name: string, input: object): object => ({ type: 'tool_use', id, name, input });
const answer = (id: string, content: string, isError = false): object => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  is_error: isError,
});
const result = (fields: object = {}): object =>
  message('result', {
    subtype: 'success',
    is_error: false,
    num_turns: 1,
    duration_ms: 10,
    total_cost_usd: 0.25,
    permission_denials: [],
    result: 'Done.',
    usage: usage(100, 40),
    ...fields,
  });

const read = (...messages: readonly unknown[]): Promise<Reading> => readWith(readStream, lines(...messages));

describe('a stream of 2.1', () => {
  const CALL = 'toolu_01AbCdEfGh23456789JkLm';
  const run = [
    init(),
    assistant('msg_01AbCdEfGh23456789JkLmN1', [use(CALL, 'Read', { file_path: 'src/cart.ts' })], {
      timestamp: '2026-03-02T09:00:00.000Z',
      request_id: 'req_011Cq2345678AbCdEfGhJkLm',
    }),
    message('user', {
      message: { role: 'user', content: [answer(CALL, '1 export')] },
      timestamp: '2026-03-02T09:00:01.000Z',
      tool_use_result: { type: 'text' },
      tool_result_meta: [{ id: CALL, permission_decision: { decision: 'accept' } }],
    }),
    assistant('msg_01AbCdEfGh23456789JkLmN2', [{ type: 'text', text: 'Done.' }], {
      timestamp: '2026-03-02T09:00:02.000Z',
      request_id: 'req_011Cq2345678AbCdEfGhJkLn',
    }),
    result({ usage: usage(200, 90) }),
  ];

  it('states the same facts, under the same ids, as the transcript of the run', async () => {
    const reading = await read(...run);
    const transcript = await readWith(
      readTranscript,
      lines(
        ...run.slice(1, 4).map((one) => {
          const { session_id, request_id, tool_use_result, ...rest } = one as Record<string, unknown>;
          return {
            ...rest,
            sessionId: session_id,
            requestId: request_id,
            toolUseResult: tool_use_result,
            isSidechain: false,
            parentUuid: null,
            cwd: '/home/dana/shop',
          };
        }),
      ),
    );
    const ids = new Set(reading.events.map(({ id }) => id));
    expect(transcript.events).not.toEqual([]);
    expect(transcript.events.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(new Set(reading.events.map(({ session }) => JSON.stringify(session)))).toEqual(
      new Set(transcript.events.map(({ session }) => JSON.stringify(session))),
    );
  });

  it('has the settings of its init around every message', async () => {
    const [event] = ofType(await read(...run), 'TOOL_USE');
    expect(event).toMatchObject({
      tool: 'Read',
      joins: true,
      at: Date.UTC(2026, 2, 2, 9),
      context: {
        agent: { product: 'Claude Code', version: '2.1.40' },
        cwd: '/home/dana/shop',
        osAccount: 'dana',
        permissionMode: 'bypassPermissions',
      },
      touches: [{ kind: 'READ', path: '/home/dana/shop/src/cart.ts' }],
    });
    expect(event?.context.key).toBeUndefined();
  });

  it('adds what the result counts beyond its messages, once', async () => {
    const requests = ofType(await read(...run, result({ usage: usage(0, 0) })), 'MODEL_REQUEST');
    expect(requests.map(({ tokens }) => [tokens?.input, tokens?.output])).toEqual([
      [100, 1],
      [100, 1],
      [0, 88],
    ]);
    expect(requests.map(({ joins }) => joins)).toEqual([true, true, undefined]);
  });

  it('takes messages of a later turn that come before the result of an earlier one', async () => {
    const both = [
      init(),
      assistant('msg_01AbCdEfGh23456789JkLmN3', []),
      assistant('msg_01AbCdEfGh23456789JkLmN4', []),
      result({ usage: usage(100, 30) }),
      result({ usage: usage(100, 20) }),
    ];
    const requests = ofType(await read(...both), 'MODEL_REQUEST');
    const sum = (of: 'input' | 'output'): number =>
      requests.reduce((all, { tokens }) => all + (tokens?.[of] ?? 0), 0);
    expect([sum('input'), sum('output')]).toEqual([200, 50]);
  });

  it('ends the turn by the last message, as the transcript does, and reports the run', async () => {
    const reading = await read(...run);
    expect(ofType(reading, 'ASSISTANT_STOP').map(({ summary }) => summary)).toEqual(['Turn ended: Done.']);
    expect(ofType(reading, 'OTHER').map(({ name, summary }) => [name, summary])).toEqual([
      ['init', 'Run started with claude-sonnet-4-5, MCP: tracker'],
      ['result', 'Run ended: success, 0.2500 USD'],
    ]);
    const failed = await read(init(), result({ subtype: 'error_max_turns', is_error: true }));
    expect(ofType(failed, 'ASSISTANT_STOP')).toEqual([]);
  });
});

describe('subagents', () => {
  const TASK = 'toolu_01AbCdEfGh23456789TASK';
  const inside = assistant(
    'msg_01AbCdEfGh23456789JkLmS1',
    [use('toolu_01AbCdEfGh23456789SUB1', 'Bash', { command: 'cat notes.md' })],
    { parent_tool_use_id: TASK },
  );
  const start = assistant('msg_01AbCdEfGh23456789JkLmS0', [use(TASK, 'Task', { description: 'Review' })]);
  const end = message('user', {
    message: { role: 'user', content: [answer(TASK, 'fine')] },
    tool_use_result: { status: 'completed', agentId: 'a9e8cce' },
  });

  it('are named by the result of the call that started them', async () => {
    const reading = await read(init(), start, inside, end);
    const bash = ofType(reading, 'TOOL_USE').find(({ tool }) => tool === 'Bash');
    expect(bash?.session).toEqual({ product: 'claude-code', sessionId: SESSION, agentId: 'a9e8cce' });
    expect(ofType(reading, 'SUBAGENT_START')).toHaveLength(1);
    expect(ofType(reading, 'SUBAGENT_STOP')).toHaveLength(1);
  });

  it('are named after the call where the stream ends without a result', async () => {
    const bash = ofType(await read(init(), start, inside), 'TOOL_USE').find(({ tool }) => tool === 'Bash');
    expect(bash?.session.agentId).toBe(`task-${TASK}`);
  });

  it('are known at once where the client announces them, and end when it says so', async () => {
    const task = { task_id: 'a66fa1d10', tool_use_id: TASK, task_type: 'local_agent' };
    const reading = await read(
      init(),
      start,
      message('system', { subtype: 'task_started', ...task }),
      inside,
      message('system', { subtype: 'task_progress', ...task }),
      message('system', { subtype: 'task_notification', ...task, status: 'completed' }),
    );
    expect(ofType(reading, 'SUBAGENT_START').map(({ child }) => child.agentId)).toEqual(['a66fa1d10']);
    expect(ofType(reading, 'SUBAGENT_STOP')).toHaveLength(1);
    expect(ofType(reading, 'TOOL_USE').find(({ tool }) => tool === 'Bash')?.session.agentId).toBe(
      'a66fa1d10',
    );
    expect(reading.skips).toEqual({ 'system:task_progress': 1 });
  });

  it('do not count into what the result of the session adds', async () => {
    const reading = await read(init(), start, inside, end, result({ usage: usage(100, 1) }));
    expect(ofType(reading, 'MODEL_REQUEST')).toHaveLength(2);
  });
});

describe('denied calls', () => {
  it('touch nothing, and are one decision however often they are told', async () => {
    const call = { tool_name: 'Bash', tool_use_id: 'toolu_01AbCdEfGh23456789DENY' };
    const reading = await read(
      init(),
      assistant('msg_01AbCdEfGh23456789JkLmD1', [use(call.tool_use_id, 'Bash', { command: 'rm -rf build' })]),
      message('system', { subtype: 'permission_denied', ...call }),
      message('user', {
        message: {
          role: 'user',
          content: [
            answer(
              call.tool_use_id,
              'Permission to use Bash with command rm -rf build has been denied.',
              true,
            ),
          ],
        },
      }),
      result({ permission_denials: [call] }),
    );
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([{ outcome: 'DENIED', touches: [] }]);
    const decisions = ofType(reading, 'TOOL_DECISION');
    expect(new Set(decisions.map(({ id, decision }) => `${id} ${decision}`)).size).toBe(1);
  });
});

describe('other messages', () => {
  it('of hooks, compaction, retries and unknown types', async () => {
    const hook = {
      hook_id: 'fc41f386-10fe-4d68-a509-26bc2d09915e',
      hook_event: 'SessionStart',
      hook_name: 'SessionStart:resume',
    };
    const reading = await read(
      message('system', { subtype: 'hook_started', ...hook }),
      message('system', { subtype: 'hook_response', ...hook }),
      message('system', { subtype: 'compact_boundary', compact_metadata: { trigger: 'manual' } }),
      message('user', {
        message: {
          role: 'user',
          content: 'This session is being continued from a previous conversation that ran out.',
        },
      }),
      message('system', { subtype: 'api_retry', error: 'overloaded', error_status: 529 }),
      message('stream_event', { event: { type: 'message_start' } }),
      { type: 'keep_alive' },
    );
    expect(new Set(ofType(reading, 'SESSION_START').map(({ id, reason }) => `${id} ${reason}`)).size).toBe(1);
    expect(ofType(reading, 'COMPACTION').map(({ summary }) => summary)).toEqual([
      'Conversation compacted (manual)',
    ]);
    expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual(['compact-summary']);
    expect(ofType(reading, 'API_ERROR').map(({ summary }) => summary)).toEqual([
      'API error: overloaded (status 529)',
    ]);
    expect(reading.skips).toEqual({ stream_event: 1, keep_alive: 1 });
  });

  it('that cannot be read are rejected with their place', async () => {
    const text = `${lines(init())}{broken\n42\n${lines({ type: 'assistant', session_id: '<REDACTED>', message: { content: [] } }, { session_id: 's' }, message('user', { message: {} }))}{"type":"assi`;
    const { rejects } = await readWith(readStream, text, '/home/dana/run.jsonl');
    expect(rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 2', 'NOT_JSON'],
      ['line 3', 'NOT_AN_OBJECT'],
      ['line 4', 'NO_SESSION_ID'],
      ['line 5', 'NO_TYPE'],
      ['line 6', 'NO_MESSAGE'],
      ['line 7', 'TRUNCATED_LINE'],
    ]);
    expect(
      rejects.every(({ source, reason }) => source === '/home/dana/run.jsonl' && reason.endsWith('.')),
    ).toBe(true);
  });
});

describe('recognises', () => {
  it.each(Object.entries(HEADS))('%s', (name, head) => {
    expect(claudeCodeStream.recognises(head)).toBe(name === 'stream-json');
  });

  it('an array of the messages, and a first message longer than what is seen', () => {
    expect(claudeCodeStream.recognises(JSON.stringify([init(), result()]))).toBe(true);
    const long = JSON.stringify(init({ slash_commands: ['x'.repeat(70_000)] }));
    expect(claudeCodeStream.recognises(long.slice(0, 65_536))).toBe(true);
  });
});

it('reads the array that `json` with `--verbose` prints as the lines', async () => {
  const messages = [init(), assistant('msg_01AbCdEfGh23456789JkLmA1', []), result()];
  const array = await readWith(readStream, messages);
  const stated = (reading: Reading): unknown[] =>
    reading.events.map((event) => ({ ...event, payload: null }));
  expect(stated(array)).toEqual(stated(await read(...messages)));
});

describe('any input', () => {
  const block = fc.record({
    type: fc.constantFrom('text', 'tool_use', 'tool_result'),
    id: fc.oneof(fc.string(), fc.constant(null)),
    tool_use_id: fc.constantFrom('t1', 't2'),
    name: fc.constantFrom('Bash', 'Task', '__proto__'),
    input: fc.object(),
    content: fc.jsonValue(),
  });
  const some = fc
    .record(
      {
        type: fc.constantFrom('system', 'assistant', 'user', 'result', 'other'),
        subtype: fc.constantFrom(
          'init',
          'task_started',
          'task_notification',
          'permission_denied',
          'hook_started',
          'success',
          'x',
        ),
        session_id: fc.constantFrom('s1', 's2', ''),
        uuid: fc.oneof(fc.uuid(), fc.string()),
        parent_tool_use_id: fc.constantFrom(null, 't1', 't2'),
        agent_id: fc.constantFrom('a1', null),
        tool_use_result: fc.oneof(fc.constant({ agentId: 'a2' }), fc.jsonValue()),
        message: fc.oneof(
          fc.record({ id: fc.string(), content: fc.array(block), usage: fc.jsonValue() }),
          fc.jsonValue(),
        ),
        usage: fc.oneof(fc.jsonValue(), fc.constant(usage(5, 5))),
        permission_denials: fc.jsonValue(),
        cwd: fc.jsonValue(),
      },
      { requiredKeys: ['type', 'session_id'] },
    )
    .map((value) => JSON.stringify(value));
  const noise = fc.oneof(some, fc.string({ unit: 'binary' }), fc.constantFrom('[', ']', '{}', '\0'));

  it('leaves a trace of every line, throws nothing, and reads the same again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 8 }), async (parts) => {
        const text = parts.map((part) => `${part.replaceAll('\n', ' ')}\n`).join('');
        const reading = await readWith(readStream, text);
        expect((await readWith(readStream, text)).items).toEqual(reading.items);
        expect(touches(reading).every((touch) => !touch.includes('\0'))).toBe(true);
        if (/^\s*\[/.test(text)) return;
        expect(reading.items.length).toBeGreaterThanOrEqual(
          parts.filter((part) => part.trim().startsWith('{"')).length,
        );
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});
