import type { EventType, Reject, RuntrailEvent, SourceItem } from '../../../src/events/event.js';
import { decodeLogs, decodeMetrics, decodeTraces } from '../../../src/sources/otlp/decode.js';
import { readOtlpLogs, readOtlpMetrics, readOtlpTraces } from '../../../src/sources/otlp/read.js';

export const RECEIVED_AT = Date.UTC(2026, 2, 3);
export const SESSION = '5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2';
export const ORIGIN = { receivedAt: RECEIVED_AT, name: '/v1/logs' };

/** 2 March 2026, 09:00 UTC, and so many milliseconds. */
export function nanos(ms = 0): string {
  return String(BigInt(Date.UTC(2026, 2, 2, 9) + ms) * 1_000_000n);
}

export type Json = Record<string, unknown>;

/** A plain value as OTLP/JSON writes it; objects that already are values stay as they are. */
export function anyValue(value: unknown): Json {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return (value ?? {}) as Json;
}

export function attributes(values: Json): Json[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export const CLAUDE_CODE = {
  'service.name': 'claude-code',
  'service.version': '2.1.329',
  'os.type': 'linux',
};

export function logs(
  records: readonly Json[],
  resource: Json = CLAUDE_CODE,
  scope = 'com.anthropic.claude_code.events',
): Json {
  const scopeLogs = [{ scope: { name: scope, version: '1' }, logRecords: records }];
  return { resourceLogs: [{ resource: { attributes: attributes(resource) }, scopeLogs }] };
}

export function spans(
  records: readonly Json[],
  resource: Json = CLAUDE_CODE,
  scope = 'com.anthropic.claude_code.tracing',
): Json {
  const scopeSpans = [{ scope: { name: scope }, spans: records }];
  return { resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans }] };
}

/** A log record as Claude Code writes it. */
export function claudeLog(name: string, values: Json, ms = 0): Json {
  return {
    timeUnixNano: nanos(ms),
    observedTimeUnixNano: nanos(ms),
    body: { stringValue: `claude_code.${name}` },
    attributes: attributes({
      'user.id': '0f'.repeat(32),
      'session.id': SESSION,
      'event.name': name,
      'event.timestamp': new Date(Date.UTC(2026, 2, 2, 9) + ms).toISOString(),
      ...values,
    }),
  };
}

export function span(
  name: string,
  ids: { id: string; parent?: string; trace?: string },
  values: Json,
  ms = [0, 10],
): Json {
  return {
    traceId: ids.trace ?? '5d'.repeat(16),
    spanId: ids.id,
    ...(ids.parent === undefined ? {} : { parentSpanId: ids.parent }),
    name,
    kind: 1,
    startTimeUnixNano: nanos(ms[0]),
    endTimeUnixNano: nanos(ms[1]),
    attributes: attributes(values),
    status: { code: 0 },
  };
}

/** What was read of one or more requests. */
export interface Reading {
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
  /** Counted by name. */
  readonly skips: Readonly<Record<string, number>>;
}

export function bytesOf(request: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(request));
}

export function readLogs(...requests: readonly unknown[]): Reading {
  return collected(
    requests.flatMap((request) => [...readOtlpLogs(decodeLogs(bytesOf(request), 'json'), ORIGIN)]),
  );
}

export function readTraces(...requests: readonly unknown[]): Reading {
  return collected(
    requests.flatMap((request) => [...readOtlpTraces(decodeTraces(bytesOf(request), 'json'), ORIGIN)]),
  );
}

export function readMetrics(request: unknown): Reading {
  return collected([...readOtlpMetrics(decodeMetrics(bytesOf(request), 'json'), ORIGIN)]);
}

export function collected(items: readonly SourceItem[]): Reading {
  const skips: Record<string, number> = {};
  for (const item of items) if (item.kind === 'skip') skips[item.name] = (skips[item.name] ?? 0) + 1;
  return {
    events: items.flatMap((item) => (item.kind === 'event' ? [item.event] : [])),
    rejects: items.flatMap((item) => (item.kind === 'reject' ? [item.reject] : [])),
    skips,
  };
}

export function ofType<T extends EventType>(
  reading: Reading,
  type: T,
): readonly Extract<RuntrailEvent, { type: T }>[] {
  return reading.events.filter((event): event is Extract<RuntrailEvent, { type: T }> => event.type === type);
}

/** How often an event of each type was given. */
export function countsOf(reading: Reading): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of reading.events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
