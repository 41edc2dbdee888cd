import type { LockSessionsRow, UpdateSessionsParams } from '../graph/catalogue/write.generated.js';
import { finishedAt, type SessionState } from './session-state.js';

type UpdateRow = UpdateSessionsParams['rows'][number];

/** The stored state of a session, as its lock returns it. */
export function stateFromRow(row: LockSessionsRow): SessionState {
  return {
    startedAt: row.startedAt,
    lastSeenAt: row.lastSeenAt,
    firstReceivedAt: row.firstReceivedAt ?? Infinity,
    lastEndAt: row.lastEndAt,
    killedAt: row.killedAt,
    killCause: row.killCause,
    identityCarried: row.actor === 'UNKNOWN',
    hasUser: row.actor === 'VERIFIED',
    spans: row.spanStarts.map((start, i) => [start, row.spanEnds[i] ?? start] as const),
    osAccounts: row.osAccounts,
    permissionModes: row.permissionModes,
    counters: {
      events: row.events,
      turns: row.turns,
      toolCalls: row.toolCalls,
      inputTokens: row.inputTokens,
      outputTokens: row.outputTokens,
      cacheReadTokens: row.cacheReadTokens,
      cacheCreationTokens: row.cacheCreationTokens,
      costMicroUsd: row.costMicroUsd,
      reportedRequests: row.reportedRequests,
      estimatedRequests: row.estimatedRequests,
      unpricedRequests: row.unpricedRequests,
    },
  };
}

export function rowFromState(key: string, state: SessionState): UpdateRow {
  return {
    key,
    startedAt: state.startedAt,
    lastSeenAt: state.lastSeenAt,
    firstReceivedAt: state.firstReceivedAt,
    lastEndAt: state.lastEndAt,
    finishedAt: finishedAt(state),
    killedAt: state.killedAt,
    killCause: state.killCause,
    actor: state.hasUser ? 'VERIFIED' : state.identityCarried ? 'UNKNOWN' : 'NOT_REPORTED',
    spanStarts: state.spans.map(([start]) => start),
    spanEnds: state.spans.map(([, end]) => end),
    osAccounts: state.osAccounts,
    permissionModes: state.permissionModes,
    ...state.counters,
  };
}
