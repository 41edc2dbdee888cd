import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CursorCodec } from '../../src/graphql/cursor.js';
import { BadInputError } from '../../src/graphql/errors.js';

describe('a cursor', () => {
  it('comes back as the position that it was made of', () => {
    const value = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(value), fc.jsonValue(), (position, list) => {
        const codec = new CursorCodec('list', list);
        // Positions are sort values and keys; -0 and 0 are one place in every order.
        expect(codec.decode(codec.encode(position))).toEqual(position.map((part) => (part === 0 ? 0 : part)));
      }),
    );
  });

  it('belongs to its list alone', () => {
    const cursor = new CursorCodec('sessions', { status: 'ACTIVE' }, 'COST').encode([1, 'a']);
    for (const other of [
      ['sessions', {}, 'COST'],
      ['sessions', { status: 'ACTIVE' }, 'TIME'],
      ['users', { status: 'ACTIVE' }, 'COST'],
    ]) {
      expect(() => new CursorCodec(...other).decode(cursor)).toThrow(/another list/);
    }
  });

  it.each(['', 'x', 'bnVsbA', 'WzEsMl0', 'WzIsImEiXQ', '*', 'W10', 'A'.repeat(5_000)])(
    'is refused where it is none: %j',
    (text) => {
      expect(() => new CursorCodec('list').decode(text)).toThrow(BadInputError);
    },
  );

  it('is absent on the first page', () => {
    expect(new CursorCodec('list').decode(null)).toBeNull();
    expect(new CursorCodec('list').decode(undefined)).toBeNull();
  });
});
