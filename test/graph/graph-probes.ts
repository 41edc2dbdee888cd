import neo4j, { type Driver } from 'neo4j-driver';
import { inject } from 'vitest';
import { type ConnectOptions, Graph } from '../../src/graph/graph.js';
import { defineReadQuery, defineWriteQuery, type NoParams, type ReadQuery } from '../../src/graph/query.js';
import { int, string } from '../../src/graph/value-type.js';

export const address = inject('neo4j');
/** What statements of tests have in common: no file, no plan. */
export const plain = { file: '', plan: [] };

export const numbers = defineReadQuery<{ from: number; first: number }, { n: number }>({
  ...plain,
  name: 'numbers',
  text: 'UNWIND range($from, 1000) AS n RETURN n LIMIT $first',
  params: { from: int, first: int },
  returns: { n: int },
});
/** Counts for minutes unless it is stopped. */
export const endless: ReadQuery<NoParams, { n: number }> = defineReadQuery({
  ...plain,
  name: 'endless',
  text: 'UNWIND range(1, 100000000000) AS i WITH i WHERE i % 7 = 8 RETURN count(i) AS n',
  params: {},
  returns: { n: int },
});
export const putProbe = defineWriteQuery<{ key: string; value: number }, { value: number }>({
  ...plain,
  name: 'putProbe',
  text: 'MERGE (p:GraphProbe {key: $key}) SET p.value = $value RETURN p.value AS value',
  params: { key: string, value: int },
  returns: { value: int },
});
export const probes = defineReadQuery<{ key: string }, { value: number }>({
  ...plain,
  name: 'probes',
  text: 'MATCH (p:GraphProbe) WHERE p.key STARTS WITH $key RETURN p.value AS value ORDER BY value',
  params: { key: string },
  returns: { value: int },
});

const opened: Graph[] = [];

/** Patient where a test does not say otherwise: the machine may be busy, and the server just started. */
export function connect(uri: string = address.uri, options: ConnectOptions = {}): Graph {
  const patient = { readTimeoutMs: 20_000, writeTimeoutMs: 20_000, answerTimeoutMs: 10_000 };
  return closedLater(Graph.connect({ ...address, uri }, { ...patient, ...options }));
}

export function closedLater(graph: Graph): Graph {
  opened.push(graph);
  return graph;
}

/** For `afterEach`. */
export async function closeGraphs(): Promise<void> {
  await Promise.all(opened.splice(0).map((graph) => graph.close()));
}

/** How long the call took, and what it threw; fails the test where it succeeds. */
export async function failureOf(call: () => Promise<unknown>): Promise<{ error: unknown; tookMs: number }> {
  const startedAt = performance.now();
  try {
    await call();
  } catch (error) {
    return { error, tookMs: performance.now() - startedAt };
  }
  throw new Error('the call succeeded');
}

/** How many statements that hold `text` the server is running. */
export async function runningOn(server: Driver, text: string): Promise<number> {
  const { records } = await server.executeQuery(
    `SHOW TRANSACTIONS YIELD currentQuery
     WHERE currentQuery CONTAINS $text AND NOT currentQuery CONTAINS 'SHOW' RETURN count(*) AS n`,
    { text },
    { database: address.database },
  );
  return neo4j.integer.toNumber(records[0]?.get('n'));
}

/** Asks until it is so, and gives how long that took in milliseconds. */
export async function until(condition: () => Promise<boolean> | boolean, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not true within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return performance.now() - startedAt;
}

export async function removeProbes(server: Driver): Promise<void> {
  await server.executeQuery('MATCH (p:GraphProbe) DETACH DELETE p', {}, { database: address.database });
}
