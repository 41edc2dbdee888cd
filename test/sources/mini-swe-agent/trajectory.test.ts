import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { miniSweAgentTrajectory, readMiniSweAgent } from '../../../src/sources/mini-swe-agent/adapter.js';
import { HEADS } from '../json-file/heads.js';
import { ofType, readWith, touches, type Reading } from '../json-file/reading.js';

const read = (given: unknown): Promise<Reading> => readWith((input) => readMiniSweAgent(input), given);

const CALL = 'call_0aBcDeFgHiJkLmNoPq12';

function asked(command: string, fields: object = {}): Record<string, unknown> {
  return {
    role: 'assistant',
    content: '',
    tool_calls: [
      { id: CALL, type: 'function', function: { name: 'bash', arguments: JSON.stringify({ command }) } },
    ],
    extra: {
      actions: [{ command, tool_call_id: CALL }],
      response: {
        id: '0e5cf0a3-0f49-4ae1-8c0f-5f0a2b3c4d5e',
        model: 'claude-sonnet-4-5',
        usage: {
          prompt_tokens: 1000,
          completion_tokens: 50,
          cache_creation_input_tokens: 100,
          prompt_tokens_details: { cached_tokens: 600 },
        },
      },
      cost: 0.0125,
      timestamp: 1_772_442_000.25,
      ...fields,
    },
  };
}

const answered = (returncode: number, fields: object = {}): object => ({
  role: 'tool',
  tool_call_id: CALL,
  content: `<returncode>${returncode}</returncode>`,
  extra: { returncode, exception_info: '', timestamp: 1_772_442_001, ...fields },
});

function run(messages: readonly object[], info: object = {}): Record<string, unknown> {
  return {
    info: {
      model_stats: { instance_cost: 0.0125, api_calls: 1 },
      config: { environment: { cwd: '/testbed' }, model: { model_name: 'claude-sonnet-4-5' } },
      mini_version: '2.3.0',
      exit_status: 'Submitted',
      ...info,
    },
    messages: [{ role: 'system', content: 's' }, { role: 'user', content: 'Fix the cart.' }, ...messages],
    trajectory_format: 'mini-swe-agent-1.1',
    instance_id: 'shop__cart-7',
  };
}

describe('version 2', () => {
  const messages = [
    asked('cat src/cart.py && curl -s https://api.example.com'),
    answered(0),
    { role: 'exit', content: 'Submitted', extra: { exit_status: 'Submitted' } },
  ];

  it('is a prompt, calls with results, requests and an end, with their times', async () => {
    const reading = await read(run(messages));
    expect(reading.events.map(({ type, at }) => [type, at])).toEqual([
      ['USER_PROMPT', null],
      ['TOOL_USE', 1_772_442_000_250],
      ['TOOL_RESULT', 1_772_442_001_000],
      ['MODEL_REQUEST', 1_772_442_000_250],
      ['SESSION_END', 1_772_442_001_000],
    ]);
    expect(reading.events[0]?.context).toMatchObject({
      agent: { product: 'mini-swe-agent', version: '2.3.0' },
      cwd: '/testbed',
    });
    expect(touches(reading)).toEqual(['CALLED api.example.com HIGH', 'READ /testbed/src/cart.py HIGH']);
    expect(reading.skips).toEqual({ 'message: system': 1 });
  });

  it('has disjoint tokens and the reported cost', async () => {
    expect(ofType(await read(run(messages)), 'MODEL_REQUEST')).toMatchObject([
      {
        model: 'claude-sonnet-4-5',
        tokens: { input: 300, output: 50, cacheRead: 600, cacheCreation: 100 },
        costMicroUsd: 12_500,
        costBasis: 'REPORTED',
      },
    ]);
  });

  it('counts a billed answer that could not be parsed', async () => {
    const { extra } = asked('x') as { extra: Record<string, unknown> };
    const { actions: _none, ...billed } = extra;
    const format = {
      role: 'user',
      content: 'Tool call error',
      extra: { ...billed, interrupt_type: 'FormatError' },
    };
    const reading = await read(run([format]));
    expect(ofType(reading, 'MODEL_REQUEST')).toHaveLength(1);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
  });

  it.each([
    [answered(1), 'PARTLY', ['READ /testbed/a.py LOW']],
    [answered(-1, { exception_info: 'TimeoutExpired' }), 'PARTLY', ['READ /testbed/a.py LOW']],
    [answered(-1, { exception_info: 'action was not executed' }), 'FAILED', []],
    [answered(0), undefined, ['READ /testbed/a.py HIGH']],
  ])('%j', async (message, outcome, touched) => {
    const reading = await read(run([asked('cat a.py'), message]));
    expect(ofType(reading, 'TOOL_USE')[0]?.outcome).toBe(outcome);
    expect(touches(reading)).toEqual(touched);
  });

  it('is the same session while it goes on', async () => {
    const ids = await Promise.all(
      [messages, messages.slice(0, 1)].map(
        async (some) => (await read(run(some))).events[0]?.session.sessionId,
      ),
    );
    expect(ids[0]).toMatch(/^shop__cart-7~.{8}$/);
    expect(ids[1]).toBe(ids[0]);
    const other = await read(run([asked('cat a.py', { timestamp: 1_772_500_000 })]));
    expect(other.events[0]?.session.sessionId).not.toBe(ids[0]);
  });

  it('joins by random call ids alone', async () => {
    const [use] = ofType(await read(run(messages)), 'TOOL_USE');
    expect(use?.joins).toBe(true);
    const counted = JSON.parse(
      JSON.stringify(run([...messages, ...messages])).replaceAll(CALL, 'functions.bash:0'),
    ) as object;
    const uses = ofType(await read(counted), 'TOOL_USE');
    expect(new Set(uses.map(({ id }) => id)).size).toBe(2);
    expect(uses.map(({ joins }) => joins)).toEqual([undefined, undefined]);
  });
});

