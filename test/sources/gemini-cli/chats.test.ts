import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { readChat } from '../../../src/sources/gemini-cli/chats-adapter.js';
import { ofType, readWith, touchesOf, type Reading } from '../recorded-reading.js';

const SESSION = '5b8a2f10-1c2d-4e3f-9a4b-5c6d7e8f9012';
const REF = { product: 'gemini-cli', sessionId: SESSION };
const ROOT = '/home/dana/shop';
const HEAD = {
  sessionId: SESSION,
  projectHash: createHash('sha256').update(ROOT).digest('hex'),
  startTime: '2026-03-02T09:00:00.000Z',
  lastUpdated: '2026-03-02T09:10:00.000Z',
};

const read = (
  input: string | Uint8Array | readonly (object | string)[],
  chunkBytes = 1000,
): Promise<Reading> => readWith(readChat, input, { chunkBytes });

const document = (...messages: object[]): string =>
  JSON.stringify({ ...HEAD, messages, kind: 'main' }, null, 2);

let count = 0;

function message(type: string, fields: object): Record<string, unknown> {
  count += 1;
  const timestamp = new Date(Date.UTC(2026, 2, 2, 9, 1, count)).toISOString();
  return { id: `0a1b2c3d-0000-4000-8000-${String(count).padStart(12, '0')}`, timestamp, type, ...fields };
}

function tool(name: string, args: object, fields: object = {}): Record<string, unknown> {
  return {
    id: `${name}-1772442000000-a1b2`,
    name,
    args,
    status: 'success',
    timestamp: '2026-03-02T09:05:00.000Z',
    result: [{ functionResponse: { response: { output: 'ok' } } }],
    ...fields,
  };
}

const answer = (...toolCalls: object[]): Record<string, unknown> =>
  message('gemini', {
    content: 'Done.',
    model: 'gemini-3-pro',
    tokens: { input: 1000, output: 50, cached: 600, thoughts: 30, tool: 7, total: 1087 },
    toolCalls,
  });

describe('a chat', () => {
  it('says the same as one document and as lines', async () => {
    const messages = [
      message('user', { content: [{ text: 'Fix it' }] }),
      answer(tool('read_file', { file_path: '/home/dana/a.ts' })),
    ];
    const whole = await read(document(...messages));
    const lines = await read([HEAD, ...messages]);
    expect(whole.rejects).toEqual([]);
    expect(whole.events.map(({ type }) => type)).toEqual([
      'SESSION_START',
      'USER_PROMPT',
      'MODEL_REQUEST',
      'TOOL_USE',
      'TOOL_RESULT',
    ]);
    const stated = (reading: Reading) => reading.events.map((event) => ({ ...event, payload: null }));
    expect(stated(lines)).toEqual(stated(whole));
    expect(whole.events[0]).toMatchObject({
      session: REF,
      at: Date.UTC(2026, 2, 2, 9),
      source: 'TRANSCRIPT',
    });
  });

  it('is read in chunks of any size, whatever stands around its messages', async () => {
    const inside = { summary: 'about "messages": [1, 2] and \\" more', directories: ['[', '}'] };
    const text = JSON.stringify({
      ...inside,
      ...HEAD,
      messages: [message('user', { content: 'Fix "it" ]}' })],
      tail: [1],
    });
    const whole = await read(text);
    expect(ofType(whole, 'USER_PROMPT')).toHaveLength(1);
    expect(whole.rejects).toEqual([]);
    for (const chunkBytes of [1, 2, 3, 7, 64])
      expect((await read(text, chunkBytes)).items).toEqual(whole.items);
  });

  it('may name its session after its messages', async () => {
    const text = JSON.stringify({ messages: [message('user', { content: 'a' })], ...HEAD });
    expect(ofType(await read(text), 'USER_PROMPT')).toMatchObject([{ session: REF }]);
  });

  it('holds the newest version of a message that lines repeat', async () => {
    const first = answer();
    const grown = {
      ...first,
      toolCalls: [tool('run_shell_command', { command: 'cat /home/dana/a.ts' }, { status: 'cancelled' })],
    };
    const running = {
      ...first,
      toolCalls: [tool('run_shell_command', { command: 'cat /home/dana/a.ts' }, { status: 'executing' })],
    };
    const reading = await read([HEAD, first, running, { $set: { lastUpdated: 'x' } }, grown]);
    expect(ofType(reading, 'MODEL_REQUEST')).toHaveLength(1);
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([{ outcome: 'DENIED', touches: [] }]);
    expect(reading.skips).toEqual({ $set: 1 });
  });

  it('of a subagent holds no person’s prompt', async () => {
    const reading = await read([{ ...HEAD, kind: 'subagent' }, message('user', { content: 'Look' })]);
    expect(ofType(reading, 'USER_PROMPT')).toEqual([]);
    expect(ofType(reading, 'OTHER')).toMatchObject([{ name: 'subagent-prompt' }]);
  });

  it('tells of errors, warnings and what it does not know', async () => {
    const kinds = ['info', 'warning', 'error', 'from_the_future'].map((type) =>
      message(type, { content: 'x' }),
    );
    const reading = await read(document(...kinds));
    expect(reading.events.map(({ type }) => type)).toEqual([
      'SESSION_START',
      'OTHER',
      'NOTIFICATION',
      'API_ERROR',
    ]);
    expect(reading.skips).toEqual({ 'message:from_the_future': 1 });
  });
});

