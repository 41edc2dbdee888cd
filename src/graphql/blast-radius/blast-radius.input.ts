import { Field, InputType, Int } from 'type-graphql';

import { RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import { DateTime } from '../scalars.js';
import { EntitySelector } from '../selector/selector.input.js';
import { Lens, RelationshipKind } from '../traversal-policy/relationship-kind.js';
import { RadiusDirection } from './blast-radius.type.js';

@InputType({ description: 'Which kinds of relationships to follow.' })
export class RelationshipKindFilter {
  @Field(() => [RelationshipKind], { nullable: true, description: 'Only these. Default: all.' })
  include?: RelationshipKind[] | null;

  @Field(() => [RelationshipKind], { nullable: true, description: 'All but these.' })
  exclude?: RelationshipKind[] | null;
}

const { maxHops, maxNodes, maxEdges, timeoutMs, selectors } = RADIUS_LIMITS;

@InputType({ description: 'A blast radius: from where, which way, through which lenses and how far.' })
export class BlastRadiusInput {
  @Field(() => [EntitySelector], { description: `The starting points: 1 to ${selectors}.` })
  from!: EntitySelector[];

  @Field(() => RadiusDirection, { defaultValue: 'FORWARD', description: 'Which way to look.' })
  direction!: RadiusDirection;

  @Field(() => [Lens], { nullable: true, description: 'The kinds of impact to look for. Default: all four.' })
  lenses?: Lens[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Nothing before this counts. Default: everything does.',
  })
  since?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Nothing after this counts; asOf at the latest. Default: asOf.',
  })
  until?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The moment to answer for: which sessions had ended then, and nothing after it counts. Default: now.',
  })
  asOf?: number | null;

  @Field(() => Int, {
    defaultValue: maxHops.default,
    description: `Steps of a path at most: 1 to ${maxHops.most}.`,
  })
  maxHops!: number;

  @Field(() => Int, {
    defaultValue: maxNodes.default,
    description: `Things in the answer at most, starting points included: 1 to ${maxNodes.most}.`,
  })
  maxNodes!: number;

  @Field(() => Int, {
    defaultValue: maxEdges.default,
    description: `Relationships in the answer at most: 1 to ${maxEdges.most}.`,
  })
  maxEdges!: number;

  @Field(() => RelationshipKindFilter, { nullable: true, description: 'Which relationships to follow.' })
  kinds?: RelationshipKindFilter | null;

  @Field(() => [EntitySelector], {
    nullable: true,
    description: `Hubs to pass through all the same, as meta.hubs lists them: at most ${selectors}.`,
  })
  reincludeHubs?: EntitySelector[] | null;

  @Field(() => Int, {
    defaultValue: timeoutMs.default,
    description: `Milliseconds after which the answer is cut: 1 to ${timeoutMs.most}.`,
  })
  timeoutMs!: number;
}
