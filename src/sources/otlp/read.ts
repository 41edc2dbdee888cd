import type { SourceItem } from '../../events/event.js';
import { wellFormed } from '../json-shape.js';
import { ContentNames } from './placed-record.js';
import type { Producer } from './producer.js';
import { anySession } from './producers/any-session.js';
import { claudeCode } from './producers/claude-code.js';
import { codex } from './producers/codex.js';
import { geminiCli } from './producers/gemini-cli.js';
import { genAi } from './producers/gen-ai.js';
import type { DecodedMetrics, DecodedRecords, OtlpFault, OtlpRecord } from './records.js';
import { SpanTree } from './span-tree.js';
import { withoutRawKeys } from './surroundings.js';

/** How a request came. */
export interface OtlpOrigin {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Path or channel, as it should appear in rejects. */
  readonly name: string;
}

/** Asked in this order. Agents of the first ones use names of the GenAI conventions too. */
const PRODUCERS: readonly Producer[] = [claudeCode, codex, geminiCli, genAi, anySession];

/** What the log records of one request say: events, rejects and counted skips, in the request's order. */
export function* readOtlpLogs(
  decoded: DecodedRecords,
  origin: OtlpOrigin,
): Generator<SourceItem, void, undefined> {
  yield* readRecords(decoded, origin, new SpanTree([]));
}

/** What the spans of one request say. */
export function* readOtlpTraces(
  decoded: DecodedRecords,
  origin: OtlpOrigin,
): Generator<SourceItem, void, undefined> {
  yield* readRecords(decoded, origin, new SpanTree(decoded.records));
}

/** Metrics add up what events tell one by one, so nothing is read from them: each data point is a counted skip. */
export function* readOtlpMetrics(
  decoded: DecodedMetrics,
  origin: OtlpOrigin,
): Generator<SourceItem, void, undefined> {
  for (const [name, count] of decoded.dataPoints) {
    for (let i = 0; i < count; i++) yield { kind: 'skip', name: `metric:${name}` };
  }
  for (const fault of decoded.faults) yield rejectOf(fault, origin);
}

function* readRecords(
  { records, faults }: DecodedRecords,
  origin: OtlpOrigin,
  spans: SpanTree,
): Generator<SourceItem, void, undefined> {
  const reading = { receivedAt: origin.receivedAt, names: new ContentNames(), spans };
  for (const record of records) {
    const producer = PRODUCERS.find((candidate) => candidate.claims(record)) ?? anySession;
    const outcome = producer.read(record, reading);
    switch (outcome.kind) {
      case 'events':
        for (const event of outcome.events) yield { kind: 'event', event };
        break;
      case 'skip':
        yield { kind: 'skip', name: outcome.name };
        break;
      case 'fault': {
        const { code, reason } = outcome;
        yield rejectOf({ position: record.position, code, reason, excerpt: excerptOf(record) }, origin);
        break;
      }
      default:
        outcome satisfies never;
    }
  }
  for (const fault of faults) yield rejectOf(fault, origin);
}

function rejectOf(fault: OtlpFault, { name }: OtlpOrigin): SourceItem {
  return { kind: 'reject', reject: { source: name, ...fault } };
}

function excerptOf({ name, body, attributes }: OtlpRecord): string {
  return wellFormed(
    JSON.stringify({ name, body, attributes: withoutRawKeys(attributes) }).slice(0, 500),
  ).replaceAll('\0', '\u2400');
}
