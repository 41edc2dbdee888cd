import neo4j, { isInt } from 'neo4j-driver';
import { describe, expect, it } from 'vitest';
import { QueryParameterError, QueryRowError } from '../../src/graph/errors.js';
import { defineReadQuery, type RecordFields } from '../../src/graph/query.js';
import {
  boolean,
  float,
  instant,
  int,
  json,
  list,
  map,
  optional,
  string,
  type ValueType,
} from '../../src/graph/value-type.js';

interface Anything {
  readonly value: unknown;
}

function queryOf(type: ValueType) {
  return defineReadQuery<Anything, Anything>({
    name: 'sample',
    file: 'read/sample.cypher',
    text: 'RETURN $value AS value',
    params: { value: type },
    returns: { value: type },
    plan: [],
  });
}

function encode(type: ValueType, value: unknown): unknown {
  return queryOf(type).encode({ value })['value'];
}

function record(...fields: unknown[]): RecordFields {
  return { get: (position) => fields[position] };
}

function decode(type: ValueType, value: unknown): unknown {
  return defineReadQuery<Anything, Anything>({
    name: 'sample',
    file: 'read/sample.cypher',
    text: 'RETURN 1 AS value',
    params: {},
    returns: { value: type },
    plan: [],
  }).rowDecoder(['value'])(record(value)).value;
}

/** What the call throws; fails the test where it throws nothing. */
function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('parameters', () => {
  it('sends text, booleans and fractions as they are', () => {
    expect(encode(string, 'a')).toBe('a');
    expect(encode(boolean, false)).toBe(false);
    expect(encode(float, 1)).toBe(1);
    expect(encode(optional(string), null)).toBeNull();
  });

  it('sends int and instant as INTEGERs, however deep they lie', () => {
    expect(encode(int, 5)).toEqual(neo4j.int(5));
    const rows = list(map({ at: optional(instant), parts: list(map({ size: int, share: float })) }));
    const encoded = encode(rows, [
      { at: 1_700_000_000_123, parts: [{ size: 7, share: 7 }] },
      { at: null, parts: [] },
    ]);
    expect(encoded).toEqual([
      { at: neo4j.int(1_700_000_000_123), parts: [{ size: neo4j.int(7), share: 7 }] },
      { at: null, parts: [] },
    ]);
    expect(isInt(encode(int, -1) as object)).toBe(true);
  });

  it('does not send what the header does not name', () => {
    expect(encode(map({ a: string }), { a: 'x', b: 'secret' })).toEqual({ a: 'x' });
  });

  it.each<[string, ValueType, unknown, string, string, string]>([
    ['a number for text', string, 1, '$value', 'string', 'number 1'],
    ['text for a number', int, '1', '$value', 'int', 'string'],
    ['a fraction for an int', int, 1.5, '$value', 'int', 'number 1.5'],
    ['a number beyond the safe integers', instant, 2 ** 53, '$value', 'instant', 'number 9007199254740992'],
    ['NaN', float, Number.NaN, '$value', 'float', 'number NaN'],
    ['infinity', float, Number.POSITIVE_INFINITY, '$value', 'float', 'number Infinity'],
    ['null where nothing says so', string, null, '$value', 'string', 'null'],
    ['undefined for a nullable', optional(string), undefined, '$value', 'string', 'undefined'],
    ['one value for a list', list(int), 1, '$value', 'list<int>', 'number 1'],
    ['a list for a map', map({ a: int }), [1], '$value', 'map', 'list'],
    ['an element', list(list(int)), [[1], [2, 'x']], '$value[1][1]', 'int', 'string'],
    [
      'a field',
      list(map({ a: map({ b: boolean }) })),
      [{ a: { b: 1 } }],
      '$value[0].a.b',
      'boolean',
      'number 1',
    ],
    ['a missing field', map({ a: int }), {}, '$value.a', 'int', 'undefined'],
    ['a Date for an instant', instant, new Date(0), '$value', 'instant', 'Date'],
  ])('refuses %s and says where', (_, type, value, path, expected, got) => {
    const error = thrownBy(() => encode(type, value));
    expect(error).toBeInstanceOf(QueryParameterError);
    expect(error).toMatchObject({ query: 'sample', path, expected, got });
    expect((error as Error).message).toContain(`"sample" takes ${expected} at ${path}`);
  });

  it('does not repeat text in the message: it may be a secret', () => {
    expect(String(thrownBy(() => encode(int, 'hunter2')))).not.toContain('hunter2');
  });

  it('takes no json', () => {
    expect(() => queryOf(json)).toThrow('declare its fields');
  });
});

