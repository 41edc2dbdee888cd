import { asArray, asText, isObject, type JsonObject, wellFormed } from '../json-shape.js';
import { decodeMessage } from './messages.js';
import type {
  DecodedMetrics,
  DecodedRecords,
  OtlpEncoding,
  OtlpFault,
  OtlpRecord,
  OtlpScope,
  OtlpSignal,
} from './records.js';
import {
  anyValue,
  attributes,
  field,
  hexId,
  nanoseconds,
  NestingError,
  type Attributes,
} from './wire-values.js';

/** A body is no OTLP request at all: nothing of it was read. The message says what to do. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}

interface Layout {
  readonly request: string;
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
  readonly record: string;
}

const LAYOUTS = {
  logs: {
    request: 'ExportLogsServiceRequest',
    resources: 'resourceLogs',
    scopes: 'scopeLogs',
    records: 'logRecords',
    record: 'LogRecord',
  },
  traces: {
    request: 'ExportTraceServiceRequest',
    resources: 'resourceSpans',
    scopes: 'scopeSpans',
    records: 'spans',
    record: 'Span',
  },
  metrics: {
    request: 'ExportMetricsServiceRequest',
    resources: 'resourceMetrics',
    scopes: 'scopeMetrics',
    records: 'metrics',
    record: 'Metric',
  },
} as const satisfies Record<OtlpSignal, Layout>;

const SIGNALS = ['logs', 'traces', 'metrics'] as const;

/** The log records of an ExportLogsServiceRequest. Throws OtlpDecodeError. */
export function decodeLogs(body: Uint8Array, encoding: OtlpEncoding): DecodedRecords {
  return recordsOf(decodeRequest(body, encoding, 'logs'), 'logs');
}

/** The spans of an ExportTraceServiceRequest. Throws OtlpDecodeError. */
export function decodeTraces(body: Uint8Array, encoding: OtlpEncoding): DecodedRecords {
  return recordsOf(decodeRequest(body, encoding, 'traces'), 'traces');
}

/** The data points of an ExportMetricsServiceRequest, which are counted and no more. Throws OtlpDecodeError. */
export function decodeMetrics(body: Uint8Array, encoding: OtlpEncoding): DecodedMetrics {
  return metricsOf(decodeRequest(body, encoding, 'metrics'));
}

/** What one JSON object holds of each signal: a file may hold requests of any. */
export function decodeAny(request: JsonObject): {
  readonly logs: DecodedRecords;
  readonly traces: DecodedRecords;
  readonly metrics: DecodedMetrics;
} {
  return {
    logs: recordsOf(request, 'logs'),
    traces: recordsOf(request, 'traces'),
    metrics: metricsOf(request),
  };
}

function decodeRequest(body: Uint8Array, encoding: OtlpEncoding, signal: OtlpSignal): JsonObject {
  return encoding === 'json' ? jsonRequest(body, signal) : protobufRequest(body, signal);
}

function protobufRequest(body: Uint8Array, signal: OtlpSignal): JsonObject {
  try {
    return decodeMessage(LAYOUTS[signal].request, body);
  } catch {
    throw new OtlpDecodeError(
      `The body is no OTLP ${signal} request in protobuf; send JSON with Content-Type application/json, and ` +
        `compressed bodies with their Content-Encoding.`,
    );
  }
}

function jsonRequest(body: Uint8Array, signal: OtlpSignal): JsonObject {
  const layout = LAYOUTS[signal];
  let request: unknown;
  try {
    request = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw new OtlpDecodeError(
      'The body is no JSON; send protobuf with Content-Type application/x-protobuf, and compressed bodies with ' +
        'their Content-Encoding.',
    );
  }
  if (!isObject(request)) {
    throw new OtlpDecodeError(
      `The body is JSON but no object; an OTLP ${signal} request is an object with ${layout.resources}.`,
    );
  }
  const resources = field(request, layout.resources);
  if (resources === undefined || resources === null) {
    const other = SIGNALS.find((candidate) => field(request, LAYOUTS[candidate].resources) !== undefined);
    if (other !== undefined) {
      throw new OtlpDecodeError(`The body holds ${other} and came as ${signal}; send it to /v1/${other}.`);
    }
  } else if (!Array.isArray(resources)) {
    throw new OtlpDecodeError(
      `${layout.resources} is no list; send an OTLP ${signal} request as its specification has it.`,
    );
  }
  return request;
}

interface Found {
  readonly position: string;
  readonly record: JsonObject;
  readonly resource: Attributes;
  readonly scope: OtlpScope;
}

function recordsOf(request: JsonObject, signal: 'logs' | 'traces'): DecodedRecords {
  const records: OtlpRecord[] = [];
  const faults = walk(request, LAYOUTS[signal], (found) => {
    records.push(signal === 'logs' ? logRecord(found) : span(found));
  });
  return { records, faults };
}

function metricsOf(request: JsonObject): DecodedMetrics {
  const dataPoints = new Map<string, number>();
  const faults = walk(request, LAYOUTS.metrics, ({ record }) => {
    const said = asText(record['name']) ?? '';
    const name = /^[A-Za-z][\w.\-/]{0,254}$/.test(said) ? said : 'unnamed';
    let count = 0;
    for (const kind of ['sum', 'gauge', 'histogram', 'exponentialHistogram', 'summary']) {
      const held = field(record, kind);
      if (isObject(held)) count += asArray(field(held, 'dataPoints')).length;
    }
    if (count > 0) dataPoints.set(name, (dataPoints.get(name) ?? 0) + count);
  });
  return { dataPoints, faults };
}

