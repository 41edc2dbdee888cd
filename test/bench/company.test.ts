import { describe, expect, it } from 'vitest';

import { type CompanyOptions, HISTORY_DAYS, HISTORY_ENDS_AT } from '../../bench/company/company.js';
import { familyRows, type FamilyRows, type RelationshipRow } from '../../bench/company/graph-rows.js';
import { nativeLines } from '../../bench/company/native-lines.js';
import { type PlannedFamily, sessionPlans } from '../../bench/company/session-plans.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { sessionKey } from '../../src/events/ids.js';
import type { Entity } from '../../src/ingest/contributions.js';
import { mergeRecords, toRecord } from '../../src/ingest/event-fact.js';
import { foldRelations, type RelationState } from '../../src/ingest/relation-state.js';
import { rowFromState } from '../../src/ingest/session-rows.js';
import { foldSession } from '../../src/ingest/session-state.js';
import { nativeEvents } from '../../src/sources/native/native-events.js';

const OPTIONS: CompanyOptions = { sessions: 80, seed: 'test company' };
const families: readonly PlannedFamily[] = [...sessionPlans(OPTIONS)];
const rows: readonly FamilyRows[] = families.map((family) => familyRows(family));
const relationships = rows.flatMap((row) => row.relationships);
/** Of each session, those to entities. */
const ofEntities = new Map<string, RelationshipRow[]>();
for (const row of relationships) {
  if (row.kind === 'SPAWNED' || row.kind === 'CONTINUED') continue;
  ofEntities.set(row.from, [...(ofEntities.get(row.from) ?? []), row]);
}

/** What the importer's own reader makes of the company's events: those of each session. */
async function readBack(): Promise<Map<string, RuntrailEvent[]>> {
  const chunks = (async function* () {
    for (const line of nativeLines(families)) yield Buffer.from(line);
  })();
  const sessions = new Map<string, RuntrailEvent[]>();
  for await (const item of nativeEvents.read({ name: 'company', receivedAt: HISTORY_ENDS_AT, chunks })) {
    if (item.kind !== 'event') throw new Error(`The reader refused an event: ${JSON.stringify(item)}`);
    const key = sessionKey(item.event.session);
    const events = sessions.get(key);
    if (events === undefined) sessions.set(key, [item.event]);
    else events.push(item.event);
  }
  return sessions;
}

