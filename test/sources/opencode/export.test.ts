import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openCodeExport, readOpenCode } from '../../../src/sources/opencode/adapter.js';
import { HEADS } from '../json-file/heads.js';
import { ofType, readWith, touches, type Reading } from '../json-file/reading.js';

const read = (given: unknown): Promise<Reading> => readWith((input) => readOpenCode(input), given);

const SESSION = 'ses_4b1f2c7d8e9a0b1c2d3e4f5a6b';
const AT = Date.UTC(2026, 2, 2, 9);

const info = (fields: object = {}): object => ({
  id: SESSION,
  version: '1.1.4',
  projectID: 'p1',
  directory: '/home/dana/shop',
  title: 'Cart',
  time: { created: AT, updated: AT + 60_000 },
  ...fields,
});

let count = 0;

function message(role: string, parts: readonly object[], fields: object = {}): object {
  count += 1;
  return {
    info: {
      id: `msg_c4e705549001rOVQwJMU${String(count).padStart(4, '0')}`,
      sessionID: SESSION,
      role,
      time: { created: AT + count },
      ...fields,
    },
    parts,
  };
}

const answer = (parts: readonly object[], fields: object = {}): object =>
  message('assistant', parts, {
    modelID: 'claude-sonnet-4-5',
    providerID: 'anthropic',
    path: { cwd: '/home/dana/shop', root: '/home/dana/shop' },
    cost: 0.0123,
    tokens: { input: 10, output: 20, reasoning: 5, cache: { read: 100, write: 50 } },
    ...fields,
  });

const tool = (name: string, input: object, state: object = {}, callID = 'call_1'): object => ({
  id: 'prt_1',
  type: 'tool',
  callID,
  tool: name,
  state: { status: 'completed', input, output: 'ok', time: { start: AT + 100, end: AT + 350 }, ...state },
});

const exported = (messages: readonly object[], fields: object = {}): object => ({
  info: info(fields),
  messages,
});

describe('a session', () => {
  it('starts when it was created, with its prompts, requests and calls', async () => {
    const reading = await read(
      exported([
        message('user', [
          { type: 'text', text: 'Round the cart' },
          { type: 'text', text: 'hidden', synthetic: true },
        ]),
        answer(
          [
            { type: 'step-start' },
            tool('read', { filePath: '/home/dana/shop/src/cart.ts' }),
            { type: 'text', text: 'Done' },
            { type: 'step-finish', reason: 'stop' },
          ],
          {
            finish: 'stop',
            time: { created: AT + 50, completed: AT + 900 },
          },
        ),
      ]),
    );
    expect(reading.events.map(({ type, at }) => [type, at === null ? null : at - AT])).toEqual([
      ['SESSION_START', 0],
      ['USER_PROMPT', 1],
      ['MODEL_REQUEST', 50],
      ['TOOL_USE', 100],
      ['TOOL_RESULT', 350],
      ['ASSISTANT_STOP', 900],
    ]);
    expect(
      reading.events.every(({ session }) => session.sessionId === SESSION && session.product === 'opencode'),
    ).toBe(true);
    expect(ofType(reading, 'USER_PROMPT')[0]?.summary).toBe('Prompt: Round the cart');
    expect(ofType(reading, 'TOOL_RESULT')[0]?.durationMs).toBe(250);
    expect(reading.events[3]?.context).toMatchObject({
      agent: { product: 'OpenCode', version: '1.1.4' },
      osAccount: 'dana',
      repository: { root: '/home/dana/shop' },
      cwd: '/home/dana/shop',
    });
  });

  it('has disjoint tokens and the cost that the client reports', async () => {
    const within = { input: 10, output: 25, reasoning: 5, total: 185, cache: { read: 100, write: 50 } };
    const requests = ofType(
      await read(
        exported([
          answer([]),
          answer([], { tokens: within, cost: 0 }),
          answer([], { tokens: { ...within, total: 190 } }),
        ]),
      ),
      'MODEL_REQUEST',
    );
    expect(
      requests.map(({ tokens, costMicroUsd, costBasis }) => [tokens?.output, costMicroUsd, costBasis]),
    ).toEqual([
      [25, 12_300, 'REPORTED'],
      [25, null, null],
      [30, 12_300, 'REPORTED'],
    ]);
    expect(requests[0]?.tokens).toEqual({ input: 10, output: 25, cacheRead: 100, cacheCreation: 50 });
  });

  it('of a client that had several steps in a message has a request for each', async () => {
    const finish = (input: number, cost: number): object => ({
      type: 'step-finish',
      cost,
      tokens: { input, output: 1, reasoning: 0, cache: { read: 0, write: 0 } },
    });
    const requests = ofType(
      await read(exported([answer([finish(100, 0.5), finish(200, 0.25)], { cost: 0.75 })])),
      'MODEL_REQUEST',
    );
    expect(requests.map(({ tokens, costMicroUsd }) => [tokens?.input, costMicroUsd])).toEqual([
      [100, 500_000],
      [200, 250_000],
    ]);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(2);
  });
});

