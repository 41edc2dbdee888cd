import type { Attributes, OtlpValue } from './wire-values.js';

export type OtlpEncoding = 'json' | 'protobuf';
export type OtlpSignal = 'logs' | 'traces' | 'metrics';

export interface OtlpScope {
  readonly name: string;
  readonly version: string;
}

export interface OtlpSpanEvent {
  readonly name: string;
  readonly at: bigint | null;
  readonly attributes: Attributes;
}

/** A log record or a span, with what stands around it. */
export interface OtlpRecord {
  readonly signal: 'logs' | 'traces';
  /** `resourceLogs[0].scopeLogs[0].logRecords[3]`. */
  readonly position: string;
  /** The log record's `eventName` or the span's name; empty where it has none. */
  readonly name: string;
  /** Nanoseconds since 1970: when the log record was made, else when it was observed; when the span began. */
  readonly at: bigint | null;
  /** When the span ended; null for a log record. */
  readonly endedAt: bigint | null;
  readonly body: OtlpValue;
  readonly attributes: Attributes;
  readonly severity: string;
  /** Lower-case hex. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  /** The span's status is ERROR. */
  readonly failed: boolean;
  readonly statusMessage: string;
  readonly spanEvents: readonly OtlpSpanEvent[];
  readonly resource: Attributes;
  readonly scope: OtlpScope;
}

/** A record that could not be decoded, or not be placed; the others of its request are not concerned. */
export interface OtlpFault {
  readonly position: string;
  readonly code: string;
  /** What is wrong and what to do about it. */
  readonly reason: string;
  readonly excerpt: string;
}

export interface DecodedRecords {
  readonly records: readonly OtlpRecord[];
  readonly faults: readonly OtlpFault[];
}

/** Data points, counted by the name of their metric. */
export interface DecodedMetrics {
  readonly dataPoints: ReadonlyMap<string, number>;
  readonly faults: readonly OtlpFault[];
}
