import { Kind, parseValue, type ValueNode } from 'graphql';
import { describe, expect, it } from 'vitest';

import { DateTime, Json, Long } from '../../src/graphql/scalars.js';

const literal = (value: string): ValueNode => ({ kind: Kind.STRING, value });

describe('DateTime', () => {
  it.each([
    ['2026-03-01T09:30:00Z', Date.UTC(2026, 2, 1, 9, 30)],
    ['2026-03-01T09:30:00.123456Z', Date.UTC(2026, 2, 1, 9, 30, 0, 123)],
    ['2026-03-01t10:30:00+01:00', Date.UTC(2026, 2, 1, 9, 30)],
    ['2024-02-29T00:00:00-00:00', Date.UTC(2024, 1, 29)],
  ])('reads %s', (text, at) => {
    expect(DateTime.parseValue(text)).toBe(at);
    expect(DateTime.parseLiteral(literal(text), {})).toBe(at);
  });

  it.each([
    '2026-03-01',
    '2026-03-01T09:30:00',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '',
    'now',
    1_700_000_000_000,
    null,
  ])('refuses %j', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow(/DateTime must be/);
  });

  it('writes milliseconds, in UTC', () => {
    expect(DateTime.serialize(Date.UTC(2026, 2, 1, 9, 30, 0, 7))).toBe('2026-03-01T09:30:00.007Z');
    expect(() => DateTime.serialize('2026')).toThrow(TypeError);
  });
});

describe('Long', () => {
  it.each([
    [12, 12],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-5', -5],
  ])('reads %j', (value, number) => {
    expect(Long.parseValue(value)).toBe(number);
  });

  it.each([1.5, '1.5', '9007199254740992', 'x', '', null, true])('refuses %j', (value) => {
    expect(() => Long.parseValue(value)).toThrow(/Long must be/);
  });

  it('never rounds', () => {
    expect(Long.serialize(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => Long.serialize(2 ** 53)).toThrow(TypeError);
    expect(() => Long.serialize(1.5)).toThrow(TypeError);
  });
});

describe('JSON', () => {
  it('passes any value as it is, in answers and in arguments', () => {
    const value = { a: [1, 'x', null, { b: true }] };
    expect(Json.serialize(value)).toEqual(value);
    expect(Json.parseValue(value)).toEqual(value);
    expect(Json.parseLiteral(parseValue('{ a: [1, "x", null, { b: $flag }] }'), { flag: true })).toEqual(
      value,
    );
  });
});
