import { Field, ID, InterfaceType } from 'type-graphql';

/** What every loaded node has besides its fields. The label is the GraphQL type's name. */
export interface NodeObject {
  readonly label: string;
  readonly key: string;
  readonly id: string;
}

@InterfaceType({
  description:
    'Anything with an id of its own: it can be fetched again with node(id), and named in a selector.',
  resolveType: (value: NodeObject) => value.label,
})
export abstract class Node implements NodeObject {
  /** Set by `nodeBase`; not in the schema. */
  label!: string;
  key!: string;

  @Field(() => ID, {
    simple: true,
    description:
      'Opaque id, stable across requests and restarts, the same for the same thing on every deployment.',
  })
  id!: string;
}
