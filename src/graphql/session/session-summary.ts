import { sessionSummary } from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import { dayScope, type ScopeInput } from '../scope.js';
import { toUsd } from './session.loader.js';
import type { SessionSummary } from './session-summary.type.js';

/** Figures of a window, by default the last 24 hours. */
export async function summarise(
  context: GraphContext,
  input: Readonly<ScopeInput> | null | undefined,
): Promise<SessionSummary> {
  const { asOf, since, until } = dayScope(context, input);
  const { idleMs } = context;
  // A session that meets the window was seen in it or later, or is active and so was seen within the idle period.
  const seenFrom = Math.min(since, asOf - idleMs);
  const [row] = await context.graph.read(
    sessionSummary,
    { asOf, idleMs, since, until, seenFrom },
    context.read,
  );
  const total = row?.total ?? 0;
  const active = row?.active ?? 0;
  return {
    asOf,
    since,
    until,
    total,
    active,
    ended: total - active,
    costUsd: toUsd(row?.costMicroUsd ?? 0),
    costIsLowerBound: (row?.unpricedRequests ?? 0) > 0,
    uniqueUsers: row?.uniqueUsers ?? 0,
    highSignal: row?.highSignal ?? 0,
    sharedKey: row?.sharedKey ?? 0,
  };
}
