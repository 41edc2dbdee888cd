import type { FoundPath } from '../../traversal/paths-finder.js';
import type { PathExistence as Existence, Paths, PathsMeta } from '../../traversal/paths.js';
import type { NodeRef } from '../../traversal/radius-graph.js';
import type { RadiusDetails } from '../../traversal/radius-details.js';
import { edgeView, stepView } from '../blast-radius/radius-view.js';
import type { GraphMeta, GraphPath, Subgraph } from '../blast-radius/subgraph.type.js';
import type { GraphContext } from '../context.js';
import type { NodeObject } from '../node/node.type.js';
import type { PathExistence } from './paths.type.js';

/** The answer as the API shows it. What stands behind edges and paths is read only where they are selected. */
export function pathsView(context: GraphContext, answer: Paths): Subgraph {
  const { paths, edges, meta } = answer;
  return {
    nodes: async () => {
      const nodes = await Promise.all(nodesAlong(paths).map((ref) => context.nodes.load(context, ref)));
      return nodes.filter((node): node is NodeObject => node !== null);
    },
    edges: async () => {
      const details = await answer.details();
      return edges.map((edge) => edgeView(edge, details));
    },
    paths: async () => {
      const details = await answer.details();
      return paths.map((path) => pathView(path, details));
    },
    meta: metaView(context, meta, {
      hopsReached: paths.at(-1)?.hops ?? 0,
      summary: pathsSummary(paths.length, meta),
    }),
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
}

export function existenceView(context: GraphContext, answer: Existence): PathExistence {
  const { exists, hops, arrivedAt, lens, meta } = answer;
  const shown = { hopsReached: hops ?? 0, summary: existenceSummary(answer) };
  return { exists, hops, arrivedAt, lens, meta: metaView(context, meta, shown) };
}

/** Each thing once, in the order in which the paths go through it. */
function nodesAlong(paths: readonly FoundPath[]): NodeRef[] {
  const nodes = new Map<string, NodeRef>();
  for (const { steps } of paths) {
    for (const { from, to } of steps) {
      nodes.set(from.id, from.ref);
      nodes.set(to.id, to.ref);
    }
  }
  return [...nodes.values()];
}

function pathView(path: FoundPath, details: RadiusDetails): GraphPath {
  const steps = path.steps.map((step) => stepView(step, details));
  return {
    nodes: [...steps.slice(0, 1).map(({ from }) => from), ...steps.map(({ to }) => to)],
    edges: steps.map(({ edge }) => edge),
    steps,
    hops: path.hops,
    lenses: path.lenses,
    arrivedAt: path.arrivedAt,
    strength: path.strength,
    crossesEndpoints: details.crossesEndpoints(path),
  };
}

function metaView(
  context: GraphContext,
  meta: PathsMeta,
  shown: { readonly hopsReached: number; readonly summary: string },
): GraphMeta {
  return {
    complete: meta.complete,
    truncatedBy: meta.truncatedBy,
    ...shown,
    exploredNodes: meta.exploredNodes,
    hubs: meta.hubs.map(({ ref, degree, hops }) => ({
      node: () => context.nodes.load(context, ref),
      degree,
      hops,
      // Others are not listed.
      cut: true,
    })),
    policy: meta.policyVersion,
    asOf: meta.asOf,
    durationMs: meta.durationMs,
  };
}

/** Whatever is cut, what the answer lists are the first paths in order, but for those through hubs. */
function pathsSummary(count: number, meta: PathsMeta): string {
  const listed =
    count === 0 ? 'No path was found' : `The best ${count === 1 ? 'path is' : `${count} paths are`} listed`;
  if (meta.complete) {
    return count === 0
      ? 'Complete: no path leads there, as far as the policy follows.'
      : 'Complete: every path is listed, as far as the policy follows.';
  }
  return `Not complete. ${listed}; all of at most ${meta.searchedHops} hops were looked at. ${cutsOf(meta)}`;
}

function existenceSummary({ exists, meta }: Existence): string {
  if (exists) {
    return meta.complete
      ? 'There is a path: paths lists the best ones.'
      : 'There is a path; when the shortest arrives was not found in time: paths lists the best ones.';
  }
  return meta.complete
    ? 'Complete: no path leads there, as far as the policy follows.'
    : `No path was found, which does not prove that there is none. ${cutsOf(meta)}`;
}

function cutsOf({ truncatedBy, hubs }: PathsMeta): string {
  return truncatedBy
    .map((cut): string => {
      switch (cut) {
        case 'HUB': {
          const count = hubs.length;
          return `As is usual, paths stop at ${count === 1 ? 'one hub' : `${count} hubs`}, which very many sessions share: reincludeHubs goes on through those that it names.`;
        }
        case 'MAX_HOPS':
          return 'Longer paths may exist: raise maxHops.';
        case 'MAX_PATHS':
          return 'More paths exist or may exist: raise first, or ask about fewer lenses, kinds or a shorter window.';
        case 'MAX_NODES':
          return 'More lies between the two than may be looked at: ask about fewer lenses, kinds or a shorter window.';
        case 'MAX_EDGES':
          return 'More relationships lie between the two than may be read: ask about fewer lenses, kinds or a shorter window.';
        case 'TIMEOUT':
          return 'Time ran out: raise timeoutMs, or ask for less.';
        default:
          return cut satisfies never;
      }
    })
    .join(' ');
}