describe('tools', () => {
  it.each([
    [
      'bash',
      { command: 'cat a.ts > b.ts' },
      {},
      undefined,
      ['WROTE /home/dana/shop/b.ts HIGH', 'READ /home/dana/shop/a.ts HIGH'],
    ],
    ['bash', { command: 'cat a.ts' }, { metadata: { exit: 1 } }, 'PARTLY', ['READ /home/dana/shop/a.ts LOW']],
    [
      'bash',
      { command: 'cat a.ts', workdir: '/home/dana/shop/src' },
      {},
      undefined,
      ['READ /home/dana/shop/src/a.ts HIGH'],
    ],
    ['edit', { filePath: 'src/a.ts' }, {}, undefined, ['WROTE /home/dana/shop/src/a.ts HIGH']],
    ['write', { filePath: '/etc/a' }, { status: 'error', error: 'File has been modified' }, 'FAILED', []],
    [
      'edit',
      { filePath: 'a' },
      { status: 'error', error: 'The user rejected permission to use this specific tool call.' },
      'DENIED',
      [],
    ],
    ['webfetch', { url: 'https://api.example.com/x' }, {}, undefined, ['CALLED api.example.com HIGH']],
    [
      'apply_patch',
      { patchText: '*** Begin Patch\n*** Update File: src/a.ts\n*** Add File: b.ts\n' },
      {},
      undefined,
      ['WROTE /home/dana/shop/src/a.ts HIGH', 'WROTE /home/dana/shop/b.ts HIGH'],
    ],
    [
      'batch',
      {
        tool_calls: [
          { tool: 'read', parameters: { filePath: 'a.ts' } },
          { tool: 'batch', parameters: {} },
        ],
      },
      {},
      undefined,
      ['READ /home/dana/shop/a.ts HIGH'],
    ],
    ['grep', { pattern: 'x', path: 'src' }, {}, undefined, []],
    ['read', { filePath: '/Users/REDACTED/a.ts' }, {}, undefined, []],
    ['bash', { command: 'curl https://REDACTED/x' }, {}, undefined, []],
  ])('%s %j %j', async (name, input, state, outcome, touched) => {
    const reading = await read(exported([answer([tool(name, input, state)])]));
    expect(ofType(reading, 'TOOL_USE')[0]?.outcome).toBe(outcome);
    expect(ofType(reading, 'TOOL_DECISION')).toHaveLength(outcome === 'DENIED' ? 1 : 0);
    expect(touches(reading)).toEqual(touched);
  });

  it('that have not ended have no result', async () => {
    const reading = await read(exported([answer([tool('bash', { command: 'ls' }, { status: 'running' })])]));
    expect(ofType(reading, 'TOOL_USE')).toHaveLength(1);
    expect(ofType(reading, 'TOOL_RESULT')).toEqual([]);
  });
});

describe('subagents', () => {
  it('are the same session in the parent’s export and in their own', async () => {
    const child = 'ses_99aa88bb77cc66dd55ee44ff33';
    const parent = await read(
      exported([answer([tool('task', { description: 'Review' }, { metadata: { sessionId: child } })])]),
    );
    const own = await read({
      info: info({ id: child, parentID: SESSION }),
      messages: [message('user', [{ type: 'text', text: 'Review it' }])],
    });
    const [start] = ofType(parent, 'SUBAGENT_START');
    expect(start?.child).toEqual({ product: 'opencode', sessionId: SESSION, agentId: child });
    expect(ofType(own, 'SUBAGENT_START').map(({ id }) => id)).toEqual([start?.id]);
    expect(ofType(parent, 'SUBAGENT_STOP')).toHaveLength(1);
    expect(ofType(own, 'USER_PROMPT')).toEqual([]);
    expect(ofType(own, 'OTHER').map(({ name, session }) => [name, session.agentId])).toEqual([
      ['subagent-prompt', child],
    ]);
  });
});

