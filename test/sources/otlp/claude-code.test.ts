import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { claudeLog, countsOf, type Json, logs, ofType, readLogs, SESSION } from './requests.js';

const REF = { product: 'claude-code', sessionId: SESSION };
const USE_ID = 'toolu_01AbCdEf2345GhJkLmNpQr';
const REQUEST_ID = 'req_011CabCdEf2345GhJkLmNp';
const PROMPT_ID = '2b7c1d90-55e1-4a0f-9c3e-8d1f20a4b6c7';

const read = (name: string, values: Json, ms = 0) => readLogs(logs([claudeLog(name, values, ms)]));

describe('a request to a model', () => {
  const counters = { input_tokens: 12, output_tokens: 34, cache_read_tokens: 56, cache_creation_tokens: 78 };
  const tokens = { input: 12, output: 34, cacheRead: 56, cacheCreation: 78 };

  it('of 2.1 is the fact that the transcript knows by its request id', () => {
    const values = {
      ...counters,
      model: 'claude-opus-5-5',
      request_id: REQUEST_ID,
      cost_usd: 0.01377,
      cost_usd_micros: 13770,
      cache_creation_1h_tokens: 8,
    };
    const [event] = ofType(read('api_request', values, 5), 'MODEL_REQUEST');
    expect(event).toMatchObject({
      id: eventId.modelRequest(REF, { requestId: REQUEST_ID, messageId: 'msg_01AbCdEf2345GhJkLmNpQr' }),
      joins: true,
      session: REF,
      at: Date.UTC(2026, 2, 2, 9) + 5,
      source: 'OTLP',
      model: 'claude-opus-5-5',
      tokens: { ...tokens, cacheCreation1h: 8 },
      costMicroUsd: 13770,
      costBasis: 'REPORTED',
      summary: 'claude-opus-5-5: 146 in, 34 out',
    });
  });

  it('of 1.0 and 2.0 has its figures as text and no id that others know', () => {
    const asText = Object.fromEntries(Object.entries(counters).map(([key, value]) => [key, String(value)]));
    const [event] = ofType(
      read('api_request', { ...asText, model: 'claude-sonnet-4-5', cost_usd: '0.00018835' }),
      'MODEL_REQUEST',
    );
    expect(event).toMatchObject({ tokens, costMicroUsd: 188, costBasis: 'REPORTED' });
    expect(event).not.toHaveProperty('joins');
  });

  it('is one fact however often its request is sent, and two where one request holds it twice', () => {
    const record = claudeLog('api_request', { ...counters, model: 'claude-sonnet-4-5' });
    const once = readLogs(logs([record, record]));
    const ids = once.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(readLogs(logs([record, record]), logs([record])).events.map(({ id }) => id)).toEqual([
      ...ids,
      ids[0],
    ]);
  });

  it('without counters or cost has none', () => {
    expect(ofType(read('api_request', { model: 'm', cost_usd: 'free' }), 'MODEL_REQUEST')).toMatchObject([
      { tokens: null, costMicroUsd: null, costBasis: null },
    ]);
  });

  it('of a subagent is in the session of the subagent', () => {
    const [event] = read('api_request', { ...counters, agent_id: 'a66fa1d10b1155c44' }).events;
    expect(event?.session).toEqual({ ...REF, agentId: 'a66fa1d10b1155c44' });
  });

  it('that failed is an API error', () => {
    expect(
      ofType(read('api_error', { error: 'Overloaded', status_code: '529' }), 'API_ERROR')[0]?.summary,
    ).toBe('API error: Overloaded');
    expect(ofType(read('api_error', { status_code: 500 }), 'API_ERROR')[0]?.summary).toBe(
      'API error: status 500',
    );
  });
});

