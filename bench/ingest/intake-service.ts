import { RULES_VERSION } from '../../src/appraisal/signals.js';
import type { Graph } from '../../src/graph/graph.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { IntakeQueue } from '../../src/intake/intake-queue.js';
import { addIntakeRoutes } from '../../src/intake/routes.js';
import { buildServer } from '../../src/server.js';
import { POLICY_VERSION } from '../../src/traversal/policy.js';
import { urlOf } from '../bare-server.js';
import { redaction } from '../redaction.js';
import { IDLE_HOURS } from '../service.js';

export interface IntakeService {
  /** Of `POST /v1/events`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The service with its doors for events, without the appraiser.
 *
 * @param asOf the moment that the service takes for now, in epoch milliseconds.
 */
export async function startIntake(graph: Graph, asOf: number): Promise<IntakeService> {
  const now = (): number => asOf;
  const writer = new BatchWriter(graph, { redaction });
  const queue = new IntakeQueue({
    write: (batch) => writer.write(batch),
    verify: () => graph.verify(5_000),
    now,
  });
  const server = await buildServer({
    graph,
    config: { idleHours: IDLE_HOURS, queryTimeoutMs: 10_000 },
    rules: { policyVersion: POLICY_VERSION, rulesVersion: RULES_VERSION },
    clock: now,
    routes: (app) => addIntakeRoutes(app, { queue, now }),
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const graphql = urlOf(server.app.server.address());
  return {
    url: new URL('/v1/events', graphql).href,
    stop: async () => {
      await server.stop();
      await queue.stop();
    },
  };
}
