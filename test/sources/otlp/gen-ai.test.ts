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

const RESOURCE = { 'service.name': 'Support Desk', 'service.version': '4.2' };
const REF = { product: 'support-desk', sessionId: 'conv-7' };
const RESPONSE_ID = 'chatcmpl-9XyZ8WvU7TsR6QpO5NmL';
const START = Date.UTC(2026, 2, 2, 9);

const CHAT = {
  'gen_ai.conversation.id': 'conv-7',
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5.5',
  'gen_ai.response.model': 'gpt-5.5-2026-01-15',
  'gen_ai.response.id': RESPONSE_ID,
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.cache_read.input_tokens': 600,
  'gen_ai.usage.cache_creation.input_tokens': 100,
  'gen_ai.usage.output_tokens': 50,
};
const traced = (...records: Json[]) => readTraces(spans(records, RESOURCE, 'my.instrumentation'));
const chat = (values: Json, id = '0a'): Json => span('chat gpt-5.5', { id: id.repeat(8) }, values, [0, 900]);

describe('a program that keeps to the GenAI conventions', () => {
  it('makes a request, whose input includes what was cached', () => {
    expect(traced(chat({ ...CHAT, 'gen_ai.agent.name': 'triage' })).events).toMatchObject([
      {
        type: 'MODEL_REQUEST',
        id: eventId.modelRequest(REF, { messageId: RESPONSE_ID }),
        joins: true,
        session: REF,
        at: START + 900,
        model: 'gpt-5.5-2026-01-15',
        tokens: { input: 300, cacheRead: 600, cacheCreation: 100, output: 50 },
        costBasis: null,
        context: {
          agent: { product: 'Support Desk', version: '4.2', name: 'triage' },
          identityCarried: false,
        },
      },
    ]);
  });

  it('may use the deprecated names', () => {
    const old = {
      'session.id': 'conv-7',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.prompt_tokens': 20,
      'gen_ai.usage.completion_tokens': 5,
    };
    expect(ofType(traced(chat(old)), 'MODEL_REQUEST')).toMatchObject([
      { session: REF, model: 'gpt-4o', tokens: { input: 20, output: 5, cacheRead: 0, cacheCreation: 0 } },
    ]);
  });

  it.each([
    ['by its response', CHAT],
    ['by its span', { ...CHAT, 'gen_ai.response.id': '' }],
  ])('tells of one request in a span and in an event, which is one fact %s', (_name, values) => {
    const record = {
      timeUnixNano: nanos(901),
      eventName: 'gen_ai.client.inference.operation.details',
      traceId: '5d'.repeat(16),
      spanId: '0a'.repeat(8),
      attributes: attributes(values),
    };
    const logged = readLogs(logs([record], RESOURCE, 'my.instrumentation'));
    expect(logged.events).toMatchObject([{ type: 'MODEL_REQUEST', id: traced(chat(values)).events[0]?.id }]);
  });

  it('has events for single messages, which are no requests', () => {
    const record = {
      eventName: 'gen_ai.choice',
      attributes: attributes({ 'gen_ai.conversation.id': 'conv-7', 'gen_ai.system': 'openai' }),
    };
    expect(readLogs(logs([record], RESOURCE)).rejects).toEqual([]);
    expect(countsOf(readLogs(logs([record], RESOURCE, 'my.instrumentation')))).toEqual({ OTHER: 1 });
  });

  it('calls tools', () => {
    const values = {
      'gen_ai.conversation.id': 'conv-7',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'Bash',
      'gen_ai.tool.call.id': 'call_9bFf25a3CeAa4e449f124c4a',
      'gen_ai.tool.call.arguments': '{"command":"cat /home/dana/shop/a.ts"}',
    };
    const ids = { id: '0b'.repeat(8) };
    expect(traced(span('execute_tool Bash', ids, values, [0, 40])).events).toMatchObject([
      {
        type: 'TOOL_USE',
        id: eventId.toolUse(REF, 'call_9bFf25a3CeAa4e449f124c4a'),
        joins: true,
        at: START,
        touches: [{ kind: 'READ', path: '/home/dana/shop/a.ts', confidence: 'HIGH' }],
      },
      { type: 'TOOL_RESULT', at: START + 40, durationMs: 40, isError: false },
    ]);
    const failed = {
      ...span('execute_tool Bash', ids, values),
      status: { code: 'STATUS_CODE_ERROR', message: 'timed out' },
    };
    expect(traced(failed).events).toMatchObject([
      { outcome: 'PARTLY', touches: [{ confidence: 'LOW' }] },
      { isError: true, summary: 'Bash failed: timed out' },
    ]);
  });

  it('runs agents, whose spans add up those below and are not counted', () => {
    const agent = span(
      'invoke_agent triage',
      { id: '01'.repeat(8) },
      { ...CHAT, 'gen_ai.operation.name': 'invoke_agent' },
    );
    expect(countsOf(traced(agent, chat(CHAT)))).toEqual({ OTHER: 1, MODEL_REQUEST: 1 });
  });

  it('may name the conversation on the agent’s span alone, or somewhere in the trace', () => {
    const agent = span(
      'invoke_agent triage',
      { id: '01'.repeat(8) },
      { 'gen_ai.conversation.id': 'conv-7', 'gen_ai.operation.name': 'invoke_agent' },
    );
    const below = span(
      'chat',
      { id: '02'.repeat(8), parent: '01'.repeat(8) },
      { 'gen_ai.request.model': 'gpt-5.5' },
    );
    const beside = span(
      'chat',
      { id: '03'.repeat(8), parent: '99'.repeat(8) },
      { 'gen_ai.request.model': 'gpt-5.5' },
    );
    expect(traced(beside, below, agent).events.map(({ session }) => session)).toEqual([REF, REF, REF]);
  });

  it('is in the conversation of the spans above it, whatever else the trace has', () => {
    const [one, two] = ['conv-7', 'conv-8'].map((conversation, index) =>
      span('invoke_agent', { id: `0${index + 1}`.repeat(8) }, { 'gen_ai.conversation.id': conversation }),
    );
    const middle = span('step', { id: '03'.repeat(8), parent: '01'.repeat(8) }, { 'gen_ai.agent.name': 'x' });
    const below = span(
      'chat',
      { id: '04'.repeat(8), parent: '03'.repeat(8) },
      { 'gen_ai.request.model': 'gpt-5.5' },
    );
    const [event] = ofType(traced(below, middle, one ?? {}, two ?? {}), 'MODEL_REQUEST');
    expect(event?.session).toEqual(REF);
  });

  it('is rejected where its trace has two conversations and the span none', () => {
    const [one, two] = ['conv-7', 'conv-8'].map((conversation, index) =>
      span(
        'invoke_agent',
        { id: `0${index + 1}`.repeat(8) },
        { 'gen_ai.conversation.id': conversation, 'gen_ai.operation.name': 'invoke_agent' },
      ),
    );
    const reading = traced(
      one ?? {},
      two ?? {},
      span('chat', { id: '03'.repeat(8) }, { 'gen_ai.request.model': 'gpt-5.5' }),
    );
    expect(reading.rejects).toMatchObject([
      { code: 'NO_SESSION_ID', position: 'resourceSpans[0].scopeSpans[0].spans[2]' },
    ]);
    expect(reading.rejects[0]?.reason).toMatch(/gen_ai\.conversation\.id/);
  });

  it('fails', () => {
    const { 'gen_ai.usage.input_tokens': _in, 'gen_ai.usage.output_tokens': _out, ...values } = CHAT;
    expect(traced(chat({ ...values, 'error.type': 'rate_limited' })).events).toMatchObject([
      { type: 'API_ERROR', summary: 'API error: rate_limited' },
    ]);
  });

  it('is named by its service, or not at all', () => {
    const [unnamed] = readTraces(spans([chat(CHAT)], { 'service.name': 'unknown_service:node' }, 'x')).events;
    expect(unnamed?.session.product).toBe('unnamed-agent');
    const [copilot] = readTraces(spans([chat(CHAT)], { 'service.name': 'github-copilot' }, 'x')).events;
    expect(copilot?.session.product).toBe('copilot-cli');
  });
});

describe('anything else', () => {
  it('is kept where it names a session', () => {
    const record = {
      eventName: 'deploy.started',
      attributes: attributes({ 'session.id': 'conv-7', stage: 'prod' }),
    };
    const [event] = readLogs(logs([record], RESOURCE, 'deployer')).events;
    expect(event).toMatchObject({ type: 'OTHER', name: 'deploy.started', session: REF });
    expect(event?.payload).toContain('"stage":"prod"');
  });

  it('is counted where it names none', () => {
    expect(traced(span('GET /cart', { id: '01'.repeat(8) }, { 'http.request.method': 'GET' }))).toMatchObject(
      {
        events: [],
        rejects: [],
        skips: { 'span:other': 1 },
      },
    );
    expect(readLogs(logs([{ body: { stringValue: 'listening' } }], RESOURCE, 'server'))).toMatchObject({
      events: [],
      rejects: [],
      skips: { 'log:other': 1 },
    });
  });
});
