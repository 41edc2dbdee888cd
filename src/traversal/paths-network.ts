import { globalId, KINDS } from '../graph/model.js';
import type { TimedRelationship } from './paths-graph.js';
import { arcMode, DIRECTIONS, type Direction, type Lens, LENSES, type TraversedKind } from './policy.js';
import type { NodeRef } from './radius-graph.js';
import { compareText } from './radius-state.js';

/** The part of the graph that paths may lie in. Lenses are bits by their position in LENSES. */
export interface PathNetwork {
  /** By global id: a node's position is its place in that order. */
  readonly nodes: readonly NetworkNode[];
  readonly arcsFrom: readonly (readonly NetworkArc[])[];
  readonly arcsTo: readonly (readonly NetworkArc[])[];
  /** Positions. */
  readonly starts: readonly number[];
  readonly targets: ReadonlySet<number>;
}

interface NetworkNode {
  readonly ref: NodeRef;
  readonly id: string;
  readonly isHub: boolean;
}

/** One way along a relationship. */
export interface NetworkArc {
  readonly from: number;
  readonly to: number;
  readonly kind: TraversedKind;
  /** OUT along the relationship as it is stored. */
  readonly flow: Direction;
  readonly relationship: TimedRelationship;
  /** Lenses in which a path may go on from its end. */
  readonly passLenses: number;
  /** Lenses in which it may be a path's last. */
  readonly lastLenses: number;
}

export function networkOf(
  nodes: readonly NetworkNode[],
  relationships: ReadonlyMap<TraversedKind, readonly TimedRelationship[]>,
  ends: { readonly starts: readonly NodeRef[]; readonly targets: readonly NodeRef[] },
  lenses: readonly Lens[],
): PathNetwork {
  const ordered = nodes.toSorted((a, b) => compareText(a.id, b.id));
  const positions = new Map(ordered.map(({ id }, position) => [id, position]));
  const arcsFrom: NetworkArc[][] = ordered.map(() => []);
  const arcsTo: NetworkArc[][] = ordered.map(() => []);
  for (const [kind, ofKind] of relationships) {
    const ways = DIRECTIONS.map((flow) => ({ flow, ...lensBits(kind, flow, lenses) }));
    for (const relationship of ofKind) {
      const start = positions.get(globalId(KINDS[kind].from, relationship.fromKey));
      const end = positions.get(globalId(KINDS[kind].to, relationship.toKey));
      // No path goes through a node twice.
      if (start === undefined || end === undefined || start === end) continue;
      for (const { flow, passLenses, lastLenses } of ways) {
        if (lastLenses === 0) continue;
        const [from, to] = flow === 'OUT' ? [start, end] : [end, start];
        const arc: NetworkArc = { from, to, kind, flow, relationship, passLenses, lastLenses };
        arcsFrom[from]?.push(arc);
        arcsTo[to]?.push(arc);
      }
    }
  }
  const positionsOf = (refs: readonly NodeRef[]): number[] =>
    refs.flatMap(({ label, key }) => positions.get(globalId(label, key)) ?? []);
  return {
    nodes: ordered,
    arcsFrom,
    arcsTo,
    starts: positionsOf(ends.starts),
    targets: new Set(positionsOf(ends.targets)),
  };
}

export function lensBit(lens: Lens): number {
  return 1 << LENSES.indexOf(lens);
}

function lensBits(
  kind: TraversedKind,
  flow: Direction,
  lenses: readonly Lens[],
): { readonly passLenses: number; readonly lastLenses: number } {
  let passLenses = 0;
  let lastLenses = 0;
  for (const lens of lenses) {
    const mode = arcMode(kind, lens, flow);
    if (mode !== null) lastLenses |= lensBit(lens);
    if (mode === 'PASS') passLenses |= lensBit(lens);
  }
  return { passLenses, lastLenses };
}
