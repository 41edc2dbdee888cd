import { describe, expect, it } from 'vitest';

import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  OtlpDecodeError,
} from '../../../src/sources/otlp/decode.js';
import { readOtlpLogs, readOtlpTraces } from '../../../src/sources/otlp/read.js';
import { anyValue as anyValueBytes, message, protobufOf } from './protobuf-writer.js';
import {
  attributes,
  bytesOf,
  claudeLog,
  collected,
  type Json,
  logs,
  nanos,
  ORIGIN,
  readLogs,
  SESSION,
  span,
  spans,
} from './requests.js';

const REQUEST = logs([
  claudeLog('user_prompt', { prompt: 'Add a coupon field', prompt_length: '18' }),
  claudeLog(
    'api_request',
    { model: 'claude-sonnet-4-5', input_tokens: 7, cost_usd: 0.0125, ok: true, tags: ['a', 2] },
    5,
  ),
  {
    ...claudeLog('anything', { none: {}, bytes: { bytesValue: 'AAEC' } }),
    eventName: 'anything',
    traceId: 'ab'.repeat(16),
    spanId: 'cd'.repeat(8),
  },
]);

describe('one request in JSON and in protobuf', () => {
  it('gives the same events, for logs', () => {
    const fromJson = [...readOtlpLogs(decodeLogs(bytesOf(REQUEST), 'json'), ORIGIN)];
    const fromProtobuf = [...readOtlpLogs(decodeLogs(protobufOf('logs', REQUEST), 'protobuf'), ORIGIN)];
    expect(fromJson).toHaveLength(3);
    expect(fromProtobuf).toEqual(fromJson);
  });

  it('gives the same events, for spans', () => {
    const request = spans([
      span('claude_code.interaction', { id: '01'.repeat(8) }, { 'session.id': SESSION, user_prompt: 'Hi' }),
      {
        ...span(
          'claude_code.tool',
          { id: '02'.repeat(8), parent: '01'.repeat(8) },
          {
            'session.id': SESSION,
            tool_use_id: 'toolu_01AbCdEf2345GhJkLmNpQr',
            tool_name: 'Bash',
            full_command: 'ls',
          },
        ),
        status: { code: 2, message: 'it broke' },
      },
    ]);
    const fromJson = [...readOtlpTraces(decodeTraces(bytesOf(request), 'json'), ORIGIN)];
    expect(fromJson).toHaveLength(2);
    expect([...readOtlpTraces(decodeTraces(protobufOf('traces', request), 'protobuf'), ORIGIN)]).toEqual(
      fromJson,
    );
  });

  it('counts the same data points', () => {
    const point = { timeUnixNano: nanos(), attributes: attributes({ 'session.id': SESSION }) };
    const request = {
      resourceMetrics: [
        {
          resource: { attributes: [] },
          scopeMetrics: [
            {
              scope: { name: 'com.anthropic.claude_code' },
              metrics: [
                { name: 'claude_code.token.usage', sum: { dataPoints: [point, point] } },
                { name: 'some.gauge', gauge: { dataPoints: [point] } },
                { name: 'some.histogram', histogram: { dataPoints: [point] } },
              ],
            },
          ],
        },
      ],
    };
    const counted = decodeMetrics(bytesOf(request), 'json').dataPoints;
    expect(Object.fromEntries(counted)).toEqual({
      'claude_code.token.usage': 2,
      'some.gauge': 1,
      'some.histogram': 1,
    });
    expect(decodeMetrics(protobufOf('metrics', request), 'protobuf').dataPoints).toEqual(counted);
  });
});

/** The attributes of the only record. */
function decoded(record: Json): Json {
  const [only] = decodeLogs(bytesOf(logs([record])), 'json').records;
  return { ...only };
}

describe('OTLP/JSON as exporters write it', () => {
  it('has whole numbers as numbers or text, and keeps those beyond 2^53', () => {
    const values = [
      { intValue: 3 },
      { intValue: '3' },
      { intValue: '9007199254740993' },
      { intValue: '-9007199254740993' },
    ];
    const pairs = values.map((value, index) => ({ key: `n${index}`, value }));
    expect(decoded({ attributes: pairs })['attributes']).toEqual({
      n0: 3,
      n1: 3,
      n2: '9007199254740993',
      n3: '-9007199254740993',
    });
  });

  it('has empty values, absent ones and a body of null', () => {
    const record = decoded({
      body: null,
      attributes: [{ key: 'empty', value: {} }, { key: 'absent' }, { value: {} }, null],
    });
    expect(record).toMatchObject({ body: null, attributes: { empty: null, absent: null } });
  });

  it('has doubles that JSON cannot write', () => {
    const pairs = ['NaN', 'Infinity', '1.5'].map((doubleValue) => ({
      key: doubleValue,
      value: { doubleValue },
    }));
    expect(decoded({ attributes: pairs })['attributes']).toEqual({
      NaN: 'NaN',
      Infinity: 'Infinity',
      '1.5': 1.5,
    });
  });

  it('nests lists and maps', () => {
    const kvlistValue = {
      values: [{ key: 'list', value: { arrayValue: { values: [{ boolValue: false }, {}] } } }],
    };
    expect(decoded({ body: { kvlistValue } })['body']).toEqual({ list: [false, null] });
  });

  it('may carry the protobuf names of fields', () => {
    const request = {
      resource_logs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { string_value: 'claude-code' } }] },
          scope_logs: [
            {
              log_records: [
                {
                  time_unix_nano: nanos(3),
                  event_name: 'x',
                  attributes: [{ key: 'n', value: { int_value: '1' } }],
                },
              ],
            },
          ],
        },
      ],
    };
    expect(decodeLogs(bytesOf(request), 'json').records).toMatchObject([
      { name: 'x', at: BigInt(nanos(3)), attributes: { n: 1 }, resource: { 'service.name': 'claude-code' } },
    ]);
  });

  it('has the time of observation where that of the event is zero', () => {
    expect(decoded({ timeUnixNano: '0', observedTimeUnixNano: nanos(7) })['at']).toBe(BigInt(nanos(7)));
    expect(decoded({ timeUnixNano: 'soon' })['at']).toBeNull();
  });

  it('names a prototype without becoming one', () => {
    const record = decoded({ attributes: [{ key: '__proto__', value: { stringValue: 'x' } }] });
    expect(Object.getOwnPropertyNames(record['attributes'])).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(record['attributes'])).toBe(Object.prototype);
  });

  it('is whole when it is empty', () => {
    expect(decodeLogs(Buffer.from('{}'), 'json')).toEqual({ records: [], faults: [] });
    expect(decodeLogs(Buffer.alloc(0), 'protobuf')).toEqual({ records: [], faults: [] });
  });
});

