import { QueryTimeoutError } from '../graph/errors.js';
import type { Graph, ReadOptions } from '../graph/graph.js';
import { globalId } from '../graph/model.js';
import type { BlastRadius, BlastRadiusRequest } from './blast-radius.js';
import { cutSessionsInTime, isWhole } from './containment.js';
import {
  CONTAINMENT_KINDS,
  CONTAINMENT_POLICY,
  type ContainmentAction,
  type ContainmentKind,
} from './containment-action.js';
import { containedRadius, radiusInTime } from './containment-radius.js';
import { type CutSessions, type HeldPart, readHeldPart } from './containment-reading.js';
import { type Candidate, cheapestContainment } from './containment-search.js';
import type { AffectedNode } from './radius-answer.js';
import type { Degrees, NodeRef } from './radius-graph.js';

export interface PlanRequest {
  /** Forward from the sources. Its `timeoutMs` is that of the whole plan. */
  readonly radius: BlastRadiusRequest;
  /** What is to be kept from the sources. */
  readonly protect: readonly NodeRef[];
  /** From when on the actions would be in force: epoch milliseconds, or BEGINNING. */
  readonly from: number;
  /** What an action costs besides the sessions that it cuts, by kind; a kind that is absent is not used. */
  readonly baseCosts: ReadonlyMap<ContainmentKind, number>;
}

/**
 * CONTAINED: the actions keep them apart. ALREADY_APART: nothing has to be done. IMPOSSIBLE: all actions together do
 * not. UNPROVEN: size or time cut what a plan has to know.
 */
export type PlanResult = 'CONTAINED' | 'ALREADY_APART' | 'IMPOSSIBLE' | 'UNPROVEN';

/** EXACT: no set of actions costs less. UPPER_BOUND: one that costs less, and not less than the bound, may exist. */
export type Exactness = 'EXACT' | 'UPPER_BOUND';

export interface PlannedAction {
  readonly action: ContainmentAction;
  readonly cost: number;
  readonly cutSessions: CutSessions;
}

export interface ContainmentPlan {
  readonly result: PlanResult;
  readonly actions: readonly PlannedAction[];
  /** Sum over the actions. */
  readonly cost: number;
  /** No set of actions costs less; null where there is no plan. */
  readonly lowerBound: number | null;
  /** Null where there is no plan. */
  readonly exactness: Exactness | null;
  /** True where the radius with the actions was computed in the graph, was not cut, and holds nothing protected. */
  readonly verified: boolean;
  /** True where the cheapest set that was found did not pass that test, and a dearer one stands here. */
  readonly fellBack: boolean;
  readonly before: BlastRadius;
  /** With the actions; null where there are none. */
  readonly after: BlastRadius | null;
  /** What is protected and reached all the same: with the actions, or, where there are none, without. */
  readonly stillReached: readonly AffectedNode[];
}

/** Shares of the time: the radii, and the search; the rest is for the test in the graph. */
const RADII_SHARE = 0.5;
const SEARCH_SHARE = 0.8;
/** A search in memory may not occupy the process longer, whatever time is left. */
const SEARCH_MS = 1_500;

/**
 * A cheap set of actions after which no path of the radius leads from the sources to what is protected. Actions on
 * sources and on protected things are not looked at. Runs a few read transactions within `timeoutMs`; throws as
 * `blastRadius` does, and says UNPROVEN where time runs out.
 */
export async function minimalContainment(
  graph: Graph,
  request: PlanRequest,
  read: ReadOptions = {},
): Promise<ContainmentPlan> {
  return new Planning(graph, request, read).run();
}

class Planning {
  readonly #graph: Graph;
  readonly #request: PlanRequest;
  readonly #read: ReadOptions;
  readonly #startedAt = Date.now();
  readonly #targets: ReadonlySet<string>;

  constructor(graph: Graph, request: PlanRequest, read: ReadOptions) {
    this.#graph = graph;
    this.#request = request;
    this.#read = read;
    this.#targets = new Set(request.protect.map(({ label, key }) => globalId(label, key)));
  }