describe('a prompt', () => {
  it('of 2.1 is the fact that the transcript knows by its prompt id', () => {
    const [event] = ofType(
      read('user_prompt', { 'prompt.id': PROMPT_ID, prompt: 'Add a coupon', prompt_length: '12' }),
      'USER_PROMPT',
    );
    expect(event).toMatchObject({
      id: eventId.line(REF, PROMPT_ID, 'prompt'),
      joins: true,
      summary: 'Prompt: Add a coupon',
    });
  });

  it('whose text is withheld may be none, so that it does not join by itself', () => {
    const [event] = ofType(
      read('user_prompt', { 'prompt.id': PROMPT_ID, prompt: '<REDACTED>', prompt_length: '12' }),
      'USER_PROMPT',
    );
    expect(event).toMatchObject({
      id: eventId.line(REF, PROMPT_ID, 'prompt'),
      summary: 'Prompt: 12 characters',
    });
    expect(event).not.toHaveProperty('joins');
  });

  it.each([
    ['a command', { prompt: '<REDACTED>', command_name: 'compact', command_source: 'builtin' }, 'command'],
    ['a command of a client that does not mark it', { prompt: '/compact now' }, 'command'],
    [
      'the end of a background task',
      { prompt: '<task-notification>\n<task-id>a1</task-id>' },
      'task-notification',
    ],
    [
      'a subagent being told what to do',
      { prompt: 'Review it', agent_id: 'a66fa1d10b1155c44' },
      'subagent-prompt',
    ],
  ])('is none where it is %s', (_name, values, name) => {
    const reading = read('user_prompt', { 'prompt.id': PROMPT_ID, ...values });
    expect(reading.events).toMatchObject([{ type: 'OTHER', name }]);
  });

  it.each(['/home/dana/shop is slow', '<b>bold</b> is wrong here', 'what does /compact do?'])(
    'is one where a person wrote %j',
    (prompt) => {
      expect(countsOf(read('user_prompt', { prompt }))).toEqual({ USER_PROMPT: 1 });
    },
  );
});