describe('a body that is no request', () => {
  it.each([
    ['no JSON', () => decodeLogs(Buffer.from('{"resourceLogs":['), 'json'), /no JSON; send protobuf/],
    ['a list', () => decodeLogs(Buffer.from('[]'), 'json'), /object with resourceLogs/],
    ['traces sent as logs', () => decodeLogs(bytesOf(spans([])), 'json'), /send it to \/v1\/traces/],
    [
      'no list of resources',
      () => decodeTraces(Buffer.from('{"resourceSpans":{}}'), 'json'),
      /resourceSpans is no list/,
    ],
    [
      'no protobuf',
      () => decodeMetrics(Buffer.from('{"resourceMetrics":[]}'), 'protobuf'),
      /application\/json/,
    ],
  ])('is an error that says what to do: %s', (_name, decode, expected) => {
    expect(decode).toThrow(OtlpDecodeError);
    expect(decode).toThrow(expected);
  });
});

describe('a record that cannot be decoded', () => {
  const nested = (depth: number): Json => {
    let value: Json = { stringValue: 'deep' };
    for (let i = 0; i < depth; i++) value = { arrayValue: { values: [value] } };
    return value;
  };
  const record = (depth: number): Json => ({
    ...claudeLog('user_prompt', { prompt: 'Hi' }),
    body: nested(depth),
  });

  it('is rejected alone where it nests too deeply, in JSON', () => {
    const reading = readLogs(logs([record(30), record(40), record(500)]));
    expect(reading.events).toHaveLength(1);
    expect(reading.rejects.map(({ code, position }) => [code, position])).toEqual([
      ['TOO_DEEP', 'resourceLogs[0].scopeLogs[0].logRecords[1]'],
      ['TOO_DEEP', 'resourceLogs[0].scopeLogs[0].logRecords[2]'],
    ]);
  });

  it.each([40, 5000])('is rejected alone where it nests too deeply, in protobuf (%i levels)', (depth) => {
    let deep = anyValueBytes({ stringValue: 'x' });
    for (let i = 0; i < depth; i++) deep = message(5, message(1, deep));
    const good = message(2, message(5, anyValueBytes({ stringValue: 'claude_code.x' })));
    const body = message(1, message(2, Buffer.concat([message(2, message(5, deep)), good])));
    const { records, faults } = decodeLogs(body, 'protobuf');
    expect(records).toHaveLength(1);
    expect(faults).toMatchObject([
      { code: 'TOO_DEEP', position: 'resourceLogs[0].scopeLogs[0].logRecords[0]' },
    ]);
  });

  it('is rejected alone where its bytes are damaged', () => {
    const damaged = message(2, Buffer.from([0x2a, 0xff, 0xff]));
    const good = message(2, message(5, anyValueBytes({ stringValue: 'claude_code.x' })));
    const { records, faults } = decodeLogs(
      message(1, message(2, Buffer.concat([damaged, good]))),
      'protobuf',
    );
    expect(records.map(({ body }) => body)).toEqual(['claude_code.x']);
    expect(faults).toMatchObject([{ code: 'MALFORMED', excerpt: '0x2affff' }]);
    expect(faults[0]?.reason).toMatch(/check the exporter/);
  });

  it('is rejected alone where it is no object', () => {
    const reading = readLogs(logs(['text' as unknown as Json, claudeLog('user_prompt', { prompt: 'Hi' })]));
    expect(reading.events).toHaveLength(1);
    expect(reading.rejects).toMatchObject([{ source: '/v1/logs', code: 'MALFORMED', excerpt: '"text"' }]);
  });

  it('takes its group with it where the group is damaged', () => {
    const request = {
      resourceLogs: [
        null,
        { resource: 'x', scopeLogs: [{ logRecords: [{}] }] },
        ...(logs([claudeLog('x', {})])['resourceLogs'] as Json[]),
      ],
    };
    const { events, rejects } = collected([...readOtlpLogs(decodeLogs(bytesOf(request), 'json'), ORIGIN)]);
    expect(events).toHaveLength(1);
    expect(rejects.map(({ position }) => position)).toEqual([
      'resourceLogs[0]',
      'resourceLogs[1]',
      'resourceLogs[1].scopeLogs[0].logRecords[0]',
    ]);
  });
});
