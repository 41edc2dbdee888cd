import { readFileSync } from 'node:fs';

import {
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { buildApiSchema } from '../../src/graphql/schema.js';

interface JsonSchema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const published = JSON.parse(
  readFileSync(new URL('../../schema/event.schema.json', import.meta.url), 'utf8'),
) as JsonSchema;

function resolved(schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : (published.$defs?.[name] ?? {});
}

/** What the published schema says of a value: its members, which are needed, and the values of its choices. */
function described(schema: JsonSchema): unknown {
  const { properties, required = [], items, enum: choices } = resolved(schema);
  if (items !== undefined) return [described(items)];
  if (choices !== undefined) return [...choices].sort();
  if (properties === undefined) return 'value';
  const members = Object.entries(properties).map(([name, member]) => [
    required.includes(name) ? `${name}!` : name,
    described(member),
  ]);
  return Object.fromEntries(members);
}

/** The same of a GraphQL input. */
function offered(given: GraphQLInputType): unknown {
  const type = getNullableType(given);
  if (isListType(type)) return [offered(type.ofType)];
  if (isEnumType(type))
    return type
      .getValues()
      .map(({ name }) => name)
      .sort();
  if (!isInputObjectType(type)) return 'value';
  const members = Object.values(type.getFields()).map((field) => [
    isNonNullType(field.type) ? `${field.name}!` : field.name,
    offered(field.type),
  ]);
  return Object.fromEntries(members);
}

describe('EventInput', () => {
  it('has the members of the published event, each with the same choices; its version is understood', () => {
    const input = buildApiSchema().getType('EventInput');
    const { 'v!': version, ...members } = described(published) as Record<string, unknown>;
    expect(version).toBe('value');
    expect(Object.keys(members).length).toBeGreaterThan(30);
    expect(isInputObjectType(input) ? offered(input) : null).toEqual(members);
  });
});