describe('requests', () => {
  it('have disjoint counters, thoughts with the output and tool prompts with the input', async () => {
    expect(ofType(await read(document(answer())), 'MODEL_REQUEST')).toMatchObject([
      {
        model: 'gemini-3-pro',
        tokens: { input: 407, output: 80, cacheRead: 600, cacheCreation: 0 },
        costBasis: null,
      },
    ]);
  });

  it('are not answers without tokens and model', async () => {
    const reading = await read(
      document(message('gemini', { content: '', toolCalls: [tool('list_directory', {})] })),
    );
    expect(ofType(reading, 'MODEL_REQUEST')).toEqual([]);
    expect(ofType(reading, 'TOOL_USE')).toHaveLength(1);
  });
});

describe('tool calls', () => {
  it.each([
    [
      'run_shell_command',
      { command: 'curl https://example.com -o /home/dana/o' },
      ['CALLED example.com HIGH', 'WROTE /home/dana/o HIGH'],
    ],
    ['read_file', { absolute_path: '/home/dana/a.ts' }, ['READ /home/dana/a.ts HIGH']],
    ['read_many_files', { paths: ['/home/dana/a.ts', 'src/**'] }, ['READ /home/dana/a.ts HIGH']],
    ['write_file', { file_path: '/home/dana/a.ts' }, ['WROTE /home/dana/a.ts HIGH']],
    ['replace', { file_path: '/home/dana/a.ts' }, ['WROTE /home/dana/a.ts HIGH']],
    [
      'web_fetch',
      { prompt: 'Sum up https://example.com/a, (https://b.example.org/x).' },
      ['CALLED example.com HIGH', 'CALLED b.example.org HIGH'],
    ],
    ['google_web_search', { query: 'https://example.com' }, []],
    ['glob', { pattern: '/home/dana/**' }, []],
  ])('of %s touch what they name', async (name, args, touches) => {
    const [use] = ofType(await read(document(answer(tool(name, args)))), 'TOOL_USE');
    expect(use).toMatchObject({ tool: name, id: eventId.toolUse(REF, `${name}-1772442000000-a1b2`) });
    expect(touchesOf(use)).toEqual(touches);
  });

  it.each([
    [{ status: 'error' }, 'FAILED', []],
    [{ status: 'cancelled' }, 'DENIED', []],
    [
      { result: [{ functionResponse: { response: { output: 'x\nExit Code: 1\nSignal: 0' } } }] },
      'PARTLY',
      ['READ /home/dana/a.ts LOW'],
    ],
    [
      { result: [{ functionResponse: { response: { output: 'Exit Code: 1\nExit Code: 0' } } }] },
      undefined,
      ['READ /home/dana/a.ts HIGH'],
    ],
    [{ status: 'executing' }, undefined, ['READ /home/dana/a.ts HIGH']],
  ])('that did not succeed touch less: %j', async (fields, outcome, touches) => {
    const reading = await read(
      document(answer(tool('run_shell_command', { command: 'cat /home/dana/a.ts' }, fields))),
    );
    const [use] = ofType(reading, 'TOOL_USE');
    expect([use?.outcome, touchesOf(use)]).toEqual([outcome, touches]);
    expect(ofType(reading, 'TOOL_DECISION').map(({ decision }) => decision)).toEqual(
      outcome === 'DENIED' ? ['DENY'] : [],
    );
  });

  it.each([
    ['mcp_tracker_list_issues', {}],
    ['tracker__list_issues', {}],
    ['list_issues', { displayName: 'list_issues (tracker MCP Server)' }],
  ])('of an MCP server name it: %s', async (name, fields) => {
    const [use] = ofType(await read(document(answer(tool(name, {}, fields)))), 'TOOL_USE');
    expect(use).toMatchObject({ tool: 'mcp__tracker__list_issues', server: 'tracker' });
  });

  it('find the project’s folder by its hash, and from then on what lies in it', async () => {
    const reading = await read(
      document(
        answer(tool('read_file', { file_path: 'early.ts' })),
        answer(tool('read_file', { file_path: `${ROOT}/src/a.ts` })),
        answer(
          tool('read_file', { file_path: 'src/b.ts' }),
          tool('run_shell_command', { command: 'cat c.ts', dir_path: 'src' }),
        ),
      ),
    );
    expect(ofType(reading, 'TOOL_USE').flatMap(touchesOf)).toEqual([
      `READ ${ROOT}/src/a.ts HIGH`,
      `READ ${ROOT}/src/b.ts HIGH`,
      `READ ${ROOT}/src/c.ts HIGH`,
    ]);
    expect(ofType(reading, 'TOOL_USE')[2]?.context).toMatchObject({
      cwd: ROOT,
      repository: { root: ROOT },
      osAccount: 'dana',
    });
    expect(ofType(reading, 'TOOL_USE')[0]?.context.cwd).toBeUndefined();
  });
});

