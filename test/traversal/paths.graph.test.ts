import fc from 'fast-check';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { schemaStatements } from '../../src/graph/catalogue/constraints.generated.js';
import { radiusSessionCount } from '../../src/graph/catalogue/read.generated.js';
import { Graph } from '../../src/graph/graph.js';
import { pathExists, type Paths, paths, type PathsRequest } from '../../src/traversal/paths.js';
import { connectForTest } from '../support/database.js';
import {
  asPathsQuestion,
  describePath,
  describeReferencePath,
  referenceExistence,
} from './paths-described.js';
import {
  pathsQuestionAbout,
  type PathsReferenceQuestion,
  type ReferencePath,
  referencePaths,
} from './paths-reference.js';
import { temporalGraph } from './random-graph.js';
import { eventOf, type TemporalGraph } from './temporal-graph.js';
import { writeGraphs } from './write-graph.js';

const GRAPHS = 200;
/** Questions that are asked at a time: most of their time is waiting for the database. */
const AT_A_TIME = 4;

describe('paths over the database', () => {
  let driver: Driver;
  let graph: Graph;
  let sessionCount: number;
  const seed = 20_260_401;
  const graphs = Array.from({ length: GRAPHS }, (_, index) =>
    fc.sample(temporalGraph(`paths-test/${index}/`), { seed: seed + index, numRuns: 1 }),
  ).flat();
  const questionFor = (index: number, temporal: TemporalGraph): PathsReferenceQuestion | null =>
    fc.sample(pathsQuestionAbout(temporal, sessionCount), { seed: seed + index, numRuns: 1 })[0] ?? null;

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
      const question = questionFor(index, temporal);
      if (question !== null) await (await paths(graph, requestOf(question), read)).details();
    }
  });

  afterAll(async () => {
    await remove(driver);
    await graph.close();
    await driver.close();
  });

  const read = { timeoutMs: 20_000 };
  let found = 0;

  const check = async (index: number, temporal: TemporalGraph): Promise<void> => {
    const question = questionFor(index, temporal);
    if (question === null) return;
    const request = requestOf(question);
    const within = referencePaths(temporal, question, question.maxHops);
    const expected = within.slice(0, question.first);
    const answer = await paths(graph, request, read);
    expect({ index, paths: answer.paths.map(describePath) }).toEqual({
      index,
      paths: expected.map(describeReferencePath),
    });
    expect(answer.meta.truncatedBy).not.toContain('TIMEOUT');
    expect(answer.meta.truncatedBy.includes('MAX_PATHS')).toBe(within.length > expected.length);
    const { exists, hops, arrivedAt, lens, meta } = await pathExists(graph, request, read);
    expect({ index, exists, hops, arrivedAt, lens }).toEqual({ index, ...referenceExistence(within) });
    expect(meta.truncatedBy).not.toContain('TIMEOUT');
    await expectEvidence(answer, expected, temporal);
    if (expected.length > 0) found++;
  };

  it('are those of the definition, on random temporal graphs', async () => {
    expect(graphs).toHaveLength(GRAPHS);
    const waiting = [...graphs.entries()];
    const askNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await check(...next);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, askNext));
    expect(found).toBeGreaterThan(50);
  }, 120_000);
});

function requestOf(question: PathsReferenceQuestion): PathsRequest & { readonly first: number } {
  const { asOf, idleMs, reincluded } = question;
  return { ...asPathsQuestion(question), asOf, idleMs, reincluded, timeoutMs: 20_000 };
}

/** Each step cites the events that made its contact and says where none has a time; each edge stands once. */
async function expectEvidence(
  answer: Paths,
  expected: readonly ReferencePath[],
  temporal: TemporalGraph,
): Promise<void> {
  const details = await answer.details();
  const keyOf = (id: string): string => Buffer.from(id, 'base64url').toString('utf8').replace(/^\w+:/, '');
  const cited = new Set<string>();
  for (const [position, path] of answer.paths.entries()) {
    for (const [index, step] of path.steps.entries()) {
      cited.add(step.relationship);
      const { events, untimed } = details.evidenceOf(step);
      expect(untimed).toBe(expected[position]?.steps[index]?.untimed);
      const [from, to] = step.flow === 'OUT' ? [step.from, step.to] : [step.to, step.from];
      const relationship = temporal.relationships.find(
        (other) => other.kind === step.kind && other.from === keyOf(from.id) && other.to === keyOf(to.id),
      );
      if (relationship === undefined) throw new Error('a step follows a relationship that is not there');
      const timed = relationship.times.map((at, place) => ({ at, event: eventOf(relationship, at, place) }));
      const isContact = ['READ', 'WROTE', 'CALLED', 'USED_SERVER'].includes(step.kind);
      const wanted =
        untimed && relationship.untimed > 0
          ? [eventOf(relationship, null, 0)]
          : timed
              .filter(({ at }, place) => (isContact ? at === step.at : place === 0))
              .map(({ event }) => event);
      expect(events).toEqual(wanted);
    }
  }
  const edges = answer.edges.map(({ relationship }) => relationship);
  expect(edges).toHaveLength(cited.size);
  expect(new Set(edges)).toEqual(cited);
}

async function remove(driver: Driver): Promise<void> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    await session.run("MATCH (n) WHERE n.key STARTS WITH 'paths-test/' DETACH DELETE n");
  } finally {
    await session.close();
  }
}
