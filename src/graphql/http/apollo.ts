import { randomUUID } from 'node:crypto';

import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';

import type { GraphContext } from '../context.js';
import { formatError } from '../errors.js';
import type { ApiLimits } from '../limits/api-limits.js';
import { costPlugin } from './cost.js';
import { aliasRule, depthRule } from './document-rules.js';

/** What of a logger this layer needs; pino and Fastify's are ones. */
export interface ApiLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly limits: ApiLimits;
  readonly log: ApiLog;
}

/** The GraphQL server without its transport: demand control, error codes, logging. Not started yet. */
export function createApolloServer({ schema, limits, log }: ApolloOptions): ApolloServer<GraphContext> {
  return new ApolloServer<GraphContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: [depthRule(limits.maxDepth), aliasRule(limits.maxAliases)],
    formatError: (formatted, error) =>
      formatError(
        formatted,
        error,
        (errorId, cause) => log.error({ errorId, err: cause }, 'masked an error of the service'),
        randomUUID,
      ),
    logger: apolloLogger(log),
    plugins: [
      // The default plugin wraps every field of every answer.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      costPlugin(limits),
      operationLogPlugin(log),
    ],
  });
}

/** One line an operation: what it was called, how long it took, what it cost the database. Never its variables. */
function operationLogPlugin(log: ApiLog): ApolloServerPlugin<GraphContext> {
  return {
    requestDidStart: () => {
      const startedAt = performance.now();
      return Promise.resolve({
        willSendResponse({ operationName, contextValue, errors }): Promise<void> {
          const { statements } = contextValue;
          const databaseMs = statements.reduce((sum, statement) => sum + statement.durationMs, 0);
          log.info(
            {
              operation: operationName ?? null,
              durationMs: Math.round(performance.now() - startedAt),
              statements: statements.length,
              databaseMs: Math.round(databaseMs),
              errors: errors?.length ?? 0,
            },
            'graphql operation',
          );
          return Promise.resolve();
        },
      });
    },
  };
}

function apolloLogger(log: ApiLog): {
  debug(message: unknown): void;
  info(message: unknown): void;
  warn(message: unknown): void;
  error(message: unknown): void;
} {
  return {
    debug: (message) => log.debug({}, String(message)),
    info: (message) => log.info({}, String(message)),
    warn: (message) => log.warn({}, String(message)),
    error: (message) => log.error({}, String(message)),
  };
}
