import { parseSessionKey, sessionKey, topLevel } from '../events/ids.js';
import {
  markKeysDue,
  mergeContinued,
  mergeSpawned,
  rollUpSessions,
  updateEvents,
  updateSessions,
} from '../graph/catalogue/write.generated.js';
import type { Graph, WriteTransaction } from '../graph/graph.js';
import type { Entity, EntityLink } from '../ingest/contributions.js';
import { writeEntities, writeLinks } from '../ingest/entity-rows.js';
import type { EventFact } from '../ingest/event-fact.js';
import { eventRow } from '../ingest/event-rows.js';
import { type SessionRelation, writeRelations } from '../ingest/relation-rows.js';
import { foldRelations } from '../ingest/relation-state.js';
import { rowFromState } from '../ingest/session-rows.js';
import { foldSession } from '../ingest/session-state.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import { isBeyondCsv } from './store-csv.js';

type EventRow = ReturnType<typeof eventRow>;

/** What the sessions of one transaction add to the store that was made of files. */
interface Page {
  readonly sessions: Map<string, readonly EventFact[]>;
  readonly relations: SessionRelation[];
  readonly links: EntityLink[];
  readonly entities: Entity[];
  readonly events: EventRow[];
}

const PAGE_ROWS = 3_000;
const PAGE_SESSIONS = 500;
const WRITE_TIMEOUT_MS = 120_000;

/**
 * Writes what the files of the store leave out, with the statements of every other import: what sessions are related
 * to, what they amount to, and that they wait for the appraiser.
 */
export async function finishSessions(
  graph: Graph,
  sessions: ReadonlyMap<string, readonly EventFact[]>,
  sensitivity: SensitivityRules,
): Promise<void> {
  let page = emptyPage();
  for (const [key, facts] of sessions) {
    // Known by name only: nothing is told of it.
    if (facts.length === 0) continue;
    addTo(page, key, facts, sensitivity);
    const rows = page.relations.length + page.events.length;
    if (rows >= PAGE_ROWS || page.sessions.size >= PAGE_SESSIONS) {
      await write(graph, page);
      page = emptyPage();
    }
  }
  if (page.sessions.size > 0) await write(graph, page);
}

function emptyPage(): Page {
  return { sessions: new Map(), relations: [], links: [], entities: [], events: [] };
}

function addTo(
  page: Page,
  session: string,
  facts: readonly EventFact[],
  sensitivity: SensitivityRules,
): void {
  const { relations, links, touches } = foldRelations(facts, sensitivity);
  page.sessions.set(session, facts);
  for (const relation of relations.values()) {
    const { target, seen, level } = relation;
    page.relations.push({ session, relation });
    page.entities.push({ ...target, seen, ...(level === null ? {} : { level }) });
  }
  for (const link of links) {
    page.links.push(link);
    page.entities.push(link.to);
  }
  for (const fact of facts) {
    const row = eventRow(fact, touches.get(fact.id) ?? []);
    if (isBeyondCsv(row)) page.events.push(row);
  }
}

async function write(graph: Graph, page: Page): Promise<void> {
  await graph.write((tx) => writePage(tx, page), { timeoutMs: WRITE_TIMEOUT_MS });
}

async function writePage(
  tx: WriteTransaction,
  { sessions, relations, links, entities, events }: Page,
): Promise<void> {
  await writeEntities(tx, entities);
  if (events.length > 0) await tx.run(updateEvents, { rows: events });
  await writeRelations(tx, relations);
  await writeLinks(tx, links);
  const refs = [...sessions.keys()].map(parseSessionKey);
  await tx.run(updateSessions, {
    rows: [...sessions].map(([key, facts]) => rowFromState(key, foldSession(facts))),
  });
  const children = refs.filter((ref) => ref.agentId !== undefined);
  if (children.length > 0) {
    await tx.run(mergeSpawned, {
      rows: children.map((ref) => ({ parent: sessionKey(topLevel(ref)), child: sessionKey(ref) })),
    });
  }
  const continued = [...sessions.values()].flat().flatMap(continuedRows);
  if (continued.length > 0) await tx.run(mergeContinued, { rows: continued });
  const affected = new Set(refs.flatMap((ref) => [sessionKey(ref), sessionKey(topLevel(ref))]));
  const keys = [...affected].sort();
  await tx.run(rollUpSessions, { keys });
  await tx.run(markKeysDue, { keys });
}

function continuedRows(fact: EventFact) {
  if (fact.type !== 'SESSION_CONTINUED' || fact.origin === undefined) return [];
  return [
    {
      session: fact.sessionKey,
      origin: sessionKey(fact.origin),
      firstAt: fact.at,
      lastAt: fact.at,
      count: 1,
      firstEvent: fact.id,
      lastEvent: fact.id,
    },
  ];
}
