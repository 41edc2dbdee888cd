import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCopilotEvents } from '../../../src/sources/copilot-cli/adapter.js';
import { eventId } from '../../../src/events/ids.js';
import { ofType, readWith, touchesOf, type Reading } from '../recorded-reading.js';

const SESSION = '7d0f1c22-90ab-4cde-8f01-23456789abcd';
const REF = { product: 'copilot-cli', sessionId: SESSION };

const read = (
  input: string | Uint8Array | readonly (object | string)[],
  chunkBytes = 1000,
): Promise<Reading> => readWith(readCopilotEvents, input, { chunkBytes });

let count = 0;

function line(type: string, data: object, fields: object = {}): Record<string, unknown> {
  count += 1;
  const timestamp = new Date(Date.UTC(2026, 2, 2, 9, 0, count)).toISOString();
  return {
    type,
    data,
    id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    timestamp,
    parentId: null,
    ...fields,
  };
}

function start(fields: object = {}): Record<string, unknown> {
  return line('session.start', {
    sessionId: SESSION,
    copilotVersion: '1.0.77',
    startTime: '2026-03-02T09:00:00.000Z',
    selectedModel: 'gpt-5-mini',
    context: {
      cwd: '/home/dana/shop',
      gitRoot: '/home/dana/shop',
      repository: 'acme/shop',
      repositoryHost: 'github.com',
      branch: 'main',
    },
    ...fields,
  });
}

function asks(...toolRequests: object[]): Record<string, unknown> {
  return line('assistant.message', {
    messageId: `m-${count}`,
    content: 'On it.',
    toolRequests,
    outputTokens: 12,
  });
}

const complete = (toolCallId: string, fields: object = {}): Record<string, unknown> =>
  line('tool.execution_complete', { toolCallId, success: true, result: { content: 'ok' }, ...fields });

describe('a session', () => {
  it('begins, is resumed, is asked, and ends', async () => {
    const reading = await read([
      start(),
      line('user.message', { content: 'List the files', attachments: [{ type: 'file', path: 'a.ts' }] }),
      line('session.error', { message: 'model error' }),
      line('session.truncation', {}),
      line('session.mode_changed', { previousMode: 'interactive', newMode: 'autopilot' }),
      line('abort', { reason: 'user' }),
      line('session.shutdown', { shutdownType: 'routine' }),
      line('session.resume', { context: { cwd: '/home/dana/other' } }),
      line('session.from_the_future', {}),
    ]);
    expect(reading.rejects).toEqual([]);
    expect(reading.events.map(({ type, summary }) => [type, summary])).toEqual([
      ['SESSION_START', 'Session started (startup)'],
      ['USER_PROMPT', 'Prompt: List the files'],
      ['API_ERROR', 'Error: model error'],
      ['COMPACTION', 'Conversation compacted'],
      ['OTHER', 'Aborted: user'],
      ['SESSION_END', 'Session ended (routine)'],
      ['SESSION_START', 'Session resumed'],
    ]);
    expect(reading.events[0]).toMatchObject({
      session: REF,
      at: Date.UTC(2026, 2, 2, 9),
      source: 'TRANSCRIPT',
    });
    expect(touchesOf(reading.events[1])).toEqual(['READ /home/dana/shop/a.ts HIGH']);
    expect(reading.events[4]?.context).toEqual({
      identityCarried: false,
      agent: { product: 'GitHub Copilot CLI', version: '1.0.77' },
      osAccount: 'dana',
      repository: { remote: 'github.com/acme/shop', root: '/home/dana/shop' },
      cwd: '/home/dana/shop',
      branch: 'main',
      permissionMode: 'autopilot',
    });
    expect(reading.events[6]?.context.cwd).toBe('/home/dana/other');
    expect(reading.skips['session.from_the_future']).toBe(1);
  });

  it('has no remote where no line says on which host', async () => {
    const reading = await read([
      start({ context: { cwd: '/home/dana/shop', repository: 'acme/shop', hostType: 'cli' } }),
    ]);
    expect(reading.events[0]?.context.repository).toEqual({ root: '/home/dana/shop' });
  });

  it('has subagents, known by the call that started them', async () => {
    const reading = await read([
      start(),
      asks({ toolCallId: 'call_1', name: 'task', arguments: {} }),
      line('subagent.started', { toolCallId: 'call_1', agentName: 'explore' }),
      line('tool.execution_start', {
        toolCallId: 'call_2',
        parentToolCallId: 'call_1',
        toolName: 'bash',
        arguments: { command: 'ls' },
      }),
      line('subagent.completed', { toolCallId: 'call_1', agentName: 'explore' }),
    ]);
    const child = { ...REF, agentId: 'call_1' };
    expect(ofType(reading, 'SUBAGENT_START')).toMatchObject([{ session: REF, child }]);
    expect(ofType(reading, 'SUBAGENT_STOP')).toMatchObject([{ session: REF, child }]);
    expect(ofType(reading, 'TOOL_USE').map(({ session }) => session)).toEqual([REF, child]);
  });
});

