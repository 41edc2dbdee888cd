import { globalId, KINDS } from '../graph/model.js';
import type { FrontRules } from './paths-front.js';
import { FURTHER_COST, type HubOnTheWay, type PathEnds, PathFronts } from './paths-fronts.js';
import { cutBy, type PathsGraph, type Sharing, type TimedRelationship } from './paths-graph.js';
import { PathLevels, type Pause } from './paths-levels.js';
import { lensBit, networkOf, type PathNetwork } from './paths-network.js';
import { type SearchBudget, type SearchedPath, searchPaths } from './paths-search.js';
import { type Lens, LENSES, type TraversedKind } from './policy.js';
import { instantOf, type PathInLens, type PathStep } from './radius-answer.js';
import type { NodeRef } from './radius-graph.js';
import { RadiusNode } from './radius-state.js';
import type { Truncation } from './radius.js';

/** Why an answer does not hold every path. MAX_PATHS: there are more, or may be. */
export type PathTruncation = Truncation | 'MAX_PATHS';

export interface PathsQuestion extends PathEnds, FrontRules {
  readonly maxHops: number;
  /** Paths at most. */
  readonly first: number;
  /** Relationships that are read at most. */
  readonly maxEdges: number;
  /** Beginnings of paths that are followed at most. */
  readonly maxPrefixes: number;
}

/** A path, as the witness that it is of its end. */
export interface FoundPath extends PathInLens {
  /** The lenses that it lies in: `lens` is the first of them. */
  readonly lenses: readonly Lens[];
  readonly strength: number;
}

export interface FoundPaths {
  /** The best first. Whatever was cut, none that comes before one of them is missing. */
  readonly paths: readonly FoundPath[];
  readonly hubs: readonly HubOnTheWay[];
  readonly truncatedBy: readonly PathTruncation[];
  /** Every path of at most so many hops was looked at. */
  readonly searchedHops: number;
  readonly exploredNodes: number;
}

/**
 * The best paths from any of the starts to any of the targets, by hops, then strength, then arrival, then the global
 * ids of what they go through. Ends with what it has at the deadline of `graph`, or when `pause` throws.
 */
export async function bestPaths(
  question: PathsQuestion,
  graph: PathsGraph,
  pause: Pause,
): Promise<FoundPaths> {
  const finder = new PathFinder(question, graph, pause);
  try {
    await finder.run();
  } catch (error) {
    const cut = cutBy(error);
    if (cut === null) throw error;
    finder.cut(cut);
  }
  return finder.result();
}

/**
 * A path that is no longer than `maxHops` may have longer ones beside it. Two more are looked at, since what sessions
 * share is two arcs across, and only where that is little work.
 */
const FURTHER_HOPS = 2;

/** Strengths are compared as whole numbers of this part of their logarithm: sums of them are exact in any order. */
const WEIGHT_UNIT = 2 ** -32;

class PathFinder {
  readonly #question: PathsQuestion;
  readonly #graph: PathsGraph;
  readonly #pause: Pause;
  readonly #found: FoundPath[] = [];
  readonly #cuts = new Set<PathTruncation>();
  readonly #budget: SearchBudget;
  readonly #allLenses: number;
  readonly #sharing = new Map<string, Sharing>();
  #sessions = 0;
  #fronts: PathFronts | undefined;
  #levels: { readonly covered: string; readonly levels: PathLevels } | undefined;
  #searchedHops = 0;

  constructor(question: PathsQuestion, graph: PathsGraph, pause: Pause) {
    this.#question = question;
    this.#graph = graph;
    this.#pause = pause;
    this.#budget = { left: question.maxPrefixes };
    this.#allLenses = question.lenses.reduce((bits, lens) => bits | lensBit(lens), 0);
  }

  cut(by: PathTruncation): void {
    this.#cuts.add(by);
  }

