import { Field, InputType, Int, ObjectType } from 'type-graphql';

import type { EntityLabel } from '../../graph/model.js';
import { RelationshipKindFilter } from '../blast-radius/blast-radius.input.js';
import { EntityKind } from '../entity-kind.js';
import { DateTime } from '../scalars.js';
import { RelationshipDirection, RelationshipKind } from '../traversal-policy/relationship-kind.js';

@InputType({ description: 'Which neighbors to show.' })
export class NeighborhoodFilter {
  @Field(() => RelationshipKindFilter, {
    nullable: true,
    description: 'By which relationships. Default: all.',
  })
  kinds?: RelationshipKindFilter | null;

  @Field(() => RelationshipDirection, {
    nullable: true,
    description: 'OUT: what it leads to. IN: what leads to it. Default: both.',
  })
  direction?: RelationshipDirection | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Only relationships with a contact at or after this; those without times are kept.',
  })
  since?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Only relationships with a contact at or before this; those without times are kept.',
  })
  until?: number | null;

  @Field(() => Int, { nullable: true, description: 'Only things that at least so many relationships join.' })
  minDegree?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Only things that at most so many relationships join: leaves out what everything shares.',
  })
  maxDegree?: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How many things of one kind are one step away by one relationship.',
})
export class NeighborhoodCount {
  @Field(() => RelationshipKind, { description: 'The relationship.' })
  kind!: RelationshipKind;

  @Field(() => RelationshipDirection, { description: 'OUT: it leads there. IN: it is led to from there.' })
  direction!: RelationshipDirection;

  @Field(() => EntityKind, { description: 'What is there.' })
  entityKind!: EntityLabel;

  @Field(() => Int, { description: 'How many of them.' })
  count!: number;
}