describe('tool calls', () => {
  it('are one for a request and its execution, whichever comes first', async () => {
    const request = { toolCallId: 'call_1', name: 'bash', arguments: '{"command":"cat a.ts"}' };
    const begun = line('tool.execution_start', {
      toolCallId: 'call_1',
      toolName: 'bash',
      arguments: { command: 'cat a.ts' },
    });
    for (const lines of [
      [asks(request), begun],
      [begun, asks(request)],
    ]) {
      const reading = await read([
        start(),
        ...lines,
        complete('call_1', { toolTelemetry: { metrics: { durationMs: 4 } } }),
      ]);
      expect(ofType(reading, 'TOOL_USE')).toMatchObject([
        { id: eventId.toolUse(REF, 'call_1'), joins: true, tool: 'bash', summary: 'bash: cat a.ts' },
      ]);
      expect(touchesOf(ofType(reading, 'TOOL_USE')[0])).toEqual(['READ /home/dana/shop/a.ts HIGH']);
      expect(ofType(reading, 'TOOL_RESULT')).toMatchObject([{ tool: 'bash', isError: false, durationMs: 4 }]);
    }
  });

  it.each([
    ['view', { path: 'a.ts' }, ['READ /home/dana/shop/a.ts HIGH']],
    ['create', { path: '/home/dana/b.ts' }, ['WROTE /home/dana/b.ts HIGH']],
    ['edit', { path: 'a.ts' }, ['WROTE /home/dana/shop/a.ts HIGH']],
    ['str_replace_editor', { command: 'view', path: 'a.ts' }, ['READ /home/dana/shop/a.ts HIGH']],
    ['str_replace_editor', { command: 'insert', path: 'a.ts' }, ['WROTE /home/dana/shop/a.ts HIGH']],
    ['apply_patch', '*** Begin Patch\n*** Update File: a.ts\n', ['WROTE /home/dana/shop/a.ts HIGH']],
    ['web_fetch', { url: 'https://example.com/a' }, ['CALLED example.com HIGH']],
    ['report_intent', { intent: 'x' }, []],
  ])('of %s touch what they name', async (name, args, touches) => {
    const reading = await read([
      start(),
      asks({ toolCallId: 'call_1', name, arguments: args }),
      complete('call_1'),
    ]);
    expect(touchesOf(ofType(reading, 'TOOL_USE')[0])).toEqual(touches);
  });

  it.each([
    [{ success: false, error: { code: 'denied', message: 'The user rejected this' } }, 'DENIED', []],
    [{ success: false, result: { content: 'exit code: 1' } }, 'PARTLY', ['READ /home/dana/shop/a.ts LOW']],
    [
      { success: true, result: { content: 'x\n<exited with exit code 2>' } },
      'PARTLY',
      ['READ /home/dana/shop/a.ts LOW'],
    ],
    [
      { success: true, result: { content: 'x\n<exited with exit code 0>' } },
      undefined,
      ['READ /home/dana/shop/a.ts HIGH'],
    ],
  ])('that did not succeed touch less: %j', async (fields, outcome, touches) => {
    const request = { toolCallId: 'call_1', name: 'bash', arguments: { command: 'cat a.ts' } };
    const reading = await read([start(), asks(request), complete('call_1', fields)]);
    const [use] = ofType(reading, 'TOOL_USE');
    expect([use?.outcome, touchesOf(use)]).toEqual([outcome, touches]);
    expect(ofType(reading, 'TOOL_RESULT')[0]?.isError).toBe(outcome !== undefined);
    expect(ofType(reading, 'TOOL_DECISION')).toHaveLength(outcome === 'DENIED' ? 1 : 0);
  });

  it('of an MCP server name it, as soon as a line does', async () => {
    const reading = await read([
      start(),
      asks({ toolCallId: 'call_1', name: 'tracker-list_issues', arguments: {} }),
      line('tool.execution_start', {
        toolCallId: 'call_1',
        toolName: 'tracker-list_issues',
        mcpServerName: 'tracker',
        mcpToolName: 'list_issues',
      }),
    ]);
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([{ server: 'tracker' }]);
  });
});

