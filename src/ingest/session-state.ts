import type { EventFact } from './event-fact.js';

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
  readonly counters: Counters;
}

export type Span = readonly [start: number, end: number];

export interface Counters {
  readonly events: number;
  readonly turns: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  readonly costMicroUsd: number;
  readonly reportedRequests: number;
  readonly estimatedRequests: number;
  readonly unpricedRequests: number;
}

export const COUNTERS = [
  'events',
  'turns',
  'toolCalls',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
  'costMicroUsd',
  'reportedRequests',
  'estimatedRequests',
  'unpricedRequests',
] as const satisfies readonly (keyof Counters)[];

export const SPAN_GAP_MS = 15 * 60 * 1000;
const END_GRACE_MS = 60 * 1000;

const NO_COUNTS: Counters = {
  events: 0,
  turns: 0,
  toolCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicroUsd: 0,
  reportedRequests: 0,
  estimatedRequests: 0,
  unpricedRequests: 0,
};

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
  counters: NO_COUNTS,
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
    counters: countersOf(fact),
  };
}

function countersOf(fact: EventFact): Counters {
  const isRequest = fact.type === 'MODEL_REQUEST';
  return {
    events: 1,
    turns: fact.type === 'USER_PROMPT' ? 1 : 0,
    toolCalls: fact.type === 'TOOL_USE' ? 1 : 0,
    inputTokens: fact.tokens?.input ?? 0,
    outputTokens: fact.tokens?.output ?? 0,
    cacheReadTokens: fact.tokens?.cacheRead ?? 0,
    cacheCreationTokens: fact.tokens?.cacheCreation ?? 0,
    costMicroUsd: fact.costMicroUsd ?? 0,
    reportedRequests: fact.costBasis === 'REPORTED' ? 1 : 0,
    estimatedRequests: fact.costBasis === 'ESTIMATED' ? 1 : 0,
    unpricedRequests: isRequest && fact.costBasis === undefined ? 1 : 0,
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
    counters: addCounters(a.counters, b.counters),
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

function addCounters(a: Counters, b: Counters): Counters {
  const sum: Record<string, number> = {};
  for (const counter of COUNTERS) sum[counter] = a[counter] + b[counter];
  return sum as unknown as Counters;
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
