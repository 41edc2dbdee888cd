import { setImmediate as nextTurn } from 'node:timers/promises';

import { globalId, KINDS } from '../graph/model.js';
import { type ContainmentAction, ContainmentCuts, type EndpointsOf } from './containment-action.js';
import { leastNodeCut } from './containment-flow.js';
import { HeldGraph, type HeldRelationship } from './containment-held.js';
import { leastHittingSet } from './containment-hitting-set.js';
import { ContainedGraph } from './containment-view.js';
import { arcMode, DIRECTIONS } from './policy.js';
import { type PathStep, putTogether } from './radius-answer.js';
import { BEGINNING, type Degrees, type NodeRef, totalDegree } from './radius-graph.js';
import { type RadiusQuestion, traverse } from './radius.js';

/** An action that a plan may hold, and what it breaks: a whole number from 1. */
export interface Candidate {
  readonly action: ContainmentAction;
  readonly cost: number;
}

export interface SearchProblem {
  /** Forward from the sources. */
  readonly question: RadiusQuestion;
  /** Global ids of what is to be kept from them. */
  readonly targets: ReadonlySet<string>;
  /** Every relationship that a path from a source to a target may follow. */
  readonly relationships: readonly HeldRelationship[];
  readonly degreesOf: (ref: NodeRef) => Degrees | null;
  readonly endpointsOf: EndpointsOf;
  readonly candidates: readonly Candidate[];
}

export interface SearchResult {
  /** Candidates that keep the sources from the targets, by position; null where all of them together do not. */
  readonly chosen: readonly number[] | null;
  readonly cost: number;
  /** What no choice can cost less than: equal to `cost` where the choice is proven to be a cheapest one. */
  readonly lowerBound: number;
  /** Another choice that keeps them apart, where one is known: the least cut of the graph without its times. */
  readonly staticCut: readonly number[] | null;
}

/** Branches that one hitting set may take. */
const BRANCHES = 4_000;
/** Of a choice of more actions than this it is not tried whether one of them can be spared. */
const SPARING = 40;

/**
 * A cheapest choice of candidates after which no timed path leads from a source to a target.
 *
 * Every path must lose a step to one of the actions that take it away: so a cheapest choice that hits the paths known
 * so far costs at least as little as any containment, and is one itself if the radius after it reaches no target. If it
 * does reach one, its witnesses are further paths. The least cut of the graph without times is a containment to start
 * from, wherever actions are in force all along.
 *
 * Ends at the deadline with the best so far; it holds a processor no longer than one radius at a time.
 */
export async function cheapestContainment(problem: SearchProblem, deadlineAt: number): Promise<SearchResult> {
  return new ContainmentSearch(problem, deadlineAt).run();
}

class ContainmentSearch {
  readonly #problem: SearchProblem;
  readonly #deadlineAt: number;
  readonly #graph: HeldGraph;
  readonly #costs: readonly number[];
  /** What each candidate takes away by itself. */
  readonly #cuts: readonly ContainmentCuts[];
  /** Candidates by the global id of what they are done to. */
  readonly #positions: ReadonlyMap<string, number>;
  /** Of each path known so far, the candidates that take it away. */
  readonly #paths = new Map<string, readonly number[]>();

