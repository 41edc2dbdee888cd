import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openHandsOutput, readOpenHands } from '../../../src/sources/openhands/adapter.js';
import { HEADS } from '../json-file/heads.js';
import { lines, ofType, readWith, touches, type Reading } from '../json-file/reading.js';

const read = (given: unknown): Promise<Reading> =>
  readWith((input) => readOpenHands(input), given, 'output.jsonl');

const at = (second: number): string => `2026-03-02T09:00:${String(second).padStart(2, '0')}.123456`;
const millis = (second: number): number => Date.UTC(2026, 2, 2, 9, 0, second, 123);

function action(id: number, kind: string, args: object, fields: object = {}): object {
  return {
    id,
    timestamp: at(id),
    source: 'agent',
    message: '',
    action: kind,
    args,
    tool_call_metadata: {
      function_name: kind === 'run' ? 'execute_bash' : 'str_replace_editor',
      tool_call_id: `toolu_01AbCdEfGh2345678${id}AB`,
      model_response: {
        id: `chatcmpl-0aBcDeFgHiJkLmNo${id}`,
        model: 'claude-sonnet-4-5',
        usage: { prompt_tokens: 100, completion_tokens: 5 },
      },
    },
    ...fields,
  };
}

const observation = (
  id: number,
  cause: number,
  kind: string,
  content: string,
  extras: object = {},
): object => ({
  id,
  timestamp: at(id),
  source: 'agent',
  message: '',
  observation: kind,
  content,
  cause,
  extras,
});

const prompt = {
  id: 0,
  timestamp: at(0),
  source: 'user',
  message: 'Fix',
  action: 'message',
  args: { content: 'Fix the cart.' },
};

const instance = (history: readonly unknown[], fields: object = {}): Record<string, unknown> => ({
  instance_id: 'shop__cart-7',
  test_result: { git_patch: '' },
  metadata: {
    agent_class: 'CodeActAgent',
    llm_config: { model: 'claude-sonnet-4-5' },
    start_time: '2026-03-02 08:59:00',
  },
  history,
  ...fields,
});

describe('a line of output', () => {
  const history = [
    prompt,
    action(1, 'run', { command: 'cd /workspace && cat a.py', is_input: false }),
    observation(2, 1, 'run', 'x', {
      metadata: { exit_code: 0, working_dir: '/workspace', hostname: 'dana-mbp' },
    }),
    action(3, 'run', { command: 'cat b.py' }),
    observation(4, 3, 'run', 'no such file', { metadata: { exit_code: 1, working_dir: '/workspace' } }),
    action(5, 'edit', { path: '/workspace/a.py', command: 'str_replace' }),
    observation(6, 5, 'edit', 'ok'),
    action(7, 'finish', { final_thought: 'Done' }),
  ];

  it('is a run: prompts, calls with their results, ends of turns', async () => {
    const reading = await read(lines(instance(history)));
    expect(reading.events.map(({ type }) => type)).toEqual([
      'USER_PROMPT',
      'TOOL_USE',
      'TOOL_RESULT',
      'TOOL_USE',
      'TOOL_RESULT',
      'TOOL_USE',
      'TOOL_RESULT',
      'TOOL_USE',
      'ASSISTANT_STOP',
      'MODEL_REQUEST',
      'MODEL_REQUEST',
      'MODEL_REQUEST',
      'MODEL_REQUEST',
    ]);
    const uses = ofType(reading, 'TOOL_USE');
    expect(uses.map(({ tool, outcome, at: time }) => [tool, outcome, time])).toEqual([
      ['execute_bash', undefined, millis(1)],
      ['execute_bash', 'PARTLY', millis(3)],
      ['str_replace_editor', undefined, millis(5)],
      ['str_replace_editor', undefined, millis(7)],
    ]);
    expect(uses.every(({ joins }) => joins === true)).toBe(true);
    expect(ofType(reading, 'TOOL_RESULT').map(({ durationMs, isError }) => [durationMs, isError])).toEqual([
      [1000, false],
      [1000, true],
      [1000, false],
    ]);
  });

  it('knows from results where the shell stands and on which machine', async () => {
    const reading = await read(lines(instance(history)));
    expect(touches(reading)).toEqual([
      'READ /workspace/a.py HIGH',
      'READ /workspace/b.py LOW',
      'WROTE /workspace/a.py HIGH',
    ]);
    expect(ofType(reading, 'TOOL_USE')[1]?.context).toMatchObject({
      cwd: '/workspace',
      endpoint: { hostName: 'dana-mbp' },
    });
    const container = JSON.stringify(instance(history)).replace('dana-mbp', '0a1b2c3d4e5f');
    expect((await read(container)).events.every(({ context }) => context.endpoint === undefined)).toBe(true);
  });

  it('keeps no copies of the model’s response in its records', async () => {
    const reading = await read(lines(instance(history)));
    expect(
      ofType(reading, 'TOOL_USE').every(({ payload }) => payload?.includes('model_response') === false),
    ).toBe(true);
  });

  it('runs of one instance are told apart, copies are not', async () => {
    const other = instance(history.slice(1), { metadata: { start_time: '2026-03-03 08:59:00' } });
    const reading = await read(lines(instance(history), instance(history), other));
    const ids = new Set(reading.events.map(({ session }) => session.sessionId));
    expect([...ids].every((id) => /^shop__cart-7~.{8}$/.test(id))).toBe(true);
    expect(ids.size).toBe(2);
  });
});

