import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

import type { EntityLabel } from '../../graph/model.js';
import type { RadiusDirection as Direction } from '../../traversal/radius.js';
import { EntityKind } from '../entity-kind.js';
import { Node, type NodeObject } from '../node/node.type.js';
import { DateTime } from '../scalars.js';
import { Lens } from '../traversal-policy/relationship-kind.js';
import { GraphEdge, GraphMeta, WitnessStep } from './subgraph.type.js';

export const RadiusDirection = { FORWARD: 'FORWARD', BACKWARD: 'BACKWARD' } as const satisfies Record<
  Direction,
  Direction
>;
export type RadiusDirection = Direction;

registerEnumType(RadiusDirection, {
  name: 'RadiusDirection',
  description: 'Which way in time a blast radius looks.',
  valuesConfig: {
    FORWARD: {
      description: 'What may have been affected by the starting points, the earliest arrival first.',
    },
    BACKWARD: { description: 'What may have affected them, the latest departure first.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'One path that shows that a thing may be affected: of those with the fewest hops the one that arrives best.',
})
export class Witness {
  @Field(() => Lens, { description: 'The lens that it lies in.' })
  lens!: Lens;

  @Field(() => [WitnessStep], {
    description: 'Its steps in the direction of time; empty for a starting point.',
  })
  steps!: WitnessStep[];

  @Field(() => Float, {
    description:
      'From 0 to 1: 1 where it goes straight or through sessions only, less the more sessions share what it goes through.',
  })
  strength!: number;

  @Field(() => Boolean, {
    description:
      'True where it goes through a file between sessions on different endpoints: the copy may not have travelled.',
  })
  crossesEndpoints!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'How one lens reaches a thing.' })
export class LensReach {
  @Field(() => Lens, { description: 'The lens.' })
  lens!: Lens;

  @Field(() => Int, { description: 'Least number of steps to it.' })
  hops!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the witness arrives; null where nothing on it has a time.',
  })
  arrivedAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The best arrival by any number of steps within maxHops: it may take more than hops.',
  })
  earliestAt!: number | null;

  @Field(() => Witness, { description: 'The path that shows it.' })
  witness!: Witness;
}

@ObjectType({ simpleResolvers: true, description: 'A thing within the radius.' })
export class AffectedNode {
  @Field(() => ID, { description: 'Id of the thing.' })
  id!: string;

  @Field(() => EntityKind, { description: 'What it is.' })
  kind!: EntityLabel;

  @Field(() => Node, { description: 'The thing.' })
  node!: () => Promise<NodeObject | null>;

  @Field(() => [Lens], { description: 'The kinds of impact that it is within.' })
  lenses!: Lens[];

  @Field(() => Int, { description: 'Least number of steps to it, over the lenses; 0 for a starting point.' })
  hops!: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Arrival by its witness: the moment from which it may have been affected (backward, up to which it may have been ' +
      'the cause); null where nothing on the way has a time.',
  })
  arrivedAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The best arrival by any number of steps within maxHops, over the lenses.',
  })
  earliestAt!: number | null;

  @Field(() => Float, { description: 'Strength of its witness. It orders nothing.' })
  strength!: number;

  @Field(() => Witness, { description: 'The path that shows it, of the lens that reaches it first.' })
  witness!: Witness;

  @Field(() => [LensReach], { description: 'The same for each lens that reaches it.' })
  byLens!: LensReach[];
}

@ObjectType({ simpleResolvers: true, description: 'How many things of one kind are within the radius.' })
export class KindCount {
  @Field(() => EntityKind, { description: 'The kind of thing.' })
  kind!: EntityLabel;

  @Field(() => Int, { description: 'How many of them the answer holds, starting points aside.' })
  count!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'What may be affected by the starting points, or may have affected them. A path counts only if it could have ' +
    'happened: times along it never decrease.',
})
export class BlastRadius {
  @Field(() => [Node], { description: 'The starting points.' })
  seeds!: () => Promise<NodeObject[]>;

  @Field(() => [AffectedNode], {
    description:
      'Everything within the radius, the starting points first: by hops, then arrival, then kind. Raising maxHops or ' +
      'maxNodes only adds to the end.',
  })
  nodes!: () => Promise<AffectedNode[]>;

  @Field(() => [KindCount], { description: 'How many things of each kind it holds, starting points aside.' })
  countsByKind!: KindCount[];

  @Field(() => [GraphEdge], {
    description: 'The relationships that the witnesses follow, in the order of the nodes.',
  })
  edges!: () => Promise<GraphEdge[]>;

  @Field(() => GraphMeta, { description: 'Whether it is whole, what was cut and why.' })
  meta!: GraphMeta;
}
