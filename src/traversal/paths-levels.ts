import { lastContact, nextContact } from './paths-graph.js';
import type { NetworkArc, PathNetwork } from './paths-network.js';
import { LENSES } from './policy.js';

const WIDTH = LENSES.length;

/** Lets others run, and throws QueryTimeoutError when time has run out. */
export type Pause = () => Promise<void>;

/**
 * When a walk of exactly so many arcs can be where: what a path must keep to, so that it can still end at a target.
 * A walk may go through a node twice, which a path may not, so that keeping to it is needed and not enough.
 */
export class PathLevels {
  readonly network: PathNetwork;
  readonly #until: number;
  readonly #pause: Pause;
  /** By arcs that remain: the latest time, by node and lens, at which exactly so many arcs still lead to a target. */
  readonly #latest: Float64Array[];

  constructor(network: PathNetwork, until: number, pause: Pause) {
    this.network = network;
    this.#until = until;
    this.#pause = pause;
    const none = new Float64Array(network.nodes.length * WIDTH).fill(-Infinity);
    for (const target of network.targets) none.fill(until, target * WIDTH, (target + 1) * WIDTH);
    this.#latest = [none];
  }

  /** The lenses of `lenses` in which somebody at the arc's end at `at`, with `remaining` arcs to go, may reach a target. */
  lensesInTime(arc: NetworkArc, lenses: number, at: number, remaining: number): number {
    let left = this.#lensesAlong(arc, lenses, remaining);
    const latest = this.#latest[remaining];
    for (let lens = 0; lens < WIDTH; lens++) {
      if ((left & (1 << lens)) !== 0 && !(at <= (latest?.[arc.to * WIDTH + lens] ?? -Infinity)))
        left &= ~(1 << lens);
    }
    return left;
  }

