import { radiusSessionEndpoints } from '../graph/catalogue/read.generated.js';
import { DatabaseUnavailableError, QueryTimeoutError } from '../graph/errors.js';
import type { Graph, ReadOptions, ReadTransaction } from '../graph/graph.js';
import { type BlastRadius, blastRadius, type BlastRadiusRequest } from './blast-radius.js';
import { type ContainmentAction, ContainmentCuts } from './containment-action.js';
import { ContainedGraph, type ReadEndpoints } from './containment-view.js';
import { CypherRadiusGraph } from './cypher-radius-graph.js';
import { POLICY_VERSION } from './policy.js';
import { instantOf, putTogether } from './radius-answer.js';
import { type RadiusDetails, readRadiusDetails } from './radius-details.js';
import { traverse } from './radius.js';

/**
 * The blast radius of the seeds, forward, without the contacts that the actions take away. Otherwise as `blastRadius`:
 * the same limits, the same cuts, the same errors.
 */
export async function containedRadius(
  graph: Graph,
  request: BlastRadiusRequest,
  actions: readonly ContainmentAction[],
  read: ReadOptions,
): Promise<BlastRadius> {
  const startedAt = performance.now();
  const deadlineAt = Math.min(Date.now() + request.timeoutMs, read.deadlineAt ?? Infinity);
  const { since, until, asOf, idleMs } = request;
  const cuts = new ContainmentCuts(actions);
  const radius = await graph
    .readTransaction(
      (transaction) => {
        const whole = new CypherRadiusGraph(transaction, { sign: 1, since, until, asOf, idleMs });
        return traverse(request, new ContainedGraph(whole, cuts, endpointsBy(transaction)));
      },
      { deadlineAt },
    )
    .catch((error: unknown) => {
      // Not even a transaction began within the time that was left: the starting points are the answer.
      const isLate = error instanceof QueryTimeoutError || error instanceof DatabaseUnavailableError;
      if (isLate && isOver(deadlineAt))
        return traverse(request, { expand: () => Promise.reject(new QueryTimeoutError('begin')) });
      throw error;
    });
  const answer = putTogether(radius, 'FORWARD', request.maxEdges);
  let details: Promise<RadiusDetails> | undefined;
  return {
    seeds: answer.nodes.filter(({ node }) => node.isSeed),
    nodes: answer.nodes,
    edges: answer.edges,
    meta: {
      complete: answer.truncatedBy.length === 0,
      truncatedBy: answer.truncatedBy,
      hopsReached: Math.max(0, ...answer.nodes.map(({ first }) => first.hops)),
      exploredNodes: radius.exploredNodes,
      hubs: radius.hubs,
      policyVersion: POLICY_VERSION,
      asOf,
      since: instantOf(since),
      until,
      durationMs: Math.round(performance.now() - startedAt),
    },
    details: () => (details ??= readRadiusDetails(graph, answer, read)),
  };
}

/** The blast radius, which is its starting points where not even a transaction began within `timeoutMs`. */
export async function radiusInTime(
  graph: Graph,
  request: BlastRadiusRequest,
  read: ReadOptions,
): Promise<BlastRadius> {
  const deadlineAt = Math.min(Date.now() + request.timeoutMs, read.deadlineAt ?? Infinity);
  try {
    return await blastRadius(graph, request, read);
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError && isOver(deadlineAt))) throw error;
    const startingPoints = await blastRadius(graph, request, { deadlineAt: Date.now() - 1 });
    const { nodes, edges } = startingPoints;
    return {
      ...startingPoints,
      details: () => readRadiusDetails(graph, { nodes, edges, truncatedBy: [] }, read),
    };
  }
}

/** Timers may fire a little before their time. */
const TIMER_SLACK_MS = 5;

function isOver(deadlineAt: number): boolean {
  return Date.now() >= deadlineAt - TIMER_SLACK_MS;
}

/** Throws as the transaction does: at its deadline the traversal ends as it does for its own steps. */
function endpointsBy(transaction: ReadTransaction): ReadEndpoints {
  return async (sessions) => {
    const rows = await transaction.run(radiusSessionEndpoints, { sessions: [...sessions] });
    return new Map(rows.map((row) => [row.session, row.endpoints]));
  };
}