  /** Throws QueryTimeoutError; what was found before stands. */
  async run(): Promise<void> {
    const { maxHops, first } = this.#question;
    const fronts = await PathFronts.between(this.#question, this.#question, this.#graph, idOf);
    this.#fronts = fronts;
    for (let hops = 1; hops <= maxHops; hops++) {
      if (!(await fronts.cover(hops))) return this.cut('MAX_NODES');
      for await (const path of this.#pathsOf(hops, fronts)) {
        if (this.#found.length === first) return this.cut('MAX_PATHS');
        this.#found.push(path);
      }
      if (this.#cuts.size > 0) return;
      this.#searchedHops = hops;
    }
    if (await this.#mayBeLonger(fronts)) this.cut('MAX_HOPS');
  }

  result(): FoundPaths {
    const hubs = this.#fronts?.hubs(this.#question.maxHops) ?? [];
    if (hubs.length > 0) this.cut('HUB');
    return {
      paths: this.#found,
      hubs,
      truncatedBy: [...this.#cuts].toSorted(),
      searchedHops: this.#searchedHops,
      exploredNodes: this.#fronts?.exploredNodes ?? 0,
    };
  }

  async *#pathsOf(hops: number, fronts: PathFronts): AsyncGenerator<FoundPath, void> {
    if (fronts.meeting.length === 0) return;
    const levels = await this.#levelsWithin(fronts);
    if (levels === null) {
      this.cut('MAX_EDGES');
      return;
    }
    const { since } = this.#question;
    const walks = await levels.walksOf(hops, since);
    if (walks === null) return;
    const { nodes } = levels.network;
    await this.#learnSharing([...walks.inner].flatMap((position) => nodes[position]?.ref ?? []));
    const weights = nodes.map(({ ref, id }) =>
      ref.label === 'Session' ? 0 : Math.round(-Math.log2(this.#factor(id)) / WEIGHT_UNIT),
    );
    const weightOf = (node: number): number => weights[node] ?? 0;
    await walks.weigh(weightOf);
    for await (const path of searchPaths(walks, since, this.#allLenses, weightOf, this.#budget)) {
      yield this.#shown(path, levels.network);
    }
    if (this.#budget.left === 0) this.cut('MAX_PATHS');
  }

  /** The levels of the relationships between what the fronts know; null where there are too many of these. */
  async #levelsWithin(fronts: PathFronts): Promise<PathLevels | null> {
    const covered = `${fronts.forward.depth} ${fronts.backward.depth}`;
    if (this.#levels?.covered === covered) return this.#levels.levels;
    const { kinds, maxEdges, lenses, until } = this.#question;
    const { nodes } = fronts;
    const keysOf = (label: NodeRef['label']): string[] =>
      nodes.flatMap(({ ref }) => (ref.label === label ? [ref.key] : []));
    const fromKeys = keysOf('Session');
    const relationships = new Map<TraversedKind, readonly TimedRelationship[]>();
    let left = maxEdges;
    for (const kind of kinds) {
      const toKeys = keysOf(KINDS[kind].to);
      if (fromKeys.length === 0 || toKeys.length === 0) continue;
      const found = await this.#graph.relationships({ kind, fromKeys, toKeys, limit: left + 1 });
      left -= found.length;
      if (left < 0) return null;
      relationships.set(kind, found);
    }
    const levels = new PathLevels(
      networkOf(nodes, relationships, this.#question, lenses),
      until,
      this.#pause,
    );
    this.#levels = { covered, levels };
    return levels;
  }

  async #learnSharing(refs: readonly NodeRef[]): Promise<void> {
    if (this.#sessions === 0) this.#sessions = await this.#graph.sessionCount();
    const unknown = refs.filter((ref) => ref.label !== 'Session' && !this.#sharing.has(idOf(ref)));
    if (unknown.length === 0) return;
    for (const thing of await this.#graph.things(unknown)) this.#sharing.set(idOf(thing), thing);
  }

  /** What going through a thing leaves of a path's strength: less, the more sessions are related to it. */
  #factor(id: string): number {
    const all = Math.max(1, this.#sessions) + 1;
    return Math.log(all / Math.max(1, this.#sharing.get(id)?.sessions ?? 1)) / Math.log(all);
  }

  #shown({ arcs, times, lenses }: SearchedPath, network: PathNetwork): FoundPath {
    const nodeAt = (position: number): RadiusNode => {
      const node = network.nodes[position];
      if (node === undefined) throw new Error(`A path goes through position ${position}, where nothing is.`);
      return new RadiusNode(node.ref, network.starts.includes(position), null, node.isHub);
    };
    const steps = arcs.map(({ from, to, kind, flow, relationship }, place): PathStep => {
      const at = instantOf(times[place] ?? this.#question.since);
      return { kind, flow, from: nodeAt(from), to: nodeAt(to), at, relationship: relationship.relationship };
    });
    const strength = steps
      .slice(1)
      .filter(({ from }) => from.ref.label !== 'Session')
      .reduce((product, { from }) => product * this.#factor(from.id), 1);
    const inLenses = LENSES.filter((lens) => (lenses & lensBit(lens)) !== 0);
    const [lens] = inLenses;
    if (lens === undefined) throw new Error('A path was found that lies in no lens.');
    const arrivedAt = steps.at(-1)?.at ?? null;
    return { lens, lenses: inLenses, hops: steps.length, arrivedAt, earliestAt: arrivedAt, steps, strength };
  }

  /** Whether there is a path of a few arcs more than were allowed, or it would be much work to say. */
  async #mayBeLonger(fronts: PathFronts): Promise<boolean> {
    const { maxHops } = this.#question;
    for (let hops = maxHops + 1; hops <= maxHops + FURTHER_HOPS; hops++) {
      if (fronts.covered < hops && fronts.cost > FURTHER_COST) return true;
      try {
        if (!(await fronts.cover(hops))) return true;
        for await (const path of this.#pathsOf(hops, fronts)) return path.steps.length > maxHops;
      } catch (error) {
        if (cutBy(error) !== null) return true;
        throw error;
      }
      if (this.#cuts.size > 0) {
        this.#cuts.clear();
        return true;
      }
    }
    return false;
  }
}

export function idOf({ label, key }: NodeRef): string {
  return globalId(label, key);
}
