import fc from 'fast-check';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { schemaStatements } from '../../src/graph/catalogue/constraints.generated.js';
import { Graph } from '../../src/graph/graph.js';
import type { BlastRadius, BlastRadiusRequest } from '../../src/traversal/blast-radius.js';
import { simulateContainment } from '../../src/traversal/containment.js';
import { CONTAINMENT_KINDS, type ContainmentAction } from '../../src/traversal/containment-action.js';
import type { HeldRelationship } from '../../src/traversal/containment-held.js';
import { minimalContainment } from '../../src/traversal/containment-plan.js';
import { readHeldPart } from '../../src/traversal/containment-reading.js';
import { BEGINNING } from '../../src/traversal/radius-graph.js';
import { connectForTest } from '../support/database.js';
import {
  endpointsIn,
  heldRelationships,
  possibleActions,
  type ReferenceArrival,
  referenceContained,
  referenceCutSessions,
  someActions,
} from './containment-reference.js';
import { asRadiusQuestion } from './described.js';
import { idOf, questionAbout, temporalGraph } from './random-graph.js';
import type { ReferenceQuestion } from './reference.js';
import { nodesOf, type TemporalGraph } from './temporal-graph.js';
import { writeGraphs } from './write-graph.js';

const GRAPHS = 60;
const PREFIX = 'containment-test/';
const seed = 20_260_310;

interface Case {
  readonly temporal: TemporalGraph;
  readonly question: ReferenceQuestion;
  readonly actions: readonly ContainmentAction[];
}

describe('containment over the database', () => {
  let driver: Driver;
  let graph: Graph;
  const cases = Array.from({ length: GRAPHS }, (_, index): Case => {
    const draw = <T>(arbitrary: fc.Arbitrary<T>): T => {
      const [drawn] = fc.sample(arbitrary, { seed: seed + index, numRuns: 1 });
      if (drawn === undefined) throw new Error('nothing was drawn');
      return drawn;
    };
    const temporal = draw(temporalGraph(`${PREFIX}${index}/`));
    const question = { ...draw(questionAbout(temporal)), direction: 'FORWARD' as const, maxNodes: 1_000 };
    return { temporal, question, actions: draw(someActions(temporal)) };
  });
  const requestOf = (question: ReferenceQuestion): BlastRadiusRequest => {
    const { asOf, idleMs } = question;
    return { ...asRadiusQuestion(question), asOf, idleMs, maxEdges: 1_000, timeoutMs: 20_000 };
  };

  beforeAll(async () => {
    driver = connectForTest();
    graph = Graph.connect(inject('neo4j'));
    for (const statement of schemaStatements)
      await graph.write((transaction) => transaction.run(statement, {}));
    await remove(driver);
    await writeGraphs(
      driver,
      inject('neo4j').database,
      cases.map(({ temporal }) => temporal),
    );
    // A server that has just started takes long over its first plans.
    for (const { question, actions } of cases.slice(0, 10))
      await simulateContainment(graph, requestOf(question), actions, { timeoutMs: 20_000 });
  });

  afterAll(async () => {
    await remove(driver);
    await graph.close();
    await driver.close();
  });

  it('has the radii of the model with and without the contacts, and the sessions that are cut', async () => {
    let kept = 0;
    let cut = 0;
    for (const { temporal, question, actions } of cases) {
      const outcome = await simulateContainment(graph, requestOf(question), actions, { timeoutMs: 20_000 });
      const before = referenceContained(temporal, question, []);
      const after = referenceContained(temporal, question, actions);
      expect(arrivalsOf(outcome.before)).toEqual(inOrder(before));
      expect(arrivalsOf(outcome.after)).toEqual(inOrder(after));
      expect(outcome.conclusive).toBe(true);
      const left = new Set(after.map(({ id }) => id));
      const gone = new Set(before.map(({ id }) => id).filter((id) => !left.has(id)));
      expect(new Set(outcome.noLongerReached.map(({ node }) => node.id))).toEqual(gone);
      kept += gone.size;
      const related = new Set(before.map(({ id }) => id));
      const wanted = actions.map((action) => unrelated(temporal, question, action, related));
      expect(outcome.actions.map(({ cutSessions }) => cutSessions?.count)).toEqual(
        wanted.map(({ length }) => length),
      );
      for (const [position, { cutSessions }] of outcome.actions.entries())
        expect(new Set(cutSessions?.first)).toEqual(new Set(wanted[position]));
      cut += wanted.flat().length;
    }
    expect(kept).toBeGreaterThan(30);
    expect(cut).toBeGreaterThan(10);
  }, 120_000);

  it('reads relationships with the contacts that the definition gives them', async () => {
    for (const { temporal, question } of cases) {
      const { asOf, idleMs } = question;
      const part = await readHeldPart(graph, nodesOf(temporal), question, { timeoutMs: 20_000 });
      const expected = heldRelationships(temporal, asOf, idleMs);
      expect(nextOf(part.relationships)).toEqual(nextOf(expected));
      for (const { key } of temporal.sessions)
        expect(new Set(part.endpoints.get(key))).toEqual(new Set(endpointsIn(temporal, key)));
    }
  }, 60_000);

  it('plans what costs as little as the cheapest of all sets of actions', async () => {
    const seen = { contained: 0, impossible: 0, apart: 0 };
    for (const { temporal, question: drawn } of cases) {
      const question = { ...drawn, maxHops: 8, seeds: drawn.seeds.slice(0, 1) };
      const reached = referenceContained(temporal, question, []);
      const ids = new Set(reached.map(({ id }) => id));
      const farthest = reached.toSorted((a, b) => b.hops - a.hops)[0]?.id;
      const apart = nodesOf(temporal).find((node) => !ids.has(idOf(node)));
      const target = nodesOf(temporal).find((node) => idOf(node) === farthest);
      const options = possibleActions(temporal, BEGINNING).filter(({ target: { label, key } }) => {
        const id = idOf({ label, key });
        return (
          id !== farthest && !question.seeds.map(idOf).includes(id) && (ids.has(id) || label === 'Endpoint')
        );
      });
      if (target === undefined || options.length > 11) continue;
      const request = { radius: requestOf(question), from: BEGINNING, baseCosts };
      const plan = await minimalContainment(graph, { ...request, protect: [target] }, { timeoutMs: 20_000 });
      const costs = options.map((action) => unrelated(temporal, question, action, ids).length + 1);
      const holds = (actions: readonly ContainmentAction[]): boolean =>
        !referenceContained(temporal, question, actions).some(({ id }) => id === farthest);
      const least = holds(options) ? cheapest(options, costs, holds) : undefined;
      const { result, cost, lowerBound, exactness, verified, stillReached, actions } = plan;
      const found = { result, cost, lowerBound, exactness, verified };
      const left = stillReached.map(({ node }) => node.id);
      if (least === undefined) seen.impossible++;
      else seen.contained++;
      expect([found, left]).toEqual(
        least === undefined
          ? [{ ...found, result: 'IMPOSSIBLE', exactness: null, verified: false }, [farthest]]
          : [{ result: 'CONTAINED', cost: least, lowerBound: least, exactness: 'EXACT', verified: true }, []],
      );
      expect(holds(actions.map(({ action }) => action))).toBe(least !== undefined);
      if (apart === undefined) continue;
      const idle = await minimalContainment(graph, { ...request, protect: [apart] }, { timeoutMs: 20_000 });
      expect(idle).toMatchObject({ result: 'ALREADY_APART', actions: [], cost: 0, exactness: 'EXACT' });
      seen.apart++;
    }
    expect(seen.contained).toBeGreaterThan(10);
    expect(seen.impossible).toBeGreaterThan(5);
    expect(seen.apart).toBeGreaterThan(10);
  }, 120_000);
});

