import type { Reject, RuntrailEvent, SessionRef } from '../events/event.js';
import { digest, parseSessionKey, sessionKey, topLevel } from '../events/ids.js';
import {
  ingestKnownRecords,
  ingestRecordsOfEvents,
  ingestRecordsOfSessions,
  ingestRelationsOfSessions,
} from '../graph/catalogue/read.generated.js';
import {
  clearEmptySessions,
  clearSessions,
  createEvents,
  createRecords,
  deleteOrphans,
  deleteRelations,
  lockSessions,
  markKeysDue,
  mergeContinued,
  mergeRejects,
  mergeSpawned,
  rollUpSessions,
  settleApiKeys,
  settleEndpoints,
  settleRepositories,
  settleUsers,
  updateEvents,
  updateSessions,
  type LockSessionsRow,
} from '../graph/catalogue/write.generated.js';
import { DatabaseUnavailableError, QueryFailedError } from '../graph/errors.js';
import type { Graph, WriteTransaction } from '../graph/graph.js';
import type { EntityKind } from '../graph/model.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import type { Entity, EntityLink } from './contributions.js';
import { writeEntities, writeLinks } from './entity-rows.js';
import {
  facetsOf,
  mergeRecords,
  recordFromFacets,
  toRecord,
  type EventFact,
  type EventRecord,
} from './event-fact.js';
import { eventRow } from './event-rows.js';
import type { Redaction } from './redaction.js';
import { relationFromRow, writeRelations, type SessionRelation } from './relation-rows.js';
import {
  BUILT_IN_SENSITIVITY,
  combineRelations,
  foldRelations,
  LEVELS,
  type RelationState,
} from './relation-state.js';
import { rowFromState, stateFromRow } from './session-rows.js';
import { combine, foldSession, type SessionState } from './session-state.js';

export interface Batch {
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
  /** Epoch milliseconds: when the rejects were received. */
  readonly receivedAt: number;
}

export interface BatchOutcome {
  /** Facts that were not stored before. */
  readonly newEvents: number;
  /** Records that were stored before, or stood twice in the batch: they changed nothing. */
  readonly duplicates: number;
  /** Stored facts about which a new record said more. */
  readonly changedEvents: number;
  readonly newRejects: number;
  /** Keys of the top-level sessions that changed. */
  readonly sessions: readonly string[];
}

export interface BatchWriterOptions {
  readonly redaction: Redaction;
  /** Those that the graph has adopted (`adoptSensitivity`). Default: what is built in. */
  readonly sensitivity?: SensitivityRules;
  /** For one batch. Default 120,000. */
  readonly timeoutMs?: number;
}

const WRITE_TIMEOUT_MS = 120_000;
const ATTEMPTS = 5;

/**
 * Writes batches of events, each in one transaction: when `write` resolves, all of it is in the graph; when it
 * rejects, none of it is. The same batch again changes nothing, and any order of batches gives the same graph.
 */
export class BatchWriter {
  readonly #graph: Graph;
  readonly #redaction: Redaction;
  readonly #sensitivity: SensitivityRules;
  readonly #timeoutMs: number;

  constructor(graph: Graph, options: BatchWriterOptions) {
    this.#graph = graph;
    this.#redaction = options.redaction;
    this.#sensitivity = options.sensitivity ?? BUILT_IN_SENSITIVITY;
    this.#timeoutMs = options.timeoutMs ?? WRITE_TIMEOUT_MS;
  }

  /** Throws as `Graph.write` does. */
  async write(received: Batch): Promise<BatchOutcome> {
    const batch = {
      events: received.events.map((event) => this.#redaction.event(event)),
      rejects: received.rejects.map((reject) => this.#redaction.reject(reject)),
      receivedAt: received.receivedAt,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#graph.write((tx) => writeBatch(tx, batch, this.#sensitivity), {
          timeoutMs: this.#timeoutMs,
        });
      } catch (error) {
        // Another writer made one of these events after this batch had looked: look again.
        const metAnother =
          error instanceof QueryFailedError && error.code.endsWith('ConstraintValidationFailed');
        // Locks that other writers hold in another order: they come free.
        const isBusy = error instanceof DatabaseUnavailableError && error.reason === 'BUSY';
        if (!(metAnother || isBusy) || attempt === ATTEMPTS) throw error;
      }
    }
  }
}

