import { DatabaseUnavailableError, QueryTimeoutError } from '../graph/errors.js';
import type { Graph, ReadOptions } from '../graph/graph.js';
import { CypherPathsGraph } from './paths-cypher-graph.js';
import { type Existence, type ExistenceQuestion, shortestPath } from './paths-exist.js';
import { bestPaths, type FoundPath, type FoundPaths, idOf, type PathTruncation } from './paths-finder.js';
import type { HubOnTheWay, PathEnds } from './paths-fronts.js';
import type { PathsGraph } from './paths-graph.js';
import type { Pause } from './paths-levels.js';
import { type Lens, LENSES, POLICY_VERSION, type TraversedKind } from './policy.js';
import type { CitedEdge, PutTogether } from './radius-answer.js';
import { type RadiusDetails, readRadiusDetails } from './radius-details.js';

/** What one question about paths may ask for, and what it asks for unless told. */
export const PATH_LIMITS = {
  maxHops: { default: 4, most: 8 },
  first: { default: 10, most: 50 },
  timeoutMs: { default: 5_000, most: 8_000 },
  /** Starting points, targets, and hubs to include again, each. */
  selectors: 100,
  /** Things that are known from either end at most: beyond, longer paths are not looked for. */
  nodes: 20_000,
  /** Relationships that one step from either end may look at: beyond, longer paths are not looked for. */
  stepCost: 100_000,
  /** Relationships that are read at most. */
  edges: 50_000,
  /** Beginnings of paths that are followed at most. */
  prefixes: 200_000,
} as const;

export interface PathsRequest extends PathEnds {
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
  readonly timeoutMs: number;
  readonly hubBound: number;
  /** Global ids of hubs that paths may pass through all the same. */
  readonly reincluded: ReadonlySet<string>;
}

export interface PathsMeta {
  /** True where nothing was cut. */
  readonly complete: boolean;
  readonly truncatedBy: readonly PathTruncation[];
  /** Every path of at most so many hops was looked at. */
  readonly searchedHops: number;
  readonly exploredNodes: number;
  readonly hubs: readonly HubOnTheWay[];
  readonly policyVersion: number;
  readonly asOf: number;
  readonly durationMs: number;
}

export interface Paths {
  /** The best first. */
  readonly paths: readonly FoundPath[];
  /** In the order in which the paths cite them. */
  readonly edges: readonly CitedEdge[];
  readonly meta: PathsMeta;
  /** Reads what stands behind paths and edges, once. */
  details(): Promise<RadiusDetails>;
}

export interface PathExistence extends Omit<Existence, 'hubs' | 'truncatedBy' | 'exploredNodes'> {
  readonly meta: PathsMeta;
}

/**
 * The best paths from any start to any target, at most `first`, in the order that `docs/blast-radius.md` defines. Runs
 * one read transaction of at most `timeoutMs`, and further reads when details are asked for, within `read`. Throws as
 * `Graph.readTransaction` does; a deadline is no error, but a cut that the answer names.
 *
 * @param request no thing is both a start and a target.
 */
export async function paths(
  graph: Graph,
  request: PathsRequest & { readonly first: number },
  read: ReadOptions = {},
): Promise<Paths> {
  const startedAt = performance.now();
  const question = { ...questionOf(request), maxEdges: PATH_LIMITS.edges, maxPrefixes: PATH_LIMITS.prefixes };
  const found = await inTime<FoundPaths>(
    graph,
    request,
    read,
    (paged, pause) => bestPaths({ ...question, first: request.first }, paged, pause),
    { paths: [], hubs: [], truncatedBy: ['TIMEOUT'], searchedHops: 0, exploredNodes: 0 },
  );
  let details: Promise<RadiusDetails> | undefined;
  return {
    paths: found.paths,
    edges: citedEdges(found.paths),
    meta: metaOf(found, found.searchedHops, request, startedAt),
    details: () => (details ??= readRadiusDetails(graph, witnessesOf(found.paths), read)),
  };
}

