import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

/**
 * RFC 3339 date and time with an offset. Group 1: the fraction of a second.
 */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds inside the service, RFC 3339 text in UTC with milliseconds outside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description:
    'An instant, as RFC 3339 text in UTC with milliseconds: 2026-03-01T09:30:00.000Z. Arguments may carry any offset; ' +
    'what is finer than a millisecond is cut off.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize(value) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new TypeError('DateTime is serialised from epoch milliseconds.');
    }
    return new Date(value).toISOString();
  },
  parseValue: parseDateTime,
  parseLiteral(node) {
    return parseDateTime(textOf(node, 'DateTime'));
  },
});

function parseDateTime(value: unknown): number {
  const match = typeof value === 'string' ? DATE_TIME.exec(value) : null;
  if (match === null)
    throw badScalar('DateTime', 'an RFC 3339 text with an offset, such as 2026-03-01T09:30:00Z');
  const text = match[0];
  // Date.parse rolls 31 February over into March: the day is checked against the month it names.
  const day = Number(text.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  const at = Date.parse(text.replace(' ', 'T').toUpperCase());
  if (Number.isNaN(at) || day > daysInMonth) throw badScalar('DateTime', 'a date and time that exist');
  return at;
}

/** Counters beyond 32 bits: a JSON number, exact because every stored counter is a safe integer. */
export const Long = new GraphQLScalarType<number, number>({
  name: 'Long',
  description:
    'A whole number of up to 64 bits, such as a count of tokens. Answers are JSON numbers of at most 2^53 - 1, which ' +
    'every JSON reader keeps exact; arguments may be numbers or text.',
  specifiedByURL: 'https://ibm.github.io/graphql-specs/custom-scalars/long.html',
  serialize(value) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new TypeError('Long is serialised from a safe integer.');
    }
    return value;
  },
  parseValue: parseLong,
  parseLiteral(node) {
    return parseLong(node.kind === Kind.INT ? node.value : textOf(node, 'Long'));
  },
});

function parseLong(value: unknown): number {
  const isText = typeof value === 'string' && /^-?\d{1,19}$/.test(value);
  const number = isText ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw badScalar('Long', 'a whole number from -(2^53 - 1) to 2^53 - 1');
  }
  return number;
}

/** Any JSON value. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'A JSON value as it was received: an object, list, text, number, true, false or null.',
  specifiedByURL: 'https://datatracker.ietf.org/doc/html/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

function textOf(node: ValueNode, scalar: string): string {
  if (node.kind !== Kind.STRING) throw badScalar(scalar, 'written as text');
  return node.value;
}

function badScalar(scalar: string, allowed: string): GraphQLError {
  return new GraphQLError(`${scalar} must be ${allowed}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}
