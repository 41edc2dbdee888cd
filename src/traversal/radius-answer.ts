import type { Direction, Lens, TraversedKind } from './policy.js';
import { LENSES } from './policy.js';
import type { Radius, RadiusDirection, Truncation } from './radius.js';
import { BEGINNING, type NodeRef, totalDegree } from './radius-graph.js';
import { compareText, type RadiusNode, type Walked } from './radius-state.js';

/** One arc of a witness, in the direction of time. */
export interface PathStep {
  readonly kind: TraversedKind;
  /** OUT along the relationship as it is stored, IN against it. */
  readonly flow: Direction;
  readonly from: RadiusNode;
  readonly to: RadiusNode;
  /** The contact's time; null where nothing on the way has a time. */
  readonly at: number | null;
  /** Element id of the relationship. */
  readonly relationship: string;
}

/** What one lens says of an affected node. */
export interface PathInLens {
  readonly lens: Lens;
  readonly hops: number;
  /** Arrival (departure, backward) by the witness; null where nothing on the way has a time. */
  readonly arrivedAt: number | null;
  /** The best arrival by any number of arcs within the limit. */
  readonly earliestAt: number | null;
  /** The witness; empty for a seed. */
  readonly steps: readonly PathStep[];
}

export interface AffectedNode {
  readonly node: RadiusNode;
  /** By each lens that reaches it, in the order of LENSES. */
  readonly paths: readonly PathInLens[];
  /** The one of `paths` that stands for the node: fewest hops, then best arrival, then the order of LENSES. */
  readonly first: PathInLens;
  /** The best arrival over the lenses. */
  readonly earliestAt: number | null;
}

/** A relationship of a witness. */
export interface CitedEdge {
  readonly relationship: string;
  readonly kind: TraversedKind;
  /** Where the relationship starts as it is stored. */
  readonly from: NodeRef;
  readonly to: NodeRef;
  /** Which way the first witness that cites it follows it. */
  readonly flow: Direction;
  /** A contact time at which a witness follows it. */
  readonly at: number | null;
  readonly lenses: readonly Lens[];
}

export interface PutTogether {
  readonly nodes: readonly AffectedNode[];
  /** In the order in which the witnesses of the nodes cite them. */
  readonly edges: readonly CitedEdge[];
  readonly truncatedBy: readonly Truncation[];
}

/** Puts the answer together: each node's witnesses, and the relationships that they cite, at most `maxEdges`. */
export function putTogether(radius: Radius, direction: RadiusDirection, maxEdges: number): PutTogether {
  const nodes = radius.nodes.map((node) => affectedNode(node, direction));
  const edges = citedEdges(nodes);
  const truncatedBy = [...radius.truncatedBy];
  if (edges.length > maxEdges) truncatedBy.push('MAX_EDGES');
  return { nodes, edges: edges.slice(0, maxEdges), truncatedBy: truncatedBy.toSorted(compareText) };
}

function affectedNode(node: RadiusNode, direction: RadiusDirection): AffectedNode {
  const paths = node.reaches.flatMap((reach, index): PathInLens[] => {
    const lens = LENSES[index];
    if (reach === undefined || lens === undefined) return [];
    const { hops, arrivedAt, earliestAt } = reach;
    const steps = witness(node, index, direction);
    return [{ lens, hops, arrivedAt: instantOf(arrivedAt), earliestAt: instantOf(earliestAt), steps }];
  });
  const sign = direction === 'FORWARD' ? 1 : -1;
  const best = (a: number | null, b: number | null): number => sign * ((a ?? BEGINNING) - (b ?? BEGINNING));
  const first = paths.toSorted((a, b) => a.hops - b.hops || best(a.arrivedAt, b.arrivedAt))[0];
  if (first === undefined) throw new Error(`The node ${node.id} is in the answer and no lens reaches it.`);
  const earliestAt = paths.map((path) => path.earliestAt).toSorted(best)[0] ?? null;
  return { node, paths, first, earliestAt };
}

