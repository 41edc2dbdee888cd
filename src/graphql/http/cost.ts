import type { ApolloServerPlugin } from '@apollo/server';
import { getNamedType, GraphQLError, type GraphQLSchema, isLeafType } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';

import { checkFirst } from '../connection.js';
import type { GraphContext } from '../context.js';
import { BadInputError, CostLimitError } from '../errors.js';
import type { ApiLimits } from '../limits/api-limits.js';

/** An extension of a field whose `first` may be more, or less, than `limits.maxFirst`. */
const MAX_FIRST = 'maxFirst';

/** Lists and objects below one operation that are worth counting one by one: beyond, it is too large anyway. */
const MOST_NODES = 10_000;

/** Objects and lists within each other in the variables at most. */
const DEEPEST_VARIABLE = 100;

/**
 * Counts what an operation would make the graph do, before it does any of it: a scalar costs nothing, an object 1, a
 * list `first` times its items, a field with a `complexity` of its own that much. Refuses an operation beyond the
 * limit, or with a `first` that its field does not take, and tells the cost of every other in `extensions.cost`.
 */
export function costPlugin(limits: ApiLimits): ApolloServerPlugin<GraphContext> {
  const costs = new WeakMap<object, number>();
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ schema, document, request, operationName, contextValue }): Promise<void> {
          const variables = request.variables ?? {};
          checkNesting(variables);
          const cost = costOf(
            schema,
            { document, operationName: operationName ?? undefined, variables },
            limits,
          );
          if (cost === null) return Promise.resolve();
          if (cost > limits.maxCost) throw refused(new CostLimitError(cost, limits.maxCost));
          costs.set(contextValue, cost);
          return Promise.resolve();
        },
        willSendResponse({ response, contextValue }): Promise<void> {
          const cost = costs.get(contextValue);
          if (cost === undefined || response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          singleResult.extensions = { ...singleResult.extensions, cost: { cost, limit: limits.maxCost } };
          return Promise.resolve();
        },
      }),
  };
}

interface Operation {
  readonly document: Parameters<typeof getComplexity>[0]['query'];
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

/** Null where the variables do not fit the operation: executing it says so, and better. */
function costOf(schema: GraphQLSchema, operation: Operation, limits: ApiLimits): number | null {
  const { document, operationName, variables } = operation;
  try {
    return getComplexity({
      schema,
      query: document,
      variables,
      ...(operationName === undefined ? {} : { operationName }),
      estimators: [estimator(limits)],
      maxQueryNodes: MOST_NODES,
    });
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.originalError instanceof BadInputError) throw error;
    if (error.message.includes('maximum allowed number of nodes'))
      throw refused(new CostLimitError(MOST_NODES, limits.maxCost));
    return null;
  }
}

/** graphql-js reads variables by recursion, which a value nested by the thousand would exhaust. */
function checkNesting(variables: Record<string, unknown>): void {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST_VARIABLE) {
      throw refused(
        new BadInputError(
          'variables',
          `The variables nest values more than ${DEEPEST_VARIABLE} deep.`,
          'Write the filter flatter: conditions side by side all hold.',
        ),
      );
    }
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
}

function estimator(limits: ApiLimits): ComplexityEstimator {
  return ({ field, args, childComplexity }) => {
    const first: unknown = args['first'];
    const maxFirst = field.extensions[MAX_FIRST];
    if (typeof first === 'number') {
      checkedFirst(first, typeof maxFirst === 'number' ? maxFirst : limits.maxFirst, field.name);
    }
    const own = field.extensions['complexity'];
    if (typeof own === 'number') return own + childComplexity;
    if (typeof own === 'function')
      return bounded((own as (options: object) => number)({ args, childComplexity }));
    if (typeof first === 'number') return bounded(1 + first * childComplexity);
    return isLeafType(getNamedType(field.type)) ? 0 : 1 + childComplexity;
  };
}

function checkedFirst(first: number, maxFirst: number, field: string): void {
  try {
    checkFirst(first, maxFirst, `first of ${field}`);
  } catch (error) {
    throw error instanceof Error ? refused(error) : error;
  }
}

function bounded(cost: number): number {
  return Number.isFinite(cost) ? Math.min(cost, Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;
}

function refused(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, extensions: { http: { status: 400 } } });
}
