import type { RuntrailEvent, SessionRef } from '../events/event.js';
import { parseSessionKey, sessionKey, topLevel } from '../events/ids.js';
import type { CreateRecordsParams } from '../graph/catalogue/write.generated.js';
import { type EventFact, mergeRecords, recordFromFacets } from '../ingest/event-fact.js';
import { eventRow } from '../ingest/event-rows.js';
import { foldRelations } from '../ingest/relation-state.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import type { PartitionedLines } from './partitioned-lines.js';
import type { StoreCsv } from './store-csv.js';

type RecordRow = CreateRecordsParams['rows'][number];

/** What stands in a partition of sessions: a fact, or that a session was named. */
type OfSession = { readonly fact: EventFact } | { readonly named: string };

/** Records of one partition of events become facts, which go to the partitions of their sessions. */
export async function mergeFacts(
  values: AsyncIterable<unknown>,
  { sessions, csv }: { readonly sessions: PartitionedLines; readonly csv: StoreCsv },
): Promise<{ readonly facts: number; readonly records: number }> {
  const events = new Map<string, Map<string, RecordRow>>();
  for await (const value of values) {
    const row = value as RecordRow;
    const known = events.get(row.event) ?? new Map<string, RecordRow>();
    events.set(row.event, known);
    // The same record read again changes nothing.
    const first = known.get(row.key);
    if (first === undefined || row.receivedAt < first.receivedAt) known.set(row.key, row);
  }
  const named = new Set<string>();
  let records = 0;
  for (const rows of events.values()) {
    const ofEvent = [...rows.values()];
    records += ofEvent.length;
    for (const row of ofEvent) await csv.record(row);
    const merged = ofEvent.map((row) => recordFromFacets(row.key, row.facets, row.receivedAt));
    for (const { event } of merged) for (const ref of sessionsNamed(event)) named.add(sessionKey(ref));
    const fact = mergeRecords(merged);
    await addTo(sessions, fact.sessionKey, { fact });
  }
  for (const key of named) await addTo(sessions, key, { named: key });
  return { facts: events.size, records };
}

/** A subagent stands with its parent. */
function addTo(sessions: PartitionedLines, key: string, value: OfSession): Promise<void> {
  return sessions.add(sessionKey(topLevel(parseSessionKey(key))), value);
}

/** Every session that an event names has a node: its own, its parent, and the one that it continues. */
function sessionsNamed(event: RuntrailEvent): SessionRef[] {
  const refs = [event.session, ...(event.type === 'SESSION_CONTINUED' ? [event.origin] : [])];
  return refs.flatMap((ref) => (ref.agentId === undefined ? [ref] : [ref, topLevel(ref)]));
}

/** The facts of one partition by session; every session that was named is there. */
export async function factsBySession(values: AsyncIterable<unknown>): Promise<Map<string, EventFact[]>> {
  const sessions = new Map<string, EventFact[]>();
  for await (const value of values) {
    const line = value as OfSession;
    const key = 'fact' in line ? line.fact.sessionKey : line.named;
    const facts = sessions.get(key) ?? [];
    sessions.set(key, facts);
    if ('fact' in line) facts.push(line.fact);
  }
  return sessions;
}

/** Writes the sessions and events of one partition. */
export async function writeSessionCsv(
  sessions: ReadonlyMap<string, readonly EventFact[]>,
  csv: StoreCsv,
  sensitivity: SensitivityRules,
): Promise<void> {
  for (const [key, facts] of sessions) {
    await csv.session(parseSessionKey(key));
    const { touches } = foldRelations(facts, sensitivity);
    for (const fact of facts) await csv.event(eventRow(fact, touches.get(fact.id) ?? []));
  }
}