  async run(): Promise<ContainmentPlan> {
    const { radius, protect } = this.#request;
    const maxNodes = Math.max(radius.maxNodes, protect.length);
    const timeoutMs = Math.ceil(radius.timeoutMs * RADII_SHARE);
    const backward = { ...radius, maxNodes, timeoutMs, direction: 'BACKWARD', seeds: protect } as const;
    const [before, behind] = await Promise.all([
      radiusInTime(this.#graph, { ...radius, timeoutMs }, this.#read),
      radiusInTime(this.#graph, backward, this.#read),
    ]);
    const none = this.#without(before);
    if (before.seeds.some(({ node }) => this.#targets.has(node.id))) return none('IMPOSSIBLE');
    const cannotReach = isWhole(behind) && !behind.nodes.some(({ node }) => this.#isSource(node.id));
    if (cannotReach || (isWhole(before) && this.#reachedIn(before).length === 0))
      return none('ALREADY_APART');
    if (!isWhole(before) && !isWhole(behind)) return none('UNPROVEN');
    try {
      return await this.#plan(before, behind);
    } catch (error) {
      if (error instanceof QueryTimeoutError) return none('UNPROVEN');
      throw error;
    }
  }

  async #plan(before: BlastRadius, behind: BlastRadius): Promise<ContainmentPlan> {
    const none = this.#without(before);
    const { radius } = this.#request;
    const nodes = between(before, behind);
    const part = await readHeldPart(this.#graph, nodes, radius, this.#until(SEARCH_SHARE));
    if (!part.isWhole) return none('UNPROVEN');
    const options = await this.#options(before, nodes, part);
    const degrees = degreesIn([behind, before]);
    const found = await cheapestContainment(
      {
        question: { ...radius, maxNodes: Number.MAX_SAFE_INTEGER },
        targets: this.#targets,
        relationships: part.relationships,
        degreesOf: ({ label, key }) => degrees.get(globalId(label, key)) ?? null,
        endpointsOf: (session) => part.endpoints.get(session) ?? [],
        candidates: options,
      },
      Math.min(Date.now() + SEARCH_MS, this.#startedAt + radius.timeoutMs * SEARCH_SHARE),
    );
    if (found.chosen === null) return this.#impossible(before, options);
    const everything = options.map((_, position) => position);
    const choices = [found.chosen, ...(found.staticCut === null ? [] : [found.staticCut]), everything];
    for (const [attempt, choice] of choices.entries()) {
      const actions = choice.flatMap((position) => options[position] ?? []);
      const after = await this.#with(actions);
      const stillReached = this.#reachedIn(after);
      // The graph may have grown since it was read: the next set takes more away.
      if (stillReached.length > 0) continue;
      const cost = actions.reduce((sum, action) => sum + action.cost, 0);
      const { lowerBound } = found;
      return {
        result: 'CONTAINED',
        actions,
        cost,
        lowerBound,
        exactness: cost === lowerBound ? 'EXACT' : 'UPPER_BOUND',
        verified: isWhole(after),
        fellBack: attempt > 0,
        before,
        after,
        stillReached,
      };
    }
    return this.#impossible(before, options);
  }

  /** Every action on something between them, with what it costs. */
  async #options(
    before: BlastRadius,
    nodes: readonly NodeRef[],
    part: HeldPart,
  ): Promise<(Candidate & PlannedAction)[]> {
    const { baseCosts, from, radius } = this.#request;
    const endpoints = new Set([...part.endpoints.values()].flat());
    const things = [
      ...nodes.filter(({ label }) => label !== 'Endpoint'),
      ...[...endpoints].map((key): NodeRef => ({ label: 'Endpoint', key })),
    ];
    const actions = things.flatMap((target): ContainmentAction[] => {
      const id = globalId(target.label, target.key);
      const kind = CONTAINMENT_KINDS.find((other) => CONTAINMENT_POLICY[other].label === target.label);
      if (kind === undefined || !baseCosts.has(kind)) return [];
      return this.#isSource(id) || this.#targets.has(id) ? [] : [{ kind, target, from }];
    });
    const cut = await cutSessionsInTime(this.#graph, radius, actions, before, this.#until(SEARCH_SHARE));
    if (cut === null) throw new QueryTimeoutError('containmentCutSessions');
    return actions.map((action, position) => {
      const cutSessions = cut[position] ?? { count: 0, first: [] };
      return { action, cutSessions, cost: cutSessions.count + (baseCosts.get(action.kind) ?? 1) };
    });
  }

  async #impossible(before: BlastRadius, options: readonly PlannedAction[]): Promise<ContainmentPlan> {
    const after = await this.#with(options);
    const stillReached = this.#reachedIn(after);
    return { ...this.#without(before)('IMPOSSIBLE'), after, stillReached };
  }

  #with(actions: readonly PlannedAction[]): Promise<BlastRadius> {
    const { radius } = this.#request;
    const timeoutMs = Math.max(1, this.#startedAt + radius.timeoutMs - Date.now());
    const planned = actions.map(({ action }) => action);
    return containedRadius(this.#graph, { ...radius, timeoutMs }, planned, this.#read);
  }

  #without(before: BlastRadius): (result: PlanResult) => ContainmentPlan {
    return (result) => ({
      result,
      actions: [],
      cost: 0,
      lowerBound: result === 'ALREADY_APART' ? 0 : null,
      exactness: result === 'ALREADY_APART' ? 'EXACT' : null,
      verified: result === 'ALREADY_APART',
      fellBack: false,
      before,
      after: null,
      stillReached: this.#reachedIn(before),
    });
  }

  #reachedIn(radius: BlastRadius): AffectedNode[] {
    return radius.nodes.filter(({ node }) => this.#targets.has(node.id));
  }

  #isSource(id: string): boolean {
    return this.#request.radius.seeds.some(({ label, key }) => globalId(label, key) === id);
  }

  #until(share: number): ReadOptions {
    const deadlineAt = this.#startedAt + this.#request.radius.timeoutMs * share;
    return { deadlineAt: Math.min(deadlineAt, this.#read.deadlineAt ?? Infinity) };
  }
}

/** What a path from the sources to the targets may go through: what both radii hold, of those that are whole. */
function between(before: BlastRadius, behind: BlastRadius): NodeRef[] {
  const [one, other] = isWhole(before) ? [before, behind] : [behind, before];
  const nodes = one.nodes.map(({ node }) => node);
  if (!isWhole(other)) return nodes.map(({ ref }) => ref);
  const ids = new Set(other.nodes.map(({ node }) => node.id));
  return nodes.filter(({ id }) => ids.has(id)).map(({ ref }) => ref);
}

/** How many relationships join each thing, as one of the radii tells; of a starting point neither does. */
function degreesIn(radii: readonly BlastRadius[]): Map<string, Degrees> {
  const degrees = new Map<string, Degrees>();
  for (const { nodes } of radii)
    for (const { node } of nodes) if (node.degrees !== null) degrees.set(node.id, node.degrees);
  return degrees;
}