describe('a tool call', () => {
  it('is a use and a result, by the tool-use id, with what its input touched', () => {
    const values = {
      tool_name: 'Read',
      tool_use_id: USE_ID,
      success: 'true',
      duration_ms: '250',
      tool_input: '{"file_path":"/home/dana/shop/.env"}',
    };
    const reading = read('tool_result', values, 1000);
    expect(countsOf(reading)).toEqual({ TOOL_USE: 1, TOOL_RESULT: 1 });
    expect(ofType(reading, 'TOOL_USE')[0]).toMatchObject({
      id: eventId.toolUse(REF, USE_ID),
      joins: true,
      at: Date.UTC(2026, 2, 2, 9) + 750,
      tool: 'Read',
      touches: [{ kind: 'READ', path: '/home/dana/shop/.env', basis: 'TOOL_INPUT', confidence: 'HIGH' }],
    });
    expect(ofType(reading, 'TOOL_RESULT')[0]).toMatchObject({
      id: eventId.toolResult(REF, USE_ID),
      joins: true,
      at: Date.UTC(2026, 2, 2, 9) + 1000,
      tool: 'Read',
      isError: false,
      durationMs: 250,
    });
  });

  it('of 1.0 and 2.0 has its command in its parameters, and an id only where it failed', () => {
    const parameters =
      '{"bash_command":"curl","full_command":"curl -sS https://api.shop.example/v1","description":"Ask"}';
    const worked = read('tool_result', {
      tool_name: 'Bash',
      success: 'true',
      duration_ms: '20',
      tool_parameters: parameters,
    });
    const [use] = ofType(worked, 'TOOL_USE');
    expect(use).toMatchObject({
      summary: 'Bash: curl -sS https://api.shop.example/v1',
      touches: [{ kind: 'CALLED', host: 'api.shop.example', confidence: 'HIGH' }],
    });
    expect(use).not.toHaveProperty('joins');

    const failed = read('tool_result', {
      tool_name: 'Bash',
      use_id: USE_ID,
      success: 'false',
      error: 'Shell command failed',
      tool_parameters: parameters,
    });
    expect(ofType(failed, 'TOOL_USE')[0]).toMatchObject({
      id: eventId.toolUse(REF, USE_ID),
      joins: true,
      outcome: 'PARTLY',
      touches: [{ host: 'api.shop.example', confidence: 'LOW' }],
    });
    expect(ofType(failed, 'TOOL_RESULT')[0]).toMatchObject({
      isError: true,
      summary: 'Bash failed: Shell command failed',
    });
  });

  it.each([
    ['Read', 'File does not exist.', 'FAILED'],
    ['mcp__tracker__get_issue', 'issue not found', 'FAILED'],
    ['Bash', 'InputValidationError: no command', 'FAILED'],
    ['WebFetch', 'Request failed with status code 404', 'PARTLY'],
  ])('of %s that failed with %j', (tool, error, outcome) => {
    const values = {
      tool_name: tool,
      tool_use_id: USE_ID,
      success: 'false',
      error,
      tool_input: '{"file_path":"/home/dana/shop/a.ts"}',
    };
    const [use] = ofType(read('tool_result', values), 'TOOL_USE');
    expect(use).toMatchObject({ outcome, touches: [] });
  });

  it.each([
    ['by its name', { tool_name: 'mcp__tracker__list_issues' }],
    [
      'by its parameters',
      {
        tool_name: 'mcp_tool',
        tool_parameters: '{"mcp_server_name":"tracker","mcp_tool_name":"list_issues"}',
      },
    ],
  ])('of an MCP server is known %s', (_name, values) => {
    const reading = read('tool_result', { ...values, tool_use_id: USE_ID, success: 'true' });
    expect(ofType(reading, 'TOOL_USE')[0]).toMatchObject({
      tool: 'mcp__tracker__list_issues',
      server: 'tracker',
    });
    expect(ofType(reading, 'TOOL_RESULT')[0]?.tool).toBe('mcp__tracker__list_issues');
  });

  it('of an MCP server whose name is withheld has the name that there is, on the use alone', () => {
    const reading = read('tool_result', { tool_name: 'mcp_tool', tool_use_id: USE_ID, success: 'true' });
    const [use] = ofType(reading, 'TOOL_USE');
    expect(use?.tool).toBe('mcp_tool');
    expect(use).not.toHaveProperty('server');
    expect(ofType(reading, 'TOOL_RESULT')[0]).not.toHaveProperty('tool');
  });

  it('that was allowed is a decision and no second use', () => {
    const reading = read('tool_decision', {
      decision: 'accept',
      source: 'config',
      tool_name: 'Bash',
      tool_use_id: USE_ID,
      permission_mode: 'acceptEdits',
    });
    expect(reading.events).toMatchObject([
      {
        type: 'TOOL_DECISION',
        id: eventId.toolDecision(REF, USE_ID),
        joins: true,
        decision: 'ALLOW',
        context: { permissionMode: 'acceptEdits' },
      },
    ]);
  });

  it('that was refused is a decision and the only word of the use', () => {
    const parameters = '{"full_command":"rm -rf /home/dana/shop/build"}';
    const reading = read('tool_decision', {
      decision: 'reject',
      source: 'user_reject',
      tool_name: 'Bash',
      tool_use_id: USE_ID,
      tool_parameters: parameters,
    });
    expect(countsOf(reading)).toEqual({ TOOL_USE: 1, TOOL_DECISION: 1 });
    expect(ofType(reading, 'TOOL_USE')[0]).toMatchObject({
      id: eventId.toolUse(REF, USE_ID),
      outcome: 'DENIED',
      touches: [],
      summary: 'Bash: rm -rf /home/dana/shop/build',
    });
    expect(ofType(reading, 'TOOL_DECISION')[0]?.decision).toBe('DENY');
  });

  it('of 1.0 that was decided has no id: refused it is a use of its own, allowed none', () => {
    expect(countsOf(read('tool_decision', { decision: 'accept', tool_name: 'Edit' }))).toEqual({
      TOOL_DECISION: 1,
    });
    const refused = read('tool_decision', { decision: 'reject', tool_name: 'Edit' });
    expect(countsOf(refused)).toEqual({ TOOL_USE: 1, TOOL_DECISION: 1 });
    expect(refused.events.some((event) => event.joins)).toBe(false);
  });

  it('with a redacted id is known by its content', () => {
    const [use] = ofType(
      read('tool_result', { tool_name: 'Read', tool_use_id: '<REDACTED>', success: 'true' }),
      'TOOL_USE',
    );
    expect(use).not.toHaveProperty('joins');
  });
});

