import { Neo4jError } from 'neo4j-driver';

/** A parameter is not of the type that the query's header declares. A fault of the caller. */
export class QueryParameterError extends Error {
  override readonly name = 'QueryParameterError';

  constructor(
    readonly query: string,
    /** Where the value lies, such as `$rows[3].startedAt`. */
    readonly path: string,
    readonly expected: string,
    readonly got: string,
  ) {
    super(
      `The query "${query}" takes ${expected} at ${path} and was given ${got}: ` +
        'pass a value of that type, or change the header of its Cypher file.',
    );
  }
}

/** A row that came back is not what the query's header declares. A fault of the Cypher file or of the data. */
export class QueryRowError extends Error {
  override readonly name = 'QueryRowError';

  constructor(
    readonly query: string,
    /** The column and the place in it, such as `files[2].path`. */
    readonly column: string,
    readonly expected: string,
    readonly got: string,
  ) {
    super(
      `The query "${query}" declares ${expected} in column ${column} and the database returned ${got}: ` +
        'correct the header of its Cypher file, or the statement.',
    );
  }
}

export type UnavailableReason =
  /** No server, a broken connection, or no answer to the first message. */
  | 'UNREACHABLE'
  /** The server is there and asks to try again: deadlocks, no free connection, too many transactions. */
  | 'BUSY'
  /** The server refused the credentials or does not know the database. */
  | 'REFUSED';

/** The code of a DatabaseUnavailableError for a server that takes messages and does not answer them. */
export const NO_ANSWER = 'NoAnswer';

/** The database cannot serve now. Nothing is known to be wrong with the request: it is safe to repeat it later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';

  constructor(
    readonly reason: UnavailableReason,
    /** The code of the driver or the server, such as `ServiceUnavailable`. */
    readonly code: string,
  ) {
    super(UNAVAILABLE_MESSAGES[reason].replace('{code}', code));
  }
}

const UNAVAILABLE_MESSAGES: Readonly<Record<UnavailableReason, string>> = {
  UNREACHABLE:
    'The database does not answer ({code}): check that Neo4j runs and can be reached, then try again.',
  BUSY: 'The database is busy ({code}): try again shortly.',
  REFUSED:
    'The database refused this service ({code}): check the configured user, password and database name.',
};

/** The deadline passed. A write that timed out may or may not have been applied; repeating it is safe. */
export class QueryTimeoutError extends Error {
  override readonly name = 'QueryTimeoutError';

  constructor(readonly query: string) {
    super(`The database did not finish "${query}" in time: ask for less, or allow more time.`);
  }
}

/** The server refused or failed the statement. The message never holds Cypher text or values. */
export class QueryFailedError extends Error {
  override readonly name = 'QueryFailedError';
  // Private, so that loggers and serialisers, which copy what is enumerable, cannot print Cypher or values.
  readonly #serverMessage: string;

  constructor(
    readonly query: string,
    /** The server's code, such as `Neo.ClientError.Statement.SyntaxError`. */
    readonly code: string,
    serverMessage: string,
  ) {
    super(`The database failed the query "${query}" (${code}): see the server's message for the reason.`);
    this.#serverMessage = serverMessage;
  }

  /** What the server said. It may quote Cypher and stored values: for an operator's eyes only. */
  serverMessage(): string {
    return this.#serverMessage;
  }
}

/** The graph was written by a newer release than this one. */
export class SchemaVersionError extends Error {
  override readonly name = 'SchemaVersionError';

  constructor(
    readonly found: number,
    readonly supported: number,
  ) {
    super(
      `The graph has schema version ${found} and this release knows versions up to ${supported}: ` +
        'start the release that wrote it or a newer one, or restore a backup made before the upgrade.',
    );
  }
}

const UNREACHABLE_CODES: ReadonlySet<string> = new Set([
  'ServiceUnavailable',
  'SessionExpired',
  'Neo.TransientError.General.DatabaseUnavailable',
  'Neo.TransientError.Database.DatabaseUnavailable',
  'Neo.ClientError.Cluster.NotALeader',
  'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase',
]);

/** Too large for the memory that the server grants: it says "transient", yet repeating it fails again. */
const TOO_LARGE_CODES: ReadonlySet<string> = new Set([
  'Neo.TransientError.General.MemoryPoolOutOfMemoryError',
  'Neo.TransientError.General.OutOfMemoryError',
]);

/**
 * Maps what the driver threw while `query` ran. Errors of this file pass unchanged, and so does what is no error of
 * the database.
 */
export function toGraphError(error: unknown, query: string): unknown {
  if (!(error instanceof Neo4jError)) return error;
  const { code } = error;
  if (code.endsWith('.TransactionTimedOut') || code.endsWith('.TransactionTimedOutClientConfiguration')) {
    return new QueryTimeoutError(query);
  }
  if (UNREACHABLE_CODES.has(code)) return new DatabaseUnavailableError('UNREACHABLE', code);
  if (code.startsWith('Neo.ClientError.Security.') || code === 'Neo.ClientError.Database.DatabaseNotFound') {
    return new DatabaseUnavailableError('REFUSED', code);
  }
  if (TOO_LARGE_CODES.has(code)) return new QueryFailedError(query, code, error.message);
  if (code.startsWith('Neo.TransientError.')) return new DatabaseUnavailableError('BUSY', code);
  // The pool gives its errors no code of their own.
  if (error.message.startsWith('Connection acquisition timed out')) {
    return new DatabaseUnavailableError('BUSY', 'ConnectionAcquisitionTimeout');
  }
  return new QueryFailedError(query, code, error.message);
}
