import type { EntityLabel } from '../graph/model.js';
import type { Direction, TraversedKind } from './policy.js';

/** What the radius is asked of: the graph, one step at a time. The engine knows nothing of Cypher. */
export interface RadiusGraph {
  /**
   * Follows one kind one way from every entry of the frontier. Answers, for each thing reached and each lens, its
   * best arrival: the earliest (the latest, backward), and of equal ones that with the least rank. At most
   * `ARRIVAL_LIMIT` arrivals, the best of them.
   *
   * Throws QueryTimeoutError at the traversal's deadline.
   */
  expand(expansion: Expansion): Promise<readonly Arrival[]>;
  /**
   * Several expansions of one level at once, for a graph that answers them better together. Of one frontier node every
   * expansion takes a lens or none does. The answers stand in the order of the expansions.
   */
  expandAll?(expansions: readonly Expansion[]): Promise<readonly Expanded[]>;
}

/** What one expansion of several answers. */
export interface Expanded {
  readonly arrivals: readonly Arrival[];
  /** Where there were too many arrivals: those from this time on may be missing. */
  readonly cutAt: number | null;
}

/** Arrivals that one expansion answers at most, so that no frontier can exhaust the service's memory. */
export const ARRIVAL_LIMIT = 50_000;

/** Stands for "since ever" where there is no time: the least instant that a Date can hold. */
export const BEGINNING = -8_640_000_000_000_000;

export interface NodeRef {
  readonly label: EntityLabel;
  readonly key: string;
}

export interface Expansion {
  readonly kind: TraversedKind;
  /** Which way the relationship is walked: OUT from the node that it starts from. */
  readonly direction: Direction;
  readonly frontier: readonly FrontierEntry[];
}

export interface FrontierEntry {
  readonly key: string;
  /** When it was arrived at, or left, backward: epoch milliseconds or BEGINNING. */
  readonly at: number;
  /** Its place in the frontier by global id. */
  readonly rank: number;
  /** Positions in LENSES. */
  readonly lenses: readonly number[];
}

export interface Arrival {
  readonly key: string;
  /** Position in LENSES. */
  readonly lens: number;
  /** The contact's time: epoch milliseconds or BEGINNING. */
  readonly at: number;
  /** Which entry of the frontier it was reached from. */
  readonly rank: number;
  /** Element id of the relationship. */
  readonly relationship: string;
  /** How many relationships of each kind join the thing reached; null for a session, which is never a hub. */
  readonly degrees: Degrees | null;
}

export type Degrees = Readonly<Partial<Record<TraversedKind, number>>>;

export function totalDegree(degrees: Degrees | null): number {
  return degrees === null ? 0 : Object.values(degrees).reduce((sum, degree) => sum + degree, 0);
}
