import { type GraphQLSchema, isInputObjectType } from 'graphql';
import { Extensions } from 'type-graphql';

const ONE_OF = 'oneOf';

/** Marks an input class as @oneOf: exactly one of its fields is given. Every field of it must be nullable. */
export function OneOf(): ClassDecorator {
  return Extensions({ [ONE_OF]: true });
}

/** type-graphql knows no @oneOf: validation, introspection and printing follow this flag of the built type. */
export function applyOneOf(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type) && type.extensions[ONE_OF] === true) type.isOneOf = true;
  }
}
