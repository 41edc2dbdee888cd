/**
 * The types that a catalogue file may give to its parameters and columns.
 *
 * | written in the header        | TypeScript                  | Neo4j                                         |
 * |------------------------------|-----------------------------|-----------------------------------------------|
 * | `string`, `boolean`          | the same                    | STRING, BOOLEAN                               |
 * | `int`                        | `number`, a safe integer    | INTEGER                                       |
 * | `float`                      | `number`, finite            | FLOAT (an INTEGER column is taken too)        |
 * | `instant`                    | `number`, epoch milliseconds| INTEGER                                       |
 * | `json` (columns only)        | `unknown`                   | any value, list or map; INTEGERs are numbers  |
 * | `list<T>`                    | `T[]`                       | LIST                                          |
 * | `map{field: T, field: T}`    | `{ field: T; field: T }`    | MAP                                           |
 * | `T?`                         | `T \| null`                 | T or null                                     |
 */
export type ScalarKind = 'string' | 'int' | 'float' | 'boolean' | 'instant' | 'json';

export type ValueType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'map'; readonly fields: ValueTypes }
  | { readonly kind: 'optional'; readonly of: ValueType };

/** The type of each parameter, column or field, by its name. */
export type ValueTypes = Readonly<Record<string, ValueType>>;

export const string: ValueType = { kind: 'string' };
export const int: ValueType = { kind: 'int' };
export const float: ValueType = { kind: 'float' };
export const boolean: ValueType = { kind: 'boolean' };
export const instant: ValueType = { kind: 'instant' };
export const json: ValueType = { kind: 'json' };

export function list(of: ValueType): ValueType {
  return { kind: 'list', of };
}

export function map(fields: ValueTypes): ValueType {
  return { kind: 'map', fields };
}

export function optional(of: ValueType): ValueType {
  return { kind: 'optional', of };
}

/** The type as a header writes it: `list<map{id: string, at: instant?}>`. */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case 'list':
      return `list<${describeType(type.of)}>`;
    case 'map': {
      const fields = Object.entries(type.fields).map(([name, field]) => `${name}: ${describeType(field)}`);
      return `map{${fields.join(', ')}}`;
    }
    case 'optional':
      return `${describeType(type.of)}?`;
    default:
      return type.kind;
  }
}
