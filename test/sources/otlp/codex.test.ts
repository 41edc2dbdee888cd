import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import {
  attributes,
  countsOf,
  type Json,
  logs,
  nanos,
  ofType,
  readLogs,
  readTraces,
  span,
  spans,
} from './requests.js';

const CONVERSATION = '0198c0de-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const REF = { product: 'codex', sessionId: CONVERSATION };
const CALL_ID = 'call_9bFf25a3CeAa4e449f124c4a';
const RESOURCE = { 'service.name': 'codex_exec', 'service.version': '0.169.0', 'host.name': 'dana-laptop' };

const codexLog = (name: string, values: Json, ms = 0): Json => ({
  timeUnixNano: '0',
  observedTimeUnixNano: nanos(ms),
  body: null,
  eventName: 'event otel/src/events/session_telemetry.rs:703',
  attributes: attributes({
    'event.name': `codex.${name}`,
    'conversation.id': CONVERSATION,
    model: 'gpt-5.3-codex',
    ...values,
  }),
});
const read = (name: string, values: Json, ms = 0) =>
  readLogs(logs([codexLog(name, values, ms)], RESOURCE, 'codex_otel.log_only'));

describe('Codex', () => {
  it('starts a session on a host', () => {
    expect(read('conversation_starts', { approval_policy: 'never' }, 4).events).toMatchObject([
      {
        type: 'SESSION_START',
        session: REF,
        at: Date.UTC(2026, 2, 2, 9) + 4,
        context: {
          agent: { product: 'Codex CLI', version: '0.169.0' },
          endpoint: { hostName: 'dana-laptop' },
          permissionMode: 'never',
          identityCarried: true,
        },
      },
    ]);
  });

  it('counts cached tokens within the input', () => {
    const completed = { 'event.kind': 'response.completed' };
    const reading = readLogs(
      logs(
        [
          codexLog('sse_event', { 'event.kind': 'response.created' }),
          codexLog('sse_event', { ...completed, duration_ms: '0' }),
          codexLog('sse_event', {
            ...completed,
            input_token_count: '9900',
            cached_token_count: '4950',
            cache_write_token_count: '50',
            output_token_count: '40',
            reasoning_token_count: '12',
          }),
        ],
        RESOURCE,
        'codex_otel.log_only',
      ),
    );
    expect(reading.skips).toEqual({ 'codex.sse_event': 2 });
    expect(ofType(reading, 'MODEL_REQUEST')).toMatchObject([
      {
        model: 'gpt-5.3-codex',
        tokens: { input: 4900, cacheRead: 4950, cacheCreation: 50, output: 40 },
        costMicroUsd: null,
      },
    ]);
  });

  it('calls a command a success whatever its exit code, which is not one', () => {
    const values = {
      tool_name: 'exec_command',
      call_id: CALL_ID,
      duration_ms: '36',
      success: 'true',
      arguments: '{"cmd":"curl -sS https://api.shop.example/x"}',
      mcp_server: '',
    };
    const output = (code: number): string =>
      `Chunk ID: 475208\nWall time: 0.0000 seconds\nProcess exited with code ${code}\nOutput:\n`;
    const failed = read('tool_result', { ...values, output: output(6) }, 100);
    expect(ofType(failed, 'TOOL_USE')).toMatchObject([
      {
        id: eventId.toolUse(REF, CALL_ID),
        joins: true,
        at: Date.UTC(2026, 2, 2, 9) + 64,
        summary: 'exec_command: curl -sS https://api.shop.example/x',
        outcome: 'PARTLY',
        touches: [{ kind: 'CALLED', host: 'api.shop.example', confidence: 'LOW' }],
      },
    ]);
    expect(ofType(failed, 'TOOL_RESULT')).toMatchObject([
      { id: eventId.toolResult(REF, CALL_ID), isError: true, durationMs: 36 },
    ]);

    const worked = read('tool_result', { ...values, output: output(0) });
    expect(ofType(worked, 'TOOL_RESULT')[0]?.isError).toBe(false);
    expect(ofType(worked, 'TOOL_USE')[0]).not.toHaveProperty('outcome');
  });

  it.each([
    ['shell', '{"command":["cat","/home/dana/shop/a b.ts"]}', '/home/dana/shop/a b.ts', 'READ'],
    [
      'shell_command',
      '{"command":"cat notes.md","workdir":"/home/dana/shop"}',
      '/home/dana/shop/notes.md',
      'READ',
    ],
    [
      'apply_patch',
      '*** Begin Patch\n*** Update File: /home/dana/shop/a.ts\n@@\n*** End Patch',
      '/home/dana/shop/a.ts',
      'WROTE',
    ],
    ['view_image', '{"path":"/home/dana/shop/logo.png"}', '/home/dana/shop/logo.png', 'READ'],
  ])('touches files with %s', (tool, text, path, kind) => {
    const [use] = ofType(
      read('tool_result', { tool_name: tool, call_id: CALL_ID, success: 'true', arguments: text }),
      'TOOL_USE',
    );
    expect(use?.touches).toMatchObject([{ kind, path }]);
  });

  it('names an MCP server', () => {
    const values = {
      tool_name: 'list_issues',
      mcp_server: 'tracker',
      call_id: CALL_ID,
      success: 'false',
      output: 'no such project',
      arguments: '{}',
    };
    expect(ofType(read('tool_result', values), 'TOOL_USE')).toMatchObject([
      { tool: 'mcp__tracker__list_issues', server: 'tracker', outcome: 'FAILED' },
    ]);
  });

  it('decides on calls', () => {
    const values = { tool_name: 'exec_command', call_id: CALL_ID, source: 'User' };
    expect(countsOf(read('tool_decision', { ...values, decision: 'approved_for_session' }))).toEqual({
      TOOL_DECISION: 1,
    });
    const denied = read('tool_decision', { ...values, decision: 'denied' });
    expect(denied.events).toMatchObject([
      { type: 'TOOL_USE', id: eventId.toolUse(REF, CALL_ID), outcome: 'DENIED', touches: [] },
      { type: 'TOOL_DECISION', id: eventId.toolDecision(REF, CALL_ID), decision: 'DENY' },
    ]);
    expect(countsOf(read('tool_decision', { ...values, decision: 'pondered' }))).toEqual({ OTHER: 1 });
  });

  it('tells of prompts, failed requests and the rest', () => {
    expect(read('user_prompt', { prompt: 'Add a coupon' }).events).toMatchObject([
      { type: 'USER_PROMPT', summary: 'Prompt: Add a coupon' },
    ]);
    expect(read('user_prompt', { prompt: '[REDACTED]' }).events[0]?.summary).toBe(
      'Prompt: text not recorded',
    );
    expect(countsOf(read('api_request', { 'error.message': 'status 503' }))).toEqual({ API_ERROR: 1 });
    expect(
      countsOf(read('sse_event', { 'event.kind': 'response.failed', 'error.message': 'broken' })),
    ).toEqual({ API_ERROR: 1 });
    expect(countsOf(read('turn_ttft', { duration_ms: '40' }))).toEqual({ OTHER: 1 });
  });

  it('without a conversation is rejected where it is an event, and skipped where it is talk or a span', () => {
    expect(read('user_prompt', { 'conversation.id': '' }).rejects).toMatchObject([{ code: 'NO_SESSION_ID' }]);
    const talk = readLogs(
      logs([{ body: { stringValue: 'flushing OTEL metrics' } }], RESOURCE, 'codex_otel::metrics::client'),
    );
    expect(talk).toMatchObject({ events: [], rejects: [], skips: { 'log:codex': 1 } });
    const traced = readTraces(
      spans(
        [span('exec_command', { id: '01'.repeat(8) }, { 'conversation.id': CONVERSATION })],
        RESOURCE,
        'codex',
      ),
    );
    expect(traced).toMatchObject({ events: [], rejects: [], skips: { 'span:codex': 1 } });
  });
});
