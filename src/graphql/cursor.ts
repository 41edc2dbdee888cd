import { createHash } from 'node:crypto';

import { BadInputError } from './errors.js';

/** Where a page ended: the values that the order sorts by, the last of them a key that no two rows share. */
export type Position = readonly (string | number | boolean | null)[];

const FORMAT = 1;

/**
 * Writes and reads the cursors of one list. A cursor is opaque text that holds a position and a digest of the list
 * that it belongs to, so that one of another list, filter, order or subject is refused instead of misread.
 */
export class CursorCodec {
  readonly #binding: string;

  /** @param list what makes the list what it is: its name, subject, normalised filter and order. Any JSON values. */
  constructor(...list: readonly unknown[]) {
    this.#binding = createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 16);
  }

  encode(position: Position): string {
    return Buffer.from(JSON.stringify([FORMAT, this.#binding, ...position]), 'utf8').toString('base64url');
  }

  /** Null for the first page. Throws BadInputError on a cursor that is malformed or of another list. */
  decode(cursor: string | null | undefined): Position | null {
    if (cursor === null || cursor === undefined) return null;
    const [format, binding, ...position] = parse(cursor);
    if (format !== FORMAT || typeof binding !== 'string' || !position.every(isPositionValue))
      throw malformed();
    if (binding !== this.#binding) {
      throw new BadInputError(
        'after',
        'after is a cursor of another list: the filter, the order or the subject was different.',
        'Keep every other argument as it was when the cursor was given, or leave after out to start again.',
      );
    }
    return position;
  }
}

function parse(cursor: string): readonly unknown[] {
  if (!/^[A-Za-z0-9_-]{1,4000}$/.test(cursor)) throw malformed();
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value)) return value;
  } catch {
    // Falls through: not JSON is as malformed as JSON of another shape.
  }
  throw malformed();
}

function isPositionValue(value: unknown): value is string | number | boolean | null {
  return (
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)
  );
}

/** Also for a position that decodes and cannot be one of the list, such as a text where a time is sorted by. */
export function malformed(): BadInputError {
  return new BadInputError(
    'after',
    'after is no cursor of this service.',
    'Pass pageInfo.endCursor or an edge cursor from an answer, unchanged, or leave after out to start again.',
  );
}
