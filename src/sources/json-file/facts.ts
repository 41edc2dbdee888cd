import { createHash } from 'node:crypto';

import type { EventContext, OtherEvent, SessionRef, Touch } from '../../events/event.js';
import { usableId } from '../json-shape.js';
import { payloadText, type PayloadNotes } from '../payload-notes.js';
import { oneLine } from '../summaries.js';

/** What the facts of one record have in common. */
export interface Surroundings {
  readonly session: SessionRef;
  readonly context: EventContext;
  readonly receivedAt: number;
  readonly notes: PayloadNotes;
}

/** What every event has besides its type. */
type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/** The parts that all events of a file share; `record` is the raw record, absent for a derived fact. */
export function recorded(
  around: Surroundings,
  fact: {
    readonly id: string;
    readonly at: number | null;
    readonly summary: string;
    readonly record?: unknown;
    readonly touches?: readonly Touch[];
    /** True where the id was made from one that other sources of the fact know too. */
    readonly joins?: boolean;
    /** What became of a tool call: a record that says otherwise must not be taken for the same. */
    readonly outcome?: string | undefined;
  },
): Recorded {
  const notes = fact.outcome === undefined ? around.notes : { ...around.notes, outcome: fact.outcome };
  return {
    id: fact.id,
    ...(fact.joins === true ? { joins: true as const } : {}),
    session: around.session,
    at: fact.at,
    receivedAt: around.receivedAt,
    source: 'TRANSCRIPT',
    summary: oneLine(fact.summary),
    payload: fact.record === undefined ? null : payloadOf(fact.record, notes),
    context: around.context,
    touches: (fact.touches ?? []).filter(isReadable),
  };
}

const MAX_PAYLOAD_LENGTH = 8 * 1024 * 1024;
const MAX_STRING_LENGTH = 64 * 1024;

/** The JSON text of a record; one of more than 8 Mi characters keeps the beginnings of its long strings. */
function payloadOf(record: unknown, notes: PayloadNotes): string {
  const json = JSON.stringify(record);
  if (json.length <= MAX_PAYLOAD_LENGTH) return payloadText(json, notes);
  const abridged = JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'string' && value.length > MAX_STRING_LENGTH
      ? `${value.slice(0, MAX_STRING_LENGTH)}…[${value.length - MAX_STRING_LENGTH} characters left out]`
      : value,
  );
  const truncated = {
    sizeBytes: Buffer.byteLength(json),
    sha256: createHash('sha256').update(json).digest('hex'),
  };
  if (abridged.length <= MAX_PAYLOAD_LENGTH) return payloadText(abridged, { ...notes, truncated });
  return payloadText(JSON.stringify(abridged.slice(0, MAX_STRING_LENGTH)), { ...notes, truncated });
}

/** A redactor replaces parts of paths and names: what is left names no file and no host. Hosts are in lower case. */
function isReadable(touch: Touch): boolean {
  return touch.kind === 'CALLED'
    ? !/(?:^|[.-])redacted(?:$|[.-])/.test(touch.host)
    : !/REDACTED|<redacted>|\[redacted\]/.test(touch.path);
}

/** A folder or file path that may be kept: null for none and for a redacted one. */
export function usablePath(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 4096 && !value.includes('\0') ? usableId(value) : null;
}

/** Whole micro-dollars of a cost in USD; null where there is none or it is no amount. */
export function microUsd(costUsd: unknown): number | null {
  if (typeof costUsd !== 'number' || !Number.isFinite(costUsd) || costUsd < 0 || costUsd > 1e9) return null;
  return Math.round(costUsd * 1e6);
}

/** Epoch milliseconds of a time in (fractional) epoch seconds. */
export function secondsToMs(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 1e11
    ? Math.round(value * 1000)
    : null;
}

/** Epoch milliseconds as a client writes them. */
export function epochMs(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 1e14
    ? Math.round(value)
    : null;
}
