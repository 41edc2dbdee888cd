import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SourceItem } from '../../../src/events/event.js';
import { readOtlpFile } from '../../../src/sources/otlp/adapter.js';
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  OtlpDecodeError,
} from '../../../src/sources/otlp/decode.js';
import { readOtlpLogs, readOtlpMetrics, readOtlpTraces } from '../../../src/sources/otlp/read.js';
import { protobufOf } from './protobuf-writer.js';
import {
  anyValue,
  attributes,
  bytesOf,
  claudeLog,
  collected,
  type Json,
  logs,
  ORIGIN,
  readLogs,
  RECEIVED_AT,
  SESSION,
  span,
  spans,
} from './requests.js';

const EVENTS = [
  'user_prompt',
  'api_request',
  'api_error',
  'tool_decision',
  'tool_result',
  'compaction',
  'subagent_completed',
  'hook_execution_start',
  'other',
];
const KEYS = [
  'session.id',
  'conversation.id',
  'gen_ai.conversation.id',
  'event.name',
  'event.timestamp',
  'tool_name',
  'tool_input',
  'tool_parameters',
  'tool_use_id',
  'request_id',
  'prompt.id',
  'prompt',
  'decision',
  'success',
  'duration_ms',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'agent_id',
  'arguments',
  'output',
  'function_args',
  'function_name',
  'gen_ai.operation.name',
  'gen_ai.tool.name',
  'gen_ai.tool.call.arguments',
  'gen_ai.usage.input_tokens',
  'user.email',
  'host.name',
  'runtrail.key.hint',
  'process.working_directory',
  'vcs.repository.url.full',
  '__proto__',
  'constructor',
];
const SCOPES = [
  'com.anthropic.claude_code.events',
  'codex_otel.log_only',
  'gemini-cli',
  'my.instrumentation',
];

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'true',
    'reject',
    'accept',
    'Bash',
    'execute_tool',
    'chat',
    '1',
    '1e308',
    '{"command":"cat $(x"}',
    '{"a":[[[]]]}',
    '{"file_path":7}',
    SESSION,
  ),
  fc.double(),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 3 }),
);
const pairs = fc.dictionary(fc.constantFrom(...KEYS), value).map((values) => attributes(values));
const record = fc.record(
  {
    body: fc.oneof(fc.constant(null), value.map(anyValue)),
    eventName: fc.constantFrom('', 'claude_code.x', 'gen_ai.client.inference.operation.details', 'x'),
    name: fc.constantFrom(
      'claude_code.tool',
      'claude_code.llm_request',
      'claude_code.tool.execution',
      'chat',
    ),
    timeUnixNano: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String), fc.constant('0')),
    endTimeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    traceId: fc.constantFrom('ab'.repeat(16), ''),
    spanId: fc.constantFrom('01'.repeat(8), '02'.repeat(8)),
    parentSpanId: fc.constantFrom('01'.repeat(8), '02'.repeat(8)),
    attributes: pairs,
  },
  { requiredKeys: ['attributes'] },
);
const request = fc.tuple(
  fc.array(record, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom(...KEYS), value),
  fc.constantFrom(...SCOPES),
);

/** What is wrong with what was read: nothing ever should be. */
function faultsOf(items: readonly SourceItem[]): readonly string[] {
  const { events, rejects } = collected(items);
  const faults: string[] = [];
  for (const { id, summary, at, payload } of events) {
    if (!/^[\w-]{22}$/.test(id)) faults.push(`id ${id}`);
    if (summary.length > 200) faults.push(`summary ${summary}`);
    if (at !== null && !Number.isSafeInteger(at)) faults.push(`time ${at}`);
    if (payload !== null && typeof JSON.parse(payload) !== 'object') faults.push(`payload ${payload}`);
  }
  for (const { code, reason, excerpt } of rejects) {
    if (!/^[A-Z_]+$/.test(code)) faults.push(`code ${code}`);
    if (!reason.endsWith('.')) faults.push(`reason ${reason}`);
    if (excerpt.length > 500) faults.push(`excerpt ${excerpt}`);
  }
  return faults;
}