/** Visits every record; returns what could not be visited. */
function walk(request: JsonObject, layout: Layout, visit: (found: Found) => void): OtlpFault[] {
  const faults: OtlpFault[] = [];
  /** Runs `read`, and makes of what it throws a fault at the position. */
  const guarded = <T>(position: string, raw: unknown, read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      faults.push(faultOf(position, raw, error));
      return null;
    }
  };
  asArray(field(request, layout.resources)).forEach((held, i) => {
    const inResource = `${layout.resources}[${i}]`;
    const group = guarded(inResource, held, () => object(held));
    if (group === null) return;
    const resource = guarded(inResource, group['resource'], () =>
      attributes(message(group['resource'], 'Resource')['attributes']),
    );
    asArray(field(group, layout.scopes)).forEach((heldScope, j) => {
      const inScope = `${inResource}.${layout.scopes}[${j}]`;
      const scoped = guarded(inScope, heldScope, () => object(heldScope));
      if (scoped === null) return;
      const scope = guarded(inScope, scoped['scope'], () =>
        scopeOf(message(scoped['scope'], 'InstrumentationScope')),
      );
      asArray(field(scoped, layout.records)).forEach((raw, k) => {
        const position = `${inScope}.${layout.records}[${k}]`;
        guarded(position, raw, () => {
          if (resource === null || scope === null)
            throw new MalformedError('its resource or scope cannot be read');
          visit({ position, record: object(message(raw, layout.record)), resource, scope });
        });
      });
    });
  });
  return faults;
}

/** Something inside a request is not what its place asks for. */
class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new MalformedError('it is no object');
  return value;
}

/** An object as it stands in JSON, or the protobuf message in its bytes; an empty one for none. */
function message(raw: unknown, type: string): JsonObject {
  if (raw instanceof Uint8Array) return decodeMessage(type, raw);
  return raw === undefined || raw === null ? {} : object(raw);
}

function scopeOf(scope: JsonObject): OtlpScope {
  return { name: asText(scope['name']) ?? '', version: asText(scope['version']) ?? '' };
}

function logRecord({ position, record, resource, scope }: Found): OtlpRecord {
  return {
    signal: 'logs',
    position,
    name: asText(field(record, 'eventName')) ?? '',
    at: nanoseconds(field(record, 'timeUnixNano')) ?? nanoseconds(field(record, 'observedTimeUnixNano')),
    endedAt: null,
    body: anyValue(record['body']),
    attributes: attributes(record['attributes']),
    severity: asText(field(record, 'severityText')) ?? '',
    traceId: hexId(field(record, 'traceId')),
    spanId: hexId(field(record, 'spanId')),
    parentSpanId: null,
    failed: false,
    statusMessage: '',
    spanEvents: [],
    resource,
    scope,
  };
}

const STATUS_ERROR = new Set<unknown>([2, 'STATUS_CODE_ERROR']);

function span({ position, record, resource, scope }: Found): OtlpRecord {
  const status = isObject(record['status']) ? record['status'] : {};
  return {
    signal: 'traces',
    position,
    name: asText(record['name']) ?? '',
    at: nanoseconds(field(record, 'startTimeUnixNano')),
    endedAt: nanoseconds(field(record, 'endTimeUnixNano')),
    body: null,
    attributes: attributes(record['attributes']),
    severity: '',
    traceId: hexId(field(record, 'traceId')),
    spanId: hexId(field(record, 'spanId')),
    parentSpanId: hexId(field(record, 'parentSpanId')),
    failed: STATUS_ERROR.has(status['code']),
    statusMessage: asText(status['message']) ?? '',
    spanEvents: asArray(record['events'])
      .filter(isObject)
      .map((event) => ({
        name: asText(event['name']) ?? '',
        at: nanoseconds(field(event, 'timeUnixNano')),
        attributes: attributes(event['attributes']),
      })),
    resource,
    scope,
  };
}

function faultOf(position: string, raw: unknown, error: unknown): OtlpFault {
  const tooDeep = error instanceof NestingError || isRecursionLimit(error);
  return {
    position,
    code: tooDeep ? 'TOO_DEEP' : 'MALFORMED',
    reason: tooDeep
      ? 'The record nests its values deeper than 32 levels; no agent writes such records, look at what sent it.'
      : `The record is not as OTLP has it (${error instanceof MalformedError ? error.message : 'its bytes are damaged'}); check the exporter or the proxy in between.`,
    excerpt: excerptOf(raw),
  };
}

/** What protobufjs says of messages within messages, and the engine of a stack that is full. */
function isRecursionLimit(error: unknown): boolean {
  return error instanceof Error && /max depth|call stack/i.test(error.message);
}

function excerptOf(raw: unknown): string {
  if (raw instanceof Uint8Array) return `0x${Buffer.from(raw.subarray(0, 200)).toString('hex')}`;
  try {
    return wellFormed((JSON.stringify(raw) ?? '').slice(0, 500)).replaceAll('\0', '\u2400');
  } catch {
    return '';
  }
}
