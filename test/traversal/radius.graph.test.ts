import fc from 'fast-check';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { schemaStatements } from '../../src/graph/catalogue/constraints.generated.js';
import { radiusSessionCount } from '../../src/graph/catalogue/read.generated.js';
import { Graph } from '../../src/graph/graph.js';
import { type BlastRadius, blastRadius } from '../../src/traversal/blast-radius.js';
import { connectForTest } from '../support/database.js';
import { asRadiusQuestion, describeAnswer, describeReference } from './described.js';
import { questionAbout, temporalGraph } from './random-graph.js';
import { reference, type ReferenceAnswer, type ReferenceQuestion } from './reference.js';
import { eventOf, type TemporalGraph } from './temporal-graph.js';
import { writeGraphs } from './write-graph.js';

const GRAPHS = 300;
/** Questions that are asked at a time: most of their time is waiting for the database. */
const AT_A_TIME = 4;

describe('the blast radius over the database', () => {
  let driver: Driver;
  let graph: Graph;
  let sessionCount: number;
  const seed = 20_260_301;
  const graphs = Array.from({ length: GRAPHS }, (_, index) =>
    fc.sample(temporalGraph(`radius-test/${index}/`), { seed: seed + index, numRuns: 1 }),
  ).flat();

  beforeAll(async () => {
    driver = connectForTest();
    graph = Graph.connect(inject('neo4j'));
    for (const statement of schemaStatements)
      await graph.write((transaction) => transaction.run(statement, {}));
    await remove(driver);
    await writeGraphs(driver, inject('neo4j').database, graphs);
    sessionCount = (await graph.read(radiusSessionCount, {}))[0]?.sessions ?? 0;
    // A server that has just started takes long over its first plans: these answers may be cut by time.
    for (const [index, temporal] of graphs.slice(0, 20).entries()) {
      const [question] = fc.sample(questionAbout(temporal), { seed: seed + index, numRuns: 1 });
      if (question !== undefined) await (await ask(question)).details();
    }
  });

  afterAll(async () => {
    await remove(driver);
    await graph.close();
    await driver.close();
  });

  const ask = (question: ReferenceQuestion): Promise<BlastRadius> => {
    const { asOf, idleMs } = question;
    const request = { ...asRadiusQuestion(question), asOf, idleMs, maxEdges: 1_000, timeoutMs: 20_000 };
    return blastRadius(graph, request, { timeoutMs: 20_000 });
  };

  const check = async (index: number, temporal: TemporalGraph): Promise<void> => {
    const [question] = fc.sample(questionAbout(temporal, sessionCount), { seed: seed + index, numRuns: 1 });
    if (question === undefined) throw new Error('no question was drawn');
    const expected = reference(temporal, question);
    const answer = await ask(question);
    const { meta } = answer;
    const context = { index, question };
    expect({ ...context, ...describeAnswer({ ...answer, ...meta }, meta.hubs) }).toEqual({
      ...context,
      ...describeReference(expected),
    });
    expect(meta.complete).toBe(expected.truncatedBy.length === 0);
    await expectEvidence(answer, expected, temporal);
  };

  it('answers as the definition does, on random temporal graphs', async () => {
    expect(graphs).toHaveLength(GRAPHS);
    const waiting = [...graphs.entries()];
    const askNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await check(...next);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, askNext));
  }, 60_000);
});

/** Each step cites the events that made its contact and says where none has a time; strengths are as defined. */
async function expectEvidence(
  answer: BlastRadius,
  expected: ReferenceAnswer,
  temporal: TemporalGraph,
): Promise<void> {
  const details = await answer.details();
  const keyOf = (id: string): string => Buffer.from(id, 'base64url').toString('utf8').replace(/^\w+:/, '');
  for (const [position, { paths }] of answer.nodes.entries()) {
    for (const [which, path] of paths.entries()) {
      const reach = expected.nodes[position]?.reaches[which];
      expect(details.strengthOf(path)).toBeCloseTo(reach?.strength ?? -1, 10);
      for (const [index, step] of path.steps.entries()) {
        const wanted = reach?.witness[index];
        const { events, untimed } = details.evidenceOf(step);
        expect(untimed).toBe(wanted?.untimed);
        const [from, to] = step.flow === 'OUT' ? [step.from, step.to] : [step.to, step.from];
        const relationship = temporal.relationships.find(
          (other) => other.kind === step.kind && other.from === keyOf(from.id) && other.to === keyOf(to.id),
        );
        if (relationship === undefined) throw new Error('a step follows a relationship that is not there');
        const timed = relationship.times.map((at, place) => ({
          at,
          event: eventOf(relationship, at, place),
        }));
        if (untimed && relationship.untimed > 0) expect(events).toEqual([eventOf(relationship, null, 0)]);
        else if (['READ', 'WROTE', 'CALLED', 'USED_SERVER'].includes(step.kind)) {
          expect(events).toEqual(timed.filter(({ at }) => at === step.at).map(({ event }) => event));
        } else expect(events).toEqual(timed.slice(0, 1).map(({ event }) => event));
      }
    }
  }
  for (const edge of answer.edges) {
    const relationship = temporal.relationships.find(
      ({ kind, from, to }) => kind === edge.kind && from === edge.from.key && to === edge.to.key,
    );
    const { firstAt, lastAt, count } = details.factsOf(edge);
    const times = relationship?.times ?? [];
    expect({ firstAt, lastAt, count }).toEqual({
      firstAt: times[0] ?? null,
      lastAt: times.at(-1) ?? null,
      count: times.length + (relationship?.untimed ?? 0),
    });
  }
}

async function remove(driver: Driver): Promise<void> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    await session.run("MATCH (n) WHERE n.key STARTS WITH 'radius-test/' DETACH DELETE n");
  } finally {
    await session.close();
  }
}