  constructor(problem: SearchProblem, deadlineAt: number) {
    this.#problem = problem;
    this.#deadlineAt = deadlineAt;
    this.#graph = new HeldGraph(problem.relationships, problem.question.until, problem.degreesOf);
    this.#costs = problem.candidates.map(({ cost }) => cost);
    this.#cuts = problem.candidates.map(({ action }) => new ContainmentCuts([action]));
    this.#positions = new Map(
      problem.candidates.map(({ action: { target } }, position) => [
        globalId(target.label, target.key),
        position,
      ]),
    );
  }

  async run(): Promise<SearchResult> {
    const all = this.#problem.candidates.map((_, position) => position);
    if ((await this.#pathsPast(all)).length > 0)
      return { chosen: null, cost: Infinity, lowerBound: Infinity, staticCut: null };
    let best: readonly number[] = all;
    const cut = this.#staticCut();
    const staticCut = cut === null ? null : await this.#contained(cut);
    if (staticCut !== null) best = this.#cheaper(best, await this.#spared(staticCut));
    let lowerBound = 0;
    for (;;) {
      const hitting = leastHittingSet([...this.#paths.values()], this.#costs, BRANCHES);
      lowerBound = Math.max(lowerBound, hitting.lowerBound);
      if (lowerBound >= this.#costOf(best) || this.#isLate()) break;
      const known = this.#paths.size;
      const contained = await this.#contained(hitting.chosen);
      if (contained !== null) best = this.#cheaper(best, await this.#spared(contained));
      // The choice holds and is not proven: the hitting set ran out of branches, and no path is left to learn from.
      if (this.#paths.size === known) break;
    }
    return { chosen: best, cost: this.#costOf(best), lowerBound, staticCut };
  }

  /** Adds to a choice until it holds; null where time runs out before. */
  async #contained(choice: readonly number[]): Promise<readonly number[] | null> {
    const chosen = new Set(choice);
    while (!this.#isLate()) {
      const paths = await this.#pathsPast([...chosen]);
      if (paths.length === 0) return [...chosen];
      for (const path of paths) {
        this.#paths.set(path.join(), path);
        if (path.some((candidate) => chosen.has(candidate))) continue;
        const cheapest = path.toSorted((a, b) => this.#costOf([a]) - this.#costOf([b]))[0];
        if (cheapest !== undefined) chosen.add(cheapest);
      }
    }
    return null;
  }

  /** A choice that holds, without what it holds without: the dearest is tried first. */
  async #spared(choice: readonly number[]): Promise<readonly number[]> {
    if (choice.length > SPARING) return choice;
    let kept = choice;
    for (const candidate of choice.toSorted((a, b) => this.#costOf([b]) - this.#costOf([a]))) {
      if (this.#isLate()) break;
      const without = kept.filter((other) => other !== candidate);
      if ((await this.#pathsPast(without)).length === 0) kept = without;
    }
    return kept;
  }

  /** Paths that lead to a target past the chosen actions: for each the candidates that take it away. */
  async #pathsPast(chosen: readonly number[]): Promise<number[][]> {
    // Everything here is in memory and waits for nothing: others have their turn between two radii.
    await nextTurn();
    const { question, targets, endpointsOf, candidates } = this.#problem;
    const actions = chosen.flatMap((position) => candidates[position]?.action ?? []);
    const endpoints = (sessions: readonly string[]): Promise<Map<string, readonly string[]>> =>
      Promise.resolve(new Map(sessions.map((session) => [session, endpointsOf(session)])));
    const view = new ContainedGraph(this.#graph, new ContainmentCuts(actions), endpoints);
    const radius = await traverse(question, view);
    const nodes = radius.nodes.filter(({ id }) => targets.has(id));
    const { nodes: reached } = putTogether({ ...radius, nodes }, 'FORWARD', 0);
    return reached.flatMap(({ paths }) => paths.map(({ steps }) => this.#breaking(steps)));
  }

  /** The candidates that take a step of a path away. */
  #breaking(steps: readonly PathStep[]): number[] {
    const breaking = new Set<number>();
    for (const { kind, from, to, at } of steps) {
      for (const { ref, id } of [from, to]) {
        const endpoints = ref.label === 'Session' ? this.#problem.endpointsOf(ref.key) : [];
        const near = [id, ...endpoints.map((endpoint) => globalId('Endpoint', endpoint))];
        for (const position of near.flatMap((other) => this.#positions.get(other) ?? [])) {
          const moment = this.#cuts[position]?.momentOf(kind, ref, this.#problem.endpointsOf) ?? Infinity;
          if ((at ?? BEGINNING) >= moment) breaking.add(position);
        }
      }
    }
    return [...breaking].toSorted((a, b) => a - b);
  }

  /** The least cut of the graph without its times, in which an action takes away one node. */
  #staticCut(): number[] | null {
    const { question, targets, relationships, degreesOf } = this.#problem;
    const numbers = new Map<string, number>();
    const isHub: boolean[] = [];
    const numberOf = (ref: NodeRef): number => {
      const id = globalId(ref.label, ref.key);
      const known = numbers.get(id);
      if (known !== undefined) return known;
      isHub.push(totalDegree(degreesOf(ref)) > question.hubBound && !question.reincluded.has(id));
      numbers.set(id, numbers.size);
      return numbers.size - 1;
    };
    const sources = new Set(question.seeds.map(numberOf));
    const arcs: [number, number][] = [];
    for (const { kind, from, to } of relationships) {
      if (!question.kinds.includes(kind)) continue;
      const [out, into] = [
        { label: KINDS[kind].from, key: from },
        { label: KINDS[kind].to, key: to },
      ];
      for (const direction of DIRECTIONS) {
        const [u, v] = direction === 'OUT' ? [out, into] : [into, out];
        const modes = question.lenses.flatMap((lens) => arcMode(kind, lens, direction) ?? []);
        const isLast = targets.has(globalId(v.label, v.key));
        const [left, right] = [numberOf(u), numberOf(v)];
        const goesOn = modes.includes('PASS') && (isHub[right] !== true || sources.has(right));
        if (isLast ? modes.length > 0 : goesOn) arcs.push([left, right]);
      }
    }
    const candidateOf = [...numbers.keys()].map((id) => this.#positions.get(id));
    const costs = candidateOf.map((position) =>
      position === undefined ? Infinity : this.#costOf([position]),
    );
    const targetNumbers = new Set([...targets].flatMap((id) => numbers.get(id) ?? []));
    const cut = leastNodeCut(costs, arcs, sources, targetNumbers);
    return cut?.flatMap((node) => candidateOf[node] ?? []) ?? null;
  }

  #cheaper(a: readonly number[], b: readonly number[]): readonly number[] {
    return this.#costOf(b) < this.#costOf(a) ? b : a;
  }

  #costOf(chosen: readonly number[]): number {
    return chosen.reduce((sum, position) => sum + (this.#costs[position] ?? Infinity), 0);
  }

  #isLate(): boolean {
    return Date.now() >= this.#deadlineAt;
  }
}
