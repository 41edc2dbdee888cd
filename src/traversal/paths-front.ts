import { globalId, KINDS } from '../graph/model.js';
import { arcMode, DIRECTIONS, type Lens, LENSES, opposite, type TraversedKind } from './policy.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  type Degrees,
  type Expansion,
  type NodeRef,
  type RadiusGraph,
  totalDegree,
} from './radius-graph.js';

/** What both fronts of one question share. */
export interface FrontRules {
  readonly lenses: readonly Lens[];
  readonly kinds: readonly TraversedKind[];
  /** Epoch milliseconds or BEGINNING. */
  readonly since: number;
  readonly until: number;
  readonly hubBound: number;
  /** Global ids of what is never a hub: starting points, targets, and hubs that the question includes again. */
  readonly neverHubs: ReadonlySet<string>;
  /** Things that one front may know at most. */
  readonly maxNodes: number;
  /** Relationships that one step may look at, by its `cost`. */
  readonly maxStepCost: number;
}

/** What one lens knows of a node. */
interface FrontReach {
  /** Least number of arcs. */
  readonly hops: number;
  /** The best time by any arc. */
  at: number;
  /** The best time from which paths go on; null where none may. */
  onwardAt: number | null;
  /** The least number of arcs that let paths go on, were the node no hub; null where none did. */
  passedAt: number | null;
}

export interface FrontNode {
  readonly ref: NodeRef;
  readonly id: string;
  /** Null where it is not known: of sessions, and of the things that the front starts from. */
  readonly degree: number | null;
  readonly isHub: boolean;
  /** By the position of the lens in LENSES. */
  readonly reaches: (FrontReach | undefined)[];
}

/** Relationships that one question to the database may look at, about: its memory for a transaction is bounded. */
const PORTION_COST = 1_500;

/** How many relationships a session is taken to have where the cost of a step is estimated. */
const SESSION_DEGREE = 30;

/**
 * All that can be reached within a number of arcs: from the starting points at the earliest, or, backward, from which
 * targets can be reached, at the latest. One step goes one arc further.
 */
export class PathFront {
  readonly nodes = new Map<string, FrontNode>();
  /** Arcs that it has gone. */
  depth = 0;
  /** True once a step would be more work than allowed, or lead to more than it may hold: it stays as it was. */
  isFull = false;
  readonly #rules: FrontRules;
  readonly #graph: RadiusGraph;
  /** Times are compared so that the better is less: as they are forward, negated backward. */
  readonly #sign: 1 | -1;
  readonly #seeds: ReadonlySet<FrontNode>;
  /** For each lens, the nodes whose onward time the last step improved. */
  #frontier: (readonly FrontNode[])[];

  /** @param seeds where it starts, each with the number of relationships that join it; null where that is not known. */
  constructor(
    sign: 1 | -1,
    seeds: readonly { readonly ref: NodeRef; readonly degree: number | null }[],
    rules: FrontRules,
    graph: RadiusGraph,
  ) {
    this.#rules = rules;
    this.#graph = graph;
    this.#sign = sign;
    const at = sign === 1 ? rules.since : rules.until;
    for (const { ref, degree } of seeds) {
      const reaches = LENSES.map((lens): FrontReach | undefined =>
        rules.lenses.includes(lens) ? { hops: 0, at, onwardAt: at, passedAt: 0 } : undefined,
      );
      const id = globalId(ref.label, ref.key);
      this.nodes.set(id, { ref, id, degree, isHub: false, reaches });
    }
    this.#seeds = new Set(this.nodes.values());
    this.#frontier = LENSES.map((lens) => (rules.lenses.includes(lens) ? [...this.nodes.values()] : []));
  }

  /** True where a further step finds nothing new in the lens, and no better time. */
  isExhausted(lens: number): boolean {
    return this.#frontier[lens]?.length === 0;
  }

  /** True where no lens has anything left: whatever it may reach by any number of arcs, it knows. */
  get isDone(): boolean {
    return this.#frontier.every((nodes) => nodes.length === 0);
  }

