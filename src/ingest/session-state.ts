import type { EventFact } from './event-fact.js';
import { addTallies, NO_TALLIES, talliesOf, type Tallies } from './tallies.js';

/**
 * What a set of facts of one session amounts to. `foldSession` computes it, `combine` joins the states of two
 * disjoint sets, and `combine(fold(A), fold(B))` equals `fold(A ∪ B)`: so a batch can add to what is stored, and any
 * order of arrival gives the same session.
 */
export interface SessionState {
  readonly startedAt: number | null;
  readonly lastSeenAt: number | null;
  readonly firstReceivedAt: number;
  /** Time of the latest end event. */
  readonly lastEndAt: number | null;
  readonly killedAt: number | null;
  readonly killCause: string | null;
  readonly identityCarried: boolean;
  readonly hasUser: boolean;
  /** Activity spans [start, end], ascending, more than `SPAN_GAP_MS` apart. */
  readonly spans: readonly Span[];
  readonly osAccounts: readonly string[];
  readonly permissionModes: readonly string[];
  readonly events: number;
  readonly tallies: Tallies;
}

export type Span = readonly [start: number, end: number];

export const SPAN_GAP_MS = 15 * 60 * 1000;
const END_GRACE_MS = 60 * 1000;

export const EMPTY_SESSION: SessionState = {
  startedAt: null,
  lastSeenAt: null,
  firstReceivedAt: Infinity,
  lastEndAt: null,
  killedAt: null,
  killCause: null,
  identityCarried: false,
  hasUser: false,
  spans: [],
  osAccounts: [],
  permissionModes: [],
  events: 0,
  tallies: NO_TALLIES,
};

/** The end event's time, if nothing happened more than a minute after it. */
export function finishedAt(state: Pick<SessionState, 'lastEndAt' | 'lastSeenAt'>): number | null {
  if (state.lastEndAt === null || state.lastSeenAt === null) return null;
  return state.lastSeenAt - state.lastEndAt > END_GRACE_MS ? null : state.lastEndAt;
}

export function stateOf(fact: EventFact): SessionState {
  const { at, context } = fact;
  return {
    startedAt: at,
    lastSeenAt: at,
    firstReceivedAt: fact.receivedAt,
    lastEndAt: fact.type === 'SESSION_END' ? at : null,
    killedAt: fact.type === 'SESSION_KILLED' ? (at ?? fact.receivedAt) : null,
    killCause: fact.type === 'SESSION_KILLED' ? (fact.killCause ?? null) : null,
    identityCarried: context.identityCarried === true,
    hasUser: context.user !== undefined,
    spans: at === null ? [] : [[at, at]],
    osAccounts: context.osAccount === undefined ? [] : [context.osAccount],
    permissionModes: context.permissionMode === undefined ? [] : [context.permissionMode],
    events: 1,
    tallies: talliesOf(fact),
  };
}

export function combine(a: SessionState, b: SessionState): SessionState {
  const killed = earliestKill(a, b);
  return {
    startedAt: least(a.startedAt, b.startedAt),
    lastSeenAt: greatest(a.lastSeenAt, b.lastSeenAt),
    firstReceivedAt: Math.min(a.firstReceivedAt, b.firstReceivedAt),
    lastEndAt: greatest(a.lastEndAt, b.lastEndAt),
    killedAt: killed.killedAt,
    killCause: killed.killCause,
    identityCarried: a.identityCarried || b.identityCarried,
    hasUser: a.hasUser || b.hasUser,
    spans: joinSpans(a.spans, b.spans),
    osAccounts: union(a.osAccounts, b.osAccounts),
    permissionModes: union(a.permissionModes, b.permissionModes),
    events: a.events + b.events,
    tallies: addTallies(a.tallies, b.tallies),
  };
}

export function foldSession(facts: Iterable<EventFact>): SessionState {
  // Counters and extremes are cheap to combine one by one; spans and sets are built once.
  let state = EMPTY_SESSION;
  const times: number[] = [];
  for (const fact of facts) {
    const one = stateOf(fact);
    if (fact.at !== null) times.push(fact.at);
    state = combine(state, { ...one, spans: [] });
  }
  times.sort((x, y) => x - y);
  return { ...state, spans: mergeSorted(times.map((time): Span => [time, time])) };
}

function earliestKill(a: SessionState, b: SessionState): Pick<SessionState, 'killedAt' | 'killCause'> {
  if (a.killedAt === null) return b;
  if (b.killedAt === null) return a;
  if (a.killedAt !== b.killedAt) return a.killedAt < b.killedAt ? a : b;
  return (a.killCause ?? '') <= (b.killCause ?? '') ? a : b;
}

function joinSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return mergeSorted([...a, ...b].sort((x, y) => x[0] - y[0]));
}

function mergeSorted(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = [];
  for (const [start, end] of spans) {
    const last = merged.at(-1);
    if (last !== undefined && start - last[1] <= SPAN_GAP_MS) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

export function greatest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

/** Sorted union. */
export function union<T extends string | number>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
}
