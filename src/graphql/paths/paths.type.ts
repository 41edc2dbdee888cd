import { Field, Int, ObjectType } from 'type-graphql';

import { GraphMeta } from '../blast-radius/subgraph.type.js';
import { DateTime } from '../scalars.js';
import { Lens } from '../traversal-policy/relationship-kind.js';

@ObjectType({ simpleResolvers: true, description: 'Whether a path leads from one set of things to another.' })
export class PathExistence {
  @Field(() => Boolean, {
    description: 'True where there is a path. False proves that there is none only where meta is complete.',
  })
  exists!: boolean;

  @Field(() => Int, { nullable: true, description: 'Steps of the shortest path; null where there is none.' })
  hops!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Of the paths with so many steps the earliest arrival; null where nothing on it has a time, and where meta says ' +
      'that it was not found in time.',
  })
  arrivedAt!: number | null;

  @Field(() => Lens, {
    nullable: true,
    description: 'The lens that this path lies in, the first of several; null where there is none.',
  })
  lens!: Lens | null;

  @Field(() => GraphMeta, { description: 'Whether the search was whole, what was cut and why.' })
  meta!: GraphMeta;
}

@ObjectType({ simpleResolvers: true, description: 'How far one question about paths may go.' })
export class PathLimits {
  @Field(() => Int, { description: 'maxHops at most.' })
  maxHops!: number;

  @Field(() => Int, { description: 'first at most.' })
  maxFirst!: number;

  @Field(() => Int, { description: 'timeoutMs at most.' })
  timeoutMs!: number;

  @Field(() => Int, { description: 'Things in from, in to and in reincludeHubs at most, each.' })
  selectors!: number;

  @Field(() => Int, {
    description: 'Things that are known from either end at most: longer paths are cut as MAX_NODES.',
  })
  maxNodes!: number;

  @Field(() => Int, {
    description:
      'Relationships that one step from either end may look at, about: longer paths are cut as MAX_NODES.',
  })
  maxStepCost!: number;

  @Field(() => Int, {
    description: 'Relationships that are read at most: longer paths are cut as MAX_EDGES.',
  })
  maxEdges!: number;

  @Field(() => Int, {
    description: 'Beginnings of paths that are followed at most: what is left is cut as MAX_PATHS.',
  })
  maxPrefixes!: number;

  @Field(() => Int, { description: 'A thing with more relationships than this is a hub.' })
  hubBound!: number;
}
