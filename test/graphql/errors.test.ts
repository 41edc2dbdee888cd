import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';

import { DatabaseUnavailableError, QueryFailedError, QueryTimeoutError } from '../../src/graph/errors.js';
import {
  BadInputError,
  CostLimitError,
  formatError,
  IngestRefusedError,
  NotFoundError,
} from '../../src/graphql/errors.js';

function answered(error: Error): { shown: ReturnType<typeof formatError>; logged: unknown[] } {
  const logged: unknown[] = [];
  const wrapped = new GraphQLError(error.message, { originalError: error, path: ['session'] });
  const shown = formatError(
    wrapped.toJSON(),
    wrapped,
    (errorId, cause) => logged.push([errorId, cause]),
    () => 'error-1',
  );
  return { shown, logged };
}

describe('what a client is told of an error', () => {
  it.each([
    [
      new BadInputError('by.id', 'by.id is no id.', 'Pass one.', { candidates: [] }),
      'BAD_USER_INPUT',
      { argument: 'by.id', candidates: [] },
    ],
    [new NotFoundError('from', 'User "x"'), 'NOT_FOUND', { argument: 'from' }],
    [new CostLimitError(30, 20), 'COST_LIMIT', { cost: 30, limit: 20 }],
    [new QueryTimeoutError('sessionsNewestFirst'), 'TIMEOUT', {}],
    [new IngestRefusedError('FULL'), 'RATE_LIMITED', {}],
    [new IngestRefusedError('STOPPING'), 'UNAVAILABLE', {}],
    [new IngestRefusedError('LATE'), 'TIMEOUT', {}],
    [new IngestRefusedError('OFF'), 'UNAVAILABLE', {}],
    [
      new DatabaseUnavailableError('UNREACHABLE', 'ServiceUnavailable'),
      'UNAVAILABLE',
      { reason: 'UNREACHABLE' },
    ],
  ])('is a code, a path and a next step: %s', (error, code, facts) => {
    const { shown, logged } = answered(error);
    expect(shown.path).toEqual(['session']);
    expect(shown.extensions).toMatchObject({ code, ...facts });
    expect(shown.extensions?.['nextStep']).toMatch(/\w/);
    expect(logged).toEqual([]);
  });

  it.each([
    new QueryFailedError('sessionsNewestFirst', 'Neo.ClientError.Statement.SyntaxError', 'MATCH (secret)'),
    new TypeError("Cannot read properties of undefined (reading 'secret')"),
  ])('is nothing of a fault of the service but an id, under which it is logged: %s', (error) => {
    const { shown, logged } = answered(error);
    expect(shown.extensions).toEqual({
      code: 'INTERNAL',
      nextStep: expect.stringContaining('errorId') as string,
      errorId: 'error-1',
    });
    expect(JSON.stringify(shown)).not.toMatch(/secret|Neo\.|sessionsNewestFirst|stack/);
    expect(logged).toEqual([['error-1', error]]);
  });

  it('finds the cause below any number of wrappings', () => {
    const inner = new GraphQLError('wrapped once', { originalError: new NotFoundError('from', 'User "x"') });
    expect(answered(inner).shown.extensions?.['code']).toBe('NOT_FOUND');
  });
});
