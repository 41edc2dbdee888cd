import { once } from 'node:events';
import { request as httpRequest } from 'node:http';

import type { Driver } from 'neo4j-driver';
import { inject } from 'vitest';

import type { ConnectOptions } from '../../src/graph/graph.js';
import { Graph } from '../../src/graph/graph.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { IntakeQueue, type IntakeLimits } from '../../src/intake/intake-queue.js';
import { addIntakeRoutes } from '../../src/intake/routes.js';
import { buildServer } from '../../src/server.js';
import { redaction } from '../support/redaction.js';

/** The clock of the service under test. */
export const NOW = Date.UTC(2026, 10, 21, 12);

/** Where the database is not the subject: it counts as away only where it is, however busy the machine. */
export const PATIENT = { suspectAfterMs: 60_000 };

export interface IntakeService {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly queue: IntakeQueue;
  /** Names of the statements that ran in write transactions so far. */
  readonly statements: string[];
  stop(): Promise<void>;
}

export interface IntakeServiceOptions {
  readonly uri?: string;
  readonly connect?: ConnectOptions;
  readonly limits?: Partial<IntakeLimits>;
  readonly maxBodyBytes?: number;
  /** The database is away where it does not answer within this; 800 unless told, as in the service. */
  readonly verifyWithinMs?: number;
}

/** The service's doors on a port of their own, before the database of the test run. */
export async function openIntake(options: IntakeServiceOptions = {}): Promise<IntakeService> {
  const statements: string[] = [];
  const graph = Graph.connect(
    { ...inject('neo4j'), ...(options.uri === undefined ? {} : { uri: options.uri }) },
    { ...options.connect, observer: ({ name }) => void statements.push(name) },
  );
  const writer = new BatchWriter(graph, { redaction, timeoutMs: 60_000 });
  const queue = new IntakeQueue({
    write: (batch) => writer.write(batch),
    verify: () => graph.verify(options.verifyWithinMs ?? 800),
    now: () => NOW,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const server = await buildServer({
    graph,
    config: { idleHours: 24, queryTimeoutMs: 10_000 },
    rules: { policyVersion: 1, rulesVersion: 1 },
    clock: () => NOW,
    routes: (app) =>
      addIntakeRoutes(app, {
        queue,
        now: () => NOW,
        ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
      }),
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const address = server.app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the service does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    queue,
    statements,
    stop: async () => {
      await server.stop();
      await queue.stop();
      await graph.close();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** Undefined where the answer is no JSON. */
  readonly json: unknown;
}

type Body = string | Uint8Array | Iterable<string | Uint8Array>;

/** Posts as a plain HTTP/1.1 client: a body in pieces goes out chunked, one whole with its length. */
export function post(
  service: { readonly url: string },
  door: string,
  body: Body,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const whole = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : null;
    const sent = httpRequest(`${service.url}${door}`, {
      method: 'POST',
      agent: false,
      headers: { ...(whole === null ? {} : { 'content-length': whole.length }), ...headers },
    });
    // A server may answer and close while the body is still being sent: the answer decides.
    let answered = false;
    sent.on('error', (error) => {
      if (!answered) reject(error);
    });
    sent.on('response', (response) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          json: parsed(bytes),
        });
      });
    });
    if (whole !== null) sent.end(whole);
    else void writeAll(sent, body as Iterable<string | Uint8Array>);
  });
}

async function writeAll(
  sent: ReturnType<typeof httpRequest>,
  parts: Iterable<string | Uint8Array>,
): Promise<void> {
  for (const part of parts) {
    if (sent.destroyed) return;
    const isRoomLeft = sent.write(part);
    if (!isRoomLeft) {
      await Promise.race([once(sent, 'drain'), once(sent, 'close')]);
    }
  }
  sent.end();
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A native event of a session that only this test knows. */
export function prompt(
  sessionId: string,
  id: string | number,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    type: 'USER_PROMPT',
    product: 'acme-agent',
    sessionId,
    id: String(id),
    at: '2026-11-21T10:00:00.000Z',
    ...more,
  };
}

export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Rows of one statement, read past the service. */
export async function rowsOf(
  driver: Driver,
  cypher: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>[]> {
  const { records } = await driver.executeQuery(cypher, params, { database: inject('neo4j').database });
  return records.map((record) => record.toObject());
}

/** Events in the graph of the sessions whose key begins so. */
export async function eventCount(driver: Driver, sessionKeyStart: string): Promise<number> {
  const [row] = await rowsOf(
    driver,
    'MATCH (e:Event) WHERE e.sessionKey STARTS WITH $start RETURN count(e) AS events',
    { start: sessionKeyStart },
  );
  return Number(row?.['events']);
}
