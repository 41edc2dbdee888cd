import type { NearPair } from './near-pairs.js';

/** Clocks of two machines may differ by this much: spans are shortened by it at both ends. */
export const CLOCK_SKEW_MS = 120_000;
/** Overlap from which one person can no longer have been at both machines. */
export const IMPOSSIBLE_OVERLAP_MS = 5 * 60_000;
/** Events further apart than this belong to different activity spans. */
export const SPAN_GAP_MS = 15 * 60_000;

/** A stretch of activity, epoch milliseconds, both ends included. */
export interface Span {
  readonly startAt: number;
  readonly endAt: number;
}

export interface ConcurrentUse {
  readonly session: string;
  readonly startAt: number;
  /** Verified users. */
  readonly users: readonly string[];
  readonly endpoints: readonly string[];
  /** Ascending and apart: see `mergeSpans`. */
  readonly spans: readonly Span[];
}

interface ActiveSpan {
  readonly use: ConcurrentUse;
  readonly startAt: number;
  /** Latest moment at which a span may start and still overlap by five minutes. */
  readonly lastStartAt: number;
}

/**
 * Pairs of sessions of one verified user, on machines that have nothing in common, whose activity overlaps by five
 * minutes or more after each span is shortened by the clock skew at both ends. Each pair once, by the later start.
 * O(n log n) and the spans that are open at once.
 */
export function concurrentPairs(uses: readonly ConcurrentUse[]): NearPair[] {
  const found = new Map<string, NearPair>();
  for (const spans of shortenedSpansByUser(uses).values()) {
    spans.sort((a, b) => a.startAt - b.startAt);
    let open: ActiveSpan[] = [];
    for (const span of spans) {
      open = open.filter((other) => other.lastStartAt >= span.startAt);
      for (const other of open) {
        if (other.use !== span.use && areDisjoint(other.use.endpoints, span.use.endpoints)) {
          addPair(found, other.use, span.use);
        }
      }
      open.push(span);
    }
  }
  return [...found.values()].sort(
    (a, b) => a.at - b.at || compare(a.later, b.later) || compare(a.earlier, b.earlier),
  );
}

/** Spans of several sessions that act as one, joined where they are at most `SPAN_GAP_MS` apart. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: { startAt: number; endAt: number }[] = [];
  for (const { startAt, endAt } of [...spans].sort((a, b) => a.startAt - b.startAt)) {
    const last = merged.at(-1);
    if (last !== undefined && startAt - last.endAt <= SPAN_GAP_MS) last.endAt = Math.max(last.endAt, endAt);
    else merged.push({ startAt, endAt });
  }
  return merged;
}

function shortenedSpansByUser(uses: readonly ConcurrentUse[]): Map<string, ActiveSpan[]> {
  const byUser = new Map<string, ActiveSpan[]>();
  for (const use of uses) {
    if (use.endpoints.length === 0) continue;
    for (const span of use.spans) {
      const startAt = span.startAt + CLOCK_SKEW_MS;
      const lastStartAt = span.endAt - CLOCK_SKEW_MS - IMPOSSIBLE_OVERLAP_MS;
      // Two spans overlap by five minutes iff the later start is no later than either one's last start.
      if (lastStartAt < startAt) continue;
      for (const user of use.users) {
        const known = byUser.get(user);
        const active = { use, startAt, lastStartAt };
        if (known === undefined) byUser.set(user, [active]);
        else known.push(active);
      }
    }
  }
  return byUser;
}

function addPair(found: Map<string, NearPair>, a: ConcurrentUse, b: ConcurrentUse): void {
  const isInOrder = a.startAt !== b.startAt ? a.startAt < b.startAt : a.session < b.session;
  const [earlier, later] = isInOrder ? [a, b] : [b, a];
  const id = `${earlier.session} ${later.session}`;
  if (!found.has(id)) found.set(id, { earlier: earlier.session, later: later.session, at: later.startAt });
}

function areDisjoint(a: readonly string[], b: readonly string[]): boolean {
  return a.every((one) => !b.includes(one));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
