import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import {
  claudeLog,
  countsOf,
  type Json,
  logs,
  ofType,
  readLogs,
  readTraces,
  SESSION,
  span,
  spans,
} from './requests.js';

const REF = { product: 'claude-code', sessionId: SESSION };
const USE_ID = 'toolu_01AbCdEf2345GhJkLmNpQr';
const REQUEST_ID = 'req_011CabCdEf2345GhJkLmNp';
const START = Date.UTC(2026, 2, 2, 9);
const TOOL = { id: '02'.repeat(8), parent: '01'.repeat(8) };

const claudeSpan = (name: string, ids: { id: string; parent?: string }, values: Json, ms?: number[]): Json =>
  span(
    `claude_code.${name}`,
    ids,
    { 'session.id': SESSION, 'gen_ai.conversation.id': SESSION, ...values },
    ms,
  );

describe('spans of Claude Code', () => {
  const counters = { input_tokens: 12, output_tokens: 34, cache_read_tokens: 56, cache_creation_tokens: 78 };

  it('of a request are a record of the fact that the log event states', () => {
    const traced = readTraces(
      spans([
        claudeSpan(
          'llm_request',
          { id: '03'.repeat(8) },
          { ...counters, model: 'claude-opus-5-5', request_id: REQUEST_ID },
          [0, 70],
        ),
      ]),
    );
    const logged = readLogs(
      logs([
        claudeLog(
          'api_request',
          { ...counters, model: 'claude-opus-5-5', request_id: REQUEST_ID, cost_usd: 0.01 },
          70,
        ),
      ]),
    );
    expect(traced.events[0]).toMatchObject({
      id: logged.events[0]?.id,
      type: 'MODEL_REQUEST',
      joins: true,
      at: START + 70,
      costMicroUsd: null,
    });
    expect(ofType(traced, 'MODEL_REQUEST')[0]?.tokens).toEqual(ofType(logged, 'MODEL_REQUEST')[0]?.tokens);
  });

  it('of a request that failed, or names none, are no request', () => {
    const reading = readTraces(
      spans([
        claudeSpan(
          'llm_request',
          { id: '03'.repeat(8) },
          { model: 'm', request_id: REQUEST_ID, success: false },
        ),
        claudeSpan('llm_request', { id: '04'.repeat(8) }, { ...counters, model: 'm' }),
      ]),
    );
    expect(countsOf(reading)).toEqual({ OTHER: 2 });
  });

  it('of a tool are its use and its result', () => {
    const reading = readTraces(
      spans([
        claudeSpan(
          'tool.execution',
          { id: '05'.repeat(8), parent: TOOL.id },
          { tool_use_id: USE_ID, success: true, duration_ms: 17 },
          [5, 22],
        ),
        claudeSpan(
          'tool',
          TOOL,
          { tool_use_id: USE_ID, tool_name: 'Read', file_path: '/home/dana/shop/a.ts' },
          [0, 25],
        ),
      ]),
    );
    expect(reading.events).toMatchObject([
      {
        type: 'TOOL_RESULT',
        id: eventId.toolResult(REF, USE_ID),
        at: START + 22,
        isError: false,
        durationMs: 17,
      },
      {
        type: 'TOOL_USE',
        id: eventId.toolUse(REF, USE_ID),
        at: START,
        tool: 'Read',
        touches: [{ kind: 'READ', path: '/home/dana/shop/a.ts' }],
      },
    ]);
  });

  it.each([
    ['tool.blocked_on_user', { decision: 'reject' }, 'DENIED', 0],
    ['tool.execution', { tool_use_id: USE_ID, success: false, error: 'Shell command failed' }, 'PARTLY', 1],
  ])('within a tool’s span tell what became of the call: %s', (name, values, outcome, touches) => {
    const reading = readTraces(
      spans([
        claudeSpan(name, { id: '05'.repeat(8), parent: TOOL.id }, values),
        claudeSpan('tool', TOOL, {
          tool_use_id: USE_ID,
          tool_name: 'Bash',
          full_command: 'curl https://api.shop.example',
        }),
      ]),
    );
    const [use] = ofType(reading, 'TOOL_USE');
    expect(use?.outcome).toBe(outcome);
    expect(use?.touches).toHaveLength(touches);
  });

  it('leave the subagent to the span above them', () => {
    const reading = readTraces(
      spans([
        claudeSpan(
          'tool.execution',
          { id: '05'.repeat(8), parent: TOOL.id },
          { tool_use_id: USE_ID, success: true },
        ),
        claudeSpan('tool', TOOL, { tool_use_id: USE_ID, tool_name: 'Read', agent_id: 'a66fa1d10b1155c44' }),
      ]),
    );
    expect(reading.events.map(({ session }) => session.agentId)).toEqual([
      'a66fa1d10b1155c44',
      'a66fa1d10b1155c44',
    ]);
  });

  it('make no prompt and no decision of their own', () => {
    const reading = readTraces(
      spans([
        claudeSpan('interaction', { id: '01'.repeat(8) }, { user_prompt: 'Add a coupon' }),
        claudeSpan('tool.blocked_on_user', { id: '05'.repeat(8), parent: TOOL.id }, { decision: 'accept' }),
        claudeSpan('tool', TOOL, { tool_name: 'Bash' }),
      ]),
    );
    expect(countsOf(reading)).toEqual({ OTHER: 2 });
    expect(reading.skips).toEqual({ 'span:claude_code.tool.blocked_on_user': 1 });
  });

  it('without a session are rejected', () => {
    const reading = readTraces(spans([span('claude_code.interaction', { id: '01'.repeat(8) }, {})]));
    expect(reading.rejects).toMatchObject([
      { code: 'NO_SESSION_ID', position: 'resourceSpans[0].scopeSpans[0].spans[0]' },
    ]);
  });

  it('may name each other in a circle', () => {
    const reading = readTraces(
      spans([
        claudeSpan(
          'tool',
          { id: '02'.repeat(8), parent: '03'.repeat(8) },
          { tool_use_id: USE_ID, tool_name: 'Read' },
        ),
        claudeSpan(
          'tool',
          { id: '03'.repeat(8), parent: '02'.repeat(8) },
          { tool_use_id: 'toolu_01ZbCdEf2345GhJkLmNpQr', tool_name: 'Read' },
        ),
      ]),
    );
    expect(countsOf(reading)).toEqual({ TOOL_USE: 2 });
  });
});