async function writeBatch(
  tx: WriteTransaction,
  batch: Batch,
  sensitivity: SensitivityRules,
): Promise<BatchOutcome> {
  const incoming = groupRecords(batch.events);
  const locked = await lock(tx, sessionsOf(batch.events));
  const known = await knownRecords(tx, incoming, locked);

  const fresh: EventFact[] = [];
  const newRecords: EventRecord[] = [];
  const extended = new Map<string, EventRecord[]>();
  let duplicates = batch.events.length;
  for (const [id, records] of incoming) {
    const stored = known.get(id);
    const unseen =
      stored === undefined ? records : records.filter((record) => !stored.records.has(record.key));
    duplicates -= unseen.length;
    newRecords.push(...unseen);
    if (stored === undefined) fresh.push(mergeRecords(records));
    else if (unseen.length > 0) extended.set(id, unseen);
  }

  const changes = await changedFacts(tx, extended);
  const refold = new Set(changes.flatMap(({ before, after }) => [before.sessionKey, after.sessionKey]));
  const outcome = await foldBatch(tx, { fresh, changes, refold, locked, sensitivity });

  await writeEntities(tx, outcome.entities);
  if (fresh.length > 0) {
    await tx.run(createEvents, {
      rows: fresh.map((fact) => eventRow(fact, outcome.touches.get(fact.id) ?? [])),
    });
  }
  if (changes.length > 0) {
    await tx.run(updateEvents, {
      rows: changes.map(({ after }) => eventRow(after, outcome.touches.get(after.id) ?? [])),
    });
  }
  if (newRecords.length > 0) await tx.run(createRecords, { rows: newRecords.map(recordRow) });
  await writeRelations(tx, outcome.relations);
  await writeLinks(tx, outcome.links);
  if (changes.length > 0) await settle(tx, outcome);
  await writeSessions(tx, outcome.states, [...fresh, ...changes.map(({ after }) => after)]);
  const newRejects = await writeRejects(tx, batch);

  return {
    newEvents: fresh.length,
    duplicates,
    changedEvents: changes.length,
    newRejects,
    sessions: [
      ...new Set([...outcome.states.keys()].map((key) => sessionKey(topLevel(parseSessionKey(key))))),
    ].sort(),
  };
}

/** The distinct records of a batch, by event id. */
function groupRecords(events: readonly RuntrailEvent[]): Map<string, EventRecord[]> {
  const seen = new Set<string>();
  const groups = new Map<string, EventRecord[]>();
  for (const event of events) {
    const record = toRecord(event);
    if (seen.has(record.key)) continue;
    seen.add(record.key);
    const group = groups.get(event.id);
    if (group === undefined) groups.set(event.id, [record]);
    else group.push(record);
  }
  return groups;
}

/** Every session that the events name: their own, its parent, and the one that it continues. */
function sessionsOf(events: readonly RuntrailEvent[]): Map<string, SessionRef> {
  const sessions = new Map<string, SessionRef>();
  const add = (ref: SessionRef): void => {
    sessions.set(sessionKey(ref), ref);
    if (ref.agentId !== undefined) add(topLevel(ref));
  };
  for (const event of events) {
    add(event.session);
    if (event.type === 'SESSION_CONTINUED') add(event.origin);
  }
  return sessions;
}

async function lock(
  tx: WriteTransaction,
  sessions: Map<string, SessionRef>,
): Promise<Map<string, LockSessionsRow>> {
  if (sessions.size === 0) return new Map();
  const rows = [...sessions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, ref]) => ({
      key,
      product: ref.product,
      sessionId: ref.sessionId,
      agentId: ref.agentId ?? null,
      parentKey: ref.agentId === undefined ? null : sessionKey(topLevel(ref)),
    }));
  const locked = await tx.run(lockSessions, { rows });
  return new Map(locked.map((row) => [row.key, row]));
}

/** The stored events among these, with their records; a session that owns one of them is locked as well. */
async function knownRecords(
  tx: WriteTransaction,
  incoming: ReadonlyMap<string, unknown>,
  locked: Map<string, LockSessionsRow>,
): Promise<Map<string, { readonly records: ReadonlySet<string> }>> {
  if (incoming.size === 0) return new Map();
  const rows = await tx.run(ingestKnownRecords, { events: [...incoming.keys()] });
  const elsewhere = new Map<string, SessionRef>();
  for (const { session } of rows) {
    if (locked.has(session)) continue;
    const ref = parseSessionKey(session);
    elsewhere.set(session, ref);
    if (ref.agentId !== undefined) elsewhere.set(sessionKey(topLevel(ref)), topLevel(ref));
  }
  for (const [key, row] of await lock(tx, elsewhere)) locked.set(key, row);
  return new Map(rows.map((row) => [row.event, { records: new Set(row.records) }]));
}

interface ChangedFact {
  readonly before: EventFact;
  readonly after: EventFact;
}