  /** Lenses in which an arc can be followed by `remaining` others. */
  #lensesAlong(arc: NetworkArc, lenses: number, remaining: number): number {
    if (remaining === 0) return this.network.targets.has(arc.to) ? lenses & arc.lastLenses : 0;
    return this.network.nodes[arc.to]?.isHub === true ? 0 : lenses & arc.passLenses;
  }

  /** Throws QueryTimeoutError. */
  async #goBackTo(hops: number): Promise<void> {
    for (let level = this.#latest.length; level <= hops; level++) {
      await this.#pause();
      const after = this.#latest[level - 1] ?? new Float64Array();
      const latest = new Float64Array(after.length).fill(-Infinity);
      for (const [to, arcs] of this.network.arcsTo.entries()) {
        for (let lens = 0; lens < WIDTH; lens++) {
          const leaveBy = after[to * WIDTH + lens] ?? -Infinity;
          if (leaveBy === -Infinity) continue;
          for (const arc of arcs) {
            if (this.#lensesAlong(arc, 1 << lens, level - 1) === 0) continue;
            const place = arc.from * WIDTH + lens;
            latest[place] = Math.max(latest[place] ?? -Infinity, lastContact(arc.relationship, leaveBy));
          }
        }
      }
      this.#latest.push(latest);
    }
  }

  /**
   * The walks of exactly `hops` arcs that begin at `since`; null where there is none. Throws QueryTimeoutError.
   */
  async walksOf(hops: number, since: number): Promise<Walks | null> {
    await this.#goBackTo(hops);
    const { nodes, arcsFrom, starts } = this.network;
    const first = new Float64Array(nodes.length * WIDTH).fill(Infinity);
    for (const start of starts) {
      for (let lens = 0; lens < WIDTH; lens++) {
        if (since <= (this.#latest[hops]?.[start * WIDTH + lens] ?? -Infinity))
          first[start * WIDTH + lens] = since;
      }
    }
    const earliest = [first];
    let active = new Set(starts);
    const positions = [active];
    for (let place = 1; place <= hops && active.size > 0; place++) {
      await this.#pause();
      const before = earliest[place - 1] ?? first;
      const here = new Float64Array(before.length).fill(Infinity);
      const reached = new Set<number>();
      for (const from of active) {
        for (const arc of arcsFrom[from] ?? []) {
          for (let lens = 0; lens < WIDTH; lens++) {
            const at = this.#arrival(arc, lens, before, hops - place);
            if (at === Infinity) continue;
            here[arc.to * WIDTH + lens] = Math.min(here[arc.to * WIDTH + lens] ?? Infinity, at);
            reached.add(arc.to);
          }
        }
      }
      earliest.push(here);
      positions.push(reached);
      active = reached;
    }
    return active.size === 0 ? null : new Walks(this, hops, earliest, positions);
  }

  /** When an arc leads to its end in one lens; Infinity where it does not, or too late to end at a target. */
  #arrival(arc: NetworkArc, lens: number, before: Float64Array, remaining: number): number {
    const from = before[arc.from * WIDTH + lens] ?? Infinity;
    if (from === Infinity || this.#lensesAlong(arc, 1 << lens, remaining) === 0) return Infinity;
    const at = nextContact(arc.relationship, from);
    const isInTime =
      at <= this.#until && at <= (this.#latest[remaining]?.[arc.to * WIDTH + lens] ?? -Infinity);
    return isInTime ? at : Infinity;
  }

  /** For `Walks`: the best arrival of an arc over the lenses. */
  bestArrival(arc: NetworkArc, before: Float64Array, remaining: number): number {
    let best = Infinity;
    for (let lens = 0; lens < WIDTH; lens++)
      best = Math.min(best, this.#arrival(arc, lens, before, remaining));
    return best;
  }

  get pause(): Pause {
    return this.#pause;
  }
}

/** The walks of exactly so many arcs, and what the best of them may come to from each place on. */
export class Walks {
  readonly levels: PathLevels;
  readonly hops: number;
  readonly #earliest: readonly Float64Array[];
  /** By place: where a walk can be. */
  readonly #positions: readonly ReadonlySet<number>[];
  /** By place and node: the least weight of what still comes, and the earliest end. */
  readonly #weight: Map<number, number>[] = [];
  readonly #end: Map<number, number>[] = [];

  constructor(
    levels: PathLevels,
    hops: number,
    earliest: readonly Float64Array[],
    positions: readonly ReadonlySet<number>[],
  ) {
    this.levels = levels;
    this.hops = hops;
    this.#earliest = earliest;
    this.#positions = positions;
  }

  /** Where walks can be between their ends. */
  get inner(): ReadonlySet<number> {
    return new Set(this.#positions.slice(1, -1).flatMap((positions) => [...positions]));
  }

  /** Bounds what comes after each place. `weightOf` is that of a node that a path goes through. */
  async weigh(weightOf: (node: number) => number): Promise<void> {
    const { network } = this.levels;
    for (let place = this.hops; place >= 0; place--) {
      await this.levels.pause();
      const weights = new Map<number, number>();
      const ends = new Map<number, number>();
      const before = this.#earliest[place] ?? new Float64Array();
      for (const from of this.#positions[place] ?? []) {
        if (place === this.hops) {
          weights.set(from, 0);
          ends.set(from, Math.min(...before.subarray(from * WIDTH, (from + 1) * WIDTH)));
          continue;
        }
        for (const arc of network.arcsFrom[from] ?? []) {
          const at = this.levels.bestArrival(arc, before, this.hops - place - 1);
          const further = this.#weight[place + 1]?.get(arc.to);
          const end = this.#end[place + 1]?.get(arc.to);
          if (at === Infinity || further === undefined || end === undefined) continue;
          const weight = further + (place + 1 < this.hops ? weightOf(arc.to) : 0);
          weights.set(from, Math.min(weights.get(from) ?? Infinity, weight));
          ends.set(from, Math.min(ends.get(from) ?? Infinity, Math.max(at, end)));
        }
      }
      this.#weight[place] = weights;
      this.#end[place] = ends;
    }
  }

  /** The least weight that a path at a node at a place may still gain; Infinity where none goes on from there. */
  weightFrom(place: number, node: number): number {
    return this.#weight[place]?.get(node) ?? Infinity;
  }

  /** The earliest end of a path that is at a node at a place. */
  endFrom(place: number, node: number): number {
    return this.#end[place]?.get(node) ?? Infinity;
  }
}