describe('requests', () => {
  const usage = (id: string, prompt_tokens: number): object => ({
    response_id: id,
    model: 'claude-sonnet-4-5',
    prompt_tokens,
    completion_tokens: 10,
    cache_read_tokens: 60,
    cache_write_tokens: 30,
  });
  const ids = ['chatcmpl-0aBcDeFgHiJkLmNo1', 'chatcmpl-0aBcDeFgHiJkLmNo3'];
  const history = [action(1, 'run', { command: 'ls' })];

  it('have their tokens and costs from the metrics, and their time from the call', async () => {
    const metrics = {
      accumulated_cost: 0.75,
      costs: [
        { cost: 0.5, timestamp: 1_772_442_000 },
        { cost: 0.25, timestamp: 1_772_442_060.5 },
      ],
      token_usages: ids.map((id) => usage(id, 100)),
    };
    const requests = ofType(await read(lines(instance(history, { metrics }))), 'MODEL_REQUEST');
    expect(
      requests.map((request) => [request.at, request.costMicroUsd, request.costBasis, request.model]),
    ).toEqual([
      [millis(1), 500_000, 'REPORTED', 'claude-sonnet-4-5'],
      [1_772_442_060_500, 250_000, 'REPORTED', 'claude-sonnet-4-5'],
    ]);
    expect(requests[0]?.tokens).toEqual({ input: 10, output: 10, cacheRead: 60, cacheCreation: 30 });
  });

  it('are one where costs cannot be told apart or only sums are kept', async () => {
    const unpaired = {
      accumulated_cost: 0.75,
      costs: [{ cost: 0.75 }],
      token_usages: ids.map((id) => usage(id, 100)),
    };
    const sums = {
      accumulated_cost: 0.75,
      accumulated_token_usage: {
        prompt_tokens: 200,
        completion_tokens: 20,
        cache_read_tokens: 120,
        cache_write_tokens: 60,
      },
    };
    const withSums = { ...action(1, 'run', { command: 'ls' }), llm_metrics: sums };
    for (const given of [
      instance(history, { metrics: unpaired }),
      instance(history, { metrics: sums }),
      instance([withSums]),
    ]) {
      expect(ofType(await read(lines(given)), 'MODEL_REQUEST')).toMatchObject([
        { tokens: { input: 20, output: 20, cacheRead: 120, cacheCreation: 60 }, costMicroUsd: 750_000 },
      ]);
    }
  });

  it('are known by the responses that calls name where there are no metrics', async () => {
    const twice = [
      action(1, 'run', { command: 'ls' }),
      {
        ...action(2, 'run', { command: 'pwd' }),
        tool_call_metadata: (action(1, 'run', {}) as { tool_call_metadata: object }).tool_call_metadata,
      },
    ];
    expect(ofType(await read(lines(instance(twice))), 'MODEL_REQUEST')).toMatchObject([
      { tokens: { input: 100, output: 5 }, costMicroUsd: null, costBasis: null },
    ]);
  });
});

