import { type FrontNode, type FrontRules, PathFront } from './paths-front.js';
import type { PathsGraph } from './paths-graph.js';
import { type Lens, LENSES } from './policy.js';
import type { NodeRef } from './radius-graph.js';
import { compareText } from './radius-state.js';

/** A step that costs more than this is not taken only to say whether longer paths exist than are allowed. */
export const FURTHER_COST = 5_000;

/** Where paths begin and where they end: no thing is both. */
export interface PathEnds {
  readonly starts: readonly NodeRef[];
  readonly targets: readonly NodeRef[];
}

/** A thing that a path might go through, were it not shared by so many. */
export interface HubOnTheWay {
  readonly ref: NodeRef;
  readonly id: string;
  readonly degree: number;
  /** Arcs from a starting point to it, or from it to a target, whichever is known and less. */
  readonly hops: number;
}

/**
 * Two fronts, one from the starting points on and one from the targets back, that grow towards each other, each time
 * the one whose next step is less work. A path of n arcs lies within them once they have gone n arcs together: what
 * it goes through after the arcs of the one is within those of the other.
 */
export class PathFronts {
  readonly forward: PathFront;
  readonly backward: PathFront;
  readonly #targets: ReadonlySet<string>;
  readonly #lenses: readonly number[];

  constructor(
    forward: PathFront,
    backward: PathFront,
    targets: ReadonlySet<string>,
    lenses: readonly Lens[],
  ) {
    this.forward = forward;
    this.backward = backward;
    this.#targets = targets;
    this.#lenses = lenses.map((lens) => LENSES.indexOf(lens));
  }

  /** Throws QueryTimeoutError. */
  static async between(
    { starts, targets }: PathEnds,
    rules: FrontRules,
    graph: PathsGraph,
    idOf: (ref: NodeRef) => string,
  ): Promise<PathFronts> {
    const things = [...starts, ...targets].filter(({ label }) => label !== 'Session');
    const degrees = new Map((await graph.things(things)).map((thing) => [idOf(thing), thing.degree]));
    const seedsOf = (refs: readonly NodeRef[]): { ref: NodeRef; degree: number | null }[] =>
      refs.map((ref) => ({ ref, degree: degrees.get(idOf(ref)) ?? null }));
    return new PathFronts(
      new PathFront(1, seedsOf(starts), rules, graph.forward),
      new PathFront(-1, seedsOf(targets), rules, graph.backward),
      new Set(targets.map(idOf)),
      rules.lenses,
    );
  }

  /** Paths of how many arcs lie within the fronts. */
  get covered(): number {
    return this.forward.isDone || this.backward.isDone ? Infinity : this.forward.depth + this.backward.depth;
  }

  /** About how much work it is to cover one arc more. */
  get cost(): number {
    return this.covered === Infinity ? 0 : (this.#cheaper()?.cost ?? Infinity);
  }

  /** Grows until paths of so many arcs lie within; false where both fronts are full. Throws QueryTimeoutError. */
  async cover(hops: number): Promise<boolean> {
    while (this.covered < hops) {
      const front = this.#cheaper();
      if (front === undefined) return false;
      await front.step();
    }
    return true;
  }

  #cheaper(): PathFront | undefined {
    const able = [this.forward, this.backward].filter(({ isFull }) => !isFull);
    return able.toSorted((a, b) => a.cost - b.cost)[0];
  }

  /** The lenses in which the fronts meet: there is a path that lies within them. */
  get meeting(): readonly Lens[] {
    const [few, many] =
      this.forward.nodes.size < this.backward.nodes.size
        ? [this.forward, this.backward]
        : [this.backward, this.forward];
    const met = new Set<Lens>();
    for (const id of few.nodes.keys()) {
      if (!many.nodes.has(id)) continue;
      for (const lens of this.#lenses) if (this.#meetsAt(id, lens)) met.add(LENSES[lens] ?? 'EXPOSURE');
    }
    return LENSES.filter((lens) => met.has(lens));
  }

  #meetsAt(id: string, lens: number): boolean {
    const from = this.forward.nodes.get(id)?.reaches[lens];
    const to = this.backward.nodes.get(id)?.reaches[lens];
    if (from === undefined || to === undefined) return false;
    return this.#targets.has(id) || (from.onwardAt !== null && from.onwardAt <= to.at);
  }

  /** What paths may go through that lie within the fronts. */
  get nodes(): FrontNode[] {
    const { forward, backward } = this;
    if (forward.isDone || backward.isDone) {
      const [done, other] = forward.isDone ? [forward, backward] : [backward, forward];
      return [...done.nodes.values()].filter(({ id }) => !other.isDone || other.nodes.has(id));
    }
    const known = new Map<string, FrontNode>();
    for (const front of [forward, backward]) {
      const other = front === forward ? backward : forward;
      for (const [id, node] of front.nodes) {
        // What the last step reached is on a path only where the other front knows it too.
        const isInside = node.reaches.some((reach) => reach !== undefined && reach.hops < front.depth);
        if (isInside || other.nodes.has(id)) known.set(id, node);
      }
    }
    return [...known.values()];
  }

  get exploredNodes(): number {
    return new Set([...this.forward.nodes.keys(), ...this.backward.nodes.keys()]).size;
  }

  /** True where a path of more than the covered arcs might exist, hubs aside. */
  get mayGoFurther(): boolean {
    return this.#lenses.some((lens) => !this.forward.isExhausted(lens) && !this.backward.isExhausted(lens));
  }

  /**
   * The hubs that stopped a front, where a path of at most `maxHops` might go through them. Such a path reaches the
   * first of its hubs as the forward front does, and leaves the last as the backward front does: it is at least as long
   * as the two parts together.
   */
  hubs(maxHops: number): HubOnTheWay[] {
    const found = new Map<string, HubOnTheWay>();
    for (const front of [this.forward, this.backward]) {
      const other = front === this.forward ? this.backward : this.forward;
      const otherParts = LENSES.map((_, lens) => partToHub(other, lens));
      for (const { id, ref, degree, isHub, reaches } of front.nodes.values()) {
        if (!isHub) continue;
        const parts = this.#lenses.flatMap((lens) => {
          const part = reaches[lens]?.passedAt ?? null;
          return part === null || part + (otherParts[lens] ?? Infinity) > maxHops ? [] : [part];
        });
        if (parts.length === 0) continue;
        const hops = Math.min(...parts, found.get(id)?.hops ?? Infinity);
        found.set(id, { ref, id, degree: degree ?? 0, hops });
      }
    }
    return [...found.values()].toSorted((a, b) => a.hops - b.hops || compareText(a.id, b.id));
  }
}

/** The least number of arcs between a front's ends and any hub: known, or more than it has gone. */
function partToHub(front: PathFront, lens: number): number {
  let least = front.isExhausted(lens) ? Infinity : front.depth + 1;
  for (const { isHub, reaches } of front.nodes.values()) {
    if (isHub) least = Math.min(least, reaches[lens]?.passedAt ?? Infinity);
  }
  return least;
}
