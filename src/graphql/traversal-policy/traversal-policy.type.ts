import { Field, Int, ObjectType } from 'type-graphql';

import type { EntityLabel } from '../../graph/model.js';
import { EntityKind } from '../entity-kind.js';
import { ArcMode, Lens, RelationshipClass, RelationshipKind } from './relationship-kind.js';

@ObjectType({ simpleResolvers: true, description: 'How one lens follows one kind of relationship.' })
export class LensPolicy {
  @Field(() => Lens, { description: 'The lens.' })
  lens!: Lens;

  @Field(() => ArcMode, {
    nullable: true,
    description: 'Along the relationship as it is stored; null where the lens does not follow it that way.',
  })
  out!: ArcMode | null;

  @Field(() => ArcMode, {
    nullable: true,
    description: 'Against the relationship; null where the lens does not follow it that way.',
  })
  in!: ArcMode | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'One row of the policy that blastRadius follows: a kind of relationship and what it carries.',
})
export class RelationshipPolicy {
  @Field(() => RelationshipKind, { description: 'The kind.' })
  kind!: RelationshipKind;

  @Field(() => EntityKind, { description: 'What it starts from.' })
  from!: EntityLabel;

  @Field(() => EntityKind, { description: 'What it leads to.' })
  to!: EntityLabel;

  @Field(() => RelationshipClass, { description: 'When it holds.' })
  contacts!: RelationshipClass;

  @Field(() => Boolean, { description: 'True where no lens follows it.' })
  contextOnly!: boolean;

  @Field(() => [LensPolicy], { description: 'Each lens and the ways in which it follows the kind.' })
  lenses!: LensPolicy[];

  @Field(() => Int, { description: 'Version of the policy: the one that meta.policy of an answer names.' })
  version!: number;
}
