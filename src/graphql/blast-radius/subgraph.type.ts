import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

import type { PathTruncation as Cut } from '../../traversal/paths-finder.js';
import { PageInfo } from '../connection.js';
import { Node, type NodeObject } from '../node/node.type.js';
import { DateTime } from '../scalars.js';
import { Lens, RelationshipDirection, RelationshipKind } from '../traversal-policy/relationship-kind.js';

export const Truncation = {
  MAX_HOPS: 'MAX_HOPS',
  HUB: 'HUB',
  MAX_NODES: 'MAX_NODES',
  MAX_EDGES: 'MAX_EDGES',
  MAX_PATHS: 'MAX_PATHS',
  TIMEOUT: 'TIMEOUT',
} as const satisfies Record<Cut, Cut>;
export type Truncation = Cut;

registerEnumType(Truncation, {
  name: 'Truncation',
  description: 'Why an answer does not hold everything.',
  valuesConfig: {
    MAX_HOPS: { description: 'One hop more would have reached further things.' },
    HUB: {
      description:
        'Paths reached things that very many sessions share, and did not go on through them. This is usual: meta.hubs ' +
        'lists them, and reincludeHubs goes on through those that it names.',
    },
    MAX_NODES: {
      description: 'There are more things than the answer may hold: the last ones in order are left out.',
    },
    MAX_EDGES: {
      description: 'There are more relationships than the answer may hold: the last ones are left out.',
    },
    MAX_PATHS: {
      description:
        'There are more paths, or may be, than the answer holds or than were followed: the last ones in order are left out.',
    },
    TIMEOUT: { description: 'Time ran out: the answer holds the hops that were complete by then.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'One relationship of a graph answer. An answer holds each once.',
})
export class GraphEdge {
  @Field(() => ID, {
    description: 'Stands for the relationship within answers: paths name it so. Not for node(id).',
  })
  id!: string;

  @Field(() => RelationshipKind, { description: 'Its kind.' })
  kind!: RelationshipKind;

  @Field(() => ID, { description: 'Id of what it starts from, as it is stored.' })
  from!: string;

  @Field(() => ID, { description: 'Id of what it leads to, as it is stored.' })
  to!: string;

  @Field(() => RelationshipDirection, {
    description: 'Which way the answer follows it: OUT from from to to, IN the other way.',
  })
  direction!: RelationshipDirection;

  @Field(() => [Lens], {
    description: 'The lenses whose witness paths follow it; empty where the answer is not about impact.',
  })
  lenses!: readonly Lens[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'First event behind it; null where none has a time.',
  })
  firstAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Last event behind it; null where none has a time.' })
  lastAt!: number | null;

  @Field(() => Int, { description: 'Unique events behind it; 0 where it follows from names alone.' })
  count!: number;

  @Field(() => Boolean, { description: 'True where events without a time are behind it.' })
  untimed!: boolean;

  @Field(() => [ID], { description: 'Ids of the first events behind it, at most 20: node(id) gives each.' })
  evidence!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: 'One step of a path, in the direction of time.' })
export class WitnessStep {
  @Field(() => RelationshipKind, { description: 'Kind of the relationship that it follows.' })
  kind!: RelationshipKind;

  @Field(() => RelationshipDirection, {
    description: 'Which way it follows it: OUT as it is stored, IN against that.',
  })
  direction!: RelationshipDirection;

  @Field(() => ID, { description: 'Id of what it goes from.' })
  from!: string;

  @Field(() => ID, { description: 'Id of what it goes to.' })
  to!: string;

  @Field(() => ID, { description: 'Id of the edge, where the answer lists it.' })
  edge!: string;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the contact takes effect; null where nothing up to here has a time. Never earlier than the step before.',
  })
  at!: number | null;

  @Field(() => [ID], { description: 'Ids of the events that made the contact.' })
  events!: string[];

  @Field(() => Boolean, {
    description:
      'True where only an event without a time allows the step: it may have happened at another moment.',
  })
  untimed!: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'One path of a graph answer: a sequence of steps that could have happened, through no thing twice. nodes and edges ' +
    'name what it goes through by ids, as the answer lists it.',
})
export class GraphPath {
  @Field(() => [ID], { description: 'Ids of the things that it goes through, both ends included.' })
  nodes!: string[];

  @Field(() => [ID], { description: 'Ids of the edges between them.' })
  edges!: string[];

  @Field(() => [WitnessStep], { description: 'Its steps, with the time of each and the events behind it.' })
  steps!: WitnessStep[];

  @Field(() => Int, { description: 'How many steps it has.' })
  hops!: number;

  @Field(() => [Lens], { description: 'The kinds of impact that may go along it, from end to end.' })
  lenses!: readonly Lens[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it arrives at its end; null where nothing on it has a time.',
  })
  arrivedAt!: number | null;

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

@ObjectType({
  simpleResolvers: true,
  description: 'A thing that so many sessions share that a path through it would mean little.',
})
export class Hub {
  @Field(() => Node, { description: 'The thing.' })
  node!: () => Promise<NodeObject | null>;

  @Field(() => Int, { description: 'Relationships that join it, those aside that are context only.' })
  degree!: number;

  @Field(() => Int, { description: 'Hops at which a path reached it that might have gone on.' })
  hops!: number;

  @Field(() => Boolean, { description: 'True where paths would have gone on from it within maxHops.' })
  cut!: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Whether a graph answer is whole, and by which rules it was computed.',
})
export class GraphMeta {
  @Field(() => Boolean, {
    description:
      'True where nothing was cut. Only then does the absence of something from the answer mean anything.',
  })
  complete!: boolean;

  @Field(() => [Truncation], { description: 'Why the answer was cut; empty where it is complete.' })
  truncatedBy!: readonly Truncation[];

  @Field(() => String, { description: 'The same in a sentence.' })
  summary!: string;

  @Field(() => Int, { description: 'Hops of the farthest thing in the answer.' })
  hopsReached!: number;

  @Field(() => Int, { description: 'Things that were reached before any was cut.' })
  exploredNodes!: number;

  @Field(() => [Hub], {
    description: 'Things that were reached and not passed through because too many sessions share them.',
  })
  hubs!: Hub[];

  @Field(() => Int, { description: 'Version of the traversal policy.' })
  policy!: number;

  @Field(() => DateTime, { description: 'The moment that the answer is about.' })
  asOf!: number;

  @Field(() => Int, { description: 'Milliseconds that the graph was asked for.' })
  durationMs!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A part of the graph: each thing once, each relationship once.',
})
export class Subgraph {
  @Field(() => [Node], { description: 'The things, in order.' })
  nodes!: () => Promise<NodeObject[]>;

  @Field(() => [GraphEdge], { description: 'The relationships between them.' })
  edges!: GraphEdge[] | (() => Promise<GraphEdge[]>);

  @Field(() => [GraphPath], {
    description: 'Paths through it, the best first; empty where paths were not asked for.',
  })
  paths!: GraphPath[] | (() => Promise<GraphPath[]>);

  @Field(() => GraphMeta, { description: 'Whether it is whole.' })
  meta!: GraphMeta;

  @Field(() => PageInfo, { description: 'Where it stands among the pages of its things.' })
  pageInfo!: PageInfo;
}

/** The id of an edge: the same for the same relationship in every answer. */
export function edgeId(kind: RelationshipKind, fromId: string, toId: string): string {
  return `${kind}.${fromId}.${toId}`;
}
