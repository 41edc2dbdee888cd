import type { Driver } from 'neo4j-driver';
import { inject } from 'vitest';

import { ingestServiceOf } from '../../src/cli/ingest-service.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import type { ApiLimits } from '../../src/graphql/limits/api-limits.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { IntakeQueue } from '../../src/intake/intake-queue.js';
import { addIntakeRoutes } from '../../src/intake/routes.js';
import { buildServer, type RunningServer } from '../../src/server.js';
import { connectForTest, wipe } from '../support/database.js';
import { redaction } from '../support/redaction.js';

/** The moment that tests ask about unless they say otherwise. */
export const NOW = Date.UTC(2026, 2, 10, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests reach into answers whose shape the query gives
  readonly data: any;
  readonly errors: readonly AnswerError[];
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Statements that the operation ran. */
  readonly statements: readonly string[];
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & {
    readonly code: string;
    readonly nextStep: string;
  };
}

export interface TestApi {
  readonly driver: Driver;
  readonly graph: Graph;
  readonly server: RunningServer;
  /** Posts one operation. */
  ask(query: string, variables?: object): Promise<Answer>;
  close(): Promise<void>;
}

/** The whole service over the test database, which is emptied first. Close it in `afterAll`. */
export async function startApi(limits: Partial<ApiLimits> = {}): Promise<TestApi> {
  const driver = connectForTest();
  await wipe(driver);
  const ran: string[] = [];
  const graph = Graph.connect(inject('neo4j'), { observer: ({ name }) => ran.push(name) });
  await applySchema(graph);
  const writer = new BatchWriter(graph, { redaction });
  const queue = new IntakeQueue({
    write: (batch) => writer.write(batch),
    verify: () => graph.verify(800),
    now: () => NOW,
  });
  const server = await buildServer({
    graph,
    config: { idleHours: 24, queryTimeoutMs: 60_000 },
    rules: { policyVersion: 1, rulesVersion: 1 },
    clock: () => NOW,
    limits,
    ingest: ingestServiceOf(queue, () => NOW),
    routes: (app) => addIntakeRoutes(app, { queue, now: () => NOW }),
  });
  return {
    driver,
    graph,
    server,
    async ask(query, variables = {}) {
      ran.length = 0;
      const response = await server.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ query, variables }),
      });
      const { data, errors = [], extensions = {} } = response.json<Partial<Answer>>();
      return { status: response.statusCode, data, errors, extensions, statements: [...ran] };
    },
    async close() {
      await server.stop();
      await queue.stop();
      await graph.close();
      await driver.close();
    },
  };
}
