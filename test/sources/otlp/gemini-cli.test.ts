import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { attributes, countsOf, type Json, logs, nanos, ofType, readLogs } from './requests.js';

const SESSION = '9e57970f-4a60-4586-9561-09d7dbc48d43';
const REF = { product: 'gemini-cli', sessionId: SESSION };
const RESOURCE = {
  'service.name': 'gemini-cli',
  'service.version': 'v24.2.0',
  'process.runtime.version': '24.2.0',
  'process.owner': 'dana',
  'host.name': 'dana-laptop',
  'session.id': 'ee4748e3-e736-489f-8f04-2117bdd8c8de',
};

const geminiLog = (name: string, values: Json): Json => ({
  timeUnixNano: nanos(500),
  body: { stringValue: 'something happened' },
  attributes: attributes({
    'session.id': SESSION,
    'event.name': name,
    prompt_id: 'ffb0deb113ab1',
    ...values,
  }),
});
const read = (name: string, values: Json) =>
  readLogs(logs([geminiLog(name, values)], RESOURCE, 'gemini-cli'));

describe('Gemini CLI', () => {
  it('starts a session, which is the record’s and not the resource’s', () => {
    const [event] = read('gemini_cli.config', { approval_mode: 'yolo' }).events;
    expect(event).toMatchObject({
      type: 'SESSION_START',
      session: REF,
      context: {
        agent: { product: 'Gemini CLI' },
        endpoint: { hostName: 'dana-laptop' },
        osAccount: 'dana',
        permissionMode: 'yolo',
      },
    });
    expect(event?.context.agent).not.toHaveProperty('version');
    expect(event?.context).not.toHaveProperty('user');
  });

  it('counts thoughts as output, results of tools as input, and cached tokens once', () => {
    const values = {
      model: 'gemini-2.5-pro',
      input_token_count: 13095,
      output_token_count: 29,
      cached_content_token_count: 11680,
      thoughts_token_count: 50,
      tool_token_count: 5,
    };
    expect(ofType(read('gemini_cli.api_response', values), 'MODEL_REQUEST')).toMatchObject([
      { model: 'gemini-2.5-pro', tokens: { input: 1420, cacheRead: 11680, cacheCreation: 0, output: 79 } },
    ]);
  });

  it('tells the same response again as an event of the conventions, which is not counted', () => {
    const again = read('gen_ai.client.inference.operation.details', {
      'gen_ai.usage.input_tokens': 13095,
      'gen_ai.response.id': 'x',
    });
    expect(again.events).toMatchObject([{ type: 'OTHER', session: REF }]);
  });

  it('makes one use, decision and result of a tool call', () => {
    const values = {
      function_name: 'read_file',
      function_args: '{"file_path":"/home/dana/shop/a.ts"}',
      duration_ms: 2,
      success: true,
      decision: 'auto_accept',
    };
    expect(read('gemini_cli.tool_call', values).events).toMatchObject([
      {
        type: 'TOOL_USE',
        tool: 'read_file',
        summary: 'read_file /home/dana/shop/a.ts',
        at: Date.UTC(2026, 2, 2, 9) + 498,
        touches: [{ kind: 'READ', path: '/home/dana/shop/a.ts' }],
      },
      { type: 'TOOL_DECISION', decision: 'ALLOW' },
      { type: 'TOOL_RESULT', isError: false, durationMs: 2 },
    ]);
  });

  it.each([
    [
      'run_shell_command',
      { command: 'curl https://api.shop.example' },
      { success: false, decision: 'accept' },
      'PARTLY',
    ],
    ['replace', { file_path: '/home/dana/shop/a.ts' }, { success: false, error: 'no match' }, 'FAILED'],
    ['write_file', { file_path: '/home/dana/shop/a.ts' }, { success: false, decision: 'reject' }, 'DENIED'],
  ])('says what became of a call of %s', (name, args, values, outcome) => {
    const [use] = ofType(
      read('gemini_cli.tool_call', { function_name: name, function_args: JSON.stringify(args), ...values }),
      'TOOL_USE',
    );
    expect(use?.outcome).toBe(outcome);
    expect(use?.touches.every(({ confidence }) => confidence === 'LOW')).toBe(true);
  });

  it('names an MCP server', () => {
    const values = { function_name: 'list_issues', mcp_server_name: 'tracker', success: true };
    expect(ofType(read('gemini_cli.tool_call', values), 'TOOL_USE')).toMatchObject([
      { tool: 'mcp__tracker__list_issues', server: 'tracker' },
    ]);
  });

  it('tells of prompts by their id, errors, compressions and the rest', () => {
    expect(read('gemini_cli.user_prompt', { prompt: 'Add a coupon' }).events).toMatchObject([
      {
        type: 'USER_PROMPT',
        id: eventId.line(REF, 'ffb0deb113ab1', 'prompt'),
        summary: 'Prompt: Add a coupon',
      },
    ]);
    expect(countsOf(read('gemini_cli.api_error', { error: 'quota' }))).toEqual({ API_ERROR: 1 });
    expect(countsOf(read('gemini_cli.chat_compression', {}))).toEqual({ COMPACTION: 1 });
    expect(countsOf(read('gemini_cli.file_operation', { operation: 'read' }))).toEqual({ OTHER: 1 });
  });

  it('without any session is rejected', () => {
    const record = { attributes: attributes({ 'event.name': 'gemini_cli.user_prompt' }) };
    expect(readLogs(logs([record], { 'service.name': 'gemini-cli' }, 'gemini-cli')).rejects).toMatchObject([
      { code: 'NO_SESSION_ID' },
    ]);
  });
});