describe('what became of a call', () => {
  it.each([
    [observation(2, 1, 'error', 'bad tool'), 'FAILED', []],
    [observation(2, 1, 'user_rejected', 'no'), 'DENIED', []],
    [observation(2, 1, 'edit', 'ERROR:\nNo replacement was performed'), 'FAILED', []],
    [observation(2, 1, 'read', "Here's the files and directories up to 2 levels deep in /w"), undefined, []],
    [observation(2, 1, 'read', '1 x'), undefined, ['READ /w/a.py HIGH']],
  ])('%j', async (result, outcome, touched) => {
    const reading = await read(lines(instance([action(1, 'read', { path: '/w/a.py' }), result])));
    expect(ofType(reading, 'TOOL_USE')[0]?.outcome).toBe(outcome);
    expect(ofType(reading, 'TOOL_DECISION')).toHaveLength(outcome === 'DENIED' ? 1 : 0);
    expect(touches(reading)).toEqual(touched);
  });

  it('input to a running command is no command, and browsing calls a host', async () => {
    const reading = await read(
      lines(
        instance([
          action(1, 'run', { command: 'rm -rf /', is_input: true }),
          action(3, 'browse_interactive', {
            browser_actions: "goto('https://docs.example.com/a')\nclick('1')",
          }),
          action(
            5,
            'call_tool_mcp',
            { name: 'fetch', arguments: { url: 'https://x.example.com' } },
            { tool_call_metadata: undefined },
          ),
        ]),
      ),
    );
    expect(touches(reading)).toEqual(['CALLED docs.example.com HIGH']);
    expect(ofType(reading, 'TOOL_USE')[2]?.tool).toBe('fetch');
  });
});

it('reads pairs of action and observation, as until 0.8', async () => {
  const pair = [
    {
      source: 'agent',
      message: '',
      action: 'run',
      args: { command: 'cat /w/a.py' },
      timestamp: at(1),
      id: 1,
    },
    observation(2, 1, 'run', 'x', { exit_code: 0 }),
  ];
  expect(touches(await read(lines(instance([pair]))))).toEqual(['READ /w/a.py HIGH']);
});

describe('a list of events of the agent SDK', () => {
  const id = (n: number): string => `0b54f0f2-1f5c-4b8e-9d0a-6f6f0d8a3c${String(n).padStart(2, '0')}`;
  const call = (n: number, tool: string, body: object, fields: object = {}): object => ({
    id: id(n),
    timestamp: at(n),
    source: 'agent',
    action: body,
    tool_name: tool,
    tool_call_id: `${tool}:1`,
    llm_response_id: 'gen-1772442000-AbCdEfGhIjKlMnOpQrSt',
    kind: 'ActionEvent',
    ...fields,
  });
  const seen = (n: number, of: number, body: object): object => ({
    id: id(n),
    timestamp: at(n),
    source: 'environment',
    tool_name: 't',
    tool_call_id: 't:1',
    observation: { is_error: false, content: [{ type: 'text', text: 'x' }], ...body },
    action_id: id(of),
    kind: 'ObservationEvent',
  });
  const events = [
    {
      id: id(0),
      timestamp: at(0),
      source: 'agent',
      system_prompt: { type: 'text', text: 's' },
      kind: 'SystemPromptEvent',
    },
    {
      id: id(1),
      timestamp: at(1),
      source: 'user',
      llm_message: { role: 'user', content: [{ type: 'text', text: 'Fix it' }] },
      kind: 'MessageEvent',
    },
    call(2, 'terminal', { command: 'cat a.py', is_input: false, kind: 'TerminalAction' }),
    seen(3, 2, { exit_code: 2, metadata: { working_dir: '/Users/dana/shop' }, kind: 'TerminalObservation' }),
    call(4, 'file_editor', { command: 'view', path: '/Users/dana/shop/a.py', kind: 'FileEditorAction' }),
    seen(5, 4, { kind: 'FileEditorObservation' }),
    call(6, 'file_editor', { command: 'create', path: '/Users/dana/shop/b.py', kind: 'FileEditorAction' }),
    {
      id: id(7),
      timestamp: at(7),
      source: 'agent',
      error: 'bad arguments',
      tool_name: 'file_editor',
      tool_call_id: 'file_editor:1',
      action_id: id(6),
      kind: 'AgentErrorEvent',
    },
    { id: id(8), timestamp: at(8), source: 'environment', summary: 's', kind: 'Condensation' },
    {
      id: id(9),
      timestamp: at(9),
      source: 'environment',
      code: 'LLMBadRequestError',
      detail: 'd',
      kind: 'ConversationErrorEvent',
    },
    call(10, 'finish', { message: 'Done.', kind: 'FinishAction' }),
    { id: id(11), timestamp: at(11), source: 'environment', key: 'x', kind: 'ConversationStateUpdateEvent' },
  ];

  it('states the same kinds of facts; calls are known by their events, for their ids come back', async () => {
    const reading = await read(events);
    expect(reading.rejects).toEqual([]);
    expect(ofType(reading, 'TOOL_USE').map(({ tool, outcome }) => [tool, outcome])).toEqual([
      ['terminal', 'PARTLY'],
      ['file_editor', undefined],
      ['file_editor', 'FAILED'],
      ['finish', undefined],
    ]);
    expect(touches(reading)).toEqual(['READ /Users/dana/shop/a.py HIGH']);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual(['Prompt: Fix it']);
    expect(ofType(reading, 'COMPACTION')).toHaveLength(1);
    expect(ofType(reading, 'API_ERROR').map(({ summary }) => summary)).toEqual([
      'Error: LLMBadRequestError: d',
    ]);
    expect(ofType(reading, 'ASSISTANT_STOP').map(({ summary }) => summary)).toEqual(['Turn ended: Done.']);
    expect(ofType(reading, 'MODEL_REQUEST')).toMatchObject([{ tokens: null, costMicroUsd: null }]);
    expect(new Set(reading.events.map(({ session }) => session.sessionId)).size).toBe(1);
    expect(new Set(reading.events.map((event) => event.id)).size).toBe(reading.events.length);
  });

  it('is recognised by its beginning, however long the system prompt', () => {
    expect(openHandsOutput.recognises(JSON.stringify(events))).toBe(true);
    const long = JSON.stringify([
      { ...events[0], system_prompt: { type: 'text', text: 'x'.repeat(70_000) } },
    ]);
    expect(openHandsOutput.recognises(long.slice(0, 65_536))).toBe(true);
  });

  it('over the limit is read as far as the limit, and the rest is rejected', async () => {
    const reading = await readWith((input) => readOpenHands(input, {}, 600), events);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
    expect(reading.rejects.length).toBeGreaterThan(0);
    expect(new Set(reading.rejects.map(({ code }) => code))).toEqual(new Set(['DOCUMENT_TOO_LARGE']));
  });
});

