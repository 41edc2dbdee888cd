import type { FrontRules } from './paths-front.js';
import { idOf, type PathTruncation } from './paths-finder.js';
import { FURTHER_COST, type HubOnTheWay, type PathEnds, PathFronts } from './paths-fronts.js';
import { cutBy, type PathsGraph } from './paths-graph.js';
import { type Lens, LENSES } from './policy.js';
import { instantOf } from './radius-answer.js';

export interface ExistenceQuestion extends PathEnds, FrontRules {
  readonly maxHops: number;
}

export interface Existence {
  readonly exists: boolean;
  /** Of the shortest path; null where there is none. */
  readonly hops: number | null;
  /** Of its paths with so many hops the earliest arrival; null where it has no time, or time ran out before it. */
  readonly arrivedAt: number | null;
  /** The lens of that path, the first of several; null where there is none. */
  readonly lens: Lens | null;
  readonly hubs: readonly HubOnTheWay[];
  /** Empty where a path was found, but for TIMEOUT and MAX_NODES: these say that its arrival was not. */
  readonly truncatedBy: readonly PathTruncation[];
  readonly exploredNodes: number;
}

/** Whether any path leads from the starts to the targets: ends at the first number of hops that one has. */
export async function shortestPath(question: ExistenceQuestion, graph: PathsGraph): Promise<Existence> {
  const seeker = new PathSeeker(question);
  try {
    await seeker.run(graph);
  } catch (error) {
    const cut = cutBy(error);
    if (cut === null) throw error;
    seeker.cut(cut);
  }
  return seeker.result();
}

/** Hops beyond those allowed that are looked at, where each is little work: often one side has soon come to its end. */
const FURTHER_HOPS = 8;

class PathSeeker {
  readonly #question: ExistenceQuestion;
  readonly #cuts = new Set<PathTruncation>();
  #fronts: PathFronts | undefined;
  #hops: number | null = null;
  #lens: Lens | null = null;
  #arrivedAt: number | null = null;

  constructor(question: ExistenceQuestion) {
    this.#question = question;
  }

  cut(by: PathTruncation): void {
    this.#cuts.add(by);
  }

  /** Throws QueryTimeoutError; what was found before stands. */
  async run(graph: PathsGraph): Promise<void> {
    const fronts = await PathFronts.between(this.#question, this.#question, graph, idOf);
    this.#fronts = fronts;
    for (let hops = 1; hops <= this.#question.maxHops; hops++) {
      if (!(await fronts.cover(hops))) return this.cut('MAX_NODES');
      const [lens] = fronts.meeting;
      if (lens === undefined) continue;
      this.#hops = hops;
      this.#lens = lens;
      return this.#arrive(fronts, hops);
    }
    if (await mayBeLonger(fronts, this.#question.maxHops)) this.cut('MAX_HOPS');
  }

  /** Goes the rest of the way forward, along what leads to a target in time only. */
  async #arrive({ forward, backward }: PathFronts, hops: number): Promise<void> {
    while (forward.depth < hops) {
      forward.narrow(({ id, reaches }, lens) => {
        const leaveBy = backward.nodes.get(id)?.reaches[lens]?.at;
        const at = reaches[lens]?.onwardAt ?? null;
        return leaveBy !== undefined && at !== null && at <= leaveBy;
      });
      await forward.step();
      if (forward.isFull) return this.cut('MAX_NODES');
    }
    let earliest = Infinity;
    for (const target of this.#question.targets) {
      for (const [index, reach] of (forward.nodes.get(idOf(target))?.reaches ?? []).entries()) {
        const lens = LENSES[index];
        if (reach === undefined || lens === undefined) continue;
        const isFirst = this.#lens === null || index < LENSES.indexOf(this.#lens);
        if (reach.at > earliest || (reach.at === earliest && !isFirst)) continue;
        earliest = reach.at;
        this.#lens = lens;
      }
    }
    this.#arrivedAt = instantOf(earliest);
  }

  result(): Existence {
    const fronts = this.#fronts;
    const hubs = this.#hops === null ? (fronts?.hubs(this.#question.maxHops) ?? []) : [];
    if (hubs.length > 0) this.cut('HUB');
    return {
      exists: this.#hops !== null,
      hops: this.#hops,
      arrivedAt: this.#arrivedAt,
      lens: this.#lens,
      hubs,
      truncatedBy: [...this.#cuts].toSorted(),
      exploredNodes: fronts?.exploredNodes ?? 0,
    };
  }
}

/** Whether there is a longer path, or it would be much work to say. */
async function mayBeLonger(fronts: PathFronts, maxHops: number): Promise<boolean> {
  try {
    for (let hops = maxHops + 1; hops <= maxHops + FURTHER_HOPS; hops++) {
      if (fronts.covered === Infinity || fronts.cost > FURTHER_COST) break;
      if (!(await fronts.cover(hops)) || fronts.meeting.length > 0) return true;
    }
  } catch (error) {
    if (cutBy(error) !== null) return true;
    throw error;
  }
  return fronts.mayGoFurther;
}