describe('whatever comes', () => {
  it('log records of any attributes are read, the same twice', () => {
    fc.assert(
      fc.property(request, ([records, resource, scope]) => {
        const body = bytesOf(logs(records, resource, scope));
        const items = [...readOtlpLogs(decodeLogs(body, 'json'), ORIGIN)];
        expect(faultsOf(items)).toEqual([]);
        expect([...readOtlpLogs(decodeLogs(body, 'json'), ORIGIN)]).toEqual(items);
      }),
      { numRuns: 300 },
    );
  });

  it('spans of any attributes are read', () => {
    fc.assert(
      fc.property(request, ([records, resource, scope]) => {
        const items = [
          ...readOtlpTraces(decodeTraces(bytesOf(spans(records, resource, scope)), 'json'), ORIGIN),
        ];
        expect(faultsOf(items)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  const read = [
    (body: Uint8Array, encoding: 'json' | 'protobuf') => [
      ...readOtlpLogs(decodeLogs(body, encoding), ORIGIN),
    ],
    (body: Uint8Array, encoding: 'json' | 'protobuf') => [
      ...readOtlpTraces(decodeTraces(body, encoding), ORIGIN),
    ],
    (body: Uint8Array, encoding: 'json' | 'protobuf') => [
      ...readOtlpMetrics(decodeMetrics(body, encoding), ORIGIN),
    ],
  ];
  /** Bytes are read, or refused in one way alone: nothing else may be thrown. */
  const faultsOfTaking = (body: Uint8Array): readonly string[] => {
    const faults: string[] = [];
    for (const one of read) {
      for (const encoding of ['json', 'protobuf'] as const) {
        try {
          faults.push(...faultsOf(one(body, encoding)));
        } catch (error) {
          if (!(error instanceof OtlpDecodeError)) faults.push(String(error));
        }
      }
    }
    return faults;
  };

  it('any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(faultsOfTaking(bytes)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('any JSON is read or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 6 }), (any, inner) => {
        expect(faultsOfTaking(bytesOf(any))).toEqual([]);
        expect(
          faultsOfTaking(
            bytesOf({
              resourceLogs: [
                {
                  resource: inner,
                  scopeLogs: [{ scope: any, logRecords: [inner, { attributes: any, body: inner }] }],
                },
              ],
              resourceSpans: any,
            }),
          ),
        ).toEqual([]);
        expect(
          faultsOfTaking(
            bytesOf({
              resourceMetrics: [
                { scopeMetrics: [{ metrics: [inner, { name: any, sum: { dataPoints: inner } }] }] },
              ],
            }),
          ),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  const REQUESTS = [
    protobufOf(
      'logs',
      logs(EVENTS.map((name) => claudeLog(name, { tool_name: 'Bash', tool_input: '{"command":"ls /"}' }))),
    ),
    protobufOf(
      'traces',
      spans([span('claude_code.tool', { id: '01'.repeat(8) }, { 'session.id': SESSION })]),
    ),
    Buffer.from(bytesOf(logs(EVENTS.map((name) => claudeLog(name, {}))))),
  ];

  it('requests with damaged bytes are read or refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REQUESTS),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        (whole, changes, cut) => {
          const body = Buffer.from(whole);
          for (const [at, byte] of changes) body[at % body.length] = byte;
          expect(
            faultsOfTaking(body.subarray(0, body.length - (cut % 20 === 0 ? cut % body.length : 0))),
          ).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('any text is a file', async () => {
    const pieces = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        '\n',
        ',',
        '{"resourceLogs":[',
        JSON.stringify(logs([claudeLog('x', {})])),
        JSON.stringify(logs([claudeLog('y', {})]), null, 1),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 12 }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, size) => {
          const bytes = Buffer.from(parts.join(''));
          async function* chunks(): AsyncGenerator<Uint8Array> {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          }
          const items: SourceItem[] = [];
          for await (const item of readOtlpFile({ name: 'any', receivedAt: RECEIVED_AT, chunks: chunks() }))
            items.push(item);
          expect(faultsOf(items)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('JSON that nests deeper than the stack is refused where it stands', () => {
    const nested = `${'{"arrayValue":{"values":['.repeat(50_000)}${']}}'.repeat(50_000)}`;
    const body = JSON.stringify(
      logs([{ body: 'NESTED' }, claudeLog('user_prompt', { prompt: 'Hi' })]),
    ).replace('"NESTED"', nested);
    const reading = collected([...readOtlpLogs(decodeLogs(Buffer.from(body), 'json'), ORIGIN)]);
    expect(reading.rejects).toMatchObject([{ code: 'TOO_DEEP' }]);
    expect(reading.events).toHaveLength(1);
  });

  it('text in an attribute that nests too deeply is no input of a tool', () => {
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const values: Json = {
      tool_name: 'mcp__tracker__x',
      tool_input: deep,
      tool_parameters: deep,
      success: 'true',
    };
    const reading = readLogs(logs([claudeLog('tool_result', values)]));
    expect(reading.events).toMatchObject([{ type: 'TOOL_USE', payload: null }, { type: 'TOOL_RESULT' }]);
  });
});
