import { ENTITY_LABELS, globalId } from '../../graph/model.js';
import type { BlastRadius as Answer, RadiusMeta } from '../../traversal/blast-radius.js';
import type {
  AffectedNode as Affected,
  CitedEdge,
  PathInLens,
  PathStep,
} from '../../traversal/radius-answer.js';
import type { RadiusDetails } from '../../traversal/radius-details.js';
import type { GraphContext } from '../context.js';
import type { NodeObject } from '../node/node.type.js';
import type { AffectedNode, BlastRadius, KindCount, Witness } from './blast-radius.type.js';
import { edgeId, type GraphEdge, type GraphMeta, type WitnessStep } from './subgraph.type.js';

/** The answer as the API shows it. Nodes and edges are put together only where they are selected. */
export function radiusView(context: GraphContext, answer: Answer): BlastRadius {
  return {
    seeds: async () => {
      const nodes = await Promise.all(answer.seeds.map(({ node }) => context.nodes.load(context, node.ref)));
      return nodes.filter((node): node is NodeObject => node !== null);
    },
    nodes: async () => {
      const details = await answer.details();
      return answer.nodes.map((node) => affectedView(context, node, details));
    },
    countsByKind: countsByKind(answer.nodes),
    edges: async () => {
      const details = await answer.details();
      return answer.edges.map((edge) => edgeView(edge, details));
    },
    meta: metaView(context, answer.meta),
  };
}

function affectedView(context: GraphContext, affected: Affected, details: RadiusDetails): AffectedNode {
  const { node, paths, first, earliestAt } = affected;
  const witness = witnessView(first, details);
  return {
    id: node.id,
    kind: node.ref.label,
    node: () => context.nodes.load(context, node.ref),
    lenses: paths.map(({ lens }) => lens),
    hops: first.hops,
    arrivedAt: first.arrivedAt,
    earliestAt,
    strength: witness.strength,
    witness,
    byLens: paths.map((path) => ({
      lens: path.lens,
      hops: path.hops,
      arrivedAt: path.arrivedAt,
      earliestAt: path.earliestAt,
      witness: witnessView(path, details),
    })),
  };
}

function witnessView(path: PathInLens, details: RadiusDetails): Witness {
  return {
    lens: path.lens,
    steps: path.steps.map((step) => stepView(step, details)),
    strength: details.strengthOf(path),
    crossesEndpoints: details.crossesEndpoints(path),
  };
}

export function stepView(step: PathStep, details: RadiusDetails): WitnessStep {
  const { events, untimed } = details.evidenceOf(step);
  const [start, end] = step.flow === 'OUT' ? [step.from, step.to] : [step.to, step.from];
  return {
    kind: step.kind,
    direction: step.flow,
    from: step.from.id,
    to: step.to.id,
    edge: edgeId(step.kind, start.id, end.id),
    at: step.at,
    events: events.map(eventId),
    untimed,
  };
}

export function edgeView(edge: CitedEdge, details: RadiusDetails): GraphEdge {
  const from = globalId(edge.from.label, edge.from.key);
  const to = globalId(edge.to.label, edge.to.key);
  const { firstAt, lastAt, count, untimed, events } = details.factsOf(edge);
  return {
    id: edgeId(edge.kind, from, to),
    kind: edge.kind,
    from,
    to,
    direction: edge.flow,
    lenses: edge.lenses,
    firstAt,
    lastAt,
    count,
    untimed,
    evidence: events.map(eventId),
  };
}

function countsByKind(nodes: readonly Affected[]): KindCount[] {
  const reached = nodes.filter(({ node }) => !node.isSeed);
  return ENTITY_LABELS.map((kind) => ({
    kind,
    count: reached.filter(({ node }) => node.ref.label === kind).length,
  })).filter(({ count }) => count > 0);
}

function metaView(context: GraphContext, meta: RadiusMeta): GraphMeta {
  return {
    complete: meta.complete,
    truncatedBy: meta.truncatedBy,
    summary: summaryOf(meta),
    hopsReached: meta.hopsReached,
    exploredNodes: meta.exploredNodes,
    hubs: meta.hubs.map(({ node, degree, hops, cut }) => ({
      node: () => context.nodes.load(context, node.ref),
      degree,
      hops,
      cut,
    })),
    policy: meta.policyVersion,
    asOf: meta.asOf,
    durationMs: meta.durationMs,
  };
}

/** A cut by hub is usual and says so; a cut by size or time means that what is missing may be affected all the same. */
function summaryOf({ truncatedBy, hubs }: RadiusMeta): string {
  if (truncatedBy.length === 0)
    return 'Complete: what is not listed is not affected, as far as the policy follows.';
  const sentences = truncatedBy.map((cut): string => {
    switch (cut) {
      case 'HUB': {
        const count = hubs.filter((hub) => hub.cut).length;
        return `As is usual, paths stop at ${count === 1 ? 'one hub' : `${count} hubs`}, which very many sessions share: reincludeHubs goes on through those that it names.`;
      }
      case 'MAX_HOPS':
        return 'More is reached by one hop more: raise maxHops.';
      case 'MAX_NODES':
        return 'More is affected than maxNodes allows: raise it, or ask about fewer lenses, kinds or a shorter window.';
      case 'MAX_EDGES':
        return 'The witnesses follow more relationships than maxEdges allows: the steps of each witness still name theirs.';
      case 'TIMEOUT':
        return 'Time ran out after the last whole hop: raise timeoutMs, or ask for less.';
      default:
        return cut satisfies never;
    }
  });
  return `Not complete, so that the absence of something proves nothing. ${sentences.join(' ')}`;
}

function eventId(key: string): string {
  return globalId('Event', key);
}
