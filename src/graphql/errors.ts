import { type GraphQLFormattedError, GraphQLError } from 'graphql';

import {
  DatabaseUnavailableError,
  QueryFailedError,
  QueryParameterError,
  QueryRowError,
  QueryTimeoutError,
} from '../graph/errors.js';

/** The codes that clients may rely on. Classes of errors are internal, codes are public. */
export type PublicCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_USER_INPUT'
  | 'BAD_REQUEST'
  | 'NOT_FOUND'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'COST_LIMIT'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** An argument cannot be used. `argument` is its path within the field, such as `filter.cost.gte`. */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';

  constructor(
    readonly argument: string,
    /** What is wrong, as a whole sentence that names the argument. */
    problem: string,
    /** What to do about it, as a whole sentence. */
    readonly nextStep: string,
    /** Facts that help to correct it, such as the candidates of an ambiguous selector. */
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(problem);
  }
}

/** A question was asked about something that the graph does not hold. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';

  constructor(
    readonly argument: string,
    /** What was looked for, such as `User with e-mail "alice@company.com"`. */
    what: string,
    readonly nextStep = 'Check the value, or look it up with a connection such as users, endpoints or files.',
  ) {
    super(`There is no ${what} in the graph.`);
  }
}

/** The operation would do more work than one request may: refused before any Cypher ran. */
export class CostLimitError extends Error {
  override readonly name = 'CostLimitError';
  readonly nextStep =
    'Ask for fewer items with first, select fewer nested connections, or split the operation.';

  constructor(
    readonly cost: number,
    readonly limit: number,
  ) {
    super(`The operation costs ${cost} and one operation may cost ${limit}.`);
  }
}

/** Why events were not taken in, or not known to be. */
export type IngestRefusal =
  /** More waits to be written than the service holds. */
  | 'FULL'
  /** The service ends. */
  | 'STOPPING'
  /** They were not committed within the time that one operation may take. */
  | 'LATE'
  /** This service is run without a way in for events. */
  | 'OFF';

const INGEST_REFUSALS: Readonly<Record<IngestRefusal, Omit<PublicError, 'facts' | 'fault'>>> = {
  FULL: {
    code: 'RATE_LIMITED',
    message: 'More events wait to be written than the service holds: none of these was taken.',
    nextStep: 'Send them again in a second; ingestStatus.waiting says how many wait.',
  },
  STOPPING: {
    code: 'UNAVAILABLE',
    message: 'The service is stopping and takes no more events.',
    nextStep: 'Send them again in a few seconds.',
  },
  LATE: {
    code: 'TIMEOUT',
    message: 'The events were not committed within the time that one operation may take.',
    nextStep: 'Send them again, fewer at a time: what was committed meanwhile is not taken twice.',
  },
  OFF: {
    code: 'UNAVAILABLE',
    message: 'This service takes no events by GraphQL.',
    nextStep: 'Send them to a service that was started with runtrail serve.',
  },
};

/** Events were not taken in. Sending them again is safe in every case. */
export class IngestRefusedError extends Error {
  override readonly name = 'IngestRefusedError';

  constructor(readonly refusal: IngestRefusal) {
    super(INGEST_REFUSALS[refusal].message);
  }
}

interface PublicError {
  readonly code: PublicCode;
  readonly message: string;
  readonly nextStep: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** True where the cause is a fault of the service: it is logged in full and not shown. */
  readonly fault?: boolean;
}

