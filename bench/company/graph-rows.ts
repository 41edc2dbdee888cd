import { sessionKey, topLevel } from '../../src/events/ids.js';
import { type Kind, KINDS } from '../../src/graph/model.js';
import { identityOf } from '../../src/sources/native/event-identity.js';
import type { NativeEventJson } from '../../src/sources/native/wire.js';
import type { NodeRow, Properties } from './entity-nodes.js';
import { foldSession, type Relation, type SessionFold } from './session-fold.js';
import { sessionNode, type SessionNode } from './session-nodes.js';
import type { PlannedFamily } from './session-plans.js';

/** A relationship as it is stored, between nodes that are known by their keys. */
export interface RelationshipRow {
  readonly kind: Kind;
  readonly from: string;
  readonly to: string;
  readonly properties: Properties;
}

/** What a session and its subagents are in the graph, events aside: none of the questions measured reads those. */
export interface FamilyRows {
  readonly sessions: readonly SessionNode[];
  readonly entities: readonly NodeRow[];
  readonly relationships: readonly RelationshipRow[];
}

/** Follows `docs/graph-model.md`, and agrees with what the importer makes of the same events: a test compares them. */
export function familyRows(family: PlannedFamily): FamilyRows {
  const subagents = family.subagents.map((session) => foldSession(session));
  const top = foldSession(family.top);
  const folds = [top, ...subagents];
  return {
    sessions: [sessionNode(top, subagents), ...subagents.map((fold) => sessionNode(fold, []))],
    entities: folds.flatMap((fold) => [...fold.relations.values()].map(({ target }) => target)),
    relationships: folds.flatMap((fold) => [
      ...[...fold.relations.values()].map((relation) => relationshipRow(fold.key, relation)),
      ...lineage(fold),
    ]),
  };
}

function relationshipRow(
  from: string,
  { kind, target, details, moments, count, last }: Relation,
): RelationshipRow {
  const first = moments[0] ?? last;
  const isContact = KINDS[kind].class === 'CONTACT';
  const own = moments.filter(({ event }) => isOwnRemote(event, target));
  return {
    kind,
    from,
    to: target.key,
    properties: {
      ...details,
      count,
      firstAt: first.at,
      lastAt: last.at,
      ...(isContact
        ? { contactAt: moments.map(({ at }) => at), contactEvents: moments.map(({ event }) => idOf(event)) }
        : { firstEvent: idOf(first.event), lastEvent: idOf(last.event) }),
      ...(kind === 'CALLED' && own.length > 0 ? { gitOnlyAt: own.map(({ at }) => at) } : {}),
      ...(kind === 'RAN_AS' ? { versionAt: last.at } : {}),
    },
  };
}

/** Git traffic of the repository's own remote. */
function isOwnRemote(event: NativeEventJson, target: NodeRow): boolean {
  const remoteHost = event.context?.repository?.remote?.split('/')[0];
  return (event.touches ?? []).some(
    (touch) =>
      touch.kind === 'CALLED' &&
      touch.purpose === 'GIT' &&
      touch.host === target.key &&
      touch.host === remoteHost,
  );
}

function lineage({ ref, key, events }: SessionFold): RelationshipRow[] {
  const rows: RelationshipRow[] = [];
  const [first, last] = [Number(events[0]?.at), Number(events.at(-1)?.at)];
  if (ref.agentId !== undefined) {
    const properties = { firstAt: first, lastAt: last, count: 1 };
    rows.push({ kind: 'SPAWNED', from: sessionKey(topLevel(ref)), to: key, properties });
  }
  for (const event of events) {
    if (event.type !== 'SESSION_CONTINUED' || event.origin?.sessionId === undefined) continue;
    const origin = sessionKey({
      product: event.origin.product ?? ref.product,
      sessionId: event.origin.sessionId,
    });
    const [at, id] = [Number(event.at), idOf(event)];
    const properties = { firstAt: at, lastAt: at, count: 1, firstEvent: id, lastEvent: id };
    rows.push({ kind: 'CONTINUED', from: key, to: origin, properties });
  }
  return rows;
}

/** The id that the importer gives the event. */
function idOf(event: NativeEventJson): string {
  const { product, sessionId, agentId } = event;
  return identityOf(event, { product, sessionId, ...(agentId === undefined ? {} : { agentId }) }, null).id;
}