describe('any input', () => {
  it.each([
    ['{"sessionId":"s1","messages":[{"type":"user","content":"a"},{"type":"us', ['TRUNCATED_LINE'], 1],
    ['{"sessionId":"s1","messages":[{"type":"user","content":"a"}', ['TRUNCATED_FILE'], 1],
    ['{"sessionId":"s1","messages":[{"type":"user","content":"a"}]} trailing', ['TRUNCATED_FILE'], 1],
    [
      '{"sessionId":"[REDACTED]","messages":[{"type":"user","content":"a"},{"type":"user","content":"b"}]}',
      ['NO_SESSION_ID'],
      0,
    ],
    [
      '{"sessionId":"s1","messages":[1,{"content":"no type"},{"type":"user","content":"a"}]}',
      ['NOT_AN_OBJECT', 'NO_TYPE'],
      1,
    ],
    ['{"sessionId":"s1"', ['TRUNCATED_LINE'], 0],
    ['nothing of the kind', ['TRUNCATED_LINE'], 0],
  ])('that is bad is rejected, and what can be read is: %s', async (text, codes, prompts) => {
    const reading = await read(text);
    expect(reading.rejects.map(({ code }) => code)).toEqual(codes);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(prompts);
  });

  it('with too much around its messages is no chat', async () => {
    const reading = await read(
      `{"sessionId":"s1","x":"${'x'.repeat(9 * 1024 * 1024)}","messages":[]}`,
      65_536,
    );
    expect(reading.rejects.map(({ code }) => code)).toEqual(['TOO_LARGE']);
    expect(reading.rejects[0]?.excerpt).toHaveLength(500);
  });

  it('is read in flat memory, however many messages it has', async () => {
    const one = JSON.stringify(message('user', { content: 'x'.repeat(1000) }));
    const many = 20_000;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${JSON.stringify(HEAD).slice(0, -1)},"messages":[${one}`);
      for (let n = 1; n < many; n++)
        yield Buffer.from(`,${one.replace('0a1b2c3d', n.toString(16).padStart(8, '0'))}`);
      yield Buffer.from(']}');
    }
    let prompts = 0;
    let peakBytes = 0;
    for await (const item of readChat({ name: 'large', receivedAt: 0, chunks: chunks() })) {
      if (item.kind === 'event' && item.event.type === 'USER_PROMPT') prompts += 1;
      if (prompts % 1000 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers);
    }
    expect(prompts).toBe(many);
    expect(peakBytes).toBeLessThan(64 * 1024 * 1024);
  }, 30_000);

  const anyText = fc.string({ unit: 'binary' });
  const someMessage = fc.record(
    {
      id: fc.oneof(anyText, fc.constantFrom('m1', 'm2')),
      type: fc.constantFrom('user', 'gemini', 'error', 'info', 'x'),
      timestamp: anyText,
      content: fc.oneof(anyText, fc.array(fc.object()), fc.jsonValue()),
      model: anyText,
      tokens: fc.oneof(
        fc.object(),
        fc.record({ input: fc.integer(), output: fc.integer(), cached: fc.integer() }),
      ),
      toolCalls: fc.array(
        fc.record({
          id: anyText,
          name: fc.oneof(
            fc.constantFrom('run_shell_command', 'read_file', 'web_fetch', '__proto__'),
            anyText,
          ),
          args: fc.oneof(fc.object(), fc.record({ command: anyText, file_path: anyText, prompt: anyText })),
          status: fc.constantFrom('success', 'error', 'cancelled', 'x'),
          result: fc.jsonValue(),
        }),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  );

  it('never makes it throw, and in other chunks says the same', async () => {
    const text = fc
      .tuple(fc.array(someMessage, { maxLength: 5 }), fc.boolean(), fc.nat(), fc.boolean())
      .map(([messages, asLines, cut, isCut]) => {
        const whole = asLines
          ? [HEAD, ...messages].map((one) => JSON.stringify(one)).join('\n')
          : document(...messages);
        return isCut ? whole.slice(0, cut % whole.length) : whole;
      });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, anyText),
        fc.integer({ min: 1, max: 60 }),
        async (input, chunkBytes) => {
          const bytes = Buffer.from(input);
          const reading = await read(bytes);
          expect((await read(bytes, chunkBytes)).items).toEqual(reading.items);
          expect(
            reading.events.every(
              ({ summary }) => summary.length <= 200 && !/[\p{Cc}\p{Surrogate}]/u.test(summary),
            ),
          ).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  }, 30_000);
});