/** The one place where an error of the domain gets its public code. Undefined: it is not known here, so it is masked. */
export function publicError(error: unknown): PublicError | undefined {
  if (error instanceof BadInputError) {
    return {
      code: 'BAD_USER_INPUT',
      message: error.message,
      nextStep: error.nextStep,
      facts: { argument: error.argument, ...error.facts },
    };
  }
  if (error instanceof NotFoundError) {
    return {
      code: 'NOT_FOUND',
      message: error.message,
      nextStep: error.nextStep,
      facts: { argument: error.argument },
    };
  }
  if (error instanceof CostLimitError) {
    return {
      code: 'COST_LIMIT',
      message: error.message,
      nextStep: error.nextStep,
      facts: { cost: error.cost, limit: error.limit },
    };
  }
  if (error instanceof IngestRefusedError) return INGEST_REFUSALS[error.refusal];
  if (error instanceof QueryTimeoutError) {
    return {
      code: 'TIMEOUT',
      message: 'The graph did not answer within the time that one operation may take.',
      nextStep: 'Ask for less: a narrower scope or filter, a smaller first, fewer nested connections.',
    };
  }
  if (error instanceof DatabaseUnavailableError) {
    return {
      code: 'UNAVAILABLE',
      message: 'The graph database cannot be asked at the moment.',
      nextStep: 'Try again in a few seconds; GET /health/ready says when the service is ready.',
      facts: { reason: error.reason },
    };
  }
  if (
    error instanceof QueryFailedError ||
    error instanceof QueryRowError ||
    error instanceof QueryParameterError
  ) {
    return { ...MASKED, fault: true };
  }
  return undefined;
}

const MASKED: PublicError = {
  code: 'INTERNAL',
  message: 'The service failed to answer this part of the operation.',
  nextStep: 'Try again; if it fails again, give the errorId to the operator, whose log holds the cause.',
};

/** What to do about errors that GraphQL itself raised before any resolver ran, by their code. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'Correct the syntax of the GraphQL document at the location given.',
  GRAPHQL_VALIDATION_FAILED:
    'Correct the document against the schema; introspection and GET /graphql show it.',
  BAD_USER_INPUT: 'Correct the value of the variable or argument that the message names.',
  BAD_REQUEST: 'Send a POST with content-type application/json and a body with the key query.',
  OPERATION_RESOLUTION_FAILURE: 'Name one of the operations of the document in operationName.',
  PERSISTED_QUERY_NOT_FOUND: 'Send the whole document together with its hash.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'Send the whole document instead of its hash.',
};

/** Learns of what was masked: the error itself and the id under which the client knows it. */
export type MaskedErrorLog = (errorId: string, error: unknown) => void;

/**
 * Gives every error of an answer its code and next step, and shows nothing else of it: no stack trace, no Cypher, no
 * text of the database. What is not known to be safe is masked under an id and logged.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: MaskedErrorLog,
  newId: () => string,
): GraphQLFormattedError {
  const original = causeOf(error);
  const place = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  };
  const known = publicError(original);
  if (known !== undefined && known.fault !== true) {
    const { code, message, nextStep, facts } = known;
    return { message, ...place, extensions: { code, nextStep, ...facts } };
  }
  // GraphQL's own errors (syntax, validation, variables) describe the client's document and nothing of ours.
  const code = formatted.extensions?.['code'];
  if (original instanceof GraphQLError && typeof code === 'string' && Object.hasOwn(NEXT_STEPS, code)) {
    const nextStep = ownNextStep(original) ?? NEXT_STEPS[code];
    return { message: formatted.message, ...place, extensions: { ...ownFacts(original), code, nextStep } };
  }
  const errorId = newId();
  log(errorId, original);
  return {
    message: MASKED.message,
    ...place,
    extensions: { code: MASKED.code, nextStep: MASKED.nextStep, errorId },
  };
}

/** What a resolver threw is wrapped by graphql-js, sometimes more than once. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined && cause.originalError !== null) {
    cause = cause.originalError;
  }
  return cause;
}

function ownNextStep(error: GraphQLError): string | undefined {
  const nextStep = error.extensions['nextStep'];
  return typeof nextStep === 'string' ? nextStep : undefined;
}

/** Facts that a validation rule of ours attached, such as depth and limit. */
function ownFacts(error: GraphQLError): Record<string, unknown> {
  const {
    code: _code,
    nextStep: _nextStep,
    stacktrace: _stacktrace,
    exception: _exception,
    ...facts
  } = error.extensions;
  return facts;
}