describe('rows', () => {
  const query = defineReadQuery<object, { id: string; at: number | null; tags: string[] }>({
    name: 'sample',
    file: 'read/sample.cypher',
    text: '',
    params: {},
    returns: { id: string, at: optional(instant), tags: list(string) },
    plan: [],
  });

  it('takes columns by name, in whatever order they come', () => {
    const decodeRow = query.rowDecoder(['tags', 'extra', 'id', 'at']);
    expect(decodeRow(record(['x'], 1, 'a', 5))).toEqual({ id: 'a', at: 5, tags: ['x'] });
    expect(decodeRow(record([], 1, 'b', null))).toEqual({ id: 'b', at: null, tags: [] });
  });

  it('says which column is not there', () => {
    expect(thrownBy(() => query.rowDecoder(['id', 'at']))).toMatchObject({
      name: 'QueryRowError',
      query: 'sample',
      column: 'tags',
      expected: 'list<string>',
      got: 'no such column',
    });
  });

  it.each<[string, ValueType, unknown, string, string, string]>([
    ['null', string, null, 'value', 'string', 'null'],
    [
      'an integer that a number cannot hold',
      int,
      Number.POSITIVE_INFINITY,
      'value',
      'int',
      'number Infinity',
    ],
    ['a fraction', instant, 0.5, 'value', 'instant', 'number 0.5'],
    ['an infinite float', float, Number.NEGATIVE_INFINITY, 'value', 'float', 'number -Infinity'],
    ['text', boolean, 'true', 'value', 'boolean', 'string'],
    ['a null in a list', list(string), ['a', null], 'value[1]', 'string', 'null'],
    ['a field', list(map({ at: instant })), [{ at: 'x' }], 'value[0].at', 'instant', 'string'],
    [
      'a node',
      map({ key: string }),
      new neo4j.types.Node(1, ['A'], { key: 'x' }, '4:a:1'),
      'value',
      'map',
      'Node',
    ],
    [
      'a node in json',
      json,
      [{ n: new neo4j.types.Node(1, ['A'], {}, '4:a:1') }],
      'value[0].n',
      'json',
      'Node',
    ],
    [
      'a date and time',
      string,
      new neo4j.types.LocalDateTime(2020, 1, 1, 1, 1, 1, 1),
      'value',
      'string',
      'LocalDateTime',
    ],
    [
      'an integer in json that a number cannot hold',
      json,
      { a: [Number.POSITIVE_INFINITY] },
      'value.a[0]',
      'json',
      'number Infinity',
    ],
  ])('refuses %s and says where', (_, type, value, column, expected, got) => {
    const error = thrownBy(() => decode(type, value));
    expect(error).toBeInstanceOf(QueryRowError);
    expect(error).toMatchObject({ query: 'sample', column, expected, got });
  });

  it('passes json of any shape', () => {
    const value = { a: [1, 'x', null, true, { b: 0.5 }], c: {} };
    expect(decode(json, value)).toEqual(value);
    expect(decode(json, null)).toBeNull();
  });

  it('keeps the declared fields of a map', () => {
    expect(decode(map({ a: int, b: optional(float) }), { a: 1, b: null, c: 3 })).toEqual({ a: 1, b: null });
  });
});
