import { describe, expect, it } from 'vitest';

import type { Reject } from '../../../src/events/event.js';
import { encodeResponse, partialSuccess } from '../../../src/sources/otlp/response.js';
import { message, varint } from './protobuf-writer.js';
import { attributes, readMetrics, SESSION } from './requests.js';

const reject = (code: string, position: string): Reject => ({
  source: '/v1/logs',
  position,
  code,
  reason: `Mend ${code}.`,
  excerpt: '',
});

describe('metrics', () => {
  it('become nothing and are counted by name', () => {
    const point = {
      attributes: attributes({ 'session.id': SESSION, type: 'input' }),
      asDouble: 7,
      timeUnixNano: '1',
    };
    const metrics = [
      { name: 'claude_code.token.usage', sum: { dataPoints: [point, point], aggregationTemporality: 1 } },
      { name: 'claude_code.cost.usage', sum: { dataPoints: [point] } },
      { name: 'request.seconds', histogram: { dataPoints: [point] } },
      { name: 'not a name\n', gauge: { dataPoints: [point] } },
      { name: 'empty', sum: {} },
    ];
    expect(readMetrics({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })).toEqual({
      events: [],
      rejects: [],
      skips: {
        'metric:claude_code.token.usage': 2,
        'metric:claude_code.cost.usage': 1,
        'metric:request.seconds': 1,
        'metric:unnamed': 1,
      },
    });
  });

  it('that are damaged are rejected alone', () => {
    const reading = readMetrics({
      resourceMetrics: [{ scopeMetrics: [{ metrics: [7, { name: 'a', gauge: { dataPoints: [{}] } }] }] }],
    });
    expect(reading.rejects).toMatchObject([
      { position: 'resourceMetrics[0].scopeMetrics[0].metrics[0]', code: 'MALFORMED' },
    ]);
    expect(reading.skips).toEqual({ 'metric:a': 1 });
  });
});

describe('the answer', () => {
  const nothing = partialSuccess([]);
  const some = partialSuccess([reject('A', 'x[0]'), reject('A', 'x[1]'), reject('B', 'x[2]')]);

  it('counts the rejects and shows the first of each kind', () => {
    expect(nothing).toEqual({ rejectedLogRecords: 0, errorMessage: '' });
    expect(some).toEqual({ rejectedLogRecords: 3, errorMessage: 'A at x[0]: Mend A. B at x[2]: Mend B.' });
  });

  it('stays short', () => {
    const many = Array.from({ length: 500 }, (_, index) => reject(`CODE_${index}`, 'x'));
    expect(partialSuccess(many).errorMessage.length).toBeLessThan(200);
  });

  it.each(['logs', 'traces', 'metrics'] as const)('is empty where all %s were taken', (signal) => {
    expect(Buffer.from(encodeResponse(signal, 'json', nothing)).toString()).toBe('{}');
    expect(encodeResponse(signal, 'protobuf', nothing)).toHaveLength(0);
  });

  it.each([
    ['logs', 'rejectedLogRecords'],
    ['traces', 'rejectedSpans'],
    ['metrics', 'rejectedDataPoints'],
  ] as const)('has what was rejected of %s', (signal, field) => {
    const json = JSON.parse(Buffer.from(encodeResponse(signal, 'json', some)).toString()) as unknown;
    expect(json).toEqual({ partialSuccess: { [field]: '3', errorMessage: some.errorMessage } });
    const content = Buffer.concat([
      Buffer.from([0x08]),
      varint(3n),
      message(2, Buffer.from(some.errorMessage)),
    ]);
    expect(Buffer.from(encodeResponse(signal, 'protobuf', some))).toEqual(message(1, content));
  });
});
