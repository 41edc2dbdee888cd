import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { outlineOf } from '../../../src/sources/json-file/outline.js';

describe('outlineOf', () => {
  it('names the keys as paths, with their first short strings', () => {
    const { root, keys } = outlineOf(
      '{"info": {"id": "s1", "n": 3}, "messages": [{"role": "user", "parts": [{"type": "text"}]}, {"role": "b"}]}',
    );
    expect(root).toBe('OBJECT');
    expect([...keys]).toEqual([
      ['info', null],
      ['info.id', 's1'],
      ['info.n', null],
      ['messages', null],
      ['messages[].role', 'user'],
      ['messages[].parts', null],
      ['messages[].parts[].type', 'text'],
    ]);
  });

  it('goes as far as a text that stops in the middle', () => {
    expect([...outlineOf('[{"kind":"A","text":"never en').keys.keys()]).toEqual(['[].kind', '[].text']);
    expect([...outlineOf('{"a":{"b":[1,2,{"c').keys.keys()]).toEqual(['a', 'a.b']);
  });

  it('takes no brackets, quotes or commas inside strings for its own', () => {
    expect([...outlineOf(String.raw`{"a":"{\"x\":1},[","b":"\\"}`).keys.keys()]).toEqual(['a', 'b']);
  });

  it('looks at the first value only, and down to five levels', () => {
    expect([...outlineOf('{"a":1}\n{"b":2}').keys.keys()]).toEqual(['a']);
    expect([...outlineOf('{"a":{"b":{"c":{"d":{"e":{"f":1}},"g":1}}}}').keys.keys()]).toEqual([
      'a',
      'a.b',
      'a.b.c',
      'a.b.c.d',
      'a.b.c.d.e',
      'a.b.c.g',
    ]);
  });

  it('knows the keys at the top of any object, however it is cut off after them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue()), (object) => {
        const { keys } = outlineOf(JSON.stringify(object));
        expect([...keys.keys()].filter((key) => !/[.[]/.test(key))).toEqual(Object.keys(object));
      }),
    );
  });

  it('never throws and ends for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(outlineOf(`{"a":${text}`).root).toBe('OBJECT');
      }),
    );
  });
});