describe('bad input', () => {
  it('is rejected by line, and the other lines are read', async () => {
    const text = `{broken\n${lines({ history: [] }, instance([prompt]), 7)}[1]\n{"instance_id":"a","hist`;
    const reading = await read(text);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 1', 'NOT_JSON'],
      ['line 2', 'NO_INSTANCE_ID'],
      ['line 4', 'NOT_AN_OBJECT'],
      ['line 5', 'NOT_AN_OBJECT'],
      ['line 6', 'TRUNCATED_LINE'],
    ]);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
  });

  it('a list without events is rejected', async () => {
    expect((await read('[{"a":1}]')).rejects).toMatchObject([{ code: 'NO_EVENTS' }]);
  });

  it('identical events without ids are as many facts', async () => {
    const nameless = { source: 'agent', message: '', action: 'run', args: { command: 'ls' } };
    const uses = ofType(await read(lines(instance([nameless, nameless]))), 'TOOL_USE');
    expect(new Set(uses.map((use) => use.id)).size).toBe(2);
  });

  it('of any shape never makes it throw, and reads the same again', async () => {
    const event = fc.record(
      {
        id: fc.oneof(fc.integer(), fc.string()),
        kind: fc.constantFrom('ActionEvent', 'ObservationEvent', 'MessageEvent', 'x'),
        action: fc.oneof(fc.constantFrom('run', 'edit', 'message', 'finish'), fc.object()),
        observation: fc.oneof(fc.constantFrom('run', 'error'), fc.object()),
        cause: fc.integer(),
        args: fc.oneof(fc.record({ command: fc.string(), path: fc.string() }), fc.jsonValue()),
        extras: fc.jsonValue(),
        timestamp: fc.string(),
        tool_call_metadata: fc.jsonValue(),
        llm_metrics: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const line = fc.record({
      instance_id: fc.string(),
      history: fc.oneof(fc.array(fc.oneof(event, fc.jsonValue())), fc.jsonValue()),
      metrics: fc.jsonValue(),
      metadata: fc.jsonValue(),
    });
    const given = fc.oneof(
      fc.array(line, { maxLength: 4 }).map((some) => lines(...some)),
      fc.array(event, { maxLength: 4 }).map((some) => JSON.stringify(some)),
      fc.uint8Array(),
    );
    await fc.assert(
      fc.asyncProperty(given, async (input) => {
        const once = await readWith((from) => readOpenHands(from), input);
        expect((await readWith((from) => readOpenHands(from), input)).items).toEqual(once.items);
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});

describe('recognises', () => {
  it.each(Object.entries(HEADS))('%s', (name, head) => {
    expect(openHandsOutput.recognises(head)).toBe(name.startsWith('OpenHands'));
  });

  it('a line whose patch is longer than what is seen', () => {
    const head = JSON.stringify(instance([], { test_result: { git_patch: 'x'.repeat(70_000) } })).slice(
      0,
      65_536,
    );
    expect(openHandsOutput.recognises(head)).toBe(true);
  });
});
