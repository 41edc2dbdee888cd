import { globalId } from '../graph/model.js';
import type { Direction, TraversedKind } from './policy.js';
import type { Degrees, NodeRef } from './radius-graph.js';

/** One arc of a path, as the engine walked it. */
export interface Walked {
  readonly from: RadiusNode;
  readonly kind: TraversedKind;
  /** Which way impact flows along the relationship: OUT as it is stored. */
  readonly flow: Direction;
  /** The contact's time. */
  readonly at: number;
  readonly relationship: string;
}

/** What one lens knows of a node. */
export interface LensReach {
  /** Least number of arcs. */
  readonly hops: number;
  /** The arrival with that number of arcs. */
  readonly arrivedAt: number;
  /** The best arrival so far, maybe by more arcs. */
  earliestAt: number;
  /** The last arc of the witness; null for a seed. */
  readonly lastArc: Walked | null;
  /** The best arrival from which paths go on; null where none may. */
  onwardAt: number | null;
  /** The arcs by which `onwardAt` came to be, each with the level at which it did. */
  readonly improvements: { readonly level: number; readonly arc: Walked }[];
  /** The least level at which an arc arrived that lets paths go on, were the node no hub; null where none did. */
  passedAt: number | null;
}

export class RadiusNode {
  readonly id: string;
  readonly reaches: (LensReach | undefined)[] = [];

  constructor(
    readonly ref: NodeRef,
    readonly isSeed: boolean,
    readonly degrees: Degrees | null,
    readonly isHub: boolean,
  ) {
    this.id = globalId(ref.label, ref.key);
  }
}

/** Order of texts by their UTF-16 code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Which of two arcs to the same node is the better one: by time (the later first, backward), then global id of the
 * node it comes from, kind and direction.
 */
export function compareArcs(sign: 1 | -1, a: Walked, b: Walked): number {
  return (
    sign * (a.at - b.at) ||
    compareText(a.from.id, b.from.id) ||
    compareText(a.kind, b.kind) ||
    compareText(a.flow, b.flow)
  );
}
