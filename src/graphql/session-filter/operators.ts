import { BadInputError } from '../errors.js';

/** The operators that were given, in the order in which they were given. Null is no value to compare with. */
export function operators(filter: object, path: string): [string, unknown][] {
  return Object.entries(filter).filter(([operator, value]) => {
    if (value !== null) return value !== undefined;
    throw new BadInputError(
      `${path}.${operator}`,
      `${path}.${operator} is null, which compares with nothing.`,
      'Use isNull to ask for absence, or leave the operator out.',
    );
  });
}