/**
 * Whether a path leads from any start to any target, and how many hops the shortest has. As `paths`, and much cheaper:
 * it ends at the first number of hops with which a target is reached.
 */
export async function pathExists(
  graph: Graph,
  request: PathsRequest,
  read: ReadOptions = {},
): Promise<PathExistence> {
  const startedAt = performance.now();
  const { hubs, truncatedBy, exploredNodes, ...found } = await inTime<Existence>(
    graph,
    request,
    read,
    (paged) => shortestPath(questionOf(request), paged),
    {
      exists: false,
      hops: null,
      arrivedAt: null,
      lens: null,
      hubs: [],
      truncatedBy: ['TIMEOUT'],
      exploredNodes: 0,
    },
  );
  const searchedHops = found.hops ?? request.maxHops;
  return { ...found, meta: metaOf({ hubs, truncatedBy, exploredNodes }, searchedHops, request, startedAt) };
}

/** Each relationship once, with the lenses of the paths that follow it. */
function citedEdges(found: readonly FoundPath[]): CitedEdge[] {
  const edges = new Map<string, CitedEdge>();
  for (const { steps, lenses } of found) {
    for (const { relationship, kind, flow, at, from, to } of steps) {
      const known = edges.get(relationship);
      const [start, end] = flow === 'OUT' ? [from, to] : [to, from];
      edges.set(relationship, {
        ...(known ?? { relationship, kind, flow, at, from: start.ref, to: end.ref }),
        lenses: LENSES.filter((lens) => known?.lenses.includes(lens) === true || lenses.includes(lens)),
      });
    }
  }
  return [...edges.values()];
}

/** The paths as what shows that their ends are affected: what stands behind them is read in the same way. */
function witnessesOf(found: readonly FoundPath[]): PutTogether {
  const nodes = found.flatMap((path) => {
    const node = path.steps.at(-1)?.to;
    return node === undefined ? [] : [{ node, paths: [path], first: path, earliestAt: path.earliestAt }];
  });
  return { nodes, edges: [], truncatedBy: [] };
}

function questionOf(request: PathsRequest): ExistenceQuestion {
  const neverHubs = new Set([...request.starts, ...request.targets].map(idOf));
  for (const id of request.reincluded) neverHubs.add(id);
  return { ...request, neverHubs, maxNodes: PATH_LIMITS.nodes, maxStepCost: PATH_LIMITS.stepCost };
}

/** Runs in one read transaction; answers `late` where so little time was allowed that not even that began within it. */
async function inTime<Answer>(
  graph: Graph,
  request: PathsRequest,
  read: ReadOptions,
  work: (graph: PathsGraph, pause: Pause) => Promise<Answer>,
  late: Answer,
): Promise<Answer> {
  const { since, until, asOf, idleMs, timeoutMs } = request;
  const deadlineAt = Math.min(Date.now() + timeoutMs, read.deadlineAt ?? Infinity);
  const pause: Pause = async () => {
    if (Date.now() >= deadlineAt) throw new QueryTimeoutError('paths');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  return graph
    .readTransaction(
      (transaction) => work(new CypherPathsGraph(transaction, { since, until, asOf, idleMs }), pause),
      { deadlineAt },
    )
    .catch((error: unknown) => {
      const isLate = error instanceof QueryTimeoutError || error instanceof DatabaseUnavailableError;
      if (isLate && Date.now() >= deadlineAt) return late;
      throw error;
    });
}

function metaOf(
  found: Pick<FoundPaths, 'hubs' | 'truncatedBy' | 'exploredNodes'>,
  searchedHops: number,
  { asOf }: PathsRequest,
  startedAt: number,
): PathsMeta {
  const { hubs, truncatedBy, exploredNodes } = found;
  return {
    complete: truncatedBy.length === 0,
    truncatedBy,
    searchedHops,
    exploredNodes,
    hubs,
    policyVersion: POLICY_VERSION,
    asOf,
    durationMs: Math.round(performance.now() - startedAt),
  };
}