describe('version 1', () => {
  const fenced = (command: string): object => ({
    role: 'assistant',
    content: `THOUGHT: look\n\n\`\`\`bash\n${command}\n\`\`\``,
  });
  const output = (code: number): object => ({
    role: 'user',
    content: `<returncode>${code}</returncode>\n<output>\nx\n</output>`,
  });

  it('has its commands in fenced blocks, one in each message', async () => {
    const twice = { role: 'assistant', content: '```bash\nls\n```\n```bash\npwd\n```' };
    const reading = await read(
      run([fenced('cat a.py'), output(0), twice, output(1), fenced('cat b.py'), output(2)]),
    );
    expect(ofType(reading, 'TOOL_USE').map(({ summary, outcome }) => [summary, outcome])).toEqual([
      ['bash: cat a.py', undefined],
      ['bash: cat b.py', 'PARTLY'],
    ]);
    expect(ofType(reading, 'TOOL_RESULT')).toHaveLength(2);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
    expect(reading.skips).toEqual({ 'message: system': 1, 'message: user': 1 });
  });

  it('knows only the total cost: its requests are one, which no estimate is added to', async () => {
    const response = (prompt_tokens: number): object => ({
      extra: { response: { model: 'gpt-5', usage: { prompt_tokens, completion_tokens: 10 } } },
    });
    const reading = await read(
      run([{ ...fenced('ls'), ...response(100) }, output(0), { ...fenced('pwd'), ...response(200) }]),
    );
    expect(ofType(reading, 'MODEL_REQUEST')).toMatchObject([
      { tokens: { input: 300, output: 20 }, costMicroUsd: 12_500, costBasis: 'REPORTED', at: null },
    ]);
  });
});

describe('bad input', () => {
  it.each([
    ['{"info":{"mini_version":"2"},"messages":[', 'NOT_JSON'],
    ['{"info":{"mini_version":"2"}}', 'NO_MESSAGES'],
  ])('%s', async (text, code) => {
    expect((await read(text)).rejects).toMatchObject([{ code, position: null }]);
  });

  it('of any shape never makes it throw', async () => {
    const message = fc.record(
      {
        role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'exit'),
        content: fc.oneof(fc.string(), fc.constant('```bash\nls\n```'), fc.jsonValue()),
        tool_calls: fc.jsonValue(),
        tool_call_id: fc.constantFrom('c1', null),
        extra: fc.oneof(
          fc.jsonValue(),
          fc.record({
            actions: fc.array(fc.record({ command: fc.string(), tool_call_id: fc.constantFrom('c1', 7) })),
            cost: fc.double(),
            timestamp: fc.double(),
            response: fc.jsonValue(),
          }),
        ),
      },
      { requiredKeys: ['role'] },
    );
    const document = fc.record({
      messages: fc.oneof(fc.array(fc.oneof(message, fc.jsonValue())), fc.jsonValue()),
      info: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          document.map((value) => JSON.stringify(value)),
          fc.uint8Array(),
        ),
        async (given) => {
          const once = await readWith((input) => readMiniSweAgent(input), given);
          expect((await readWith((input) => readMiniSweAgent(input), given)).items).toEqual(once.items);
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);
});

describe('recognises', () => {
  it.each(Object.entries(HEADS))('%s', (name, head) => {
    expect(miniSweAgentTrajectory.recognises(head)).toBe(name === 'a mini-swe-agent trajectory');
  });

  it('by what is seen before a long submission or template', () => {
    const { trajectory_format: _last, ...rest } = run([]);
    const { info, messages } = rest as { info: object; messages: unknown };
    const long = JSON.stringify({
      info: { exit_status: 'Submitted', submission: 'x'.repeat(70_000), ...info },
      messages,
    });
    expect(miniSweAgentTrajectory.recognises(long.slice(0, 65_536))).toBe(true);
    const agent = JSON.stringify({
      info: { config: { agent_type: 'minisweagent.agents.DefaultAgent', agent: 'x'.repeat(70_000) } },
    });
    expect(miniSweAgentTrajectory.recognises(agent.slice(0, 65_536))).toBe(true);
  });
});
