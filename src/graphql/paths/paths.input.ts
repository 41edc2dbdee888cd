import { Field, InputType, Int } from 'type-graphql';

import { PATH_LIMITS } from '../../traversal/paths.js';
import { RelationshipKindFilter } from '../blast-radius/blast-radius.input.js';
import { DateTime } from '../scalars.js';
import { EntitySelector } from '../selector/selector.input.js';
import { Lens } from '../traversal-policy/relationship-kind.js';

const { maxHops, first, timeoutMs, selectors } = PATH_LIMITS;

@InputType({
  description: 'Whether a path leads from one set of things to another: through which lenses and how far.',
})
export class PathExistsInput {
  @Field(() => [EntitySelector], { description: `Where paths begin: 1 to ${selectors} things.` })
  from!: EntitySelector[];

  @Field(() => [EntitySelector], {
    description: `Where they end: 1 to ${selectors} things, none of which is in from.`,
  })
  to!: EntitySelector[];

  @Field(() => [Lens], {
    nullable: true,
    description: 'The kinds of impact to look for; a path lies in one. Default: all four.',
  })
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

@InputType({
  description: 'Paths from one set of things to another: through which lenses, how far and how many.',
})
export class PathsInput extends PathExistsInput {
  @Field(() => Int, {
    defaultValue: first.default,
    description: `Paths at most, the best first: 1 to ${first.most}.`,
  })
  first!: number;
}
