import type { SourceItem } from '../../events/event.js';
import { isObject, wellFormed } from '../json-shape.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { readBodies, type BodyLimits, type BodyText } from './bodies.js';
import { decodeAny } from './decode.js';
import { readOtlpLogs, readOtlpMetrics, readOtlpTraces } from './read.js';

const REQUEST =
  /^[\ufeff\s]*(?:\[\s*)?\{\s*"resource(?:Logs|Spans|Metrics|_logs|_spans|_metrics)"\s*:\s*[[n]/;

/**
 * Files of OTLP/JSON requests, as the Collector's file exporter writes them or as they were sent: one on each line,
 * pretty-printed one after another, or in one array. Positions are those of the request and of the record in it.
 */
export const otlpFile: SourceAdapter = {
  format: 'otlp',
  recognises: (head) => REQUEST.test(head),
  read: (input) => readOtlpFile(input),
};

/** The same with other limits than the usual ones. */
export async function* readOtlpFile(
  input: SourceInput,
  limits: BodyLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  for await (const body of readBodies(input.chunks, limits)) yield* readBody(input, body);
}

function* readBody(input: SourceInput, body: BodyText): Generator<SourceItem, void, undefined> {
  const request = parsed(body.text);
  if (!isObject(request)) {
    yield broken(input, body);
    return;
  }
  const { logs, traces, metrics } = decodeAny(request);
  const origin = { name: input.name, receivedAt: input.receivedAt };
  for (const items of [
    readOtlpLogs(logs, origin),
    readOtlpTraces(traces, origin),
    readOtlpMetrics(metrics, origin),
  ]) {
    for (const item of items) {
      if (item.kind !== 'reject') yield item;
      else
        yield {
          ...item,
          reject: { ...item.reject, position: `${body.position}: ${item.reject.position ?? ''}` },
        };
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function broken(input: SourceInput, { position, text, complete }: BodyText): SourceItem {
  return {
    kind: 'reject',
    reject: {
      source: input.name,
      position,
      code: complete ? 'NOT_JSON' : 'TRUNCATED_REQUEST',
      reason: complete
        ? 'This is no JSON object, so it is no OTLP request; it was damaged, or the file is of another format.'
        : 'The request stops before its end or is too large; import the file again when it is whole, in smaller batches.',
      excerpt: wellFormed(text.slice(0, 500).trimEnd()).replaceAll('\0', '\u2400'),
    },
  };
}
