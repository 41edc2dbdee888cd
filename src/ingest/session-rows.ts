import type { LockSessionsRow, UpdateSessionsParams } from '../graph/catalogue/write.generated.js';
import { finishedAt, type SessionState } from './session-state.js';
import { countersOf, NO_TALLIES } from './tallies.js';

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
    events: row.events,
    tallies: row.tallies.length === 0 ? NO_TALLIES : row.tallies,
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
    events: state.events,
    tallies: state.tallies,
    ...countersOf(state.tallies),
  };
}