describe('what a publisher redacted', () => {
  it('is no identity: the session is known by its creation, calls by their place', async () => {
    const redact = (text: string): string =>
      text.replaceAll(SESSION, 'REDACTED').replace(/msg_\w+/g, 'REDACTED');
    const given = redact(
      JSON.stringify(
        exported([
          answer([
            tool('bash', { command: 'ls' }, {}, 'REDACTED'),
            tool('bash', { command: 'ls' }, {}, 'REDACTED'),
          ]),
        ]),
      ),
    );
    const reading = await read(given);
    expect(reading.events[0]?.session.sessionId).toMatch(/^created-/);
    const uses = ofType(reading, 'TOOL_USE');
    expect(new Set(uses.map(({ id }) => id)).size).toBe(2);
    expect(uses.every(({ joins }) => joins === undefined)).toBe(true);
    const later = redact(JSON.stringify(exported([], { time: { created: AT + 1 } })));
    expect((await read(later)).events[0]?.session.sessionId).not.toBe(reading.events[0]?.session.sessionId);
  });

  it('in all that could name the session is a reject', async () => {
    const { rejects } = await read({ info: { id: 'REDACTED' }, messages: [] });
    expect(rejects).toMatchObject([{ code: 'NO_SESSION_ID' }]);
  });
});

it('keeps compactions, attachments, errors and interruptions', async () => {
  const reading = await read(
    exported([
      message('user', [{ type: 'compaction', auto: true }]),
      message('user', [
        { type: 'text', text: 'see' },
        { type: 'file', url: 'file:///home/dana/shop/log%20a.txt', mime: 'text/plain' },
        { type: 'file', url: 'file:///home/dana/shop', mime: 'application/x-directory' },
      ]),
      answer(
        [
          { type: 'retry', error: { name: 'APIError', data: { message: 'overloaded' } } },
          { type: 'patch', files: ['/x'] },
        ],
        { error: { name: 'MessageAbortedError', data: {} } },
      ),
      message('system', []),
    ]),
  );
  expect(ofType(reading, 'COMPACTION')).toHaveLength(1);
  expect(ofType(reading, 'API_ERROR').map(({ summary }) => summary)).toEqual([
    'API error: APIError: overloaded',
  ]);
  expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual(['file', 'interrupted']);
  expect(touches(reading)).toEqual(['READ /home/dana/shop/log a.txt HIGH']);
  expect(reading.skips).toEqual({ 'part: patch': 1, 'message: system': 1 });
});

describe('bad input', () => {
  it.each([
    ['{"info":{"id":"ses_1"},"messages":[', 'NOT_JSON'],
    ['"ses_1"', 'NOT_AN_OBJECT'],
    ['{"info":{"id":"ses_1"}}', 'NO_MESSAGES'],
  ])('%s', async (text, code) => {
    expect((await read(text)).rejects).toMatchObject([{ code, position: null }]);
  });

  it('of any shape leaves a trace, never throws, and reads the same again', async () => {
    const part = fc.record(
      {
        type: fc.constantFrom('text', 'tool', 'file', 'step-finish', 'retry', 'compaction', 'x'),
        tool: fc.constantFrom('bash', 'task', 'batch', 'patch'),
        state: fc.oneof(fc.object(), fc.jsonValue()),
        text: fc.jsonValue(),
        url: fc.oneof(fc.constantFrom('file:///%zz', 'file://'), fc.webUrl()),
        tokens: fc.jsonValue(),
        callID: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    const anyMessage = fc.record({
      info: fc.oneof(
        fc.record({
          role: fc.constantFrom('user', 'assistant'),
          id: fc.string(),
          tokens: fc.jsonValue(),
          cost: fc.double(),
          time: fc.jsonValue(),
          path: fc.jsonValue(),
        }),
        fc.jsonValue(),
      ),
      parts: fc.oneof(fc.array(part), fc.jsonValue()),
    });
    const document = fc.record({
      info: fc.oneof(
        fc.record({ id: fc.string(), directory: fc.string(), parentID: fc.string(), time: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      messages: fc.oneof(fc.array(fc.oneof(anyMessage, fc.jsonValue())), fc.jsonValue()),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          document.map((value) => JSON.stringify(value)),
          fc.uint8Array(),
        ),
        async (given) => {
          const once = await readWith((input) => readOpenCode(input), given);
          expect(once.items.length).toBeGreaterThan(0);
          expect((await readWith((input) => readOpenCode(input), given)).items).toEqual(once.items);
        },
      ),
      { numRuns: 200 },
    );
  }, 30_000);
});

describe('recognises', () => {
  it.each(Object.entries(HEADS))('%s', (name, head) => {
    expect(openCodeExport.recognises(head)).toBe(name === 'an OpenCode export');
  });

  it('a long first message, an empty session, and messages before the info', () => {
    const long = JSON.stringify(exported([message('user', [{ type: 'text', text: 'x'.repeat(70_000) }])]));
    expect(openCodeExport.recognises(long.slice(0, 65_536))).toBe(true);
    expect(openCodeExport.recognises(JSON.stringify(exported([])))).toBe(true);
    expect(openCodeExport.recognises(JSON.stringify({ messages: [message('user', [])], info: info() }))).toBe(
      true,
    );
  });
});
