import { QueryTimeoutError } from '../graph/errors.js';
import type { Graph, ReadOptions } from '../graph/graph.js';
import type { BlastRadius, BlastRadiusRequest } from './blast-radius.js';
import type { ContainmentAction } from './containment-action.js';
import { containedRadius, radiusInTime } from './containment-radius.js';
import { type CutSessions, readCutSessions } from './containment-reading.js';
import type { AffectedNode } from './radius-answer.js';

/** What a containment may ask for. The limits of the radius hold besides. */
export const CONTAINMENT_LIMITS = {
  /** Of one simulation. */
  actions: 50,
  /** Things that one plan protects. */
  protect: 20,
  /** Sessions that the answer names for each action. */
  firstSessions: 10,
} as const;

export interface SimulatedAction {
  readonly action: ContainmentAction;
  /** Null where time ran out before they were counted. */
  readonly cutSessions: CutSessions | null;
}

export interface ContainmentOutcome {
  readonly before: BlastRadius;
  readonly after: BlastRadius;
  /** What is in the radius before and not in the one after, in the order of the former. */
  readonly noLongerReached: readonly AffectedNode[];
  /** True where `noLongerReached` follows from the actions, and not from a cut of the radius after them. */
  readonly conclusive: boolean;
  /** In the order in which they were asked for. */
  readonly actions: readonly SimulatedAction[];
}

/**
 * The radius of the seeds, forward, with and without the actions, and what each action cuts besides. The two radii
 * share `timeoutMs`, and the counts end at the deadline of `read`. Throws as `blastRadius` does.
 */
export async function simulateContainment(
  graph: Graph,
  request: BlastRadiusRequest,
  actions: readonly ContainmentAction[],
  read: ReadOptions = {},
): Promise<ContainmentOutcome> {
  const deadlineAt = Date.now() + request.timeoutMs;
  const before = await radiusInTime(graph, { ...request, timeoutMs: Math.ceil(request.timeoutMs / 2) }, read);
  const timeoutMs = Math.max(1, deadlineAt - Date.now());
  const [after, cut] = await Promise.all([
    containedRadius(graph, { ...request, timeoutMs }, actions, read),
    cutSessionsInTime(graph, request, actions, before, countingUntil(deadlineAt, read)),
  ]);
  const remaining = new Set(after.nodes.map(({ node }) => node.id));
  return {
    before,
    after,
    noLongerReached: before.nodes.filter(({ node }) => !remaining.has(node.id)),
    conclusive: isWhole(after),
    actions: actions.map((action, position) => ({ action, cutSessions: cut?.[position] ?? null })),
  };
}

/** True where neither size nor time cut the radius: within its hops, and up to hubs, it holds everything. */
export function isWhole({ meta }: BlastRadius): boolean {
  return !meta.truncatedBy.includes('MAX_NODES') && !meta.truncatedBy.includes('TIMEOUT');
}

/** What each action cuts besides the sessions of the radius; null where time runs out before. */
export async function cutSessionsInTime(
  graph: Graph,
  { asOf, idleMs }: BlastRadiusRequest,
  actions: readonly ContainmentAction[],
  before: BlastRadius,
  read: ReadOptions,
): Promise<readonly CutSessions[] | null> {
  const question = {
    actions,
    related: sessionsOf(before),
    asOf,
    idleMs,
    first: CONTAINMENT_LIMITS.firstSessions,
  };
  try {
    return await readCutSessions(graph, question, read);
  } catch (error) {
    if (error instanceof QueryTimeoutError) return null;
    throw error;
  }
}

/** Counting may take half a second more than the radius, within what the whole operation may take. */
function countingUntil(deadlineAt: number, read: ReadOptions): ReadOptions {
  return { deadlineAt: Math.min(deadlineAt + 500, read.deadlineAt ?? Infinity) };
}

function sessionsOf({ nodes }: BlastRadius): string[] {
  return nodes.flatMap(({ node: { ref } }) => (ref.label === 'Session' ? [ref.key] : []));
}
