import type { ApolloServer } from '@apollo/server';
import pino from 'pino';

import { RULES_VERSION } from '../src/appraisal/signals.js';
import type { Graph } from '../src/graph/graph.js';
import type { ObservedStatement } from '../src/graph/run-statement.js';
import { type ApiServices, createContext, type GraphContext } from '../src/graphql/context.js';
import { createApolloServer } from '../src/graphql/http/apollo.js';
import { defaultLimits } from '../src/graphql/limits/api-limits.js';
import { NodeDirectory } from '../src/graphql/node/node-directory.js';
import { buildApiSchema, nodeSources } from '../src/graphql/schema.js';
import { buildServer } from '../src/server.js';
import { POLICY_VERSION } from '../src/traversal/policy.js';
import { urlOf } from './bare-server.js';
import { dataOf } from './http-client.js';

/** A session without events for this long has ended: the service's own default. */
export const IDLE_HOURS = 24;
export const IDLE_MS = IDLE_HOURS * 60 * 60 * 1000;
/** Ample, so that no answer is cut by a busy machine. */
const QUERY_TIMEOUT_MS = 60_000;

/** The service as it runs, once behind HTTP and once without its transport. */
export interface BenchService {
  readonly url: string;
  /** Executes an operation in this process: parsed, validated, cost counted, answered. Rejects where it has errors. */
  execute(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** The same, but gives the statements that it ran. */
  statementsOf(
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<readonly ObservedStatement[]>;
  stop(): Promise<void>;
}

/** @param asOf the moment that the service takes for now, in epoch milliseconds. */
export async function startService(graph: Graph, asOf: number): Promise<BenchService> {
  const rules = { policyVersion: POLICY_VERSION, rulesVersion: RULES_VERSION };
  const limits = { ...defaultLimits, operationTimeoutMs: QUERY_TIMEOUT_MS };
  const clock = (): number => asOf;
  const services: ApiServices = {
    graph,
    clock,
    idleMs: IDLE_MS,
    limits,
    rules,
    nodes: new NodeDirectory(nodeSources),
  };
  const apollo = createApolloServer({ schema: buildApiSchema(), limits, log: pino({ level: 'silent' }) });
  await apollo.start();
  const config = { idleHours: IDLE_HOURS, queryTimeoutMs: QUERY_TIMEOUT_MS };
  const server = await buildServer({ graph, config, rules, clock });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: urlOf(server.app.server.address()),
    execute: (query, variables) => execute(apollo, createContext(services), query, variables),
    statementsOf: async (query, variables) => {
      const context = createContext(services);
      await execute(apollo, context, query, variables);
      return context.statements;
    },
    stop: async () => {
      await server.stop();
      await apollo.stop();
    },
  };
}

async function execute(
  apollo: ApolloServer<GraphContext>,
  contextValue: GraphContext,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
  if (body.kind !== 'single') throw new TypeError('An answer in several parts was not asked for.');
  return dataOf(body.singleResult);
}

/** For people: how many statements, and which took longest. */
export function statementNote(statements: readonly ObservedStatement[]): string {
  const byName = new Map<string, { runs: number; durationMs: number }>();
  for (const { name, durationMs } of statements) {
    const known = byName.get(name) ?? { runs: 0, durationMs: 0 };
    byName.set(name, { runs: known.runs + 1, durationMs: known.durationMs + durationMs });
  }
  const longest = [...byName]
    .sort(([, a], [, b]) => b.durationMs - a.durationMs)
    .slice(0, 4)
    .map(
      ([name, { runs, durationMs }]) =>
        `${name} ${durationMs.toFixed(0)} ms${runs > 1 ? ` in ${runs} runs` : ''}`,
    );
  return `ours ran ${statements.length} statements in one answer, some at once; longest: ${longest.join(', ')}`;
}