const baseCosts = new Map(CONTAINMENT_KINDS.map((kind) => [kind, 1]));

function cheapest(
  options: readonly ContainmentAction[],
  costs: readonly number[],
  holds: (actions: readonly ContainmentAction[]) => boolean,
): number | undefined {
  return Array.from({ length: 2 ** options.length }, (_, bits) => {
    const chosen = options.map((_action, position) => ((bits >> position) & 1) === 1);
    return {
      actions: options.filter((_action, position) => chosen[position]),
      cost: costs.reduce((sum, cost, position) => sum + (chosen[position] === true ? cost : 0), 0),
    };
  })
    .toSorted((a, b) => a.cost - b.cost)
    .find(({ actions }) => holds(actions))?.cost;
}

function unrelated(
  temporal: TemporalGraph,
  question: ReferenceQuestion,
  action: ContainmentAction,
  related: ReadonlySet<string>,
): string[] {
  return referenceCutSessions(temporal, question, action).filter(
    (key) => !related.has(idOf({ label: 'Session', key })),
  );
}

/** The next contact of every relationship at or after each moment: two ways to hold it may be the same. */
function nextOf(relationships: readonly HeldRelationship[]): string[] {
  return relationships
    .map(({ kind, from, to, times, held, always }) => {
      const next = Array.from({ length: 35 }, (_, t) => {
        const during = held !== null && held.from <= held.to && t <= held.to ? [Math.max(t, held.from)] : [];
        return Math.min(always ? t : Infinity, ...during, ...times.filter((time) => time >= t));
      });
      return `${kind} ${from} ${to}: ${next.join()}`;
    })
    .toSorted();
}

function arrivalsOf({ nodes }: BlastRadius): ReferenceArrival[] {
  return inOrder(
    nodes.flatMap(({ node: { id }, paths }) =>
      paths.map(({ lens, hops, arrivedAt, earliestAt }) => ({
        id,
        lens,
        hops,
        arrivedAt: arrivedAt ?? -Infinity,
        earliestAt: earliestAt ?? -Infinity,
      })),
    ),
  );
}

function inOrder(arrivals: readonly ReferenceArrival[]): ReferenceArrival[] {
  const name = ({ id, lens }: ReferenceArrival): string => `${id} ${lens}`;
  return arrivals.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
}

async function remove(driver: Driver): Promise<void> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    await session.run('MATCH (n) WHERE n.key STARTS WITH $prefix DETACH DELETE n', { prefix: PREFIX });
  } finally {
    await session.close();
  }
}
