import type { EventContext, OtherEvent, RuntrailEvent, SessionRef, Touch } from '../../events/event.js';
import { digest, eventId } from '../../events/ids.js';
import { parseInstant } from '../instant.js';
import { oneLine } from '../summaries.js';
import type { OtlpRecord } from './records.js';
import { withoutRawKeys } from './surroundings.js';
import type { Attributes } from './wire-values.js';

/** A record whose session is known, with what surrounded it. */
export interface PlacedRecord {
  readonly record: OtlpRecord;
  /** The client's name for it, such as `api_request`. */
  readonly name: string;
  readonly session: SessionRef;
  readonly context: EventContext;
  readonly receivedAt: number;
  /** What names the record where it has no id: the same in every copy of its request. */
  readonly content: string;
}

/** What a producer makes of a record. */
export type Outcome =
  | { readonly kind: 'events'; readonly events: readonly RuntrailEvent[] }
  | { readonly kind: 'skip'; readonly name: string }
  | { readonly kind: 'fault'; readonly code: string; readonly reason: string };

/** What every event has besides its type. */
export type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/**
 * The content of a record as an id: its name, time and attributes, whatever the encoding and the resource around it,
 * and which of the identical records of its request it is. A request that is sent again has the same ids.
 */
export class ContentNames {
  readonly #seen = new Map<string, number>();

  nameOf(record: OtlpRecord): string {
    const content = digest(
      record.signal,
      record.name,
      String(record.at),
      String(record.endedAt),
      record.spanId ?? '',
      JSON.stringify(record.body),
      JSON.stringify(Object.entries(record.attributes).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
    );
    const earlier = this.#seen.get(content) ?? 0;
    this.#seen.set(content, earlier + 1);
    return earlier === 0 ? content : `${content}#${earlier}`;
  }
}

interface Parts {
  readonly at?: number | null;
  readonly joins?: boolean;
  /** The whole record unless told. */
  readonly payload?: string | null;
  readonly touches?: readonly Touch[];
  readonly session?: SessionRef;
}

export function recorded(placed: PlacedRecord, id: string, summary: string, parts: Parts = {}): Recorded {
  return {
    id,
    ...(parts.joins === true ? { joins: true } : {}),
    session: parts.session ?? placed.session,
    at: parts.at === undefined ? timeOf(placed.record) : parts.at,
    receivedAt: placed.receivedAt,
    source: 'OTLP',
    summary: oneLine(summary),
    payload: parts.payload === undefined ? payloadOf(placed.record) : parts.payload,
    context: placed.context,
    touches: parts.touches ?? [],
  };
}

/** The id of a fact that a record without an id of its own states. */
export function contentId(placed: PlacedRecord, facet = ''): string {
  return eventId.content(placed.session, `${facet}\n${placed.content}`);
}

/** A record that states nothing more particular. */
export function otherEvent(placed: PlacedRecord, detail = ''): RuntrailEvent {
  const summary = detail === '' ? placed.name : `${placed.name}: ${detail}`;
  return { ...recorded(placed, contentId(placed), summary), type: 'OTHER', name: placed.name.slice(0, 200) };
}

/** The producer's time in epoch milliseconds: `event.timestamp`, which clients set themselves, else OTLP's own. */
export function timeOf(record: OtlpRecord): number | null {
  return parseInstant(record.attributes['event.timestamp']) ?? inMs(record.at);
}

/** When a span ended, or a log record was made. */
export function endOf(record: OtlpRecord): number | null {
  return inMs(record.endedAt) ?? timeOf(record);
}

function inMs(nanoseconds: bigint | null): number | null {
  if (nanoseconds === null) return null;
  const ms = Number(nanoseconds / 1_000_000n);
  // The last instant that a date can be.
  return ms <= 8.64e15 ? ms : null;
}

/** The record as JSON, in one form for both encodings: attributes as an object, times as nanoseconds in text. */
function payloadOf(record: OtlpRecord): string {
  const { signal, name, at, endedAt, body, attributes, severity, traceId, spanId, parentSpanId } = record;
  return JSON.stringify({
    signal,
    ...filled({ name, severity, traceId, spanId, parentSpanId }),
    ...(at === null ? {} : { timeUnixNano: String(at) }),
    ...(endedAt === null ? {} : { endTimeUnixNano: String(endedAt) }),
    ...(record.failed ? { status: { code: 'ERROR', message: record.statusMessage } } : {}),
    ...(body === null ? {} : { body }),
    attributes: withoutRawKeys(attributes),
    ...(record.spanEvents.length === 0 ? {} : { events: record.spanEvents.map(spanEvent) }),
    resource: withoutRawKeys(record.resource),
    scope: record.scope,
  });
}

function spanEvent(event: OtlpRecord['spanEvents'][number]): Readonly<Record<string, string | Attributes>> {
  return { name: event.name, timeUnixNano: String(event.at ?? 0n), attributes: event.attributes };
}

function filled(texts: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''),
  );
}
