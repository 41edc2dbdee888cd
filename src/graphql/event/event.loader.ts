import {
  eventsByKey,
  type EventsByKeyRow,
  payloadsOfRecords,
  recordsOfEvents,
} from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import { byKey, groupedByKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import { toUsd } from '../session/session.loader.js';
import { EventSource, EventType, TimeBasis, toChoice, ToolVerdict } from './event-enums.js';
import type { Event, EventRecord, EventSecret } from './event.type.js';

const eventLoader: LoaderSpec<Event | null> = {
  name: 'events by key',
  async load(context, keys) {
    const rows = await context.graph.read(eventsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toEvent);
  },
  absent: () => null,
};

export const eventSource: NodeSource<Event> = { label: 'Event', loader: eventLoader };

/** Records without their payloads. */
export const recordsLoader: LoaderSpec<EventRecord[]> = {
  name: 'records of events',
  async load(context, keys) {
    const rows = await context.graph.read(recordsOfEvents, { keys }, context.read);
    return groupedByKey(rows, (row) => row.event, toRecord);
  },
  absent: () => [],
};

/** The raw text by record. */
export const payloadLoader: LoaderSpec<string | null> = {
  name: 'payloads of records',
  async load(context, keys) {
    const rows = await context.graph.read(payloadsOfRecords, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.key,
      (row) => row.payload,
    );
  },
  absent: () => null,
};

/** The payload of a record, parsed; null where there is none or it is no JSON. */
export async function payloadValue(context: GraphContext, record: string): Promise<unknown> {
  const payload = await context.loaders.load(payloadLoader, record);
  if (payload === null) return null;
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    // Sources also send what is no JSON: the text itself is there for that.
    return null;
  }
}

function toRecord(row: { key: string; source: string; receivedAt: number }): EventRecord {
  return { key: row.key, source: toChoice(EventSource, row.source), receivedAt: row.receivedAt };
}

/** Stored as the kind, a space and the fingerprint. */
function toSecret(text: string): EventSecret {
  const [kind = '', fingerprint = ''] = text.split(' ');
  return { kind, fingerprint };
}

function toEvent(row: EventsByKeyRow): Event {
  const { key, costMicroUsd, at, ...same } = row;
  return {
    ...nodeBase('Event', key),
    sessionKey: same.sessionKey,
    type: toChoice(EventType, same.type) ?? 'OTHER',
    time: at,
    timeBasis: toChoice(TimeBasis, same.timeBasis) ?? 'NONE',
    receivedAt: same.receivedAt,
    summary: same.summary,
    sources: same.sources.map((source) => toChoice(EventSource, source)).filter((source) => source !== null),
    secrets: same.secrets.map(toSecret),
    tool: same.tool,
    server: same.server,
    model: same.model,
    inputTokens: same.inputTokens,
    outputTokens: same.outputTokens,
    cacheReadTokens: same.cacheReadTokens,
    cacheCreationTokens: same.cacheCreationTokens,
    costUsd: costMicroUsd === null ? null : toUsd(costMicroUsd),
    isError: same.isError,
    durationMs: same.durationMs,
    decision: toChoice(ToolVerdict, same.decision),
  };
}
