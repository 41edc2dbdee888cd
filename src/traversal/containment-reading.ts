import {
  containmentContacts,
  containmentEndpointSessions,
  containmentFileSessions,
  containmentHostSessions,
  containmentKeySessions,
  containmentLineage,
  containmentLivingSessions,
  containmentServerSessions,
  containmentStates,
} from '../graph/catalogue/read.generated.js';
import type { Graph, ReadOptions } from '../graph/graph.js';
import { KINDS } from '../graph/model.js';
import type { ContainmentAction, ContainmentKind } from './containment-action.js';
import type { HeldRelationship } from './containment-held.js';
import { isTraversedKind, type TraversedKind } from './policy.js';
import type { NodeRef } from './radius-graph.js';

/** Sessions that an action cuts and that have nothing to do with what it is meant for. */
export interface CutSessions {
  /** Exact below CUT_SESSIONS_CAP. */
  readonly count: number;
  /** Keys of those that were seen last. */
  readonly first: readonly string[];
}

/** Sessions of one action that are counted at most. */
export const CUT_SESSIONS_CAP = 10_000;

export interface CutQuestion {
  readonly actions: readonly ContainmentAction[];
  /** Keys of sessions that the actions are meant for: they are not counted. */
  readonly related: readonly string[];
  readonly asOf: number;
  readonly idleMs: number;
  /** Keys of sessions that each answer holds at most. */
  readonly first: number;
}

interface CutRow {
  key: string;
  sessions: number;
  firstSessions: string[];
}

/** What each action cuts, in their order. Throws as `Graph.read` does. */
export async function readCutSessions(
  graph: Graph,
  { actions, related, asOf, idleMs, first }: CutQuestion,
  read: ReadOptions,
): Promise<CutSessions[]> {
  const answers = new Map<ContainmentAction, CutSessions>();
  const readKind = async (
    kind: ContainmentKind,
    moment: number,
    group: ContainmentAction[],
  ): Promise<void> => {
    const targets = group.map(({ target }) => ({ key: target.key, from: moment }));
    const params = { targets, related: [...related], asOf, idleMs };
    const counted = { ...params, cap: CUT_SESSIONS_CAP, first };
    const rows = await ((): Promise<CutRow[]> => {
      switch (kind) {
        case 'REVOKE_KEY':
          return graph.read(containmentKeySessions, counted, read);
        case 'KILL_SESSION':
          return graph
            .read(containmentLivingSessions, params, read)
            .then((living) => living.map(({ key }) => ({ key, sessions: 1, firstSessions: [key] })));
        case 'BLOCK_HOST':
          return graph.read(containmentHostSessions, counted, read);
        case 'ISOLATE_ENDPOINT':
          return graph.read(containmentEndpointSessions, counted, read);
        case 'DISABLE_SERVER':
          return graph.read(containmentServerSessions, counted, read);
        case 'QUARANTINE_FILE':
          return graph.read(containmentFileSessions, counted, read);
        default:
          return kind satisfies never;
      }
    })();
    const byKey = new Map(rows.map((row) => [row.key, row]));
    for (const action of group) {
      const row = byKey.get(action.target.key);
      answers.set(action, { count: row?.sessions ?? 0, first: row?.firstSessions ?? [] });
    }
  };
  const groups = new Map<string, ContainmentAction[]>();
  for (const action of actions) {
    const key = `${action.kind} ${action.from}`;
    groups.set(key, [...(groups.get(key) ?? []), action]);
  }
  const readings: Promise<void>[] = [];
  for (const group of groups.values()) {
    const [action] = group;
    if (action !== undefined) readings.push(readKind(action.kind, action.from, group));
  }
  await Promise.all(readings);
  return actions.map((action) => answers.get(action) ?? { count: 0, first: [] });
}

/** Relationships that one plan reads at most. */
const RELATIONSHIP_LIMIT = 20_000;

export interface HeldPart {
  readonly relationships: readonly HeldRelationship[];
  /** The endpoints that each session ran on. */
  readonly endpoints: ReadonlyMap<string, readonly string[]>;
  /** False where there are more relationships than one plan reads. */
  readonly isWhole: boolean;
}

/** Every relationship between some nodes, with its contacts. Throws as `Graph.read` does. */
export async function readHeldPart(
  graph: Graph,
  nodes: readonly NodeRef[],
  { asOf, idleMs }: { readonly asOf: number; readonly idleMs: number },
  read: ReadOptions,
): Promise<HeldPart> {
  const sessions = nodes.flatMap(({ label, key }) => (label === 'Session' ? [key] : []));
  const things = nodes.flatMap(({ label, key }) => (label === 'Session' ? [] : [key]));
  const params = { sessions, asOf, idleMs, limit: RELATIONSHIP_LIMIT + 1 };
  const [contacts, states, lineage] = await Promise.all([
    graph.read(containmentContacts, { ...params, things }, read),
    graph.read(containmentStates, { ...params, things }, read),
    graph.read(containmentLineage, params, read),
  ]);
  const endpoints = new Map<string, string[]>();
  for (const { kind, from, to } of states)
    if (kind === 'RAN_ON') endpoints.set(from, [...(endpoints.get(from) ?? []), to]);
  const known = new Set(nodes.map(({ label, key }) => `${label}:${key}`));
  const rows = [
    ...contacts,
    ...[...states, ...lineage].map((row) => ({ ...row, times: [], always: row.heldFrom === null })),
  ];
  const relationships = rows.flatMap((row): HeldRelationship[] => {
    const kind = traversed(row.kind);
    // Keys are unique within a label only.
    if (!known.has(`${KINDS[kind].to}:${row.to}`)) return [];
    const { from, to, relationship, times, heldFrom, heldTo, always } = row;
    const held = heldFrom === null || heldTo === null ? null : { from: heldFrom, to: heldTo };
    return [{ kind, from, to, relationship, times, held, always }];
  });
  const isWhole = [contacts, states, lineage].every(({ length }) => length <= RELATIONSHIP_LIMIT);
  return { relationships, endpoints, isWhole };
}

function traversed(kind: string): TraversedKind {
  if (!isTraversedKind(kind)) throw new Error(`A statement answered ${kind}, which impact does not follow.`);
  return kind;
}
