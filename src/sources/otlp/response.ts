import type { Reject } from '../../events/event.js';
import { encodeMessage } from './messages.js';
import type { OtlpEncoding, OtlpSignal } from './records.js';

/** What a client is told of records that were not taken; the others of its request were. */
export interface OtlpPartialSuccess {
  readonly rejectedLogRecords: number;
  /** Empty where everything was taken. */
  readonly errorMessage: string;
}

const SHOWN_REASONS = 3;

/** The answer's content for the rejects of one request: how many, and the first of each reason with its place. */
export function partialSuccess(rejects: readonly Reject[]): OtlpPartialSuccess {
  const firsts = new Map<string, string>();
  for (const { code, position, reason } of rejects) {
    const key = `${code} ${reason}`;
    if (firsts.size < SHOWN_REASONS && !firsts.has(key))
      firsts.set(key, `${code} at ${position ?? 'start'}: ${reason}`);
  }
  return { rejectedLogRecords: rejects.length, errorMessage: [...firsts.values()].join(' ') };
}

const RESPONSES = {
  logs: { type: 'ExportLogsServiceResponse', rejected: 'rejectedLogRecords' },
  traces: { type: 'ExportTraceServiceResponse', rejected: 'rejectedSpans' },
  metrics: { type: 'ExportMetricsServiceResponse', rejected: 'rejectedDataPoints' },
} as const satisfies Record<OtlpSignal, { readonly type: string; readonly rejected: string }>;

/**
 * The body of an answer with status 200. `partial_success` is left out where everything was taken, as OTLP demands.
 * In JSON the count is a string: it is a 64-bit integer.
 */
export function encodeResponse(
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  { rejectedLogRecords, errorMessage }: OtlpPartialSuccess,
): Uint8Array {
  const { type, rejected } = RESPONSES[signal];
  const whole = rejectedLogRecords === 0 && errorMessage === '';
  switch (encoding) {
    case 'json': {
      const content = whole
        ? {}
        : { partialSuccess: { [rejected]: String(rejectedLogRecords), errorMessage } };
      return Buffer.from(JSON.stringify(content));
    }
    case 'protobuf':
      return encodeMessage(
        type,
        whole ? {} : { partialSuccess: { [rejected]: rejectedLogRecords, errorMessage } },
      );
    default:
      return encoding satisfies never;
  }
}