describe('the generated company', () => {
  it('is the same for the same seed and number, and another for another seed', () => {
    const digestOf = (options: CompanyOptions): string => [...nativeLines(sessionPlans(options))].join('');
    const few = { sessions: 40, seed: 'one' };
    expect(digestOf(few)).toBe(digestOf(few));
    expect(digestOf({ ...few, seed: 'two' })).not.toBe(digestOf(few));
  });

  it('has the number of top-level sessions asked for, each with an event, within 90 days', () => {
    expect(families).toHaveLength(80);
    const times = families.flatMap(({ top, subagents }) =>
      [top, ...subagents].flatMap(({ events }) => {
        expect(events.length).toBeGreaterThan(0);
        return events.map((event) => Number(event.at));
      }),
    );
    expect(times.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(
      HISTORY_ENDS_AT - HISTORY_DAYS * 86_400_000,
    );
    expect(times.reduce((a, b) => Math.max(a, b))).toBeLessThan(HISTORY_ENDS_AT);
  });

  it('has a busiest key, keys that several people use, subagents and continued sessions', () => {
    const many = [...sessionPlans({ sessions: 600, seed: 'test company' })];
    const usersOf = new Map<string, Set<string>>();
    const sessionsOf = new Map<string, number>();
    for (const { top } of many) {
      const key = top.context.key?.fingerprint ?? '';
      const email = top.context.user?.email;
      sessionsOf.set(key, (sessionsOf.get(key) ?? 0) + 1);
      if (email !== undefined) usersOf.set(key, (usersOf.get(key) ?? new Set()).add(email));
    }
    const counts = [...sessionsOf.values()].sort((a, b) => b - a);
    expect(counts[0]).toBeGreaterThan(counts[1] ?? 0);
    expect([...usersOf.values()].some((users) => users.size > 1)).toBe(true);
    expect(many.some(({ subagents }) => subagents.length > 0)).toBe(true);
    expect(many.some(({ top }) => top.events.some(({ type }) => type === 'SESSION_CONTINUED'))).toBe(true);
  });
});

describe('the graph rows of the company', () => {
  it('agree with what the importer makes of the same events', { timeout: 30_000 }, async () => {
    const sessions = await readBack();
    const stored = new Map(
      rows.flatMap((row) => row.sessions).map((session) => [session.key, session.properties]),
    );
    expect([...stored.keys()].sort()).toEqual([...sessions.keys()].sort());
    const entities = new Map(
      rows.flatMap((row) => row.entities).map((node) => [`${node.label} ${node.key}`, node.properties]),
    );
    for (const [key, events] of sessions) {
      const facts = events.map((event) => mergeRecords([toRecord(event)]));
      const { relations } = foldRelations(facts);
      const own = ofEntities.get(key) ?? [];
      expect(own.map(({ kind, to }) => `${kind} ${to}`).sort()).toEqual([...relations.keys()].sort());
      for (const { kind, to, properties } of own) {
        const relation = relations.get(`${kind} ${to}`);
        if (relation === undefined) throw new Error(`${kind} ${to} is not among the importer's.`);
        expect(properties).toEqual(storedProperties(relation));
        expect(entities.get(`${relation.target.label} ${to}`)).toMatchObject(fixedOf(relation.target));
      }
      const row = rowFromState(key, foldSession(facts));
      const { startedAt, lastSeenAt, actor, spanStarts, spanEnds, permissionModes } = row;
      expect(stored.get(key)).toMatchObject({
        startedAt,
        lastSeenAt,
        actor,
        spanStarts,
        spanEnds,
        permissionModes,
        ownEvents: row.events,
        ownTurns: row.turns,
        ownToolCalls: row.toolCalls,
        ownInputTokens: row.inputTokens,
        ownCostMicroUsd: row.costMicroUsd,
        ...(row.finishedAt === null ? {} : { finishedAt: row.finishedAt, closedAt: row.finishedAt }),
      });
    }
  });

  it('adds up a session with its subagents', () => {
    const family = rows.find(({ sessions }) => sessions.length > 1);
    const [top, ...subagents] = family?.sessions ?? [];
    const events = subagents.reduce((sum, { properties }) => sum + Number(properties['ownEvents']), 0);
    expect(events).toBeGreaterThan(0);
    expect(top?.properties['events']).toBe(Number(top?.properties['ownEvents']) + events);
  });
});

/** As the write statements of the catalogue store a relationship: see docs/graph-model.md. */
function storedProperties(relation: RelationState): Record<string, unknown> {
  const { kind, count, first, last, contacts, basis, confidence, version, gitOnlyAt, seen, level } = relation;
  const aliases = { RUN_BY: 'emails', RAN_ON: 'addresses', USED_KEY: 'hints' }[
    kind as 'RUN_BY' | 'RAN_ON' | 'USED_KEY'
  ];
  return {
    count,
    firstAt: first?.at,
    lastAt: last?.at,
    ...(contacts.length > 0
      ? { contactAt: contacts.map(({ at }) => at), contactEvents: contacts.map(({ what }) => what) }
      : { firstEvent: first?.what, lastEvent: last?.what }),
    ...(basis === null ? {} : { basis }),
    ...(confidence === null ? {} : { confidence }),
    ...(version === null ? {} : { version: version.what, versionAt: version.at }),
    ...(gitOnlyAt.length > 0 ? { gitOnlyAt } : {}),
    ...(aliases === undefined ? {} : { [aliases]: seen }),
    ...(level === null ? {} : { sensitivity: level }),
  };
}

/** What the reference alone says; the level of a file may be its repository's. */
function fixedOf({ fixed }: Entity): Record<string, unknown> {
  const { takesRepositoryLevel, ...stated } = fixed;
  if (takesRepositoryLevel !== true) return stated;
  const { sensitivity: _level, sensitivityRule: _rule, sensitivityMatched: _matched, ...others } = stated;
  return others;
}
