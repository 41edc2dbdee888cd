import { sessionsByKey, type SessionsByKeyRow } from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import { type CostBasis, toActor } from './session-enums.js';
import { durationOf, lifeAt, toKillCause } from './session-status.js';
import type { Session, SessionTotals } from './session.type.js';

/** Sessions as stored, without what depends on the moment asked about. */
const sessionRowLoader: LoaderSpec<SessionsByKeyRow | null> = {
  name: 'sessions by key',
  async load(context, keys) {
    const rows = await context.graph.read(sessionsByKey, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.key,
      (row) => row,
    );
  },
  absent: () => null,
};

/** As of the operation's own moment: what `node(id)` gives. */
const sessionLoader: LoaderSpec<Session | null> = {
  name: 'sessions now',
  async load(context, keys) {
    const sessions = await Promise.all(keys.map((key) => loadSession(context, key, context.now())));
    return new Map(keys.map((key, position) => [key, sessions[position] ?? null]));
  },
  absent: () => null,
};

export const sessionSource: NodeSource<Session> = { label: 'Session', loader: sessionLoader };

/** A session as of a moment (epoch milliseconds); null where the graph does not hold it. */
export async function loadSession(context: GraphContext, key: string, asOf: number): Promise<Session | null> {
  const row = await context.loaders.load(sessionRowLoader, key);
  return row === null ? null : toSession(row, asOf, context.idleMs);
}

function toSession(row: SessionsByKeyRow, asOf: number, idleMs: number): Session {
  const life = lifeAt(row, asOf, idleMs);
  const isActive = life.status === 'ACTIVE';
  return {
    ...nodeBase('Session', row.key),
    parentKey: row.parentKey,
    asOf,
    sessionId: row.sessionId,
    agentId: row.agentId,
    product: row.product,
    topLevel: row.topLevel,
    status: life.status,
    endReason: life.endReason,
    startedAt: row.startedAt,
    endedAt: life.endedAt,
    lastSeenAt: row.lastSeenAt,
    durationMs: durationOf(row),
    liveMs: isActive && row.startedAt !== null ? Math.max(0, asOf - row.startedAt) : null,
    killedAt: row.killedAt,
    killCause: toKillCause(row.killCause),
    actor: toActor(row.actor),
    osAccounts: row.osAccounts,
    permissionModes: row.permissionModes,
    totals: toTotals(row),
    // No baseline is built in this release.
    posture: { active: isActive, band: 'UNKNOWN', costSlope: 'UNKNOWN' },
    highSignal: row.highSignal,
    sharedKey: row.sharedKey,
    sensitiveTouch: row.sensitiveTouch,
  };
}

function toTotals(row: SessionsByKeyRow): SessionTotals {
  return {
    events: row.events,
    turns: row.turns,
    toolCalls: row.toolCalls,
    distinctTools: row.distinctTools,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    cacheReadTokens: row.cacheReadTokens,
    cacheCreationTokens: row.cacheCreationTokens,
    costUsd: toUsd(row.costMicroUsd),
    costBasis: costBasisOf(row),
    costIsLowerBound: row.unpricedRequests > 0,
  };
}

function costBasisOf(row: Pick<SessionsByKeyRow, 'reportedRequests' | 'estimatedRequests'>): CostBasis {
  if (row.reportedRequests > 0) return row.estimatedRequests > 0 ? 'MIXED' : 'REPORTED';
  return row.estimatedRequests > 0 ? 'ESTIMATED' : 'NONE';
}

/** Micro-dollars to dollars, exact to a millionth. */
export function toUsd(microUsd: number): number {
  return microUsd / 1_000_000;
}