describe('tokens', () => {
  it('are those that messages state, and once more what the shutdown adds', async () => {
    const usage = { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 800, cacheWriteTokens: 100 };
    const reading = await read([
      start(),
      asks(),
      asks(),
      line('session.shutdown', { modelMetrics: { 'gpt-5-mini': { usage } } }),
    ]);
    expect(ofType(reading, 'MODEL_REQUEST').map(({ model, tokens }) => [model, tokens])).toEqual([
      ['gpt-5-mini', { input: 0, output: 12, cacheRead: 0, cacheCreation: 0 }],
      ['gpt-5-mini', { input: 0, output: 12, cacheRead: 0, cacheCreation: 0 }],
      ['gpt-5-mini', { input: 100, output: 26, cacheRead: 800, cacheCreation: 100 }],
    ]);
  });

  it('are listed apart by the newest clients', async () => {
    const reading = await read([
      start(),
      line('session.shutdown', {
        modelMetrics: { 'gpt-5-mini': { requests: 2 } },
        tokenDetails: {
          input: { tokenCount: 100 },
          output: { tokenCount: 15 },
          cache_read: { tokenCount: 5 },
        },
      }),
    ]);
    expect(ofType(reading, 'MODEL_REQUEST').map(({ tokens }) => tokens)).toEqual([
      { input: 100, output: 15, cacheRead: 5, cacheCreation: 0 },
    ]);
  });

  it('of requests to a model that is switched go to the model of the time', async () => {
    const reading = await read([
      start(),
      asks(),
      line('session.model_change', { newModel: 'claude-haiku-4.5' }),
      asks(),
    ]);
    expect(ofType(reading, 'MODEL_REQUEST').map(({ model }) => model)).toEqual([
      'gpt-5-mini',
      'claude-haiku-4.5',
    ]);
  });
});

describe('any input', () => {
  it('that is bad is rejected, and stops nothing', async () => {
    const reading = await read([
      line('user.message', { content: 'lost' }),
      line('abort', {}),
      start({ sessionId: '[trimmed for fixture]' }),
      start(),
      { type: 'user.message' },
      '{bad',
      line('user.message', { content: 'kept' }),
    ]);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 1', 'NO_SESSION_ID'],
      ['line 3', 'NO_SESSION_ID'],
      ['line 5', 'NO_DATA'],
      ['line 6', 'NOT_JSON'],
    ]);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
  });

  const anyText = fc.string({ unit: 'binary' });
  const someLine = fc
    .record(
      {
        type: fc.constantFrom(
          'session.start',
          'session.resume',
          'session.shutdown',
          'user.message',
          'assistant.message',
          'tool.execution_start',
          'tool.execution_complete',
          'subagent.started',
          'abort',
          'x',
        ),
        id: fc.oneof(anyText, fc.integer()),
        timestamp: fc.oneof(anyText, fc.constant('2026-03-02T09:00:00Z')),
        data: fc.oneof(
          fc.jsonValue(),
          fc.record(
            {
              sessionId: anyText,
              toolCallId: fc.oneof(anyText, fc.constant('call_1')),
              parentToolCallId: anyText,
              name: anyText,
              toolName: fc.constantFrom('bash', 'view', 'apply_patch', '__proto__'),
              arguments: fc.oneof(anyText, fc.json(), fc.record({ command: anyText, path: anyText })),
              toolRequests: fc.array(fc.object()),
              attachments: fc.array(fc.record({ type: fc.constant('file'), path: anyText })),
              modelMetrics: fc.dictionary(anyText, fc.object()),
              result: fc.object(),
              success: fc.boolean(),
              context: fc.record({
                cwd: anyText,
                gitRoot: anyText,
                repository: anyText,
                repositoryHost: anyText,
              }),
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: ['type'] },
    )
    .map((value) => JSON.stringify(value));

  it('never makes it throw; every line leaves a trace, and in other chunks says the same', async () => {
    const lines = fc.tuple(
      fc.constantFrom(JSON.stringify(start()), '{}'),
      fc.array(
        fc.oneof(
          someLine,
          anyText.map((t) => `{${t.replaceAll('\n', '')}`),
        ),
        { maxLength: 8 },
      ),
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 60 }), async ([first, rest], chunkBytes) => {
        const text = [first, ...rest].map((one) => `${one}\n`).join('');
        const reading = await read(text);
        expect(reading.items.length).toBeGreaterThan(rest.length);
        expect((await read(text, chunkBytes)).items).toEqual(reading.items);
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