/** Stored facts of which new records say something else. A record that only repeats what is known changes nothing. */
async function changedFacts(
  tx: WriteTransaction,
  extended: ReadonlyMap<string, readonly EventRecord[]>,
): Promise<ChangedFact[]> {
  if (extended.size === 0) return [];
  const rows = await tx.run(ingestRecordsOfEvents, { events: [...extended.keys()] });
  const stored = recordsByEvent(rows);
  const changes: ChangedFact[] = [];
  for (const [id, unseen] of extended) {
    const records = stored.get(id) ?? [];
    const before = mergeRecords(records);
    const after = mergeRecords([...records, ...unseen]);
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ before, after });
  }
  return changes;
}

function recordsByEvent(
  rows: readonly { event: string; record: string; receivedAt: number; facets: string }[],
): Map<string, EventRecord[]> {
  const events = new Map<string, EventRecord[]>();
  for (const row of rows) {
    const record = recordFromFacets(row.record, row.facets, row.receivedAt);
    const group = events.get(row.event);
    if (group === undefined) events.set(row.event, [record]);
    else group.push(record);
  }
  return events;
}

interface FoldedBatch {
  readonly states: ReadonlyMap<string, SessionState>;
  readonly relations: readonly SessionRelation[];
  readonly deleted: readonly { session: string; kind: string; target: string }[];
  readonly entities: readonly Entity[];
  readonly links: readonly EntityLink[];
  readonly touches: ReadonlyMap<string, readonly string[]>;
}

/**
 * What the sessions of a batch amount to once it is stored. New facts are folded and combined with what is stored;
 * a session of which a stored fact changed is folded again from all its records.
 */
async function foldBatch(
  tx: WriteTransaction,
  batch: {
    readonly fresh: readonly EventFact[];
    readonly changes: readonly ChangedFact[];
    readonly refold: ReadonlySet<string>;
    readonly locked: ReadonlyMap<string, LockSessionsRow>;
    readonly sensitivity: SensitivityRules;
  },
): Promise<FoldedBatch> {
  const facts = new Map<string, EventFact[]>();
  for (const key of batch.refold) facts.set(key, []);
  for (const fact of batch.fresh) {
    const group = facts.get(fact.sessionKey);
    if (group === undefined) facts.set(fact.sessionKey, [fact]);
    else group.push(fact);
  }
  for (const fact of await storedFacts(tx, batch.refold, batch.changes))
    facts.get(fact.sessionKey)?.push(fact);

  const states = new Map<string, SessionState>();
  const folded = new Map<string, ReadonlyMap<string, RelationState>>();
  const links: EntityLink[] = [];
  const entities: Entity[] = [];
  const touches = new Map<string, readonly string[]>();
  for (const [key, ofSession] of facts) {
    const row = batch.locked.get(key);
    const state = foldSession(ofSession);
    const adds = !batch.refold.has(key) && row !== undefined && !row.isNew;
    states.set(key, adds ? combine(stateFromRow(row), state) : state);
    const found = foldRelations(ofSession, batch.sensitivity);
    folded.set(key, found.relations);
    links.push(...found.links);
    for (const { target, seen, level } of found.relations.values()) {
      entities.push({ ...target, seen, ...(level === null ? {} : { level }) });
    }
    for (const link of found.links) entities.push(link.to);
    for (const [id, names] of found.touches) touches.set(id, names);
  }

  const { relations, deleted } = await combineStored(tx, folded, batch);
  return { states, relations, deleted, entities, links, touches };
}

/** The facts of sessions that are folded again, with the changes of this batch in place of what they were. */
async function storedFacts(
  tx: WriteTransaction,
  refold: ReadonlySet<string>,
  changes: readonly ChangedFact[],
): Promise<EventFact[]> {
  if (refold.size === 0) return [];
  const changed = new Map(changes.map(({ after }) => [after.id, after]));
  const rows = await tx.run(ingestRecordsOfSessions, { sessions: [...refold] });
  const facts: EventFact[] = [...changed.values()];
  for (const [id, records] of recordsByEvent(rows)) if (!changed.has(id)) facts.push(mergeRecords(records));
  return facts;
}