/**
 * The witness: `hops` arcs, found from its end. Each inner node's onward arrival improved at exactly the level before,
 * or the next node would have been reached earlier.
 */
function witness(node: RadiusNode, lens: number, direction: RadiusDirection): PathStep[] {
  const reach = node.reaches[lens];
  const steps: PathStep[] = [];
  let to = node;
  let arc: Walked | null = reach?.lastArc ?? null;
  for (let level = (reach?.hops ?? 0) - 1; arc !== null; level--) {
    steps.push(stepOf(arc, to, direction));
    to = arc.from;
    if (level === 0) break;
    const before: Walked | undefined = to.reaches[lens]?.improvements.find(
      (improvement) => improvement.level === level,
    )?.arc;
    if (before === undefined) throw new Error(`The witness of ${node.id} has no arc at level ${level}.`);
    arc = before;
  }
  // Walked from the node to a seed; in the direction of time that is the path itself when looking backward.
  return direction === 'FORWARD' ? steps.toReversed() : steps;
}

function stepOf(arc: Walked, reached: RadiusNode, direction: RadiusDirection): PathStep {
  const [from, to] = direction === 'FORWARD' ? [arc.from, reached] : [reached, arc.from];
  return { kind: arc.kind, flow: arc.flow, from, to, at: instantOf(arc.at), relationship: arc.relationship };
}

function citedEdges(nodes: readonly AffectedNode[]): CitedEdge[] {
  const edges = new Map<string, CitedEdge & { readonly lenses: Lens[] }>();
  for (const { paths } of nodes) {
    for (const { lens, steps } of paths) {
      for (const step of steps) {
        const known = edges.get(step.relationship);
        if (known !== undefined) {
          if (!known.lenses.includes(lens)) known.lenses.push(lens);
          continue;
        }
        const [from, to] = step.flow === 'OUT' ? [step.from, step.to] : [step.to, step.from];
        const { relationship, kind, flow, at } = step;
        edges.set(relationship, { relationship, kind, from: from.ref, to: to.ref, flow, at, lenses: [lens] });
      }
    }
  }
  return [...edges.values()];
}

/** Null stands for "since ever" outside the engine. */
export function instantOf(at: number): number | null {
  return at === BEGINNING ? null : at;
}

/** What a path's strength is made of. */
export interface Commonness {
  /** N: sessions in the graph. */
  readonly sessions: number;
  /** df of files by their keys: sessions related to each. */
  readonly sessionsOfFile: ReadonlyMap<string, number>;
}

/**
 * Strength of a path: the product, over the things between its ends that are no sessions, of
 * ln((N + 1) / df) / ln(N + 1). A path through rare things is stronger than one through common ones; a path without
 * any has strength 1.
 */
export function strengthOf(steps: readonly PathStep[], commonness: Commonness): number {
  const all = Math.log(commonness.sessions + 1);
  return innerThings(steps).reduce((product, { ref, degrees }) => {
    const file = ref.label === 'File' ? commonness.sessionsOfFile.get(ref.key) : undefined;
    const related = Math.max(1, file ?? totalDegree(degrees));
    return (product * Math.log((commonness.sessions + 1) / related)) / all;
  }, 1);
}

/** The nodes between a path's ends that are no sessions. */
export function innerThings(steps: readonly PathStep[]): RadiusNode[] {
  return steps.slice(1).flatMap(({ from }) => (from.ref.label === 'Session' ? [] : [from]));
}

/** Sessions before and after each file that a path goes through. */
export function filePassages(
  steps: readonly PathStep[],
): { readonly before: string; readonly after: string }[] {
  return steps.slice(1).flatMap((step, position) => {
    const before = steps[position];
    if (step.from.ref.label !== 'File' || before === undefined) return [];
    return [{ before: before.from.ref.key, after: step.to.ref.key }];
  });
}
