import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastNodeCut } from '../../src/traversal/containment-flow.js';
import { leastHittingSet } from '../../src/traversal/containment-hitting-set.js';
import {
  type Candidate,
  cheapestContainment,
  type SearchResult,
} from '../../src/traversal/containment-search.js';
import { BEGINNING, type Degrees } from '../../src/traversal/radius-graph.js';
import {
  endpointsIn,
  heldRelationships,
  possibleActions,
  referenceContained,
  someMoment,
} from './containment-reference.js';
import { asRadiusQuestion } from './described.js';
import { graphAndQuestion, idOf } from './random-graph.js';
import { referencePolicy, type ReferenceQuestion } from './reference.js';
import { type GraphNode, nodesOf, type TemporalGraph } from './temporal-graph.js';

/** Every choice of some of a few, the cheapest first. */
function choicesByCost(costs: readonly number[]): { chosen: number[]; cost: number }[] {
  return Array.from({ length: 2 ** costs.length }, (_, bits) => {
    const chosen = costs.flatMap((_cost, position) => ((bits >> position) & 1 ? [position] : []));
    return { chosen, cost: chosen.reduce((sum, position) => sum + (costs[position] ?? 0), 0) };
  }).toSorted((a, b) => a.cost - b.cost);
}

describe('the least cut', () => {
  const network = fc.record({
    costs: fc.array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(Infinity)), {
      minLength: 3,
      maxLength: 8,
    }),
    arcs: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 24 }),
  });

  it('costs as little as the cheapest of all choices of nodes', () => {
    fc.assert(
      fc.property(network, ({ costs, arcs: drawn }) => {
        const [sources, targets] = [new Set([0]), new Set([costs.length - 1])];
        const arcs = drawn.filter(([from, to]) => from < costs.length && to < costs.length);
        const inner = costs.map((cost, node) => (node === 0 || node === costs.length - 1 ? Infinity : cost));
        const isCut = (without: readonly number[]): boolean => {
          const reached = new Set(sources);
          for (const node of reached)
            for (const [from, to] of arcs) if (from === node && !without.includes(to)) reached.add(to);
          return !reached.has(costs.length - 1);
        };
        const cheapest = choicesByCost(inner).find(({ chosen, cost }) => cost < Infinity && isCut(chosen));
        const cut = leastNodeCut(inner, arcs, sources, targets);
        expect(cut === null).toBe(cheapest === undefined);
        expect(cut === null || isCut(cut)).toBe(true);
        expect(cut?.reduce((sum, node) => sum + (inner[node] ?? 0), 0)).toBe(cheapest?.cost);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the least hitting set', () => {
  const problem = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }).chain((costs) =>
    fc.record({
      costs: fc.constant(costs),
      sets: fc.array(fc.uniqueArray(fc.nat(costs.length - 1), { minLength: 1, maxLength: 4 }), {
        maxLength: 14,
      }),
    }),
  );
  const cheapest = (costs: readonly number[], sets: readonly (readonly number[])[]): number =>
    choicesByCost(costs).find(({ chosen }) =>
      sets.every((set) => set.some((element) => chosen.includes(element))),
    )?.cost ?? -1;

  it('costs as little as the cheapest of all choices', () => {
    fc.assert(
      fc.property(problem, ({ costs, sets }) => {
        const { chosen, cost, lowerBound } = leastHittingSet(sets, costs, 100_000);
        expect(sets.every((set) => set.some((element) => chosen.includes(element)))).toBe(true);
        expect([cost, lowerBound]).toEqual([cheapest(costs, sets), cost]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has its bounds on either side of the cheapest when it may hardly search', () => {
    fc.assert(
      fc.property(problem, fc.integer({ min: 1, max: 4 }), ({ costs, sets }, budget) => {
        const { chosen, cost, lowerBound } = leastHittingSet(sets, costs, budget);
        expect(sets.every((set) => set.some((element) => chosen.includes(element)))).toBe(true);
        const least = cheapest(costs, sets);
        expect(lowerBound).toBeLessThanOrEqual(least);
        expect(cost).toBeGreaterThanOrEqual(least);
      }),
      { numRuns: 500 },
    );
  });
});

interface Drawn {
  readonly graph: TemporalGraph;
  readonly question: ReferenceQuestion;
  readonly targets: readonly GraphNode[];
  readonly candidates: readonly Candidate[];
}

/** Targets are drawn from what is reached through something else: most can be kept apart, by several actions. */
const drawn: fc.Arbitrary<Drawn> = graphAndQuestion
  .map(({ graph, question }) => {
    const seeds = question.seeds.slice(0, 1);
    const asked = { ...question, seeds, direction: 'FORWARD' as const, maxNodes: 1_000, maxHops: 8 };
    const reached = referenceContained(graph, asked, []);
    const near = new Set(reached.filter(({ hops }) => hops < 2).map(({ id }) => id));
    const far = new Set(reached.map(({ id }) => id).filter((id) => !near.has(id)));
    const ends = nodesOf(graph).filter((node) => far.has(idOf(node)));
    return { graph, question: asked, reached, ends };
  })
  .filter(({ ends }) => ends.length > 0)
  .chain(({ graph, question, reached, ends }) =>
    fc
      .record({
        targets: fc.uniqueArray(fc.constantFrom(...ends), { minLength: 1, maxLength: 2, selector: idOf }),
        from: fc.oneof(
          { weight: 3, arbitrary: fc.constant(BEGINNING) },
          { weight: 1, arbitrary: someMoment },
        ),
        costs: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 9, maxLength: 9 }),
      })
      .map(({ targets, from, costs }) => {
        const fixed = [...question.seeds, ...targets].map(idOf);
        const ids = new Set(reached.map(({ id }) => id));
        const candidates = possibleActions(graph, from)
          .filter(({ target: { label, key } }) => {
            const id = idOf({ label, key });
            return !fixed.includes(id) && (ids.has(id) || label === 'Endpoint');
          })
          .slice(0, costs.length)
          .map((action, position) => ({ action, cost: costs[position] ?? 1 }));
        return { graph, question, targets, candidates };
      }),
  );

function search({ graph, question, targets, candidates }: Drawn, timeMs = 5_000): Promise<SearchResult> {
  const degrees = new Map<string, Degrees>();
  for (const { label, key } of nodesOf(graph)) {
    if (label === 'Session') continue;
    const count = graph.relationships.filter((e) => referencePolicy.has(e.kind) && e.to === key).length;
    degrees.set(`${label}:${key}`, { READ: count });
  }
  return cheapestContainment(
    {
      question: asRadiusQuestion(question),
      targets: new Set(targets.map(idOf)),
      relationships: heldRelationships(graph, question.asOf, question.idleMs),
      degreesOf: ({ label, key }) => degrees.get(`${label}:${key}`) ?? null,
      endpointsOf: (session) => endpointsIn(graph, session),
      candidates,
    },
    Date.now() + timeMs,
  );
}

function holds({ graph, question, targets, candidates }: Drawn, chosen: readonly number[]): boolean {
  const actions = chosen.flatMap((position) => candidates[position]?.action ?? []);
  const ids = targets.map(idOf);
  return !referenceContained(graph, question, actions).some(({ id }) => ids.includes(id));
}

describe('the cheapest containment', () => {
  it('costs as little as the cheapest of all sets of actions, and bounds it where it does not', async () => {
    const seen = { exact: 0, impossible: 0, several: 0 };
    await fc.assert(
      fc.asyncProperty(drawn, async (problem) => {
        const { chosen, cost, lowerBound } = await search(problem);
        const costs = problem.candidates.map((candidate) => candidate.cost);
        const all = costs.map((_, position) => position);
        const cheapest = holds(problem, all)
          ? choicesByCost(costs).find((choice) => holds(problem, choice.chosen))
          : undefined;
        expect(chosen === null).toBe(cheapest === undefined);
        const least = cheapest?.cost ?? Infinity;
        expect(chosen === null || holds(problem, chosen)).toBe(true);
        expect(lowerBound).toBeLessThanOrEqual(least);
        expect(cost).toBeGreaterThanOrEqual(least);
        // Where the bounds meet, the cost lies between them.
        if (chosen === null) seen.impossible++;
        else if (cost === lowerBound) seen.exact++;
        if (chosen !== null && chosen.length > 1) seen.several++;
      }),
      { numRuns: 250, seed: 20_260_310 },
    );
    expect(seen.exact).toBeGreaterThan(100);
    expect(seen.several).toBeGreaterThan(15);
    expect(seen.impossible).toBeGreaterThan(10);
  }, 120_000);

  it('gives a set that holds, and a bound that does, when there is no time', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (problem) => {
        const { chosen, cost, lowerBound } = await search(problem, -1);
        if (chosen === null) return;
        expect(holds(problem, chosen)).toBe(true);
        const costs = problem.candidates.map((candidate) => candidate.cost);
        const cheapest = choicesByCost(costs).find((choice) => holds(problem, choice.chosen))?.cost ?? -1;
        expect(lowerBound).toBeLessThanOrEqual(cheapest);
        expect(cost).toBeGreaterThanOrEqual(cheapest);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
