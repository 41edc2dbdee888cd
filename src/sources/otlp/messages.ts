import protobuf from 'protobufjs/light.js';

/**
 * The messages of OTLP 1.x that are read or answered, as reflection: the field numbers are those of
 * https://github.com/open-telemetry/opentelemetry-proto. Fields that nothing here reads are left out: a decoder skips
 * what it does not know.
 *
 * Resources, scopes and the records themselves are declared as `bytes`, which looks the same on the wire: each is
 * decoded on its own, so that a damaged record costs that record and not the request.
 */

interface Field {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
}

const bytes = (id: number): Field => ({ type: 'bytes', id });
const text = (id: number): Field => ({ type: 'string', id });
const fixed64 = (id: number): Field => ({ type: 'fixed64', id });
const one = (type: string, id: number): Field => ({ type, id });
const many = (type: string, id: number): Field => ({ type, id, rule: 'repeated' });

const numberPoint = { attributes: many('KeyValue', 7) };

const root = protobuf.Root.fromJSON({
  nested: {
    ExportLogsServiceRequest: { fields: { resourceLogs: many('ResourceLogs', 1) } },
    ResourceLogs: { fields: { resource: bytes(1), scopeLogs: many('ScopeLogs', 2) } },
    ScopeLogs: { fields: { scope: bytes(1), logRecords: many('bytes', 2) } },
    LogRecord: {
      fields: {
        timeUnixNano: fixed64(1),
        severityNumber: one('int32', 2),
        severityText: text(3),
        body: one('AnyValue', 5),
        attributes: many('KeyValue', 6),
        traceId: bytes(9),
        spanId: bytes(10),
        observedTimeUnixNano: fixed64(11),
        eventName: text(12),
      },
    },

    ExportTraceServiceRequest: { fields: { resourceSpans: many('ResourceSpans', 1) } },
    ResourceSpans: { fields: { resource: bytes(1), scopeSpans: many('ScopeSpans', 2) } },
    ScopeSpans: { fields: { scope: bytes(1), spans: many('bytes', 2) } },
    Span: {
      fields: {
        traceId: bytes(1),
        spanId: bytes(2),
        parentSpanId: bytes(4),
        name: text(5),
        kind: one('int32', 6),
        startTimeUnixNano: fixed64(7),
        endTimeUnixNano: fixed64(8),
        attributes: many('KeyValue', 9),
        events: many('SpanEvent', 11),
        status: one('Status', 15),
      },
    },
    SpanEvent: { fields: { timeUnixNano: fixed64(1), name: text(2), attributes: many('KeyValue', 3) } },
    Status: { fields: { message: text(2), code: one('int32', 3) } },

    ExportMetricsServiceRequest: { fields: { resourceMetrics: many('ResourceMetrics', 1) } },
    ResourceMetrics: { fields: { resource: bytes(1), scopeMetrics: many('ScopeMetrics', 2) } },
    ScopeMetrics: { fields: { scope: bytes(1), metrics: many('bytes', 2) } },
    Metric: {
      fields: {
        name: text(1),
        gauge: one('NumberPoints', 5),
        sum: one('NumberPoints', 7),
        histogram: one('HistogramPoints', 9),
        exponentialHistogram: one('ExponentialHistogramPoints', 10),
        summary: one('SummaryPoints', 11),
      },
    },
    NumberPoints: { fields: { dataPoints: many('NumberDataPoint', 1) } },
    NumberDataPoint: { fields: numberPoint },
    HistogramPoints: { fields: { dataPoints: many('HistogramDataPoint', 1) } },
    HistogramDataPoint: { fields: { attributes: many('KeyValue', 9) } },
    ExponentialHistogramPoints: { fields: { dataPoints: many('ExponentialHistogramDataPoint', 1) } },
    ExponentialHistogramDataPoint: { fields: { attributes: many('KeyValue', 1) } },
    SummaryPoints: { fields: { dataPoints: many('NumberDataPoint', 1) } },

    Resource: { fields: { attributes: many('KeyValue', 1) } },
    InstrumentationScope: { fields: { name: text(1), version: text(2) } },
    KeyValue: { fields: { key: text(1), value: one('AnyValue', 2) } },
    AnyValue: {
      oneofs: {
        value: {
          oneof: [
            'stringValue',
            'boolValue',
            'intValue',
            'doubleValue',
            'arrayValue',
            'kvlistValue',
            'bytesValue',
          ],
        },
      },
      fields: {
        stringValue: text(1),
        boolValue: one('bool', 2),
        intValue: one('int64', 3),
        doubleValue: one('double', 4),
        arrayValue: one('ArrayValue', 5),
        kvlistValue: one('KeyValueList', 6),
        bytesValue: bytes(7),
      },
    },
    ArrayValue: { fields: { values: many('AnyValue', 1) } },
    KeyValueList: { fields: { values: many('KeyValue', 1) } },

    ExportLogsServiceResponse: { fields: { partialSuccess: one('LogsPartialSuccess', 1) } },
    LogsPartialSuccess: { fields: { rejectedLogRecords: one('int64', 1), errorMessage: text(2) } },
    ExportTraceServiceResponse: { fields: { partialSuccess: one('TracePartialSuccess', 1) } },
    TracePartialSuccess: { fields: { rejectedSpans: one('int64', 1), errorMessage: text(2) } },
    ExportMetricsServiceResponse: { fields: { partialSuccess: one('MetricsPartialSuccess', 1) } },
    MetricsPartialSuccess: { fields: { rejectedDataPoints: one('int64', 1), errorMessage: text(2) } },
  },
});

/**
 * A message as a plain object in the shape of OTLP/JSON, but for bytes, which are `Uint8Array`s; 64-bit integers are
 * decimal strings. Throws what protobufjs throws where the bytes are no such message.
 */
export function decodeMessage(type: string, body: Uint8Array): Readonly<Record<string, unknown>> {
  const message = root.lookupType(type);
  return message.toObject(message.decode(body), { longs: String });
}

/** The bytes of a message given as a plain object. */
export function encodeMessage(type: string, fields: Readonly<Record<string, unknown>>): Uint8Array {
  const message = root.lookupType(type);
  return message.encode(message.fromObject({ ...fields })).finish();
}