describe('the other events', () => {
  it('tell of a compaction', () => {
    expect(read('compaction', { trigger: 'manual', success: 'true' }).events).toMatchObject([
      { type: 'COMPACTION', summary: 'Conversation compacted (manual)' },
    ]);
    expect(countsOf(read('compaction', { trigger: 'auto', success: 'false' }))).toEqual({ OTHER: 1 });
  });

  it('tell of a subagent, as facts that the transcript knows too', () => {
    const child = { ...REF, agentId: 'a66fa1d10b1155c44' };
    const reading = read('subagent_completed', { agent_id: child.agentId, duration_ms: 310 }, 1000);
    expect(reading.events).toMatchObject([
      {
        type: 'SUBAGENT_START',
        id: eventId.ofSession(child, 'subagent-start'),
        session: REF,
        child,
        joins: true,
        at: Date.UTC(2026, 2, 2, 9) + 690,
      },
      {
        type: 'SUBAGENT_STOP',
        id: eventId.ofSession(child, 'subagent-stop'),
        session: REF,
        child,
        joins: true,
      },
    ]);
    expect(reading.events.map(({ session }) => session)).toEqual([REF, REF]);
  });

  it('tell of a session’s start and end where a hook ran for it', () => {
    const start = { hook_event: 'SessionStart', hook_name: 'SessionStart:resume' };
    expect(read('hook_execution_start', start).events).toMatchObject([
      { type: 'SESSION_START', reason: 'resume' },
    ]);
    expect(countsOf(read('hook_execution_complete', start))).toEqual({ OTHER: 1 });
    expect(
      countsOf(read('hook_execution_start', { hook_event: 'SessionEnd', hook_name: 'SessionEnd:other' })),
    ).toEqual({ SESSION_END: 1 });
    expect(countsOf(read('hook_execution_start', { hook_event: 'Stop', hook_name: 'Stop' }))).toEqual({
      OTHER: 1,
    });
  });

  it('are kept whole, whatever they are called', () => {
    const [event] = read('brand_new_event', { depth: 3, note: 'x', list: ['a'] }).events;
    expect(event).toMatchObject({ type: 'OTHER', name: 'brand_new_event', session: REF });
    expect(JSON.parse(event?.payload ?? '')).toMatchObject({
      body: 'claude_code.brand_new_event',
      attributes: { depth: 3, note: 'x', list: ['a'] },
      resource: { 'service.name': 'claude-code' },
    });
  });

  it('are known by the body where a collector dropped the name', () => {
    const record = {
      body: { stringValue: 'claude_code.compaction' },
      attributes: [{ key: 'session.id', value: { stringValue: SESSION } }],
    };
    const reading = readLogs(logs([record], { 'service.name': 'my-agents' }, ''));
    expect(reading.events).toMatchObject([{ type: 'COMPACTION', at: null, session: REF }]);
  });
});

describe('the time of a record', () => {
  const at = (name: string, record: Json) =>
    readLogs(logs([{ ...claudeLog(name, {}, 7), ...record }])).events[0]?.at;

  it('is the client’s own, else that of the record', () => {
    expect(at('x', { timeUnixNano: '1795226937196000000' })).toBe(Date.UTC(2026, 2, 2, 9) + 7);
    const { attributes } = claudeLog('x', { 'event.timestamp': 'soon' });
    expect(at('x', { timeUnixNano: '1795226937196999999', attributes })).toBe(1_795_226_937_196);
    expect(at('x', { timeUnixNano: '18446744073709551615', attributes })).toBe(18_446_744_073_709);
    expect(at('x', { timeUnixNano: '0', observedTimeUnixNano: '', attributes })).toBeNull();
  });
});

describe('a record without a session', () => {
  it('is rejected with what to do', () => {
    const reading = read('api_request', { 'session.id': '<REDACTED>', model: 'claude-opus-5-5' });
    expect(reading.events).toEqual([]);
    expect(reading.rejects).toMatchObject([
      { source: '/v1/logs', code: 'NO_SESSION_ID', position: 'resourceLogs[0].scopeLogs[0].logRecords[0]' },
    ]);
    expect(reading.rejects[0]?.reason).toMatch(/OTEL_METRICS_INCLUDE_SESSION_ID/);
    expect(reading.rejects[0]?.excerpt).toMatch(/claude-opus-5-5/);
  });
});