async function combineStored(
  tx: WriteTransaction,
  folded: ReadonlyMap<string, ReadonlyMap<string, RelationState>>,
  batch: { readonly refold: ReadonlySet<string>; readonly locked: ReadonlyMap<string, LockSessionsRow> },
): Promise<Pick<FoldedBatch, 'relations' | 'deleted'>> {
  const existing = [...folded].filter(([key]) => batch.locked.get(key)?.isNew === false);
  const stored =
    existing.length === 0
      ? []
      : await tx.run(ingestRelationsOfSessions, {
          rows: existing.map(([session, relations]) => ({
            session,
            targets: batch.refold.has(session)
              ? null
              : [...new Set([...relations.values()].map((relation) => relation.target.key))],
          })),
        });
  const merged = new Map([...folded].map(([session, relations]) => [session, new Map(relations)]));
  const deleted: { session: string; kind: string; target: string }[] = [];
  for (const row of stored) {
    const relations = merged.get(row.session);
    const id = `${row.kind} ${row.target}`;
    const fold = relations?.get(id);
    if (batch.refold.has(row.session)) {
      if (fold === undefined) deleted.push({ session: row.session, kind: row.kind, target: row.target });
    } else if (fold !== undefined) relations?.set(id, combineRelations(fold, relationFromRow(row)));
  }
  const relations = [...merged].flatMap(([session, ofSession]) =>
    [...ofSession.values()].map((relation) => ({ session, relation })),
  );
  return { relations, deleted };
}

async function writeSessions(
  tx: WriteTransaction,
  states: ReadonlyMap<string, SessionState>,
  facts: readonly EventFact[],
): Promise<void> {
  const kept = [...states].filter(([, state]) => state.events > 0);
  const emptied = [...states].filter(([, state]) => state.events === 0).map(([key]) => key);
  if (kept.length > 0)
    await tx.run(updateSessions, { rows: kept.map(([key, state]) => rowFromState(key, state)) });
  if (emptied.length > 0) await tx.run(clearSessions, { keys: emptied });
  const children = kept.map(([key]) => parseSessionKey(key)).filter((ref) => ref.agentId !== undefined);
  if (children.length > 0) {
    await tx.run(mergeSpawned, {
      rows: children.map((ref) => ({ parent: sessionKey(topLevel(ref)), child: sessionKey(ref) })),
    });
  }
  const continued = facts.filter((fact) => fact.type === 'SESSION_CONTINUED' && fact.origin !== undefined);
  if (continued.length > 0) await tx.run(mergeContinued, { rows: continued.map(continuedRow) });
  if (states.size === 0) return;
  const families = [...states.keys()].flatMap((key) => [key, sessionKey(topLevel(parseSessionKey(key)))]);
  const affected = [...new Set(families)].sort();
  await tx.run(rollUpSessions, { keys: affected });
  if (emptied.length > 0) await tx.run(clearEmptySessions, { keys: affected });
  await tx.run(markKeysDue, { keys: affected });
}

/**
 * After stored facts have changed: removes relationships and entities that nothing stands behind any more, and lets
 * what was learnt about the others follow from what still does.
 */
async function settle(tx: WriteTransaction, { deleted, relations }: FoldedBatch): Promise<void> {
  if (deleted.length > 0) {
    const targets = await tx.run(deleteRelations, { rows: deleted });
    await tx.run(deleteOrphans, { targets: targets.map(({ target }) => target) });
  }
  const keysOf = (kind: EntityKind): string[] => {
    const kept = relations
      .filter(({ relation }) => relation.kind === kind)
      .map(({ relation }) => relation.target.key);
    const lost = deleted.filter((row) => row.kind === kind).map((row) => row.target);
    return [...new Set([...kept, ...lost])].sort();
  };
  await tx.run(settleUsers, { keys: keysOf('RUN_BY') });
  await tx.run(settleEndpoints, { keys: keysOf('RAN_ON') });
  await tx.run(settleApiKeys, { keys: keysOf('USED_KEY') });
  await tx.run(settleRepositories, { keys: keysOf('IN_REPOSITORY'), levels: LEVELS });
}

function continuedRow(fact: EventFact) {
  return {
    session: fact.sessionKey,
    origin: fact.origin === undefined ? '' : sessionKey(fact.origin),
    firstAt: fact.at,
    lastAt: fact.at,
    count: 1,
    firstEvent: fact.id,
    lastEvent: fact.id,
  };
}

async function writeRejects(tx: WriteTransaction, batch: Batch): Promise<number> {
  if (batch.rejects.length === 0) return 0;
  const rows = batch.rejects
    .map((reject) => ({
      key: digest('reject', reject.source, reject.position ?? '', reject.code, reject.excerpt),
      ...reject,
      receivedAt: batch.receivedAt,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const [created] = await tx.run(mergeRejects, { rows });
  return created?.created ?? 0;
}

function recordRow(record: EventRecord) {
  const { event } = record;
  return {
    event: event.id,
    key: record.key,
    source: event.source,
    receivedAt: event.receivedAt,
    payload: event.payload,
    facets: facetsOf(event),
  };
}
