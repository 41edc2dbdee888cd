import { readFileSync } from 'node:fs';

import {
  type GraphQLArgument,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { buildApiSchema, nodeSources } from '../../src/graphql/schema.js';

const schema = buildApiSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

describe('the schema', () => {
  it('is what schema/schema.graphql says: run "npm run generate:schema" and review the change', () => {
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    expect(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8')).toBe(printed);
  });

  it('is the same however often it is built', () => {
    expect(printSchema(buildApiSchema())).toBe(printSchema(schema));
  });

  it('describes every type, field, argument and value', () => {
    const undescribed: string[] = [];
    const check = (name: string, description: string | null | undefined): void => {
      if ((description ?? '').trim() === '') undescribed.push(name);
    };
    const checkArguments = (name: string, args: readonly GraphQLArgument[]): void => {
      for (const arg of args) check(`${name}(${arg.name}:)`, arg.description);
    };
    for (const type of types) {
      if (type !== schema.getQueryType() && type !== schema.getMutationType())
        check(type.name, type.description);
      if (isEnumType(type))
        for (const value of type.getValues()) check(`${type.name}.${value.name}`, value.description);
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields()))
          check(`${type.name}.${field.name}`, field.description);
      }
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          check(`${type.name}.${field.name}`, field.description);
          checkArguments(`${type.name}.${field.name}`, field.args);
        }
      }
    }
    expect(undescribed).toEqual([]);
  });

  it('says where each of its scalars is specified', () => {
    const scalars = types.filter(isScalarType);
    expect(scalars.length).toBeGreaterThan(0);
    expect(scalars.filter((scalar) => !scalar.specifiedByURL?.startsWith('https://'))).toEqual([]);
  });

  it('requires first wherever a list is paged, and gives every connection the same parts', () => {
    const connections = types.filter(isObjectType).filter((type) => type.name.endsWith('Connection'));
    expect(connections.length).toBeGreaterThan(10);
    for (const connection of connections) {
      expect(Object.keys(connection.getFields())).toEqual(
        expect.arrayContaining(['edges', 'nodes', 'pageInfo', 'totalCount', 'totalCountIsExact']),
      );
    }
    const paged = types
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
      )
      .filter(({ field }) => /Connection!?$/.test(field.type.toString()));
    const optional = paged.filter(
      ({ field }) => field.args.find((arg) => arg.name === 'first')?.type.toString() !== 'Int!',
    );
    expect(optional.map(({ name }) => name)).toEqual([]);
  });

  it('knows every node type by its label', () => {
    const node = schema.getType('Node');
    const implementers = isInterfaceType(node) ? schema.getPossibleTypes(node).map((type) => type.name) : [];
    expect([...implementers].sort()).toEqual(nodeSources.map((source) => source.label).sort());
  });
});
