/**
 * A value that is not of its declared type. Thrown where the fault is met and given its path on the way out, so that
 * the values that are right pay nothing for it.
 */
export class ValueMismatch extends Error {
  override readonly name = 'ValueMismatch';
  readonly expected: string;
  readonly got: string;
  path: string;

  constructor(expected: string, value: unknown) {
    super('A value is not of its declared type.');
    this.expected = expected;
    this.got = describeValue(value);
    this.path = '';
  }

  /** The same mismatch, seen from the list or map that holds the value. */
  within(step: string): this {
    this.path = step + this.path;
    return this;
  }
}

/** Gives a mismatch its place in the list or map; any other error is passed on. */
export function placed(error: unknown, step: string): unknown {
  return error instanceof ValueMismatch ? error.within(step) : error;
}

/** What the value is, without showing text that may be sensitive: `string`, `null`, `number 1.5`, `list`, `Date`. */
function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return `number ${value}`;
  if (typeof value === 'object') {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' && name !== 'Object' ? name : 'map';
  }
  return typeof value;
}
