import { spansOf, type SessionFacts } from './session-facts.js';

/** Section 5: an agent's normal band, from at least 20 sessions of at least 20 calls. */
export interface Baseline {
  readonly sessions: number;
  readonly tools: ReadonlyMap<string, number>;
  readonly distanceP95: number;
  readonly distanceP99: number;
  readonly usdPerMinuteP95: number;
  readonly usdP95: number;
}

const MIN_SESSIONS = 20;
const MIN_CALLS = 20;
const MINUTE_MS = 60_000;

export function baselineOf(agent: string, sessions: readonly SessionFacts[]): Baseline | null {
  const own = sessions.filter((session) => session.agent === agent && session.calls.length >= MIN_CALLS);
  if (own.length < MIN_SESSIONS) return null;
  const tools = distribution(own.flatMap((session) => session.calls.map((call) => call.tool)));
  const distances = own.map((session) => distanceFrom(tools, session));
  return {
    sessions: own.length,
    tools,
    distanceP95: percentile(distances, 0.95),
    distanceP99: percentile(distances, 0.99),
    usdPerMinuteP95: percentile(
      own.map((session) => usdPerMinute(session, -Infinity, Infinity) ?? 0),
      0.95,
    ),
    usdP95: percentile(own.map(usdOf), 0.95),
  };
}

export function hasDrifted(session: SessionFacts, baseline: Baseline | null): boolean {
  if (baseline === null || session.calls.length < MIN_CALLS) return false;
  return distanceFrom(baseline.tools, session) > baseline.distanceP99;
}

/** Earlier minutes that do not exist cost nothing, which finds more than leaving the comparison out. */
export function hasRisingCost(session: SessionFacts, baseline: Baseline | null): boolean {
  const turn = session.lastSeenAt - 15 * MINUTE_MS;
  const recent = usdPerMinute(session, turn, Infinity) ?? 0;
  const earlier = usdPerMinute(session, -Infinity, turn) ?? 0;
  return baseline !== null && recent > 3 * earlier && recent > baseline.usdPerMinuteP95;
}

export function distanceFrom(tools: ReadonlyMap<string, number>, session: SessionFacts): number {
  const own = distribution(session.calls.map((call) => call.tool));
  let divergence = 0;
  for (const tool of new Set([...tools.keys(), ...own.keys()])) {
    const p = tools.get(tool) ?? 0;
    const q = own.get(tool) ?? 0;
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * Math.log2(p / middle);
    if (q > 0) divergence += (q / 2) * Math.log2(q / middle);
  }
  return Math.sqrt(divergence);
}

export function usdOf(session: SessionFacts): number {
  return session.costs.reduce((sum, { microUsd }) => sum + microUsd, 0) / 1e6;
}

export function usdPerMinute(session: SessionFacts, from: number, to: number): number | null {
  const activeMs = spansOf(session).reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  );
  const microUsd = session.costs
    .filter(({ at }) => at >= from && at < to)
    .reduce((sum, cost) => sum + cost.microUsd, 0);
  return activeMs === 0 ? null : microUsd / 1e6 / (activeMs / MINUTE_MS);
}

function distribution(tools: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const tool of tools) counts.set(tool, (counts.get(tool) ?? 0) + 1 / tools.length);
  return counts;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
