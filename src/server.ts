// Decorators run while modules load: their metadata store has to be there before any of them.
import 'reflect-metadata';

import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';

import type { Graph } from './graph/graph.js';
import { type ApiServices, createContext, type GraphContext, type RulesInForce } from './graphql/context.js';
import { createApolloServer } from './graphql/http/apollo.js';
import { type GraphiqlPage, type ReadyMadeQuery, renderGraphiqlPage } from './graphql/http/graphiql-page.js';
import type { IngestService } from './graphql/ingest-events/ingest-service.js';
import { type ApiLimits, defaultLimits } from './graphql/limits/api-limits.js';
import { NodeDirectory } from './graphql/node/node-directory.js';
import { buildApiSchema, nodeSources } from './graphql/schema.js';

export interface ServerOptions {
  readonly graph: Graph;
  readonly config: {
    /** A session without events for this long counts as ended. */
    readonly idleHours: number;
    /** For one GraphQL operation with all its statements. */
    readonly queryTimeoutMs: number;
  };
  readonly rules: RulesInForce;
  /** Default: silent. */
  readonly logger?: FastifyBaseLogger;
  /** Epoch milliseconds. Default: the system's clock. */
  readonly clock?: () => number;
  /** Queries that GraphiQL opens with. Default: the ledger. */
  readonly readyMadeQueries?: readonly ReadyMadeQuery[];
  readonly limits?: Partial<ApiLimits>;
  /** Takes what `ingestEvents` is given. Default: that mutation is refused. */
  readonly ingest?: IngestService;
  /** Adds routes before the server is ready, such as those for ingest. */
  readonly routes?: (app: FastifyInstance) => void | Promise<void>;
  /** What else must be so for `/health/ready`; a text says what is not. */
  readonly readiness?: () => string | null;
}

export interface RunningServer {
  /** Not listening yet: `app.listen` does, and `app.inject` needs not. */
  readonly app: FastifyInstance;
  /** Readiness turns false, then running requests end, at most within `STOP_WITHIN_MS`. The graph stays open. */
  stop(): Promise<void>;
}

/** The database has this long to answer a readiness check, in milliseconds. */
const READY_WITHIN_MS = 1_000;
/** Requests that still run after this are cut off, in milliseconds. */
const STOP_WITHIN_MS = 8_000;
/** For a request's headers, in milliseconds: slower senders are cut off. */
const HEADERS_WITHIN_MS = 30_000;
/** For reading one request whole, in milliseconds. A large body of events is stored while it is read. */
const REQUEST_WITHIN_MS = 300_000;

/** Builds the HTTP service: GraphQL with its explorer, and health. Opens no connection to the database. */
export async function buildServer(options: ServerOptions): Promise<RunningServer> {
  const limits: ApiLimits = {
    ...defaultLimits,
    // The answer itself takes time, too: what was promised holds for the whole request.
    operationTimeoutMs: Math.floor(options.config.queryTimeoutMs * 0.95),
    ...options.limits,
  };
  const services: ApiServices = {
    graph: options.graph,
    clock: options.clock ?? Date.now,
    idleMs: Math.round(options.config.idleHours * 60 * 60 * 1000),
    limits,
    rules: options.rules,
    nodes: new NodeDirectory(nodeSources),
    ...(options.ingest === undefined ? {} : { ingest: options.ingest }),
  };
  const app = fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    bodyLimit: limits.maxBodyBytes,
    requestTimeout: REQUEST_WITHIN_MS,
    logController: new LogController({ disableRequestLogging: true }),
    // Idle connections end at once when the service stops; running requests are awaited.
    forceCloseConnections: 'idle',
  });
  app.server.headersTimeout = HEADERS_WITHIN_MS;
  const apollo = createApolloServer({ schema: buildApiSchema(), limits, log: app.log });
  await apollo.start();

  const answer = fastifyApolloHandler(apollo, {
    context: (): Promise<GraphContext> => Promise.resolve(createContext(services)),
  });
  let page: Promise<GraphiqlPage> | undefined;
  const explorer = (): Promise<GraphiqlPage> =>
    (page ??= renderGraphiqlPage('/graphql', options.readyMadeQueries ?? []));

  let stopping = false;
  app.setErrorHandler(answerTransportError);
  app.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    // A connection that is kept alive after the answer would hold up the stop.
    if (stopping) void reply.header('connection', 'close');
    done(null, payload);
  });
  app.post('/graphql', answer);
  app.get('/graphql', async (request, reply) => {
    if (!wantsExplorer(request)) return answer.call(app, request, reply);
    return sendPage(await explorer(), request, reply);
  });
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const reason = stopping
      ? 'The service is stopping.'
      : (options.readiness?.() ?? (await databaseFault(options.graph)));
    void reply.header('cache-control', 'no-store');
    if (reason === null) return { status: 'ready' };
    return reply.code(503).header('retry-after', '2').send({ status: 'not ready', reason });
  });
  await options.routes?.(app);
  await app.ready();

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping = true;
    const cutOff = setTimeout(() => app.server.closeAllConnections(), STOP_WITHIN_MS);
    try {
      await app.close();
      await apollo.stop();
    } finally {
      clearTimeout(cutOff);
    }
  };
  return { app, stop: () => (stopped ??= stop()) };
}

async function databaseFault(graph: Graph): Promise<string | null> {
  try {
    await graph.verify(READY_WITHIN_MS);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'The database does not answer.';
  }
}

/** A browser that opens the address, and no GraphQL client: those name JSON, or send a query. */
function wantsExplorer(request: FastifyRequest): boolean {
  const query = request.query as Readonly<Record<string, unknown>>;
  return query['query'] === undefined && (request.headers.accept ?? '').includes('text/html');
}

function sendPage(page: GraphiqlPage, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.headers({
    'content-security-policy': page.contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    vary: 'accept, accept-encoding',
    etag: page.etag,
  });
  if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
  void reply.type('text/html; charset=utf-8');
  const acceptsGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return acceptsGzip ? reply.header('content-encoding', 'gzip').send(page.gzipped) : reply.send(page.html);
}

/** What goes wrong before GraphQL sees the request, in the shape of a GraphQL answer. */
function answerTransportError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error({ err: error }, 'a request failed');
  const { code, message, nextStep } = transportError(status, error.message);
  void reply.code(status).send({ errors: [{ message, extensions: { code, nextStep } }] });
}

function transportError(
  status: number,
  message: string,
): { code: string; message: string; nextStep: string } {
  switch (status) {
    case 413:
      return {
        code: 'BAD_REQUEST',
        message: 'The body of the request is too large.',
        nextStep: 'Send less: limits.maxBodyBytes says how much.',
      };
    case 415:
      return {
        code: 'BAD_REQUEST',
        message: 'The content type is not supported.',
        nextStep: 'Send content-type: application/json.',
      };
    case 503:
      return {
        code: 'UNAVAILABLE',
        message: 'The service is stopping.',
        nextStep: 'Send the request again in a few seconds.',
      };
    default:
      if (status >= 500) {
        return {
          code: 'INTERNAL',
          message: 'The service failed to answer.',
          nextStep: 'Try again; the log of the service holds the cause.',
        };
      }
      return {
        code: 'BAD_REQUEST',
        message,
        nextStep: 'Correct the request: a POST with a JSON body that has the key query.',
      };
  }
}
