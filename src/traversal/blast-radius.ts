import { DatabaseUnavailableError, QueryTimeoutError } from '../graph/errors.js';
import type { Graph, ReadOptions } from '../graph/graph.js';
import { CypherRadiusGraph } from './cypher-radius-graph.js';
import { type Lens, POLICY_VERSION, type TraversedKind } from './policy.js';
import { type AffectedNode, type CitedEdge, instantOf, putTogether } from './radius-answer.js';
import { type RadiusDetails, readRadiusDetails } from './radius-details.js';
import type { NodeRef, RadiusGraph } from './radius-graph.js';
import { type Hub, type RadiusDirection, traverse, type Truncation } from './radius.js';

/** What one blast radius may ask for, and what it asks for unless told. */
export const RADIUS_LIMITS = {
  maxHops: { default: 4, most: 8 },
  maxNodes: { default: 1_000, most: 5_000 },
  maxEdges: { default: 5_000, most: 20_000 },
  timeoutMs: { default: 5_000, most: 8_000 },
  /** Seeds, and hubs to include again. */
  selectors: 100,
} as const;

export interface BlastRadiusRequest {
  readonly seeds: readonly NodeRef[];
  readonly direction: RadiusDirection;
  readonly lenses: readonly Lens[];
  readonly kinds: readonly TraversedKind[];
  /** Epoch milliseconds, or BEGINNING. */
  readonly since: number;
  readonly until: number;
  /** The moment at which sessions count as ended or not; nothing after it is looked at. */
  readonly asOf: number;
  /** A session without events for this long has ended. */
  readonly idleMs: number;
  readonly maxHops: number;
  readonly maxNodes: number;
  readonly maxEdges: number;
  readonly timeoutMs: number;
  readonly hubBound: number;
  /** Global ids of hubs that paths may pass through all the same. */
  readonly reincluded: ReadonlySet<string>;
}

export interface RadiusMeta {
  /** True where nothing was cut: what is not in the answer is not affected within the limits that were asked for. */
  readonly complete: boolean;
  readonly truncatedBy: readonly Truncation[];
  /** Hops of the farthest node. */
  readonly hopsReached: number;
  /** Nodes that were reached before any was cut. */
  readonly exploredNodes: number;
  readonly hubs: readonly Hub[];
  readonly policyVersion: number;
  readonly asOf: number;
  readonly since: number | null;
  readonly until: number;
  readonly durationMs: number;
}

export interface BlastRadius {
  readonly seeds: readonly AffectedNode[];
  /** Seeds first. */
  readonly nodes: readonly AffectedNode[];
  readonly edges: readonly CitedEdge[];
  readonly meta: RadiusMeta;
  /** Reads what stands behind nodes and edges, once. */
  details(): Promise<RadiusDetails>;
}

const NO_TIME: RadiusGraph = { expand: () => Promise.reject(new QueryTimeoutError('begin')) };

/**
 * The blast radius of the seeds, as `docs/blast-radius.md` defines it. Runs one read transaction for the traversal, of
 * at most `timeoutMs`, and further reads when details are asked for, within `read`. Throws as `Graph.readTransaction`
 * does; a deadline during the traversal is no error, but a cut that the answer names.
 */
export async function blastRadius(
  graph: Graph,
  request: BlastRadiusRequest,
  read: ReadOptions = {},
): Promise<BlastRadius> {
  const startedAt = performance.now();
  const deadlineAt = Math.min(Date.now() + request.timeoutMs, read.deadlineAt ?? Infinity);
  const { direction, since, until, asOf, idleMs } = request;
  const sign = direction === 'FORWARD' ? 1 : -1;
  const radius = await graph
    .readTransaction(
      (transaction) =>
        traverse(request, new CypherRadiusGraph(transaction, { sign, since, until, asOf, idleMs })),
      { deadlineAt },
    )
    .catch((error: unknown) => {
      // So little time was allowed that not even a transaction began within it: the starting points are the answer.
      if (error instanceof DatabaseUnavailableError && Date.now() >= deadlineAt)
        return traverse(request, NO_TIME);
      throw error;
    });
  const answer = putTogether(radius, direction, request.maxEdges);
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