  /** About how many relationships the next step looks at. */
  get cost(): number {
    let cost = 0;
    for (const { degree } of new Set(this.#frontier.flat())) cost += degree ?? SESSION_DEGREE;
    return cost;
  }

  /** Goes on only from the nodes that `keep` names. */
  narrow(keep: (node: FrontNode, lens: number) => boolean): void {
    this.#frontier = this.#frontier.map((nodes, lens) => nodes.filter((node) => keep(node, lens)));
  }

  /** Goes one arc further, or finds itself full. Throws QueryTimeoutError and is as it was. */
  async step(): Promise<void> {
    if (this.cost > this.#rules.maxStepCost) {
      this.isFull = true;
      return;
    }
    const best = new Map<string, Candidate>();
    for (const nodes of this.#portions()) {
      const expansions = this.#expansions(nodes);
      const answers = await this.#expandAll(expansions);
      if (answers.some(({ isCut }) => isCut)) {
        this.isFull = true;
        return;
      }
      for (const [index, expansion] of expansions.entries())
        this.#gather(best, expansion, answers[index]?.arrivals ?? []);
    }
    const added = [...best.keys()].filter((id) => !this.nodes.has(id)).length;
    if (this.nodes.size + added > this.#rules.maxNodes) {
      this.isFull = true;
      return;
    }
    this.depth++;
    this.#apply(best);
  }

  /** The frontier in portions, each of which the database can hold in memory. */
  #portions(): FrontNode[][] {
    const portions: FrontNode[][] = [];
    let cost = Infinity;
    for (const node of new Set(this.#frontier.flat())) {
      cost += node.degree ?? SESSION_DEGREE;
      if (cost > PORTION_COST) {
        portions.push([]);
        cost = node.degree ?? SESSION_DEGREE;
      }
      portions.at(-1)?.push(node);
    }
    return portions;
  }

  /** Keeps the best times of what an expansion reached. */
  #gather(best: Map<string, Candidate>, { kind, direction }: Expansion, arrivals: readonly Arrival[]): void {
    const label = direction === 'OUT' ? KINDS[kind].to : KINDS[kind].from;
    for (const { key, lens, at, degrees } of arrivals) {
      const id = globalId(label, key);
      let candidate = best.get(id);
      if (candidate === undefined) best.set(id, (candidate = { ref: { label, key }, degrees, times: [] }));
      const times = (candidate.times[lens] ??= { at, passAt: null });
      times.at = this.#better(at, times.at);
      const goesOn = this.#sign === -1 || arcMode(kind, lensAt(lens), direction) === 'PASS';
      if (goesOn) times.passAt = this.#better(at, times.passAt);
    }
  }

  #apply(best: ReadonlyMap<string, Candidate>): void {
    const frontier: FrontNode[][] = LENSES.map(() => []);
    for (const [id, { ref, degrees, times }] of best) {
      let node = this.nodes.get(id);
      if (node === undefined) {
        const degree = ref.label === 'Session' ? null : totalDegree(degrees);
        const isHub = (degree ?? 0) > this.#rules.hubBound && !this.#rules.neverHubs.has(id);
        node = { ref, id, degree, isHub, reaches: [] };
        this.nodes.set(id, node);
      }
      for (const [lens, found] of times.entries()) {
        if (found === undefined) continue;
        const { at, passAt } = found;
        const reach = (node.reaches[lens] ??= { hops: this.depth, at, onwardAt: null, passedAt: null });
        reach.at = this.#better(at, reach.at);
        if (passAt === null) continue;
        reach.passedAt ??= this.depth;
        const isBetter = reach.onwardAt === null || this.#sign * (passAt - reach.onwardAt) < 0;
        if (node.isHub || !isBetter) continue;
        reach.onwardAt = passAt;
        frontier[lens]?.push(node);
      }
    }
    this.#frontier = frontier;
  }

  async #expandAll(
    expansions: readonly Expansion[],
  ): Promise<readonly { arrivals: readonly Arrival[]; isCut: boolean }[]> {
    if (this.#graph.expandAll !== undefined) {
      const answers = await this.#graph.expandAll(expansions);
      return answers.map(({ arrivals, cutAt }) => ({ arrivals, isCut: cutAt !== null }));
    }
    const answers = await Promise.all(expansions.map((expansion) => this.#graph.expand(expansion)));
    return answers.map((arrivals) => ({ arrivals, isCut: arrivals.length >= ARRIVAL_LIMIT }));
  }

  /** What has to be asked of frontier nodes: for each kind and way, those of the label that it starts from. */
  #expansions(portion: readonly FrontNode[]): Expansion[] {
    const rankOf = new Map(portion.map((node, rank) => [node, rank]));
    const frontier = this.#frontier.map((nodes) => nodes.filter((node) => rankOf.has(node)));
    const expansions: Expansion[] = [];
    for (const kind of this.#rules.kinds) {
      for (const direction of DIRECTIONS) {
        const label = direction === 'OUT' ? KINDS[kind].from : KINDS[kind].to;
        const entries = new Map<string, { key: string; at: number; rank: number; lenses: number[] }>();
        for (const [lens, nodes] of frontier.entries()) {
          const mode = arcMode(kind, lensAt(lens), this.#sign === 1 ? direction : opposite(direction));
          if (mode === null) continue;
          for (const node of nodes) {
            const rank = rankOf.get(node);
            if (rank === undefined || node.ref.label !== label) continue;
            // Backward an END arc is a path's last, so that it is followed from targets only.
            if (mode === 'END' && this.#sign === -1 && !this.#seeds.has(node)) continue;
            const at = node.reaches[lens]?.onwardAt ?? null;
            if (at === null) continue;
            const entry = entries.get(`${rank} ${at}`);
            if (entry === undefined)
              entries.set(`${rank} ${at}`, { key: node.ref.key, at, rank, lenses: [lens] });
            else entry.lenses.push(lens);
          }
        }
        if (entries.size > 0) expansions.push({ kind, direction, frontier: [...entries.values()] });
      }
    }
    return expansions;
  }

  #better(at: number, than: number | null): number {
    return than === null || this.#sign * (at - than) < 0 ? at : than;
  }
}

interface Candidate {
  readonly ref: NodeRef;
  readonly degrees: Degrees | null;
  readonly times: ({ at: number; passAt: number | null } | undefined)[];
}

function lensAt(index: number): Lens {
  const lens = LENSES[index];
  if (lens === undefined) throw new Error(`There is no lens at position ${index}.`);
  return lens;
}
