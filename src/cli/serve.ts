import type { AddressInfo } from 'node:net';

import type { FastifyBaseLogger } from 'fastify';

import { Appraiser } from '../appraisal/appraiser.js';
import { RULES_VERSION } from '../appraisal/signals.js';
import type { Config } from '../config.js';
import { loadDemoDay, type DemoLoad } from '../demo/load-demo.js';
import { buildServer } from '../server.js';
import { POLICY_VERSION } from '../traversal/policy.js';
import { BatchWriter } from '../ingest/batch-writer.js';
import { IntakeQueue } from '../intake/intake-queue.js';
import { addIntakeRoutes } from '../intake/routes.js';
import { ingestServiceOf } from './ingest-service.js';
import { openGraph } from './open-graph.js';
import { openRedaction } from './redaction.js';
import { applySensitivity, openSensitivity } from './sensitivity.js';

export interface ServeOptions {
  readonly demo: boolean;
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
  /** For a person who started the service by hand. */
  readonly say: (line: string) => void;
  /** Ends the service. */
  readonly signal: AbortSignal;
}

/** A batch that is not committed after this is given up, in milliseconds: its senders are told to come again. */
const INGEST_WITHIN_MS = 60_000;
/** The database is away where it does not answer within this, in milliseconds. */
const DATABASE_ANSWERS_WITHIN_MS = 1_500;

/**
 * Runs the service until the signal aborts: database, schema, appraiser, API. What was started is stopped in the
 * opposite order, also where starting fails half-way.
 */
export async function runServe(config: Config, options: ServeOptions): Promise<void> {
  const { log, say, signal } = options;
  const sensitivity = await openSensitivity(config);
  const redaction = await openRedaction(config);
  const opened = await openGraph(config, (line) => log.info(line), signal);
  const { graph } = opened;
  try {
    await applySensitivity(graph, sensitivity, (line) => log.info(line));
    const appraiser = new Appraiser(graph, {
      clock: options.now,
      onError: (error) => log.error({ err: error }, 'appraisal failed and will be tried again'),
    });
    const demo = options.demo
      ? await loadDemoDay(graph, { appraiser, redaction, sensitivity }, options.now())
      : null;
    const writer = new BatchWriter(graph, { redaction, sensitivity, timeoutMs: INGEST_WITHIN_MS });
    const intake = new IntakeQueue({
      write: (batch) => writer.write(batch),
      verify: () => graph.verify(DATABASE_ANSWERS_WITHIN_MS),
      now: options.now,
      onCommitted: () => appraiser.notify(),
    });
    const server = await buildServer({
      graph,
      config,
      rules: { policyVersion: POLICY_VERSION, rulesVersion: RULES_VERSION },
      logger: log,
      clock: options.now,
      ingest: ingestServiceOf(intake, options.now),
      routes: (app) => addIntakeRoutes(app, { queue: intake, now: options.now }),
      ...(demo === null ? {} : { readyMadeQueries: demo.queries }),
    });
    try {
      appraiser.start();
      await server.app.listen({ host: config.host, port: config.port });
      const url = `http://${hostInUrl(config.host)}:${boundPort(server.app.server.address(), config.port)}/graphql`;
      log.info({ url }, 'GraphQL is ready');
      if (demo !== null) sayDemo(demo, url, say);
      await aborted(signal);
      log.info('stopping');
    } finally {
      await server.stop();
      await intake.stop();
      await appraiser.stop();
    }
  } finally {
    await opened.close();
  }
}

function sayDemo(demo: DemoLoad, url: string, say: (line: string) => void): void {
  say('');
  say(demo.note);
  say(`Open ${url} in a browser, or send it these queries (asOf is the moment of loading):`);
  for (const { title, query } of demo.queries) {
    say('');
    say(`# ${title}`);
    say(query.trim());
  }
  say('');
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The port that was taken, where any free one was asked for. */
function boundPort(address: AddressInfo | string | null, asked: number): number {
  return typeof address === 'object' && address !== null ? address.port : asked;
}
