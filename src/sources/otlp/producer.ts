import type { OtlpRecord } from './records.js';
import type { ContentNames, Outcome } from './placed-record.js';
import type { SpanTree } from './span-tree.js';

/** What the reader of one request knows beyond the record at hand. */
export interface RequestReading {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly names: ContentNames;
  /** The spans of the request; empty for logs. */
  readonly spans: SpanTree;
}

/** One kind of client: which records are its own, and what they say. */
export interface Producer {
  claims(record: OtlpRecord): boolean;
  read(record: OtlpRecord, reading: RequestReading): Outcome;
}
