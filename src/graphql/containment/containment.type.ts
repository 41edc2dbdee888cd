import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

import type { EntityLabel } from '../../graph/model.js';
import type { ContainmentKind } from '../../traversal/containment-action.js';
import type { Exactness, PlanResult } from '../../traversal/containment-plan.js';
import { AffectedNode, BlastRadius } from '../blast-radius/blast-radius.type.js';
import { EntityKind } from '../entity-kind.js';
import { Node, type NodeObject } from '../node/node.type.js';
import { DateTime } from '../scalars.js';

export const ContainmentActionKind = {
  REVOKE_KEY: 'REVOKE_KEY',
  KILL_SESSION: 'KILL_SESSION',
  BLOCK_HOST: 'BLOCK_HOST',
  ISOLATE_ENDPOINT: 'ISOLATE_ENDPOINT',
  DISABLE_SERVER: 'DISABLE_SERVER',
  QUARANTINE_FILE: 'QUARANTINE_FILE',
} as const satisfies Record<ContainmentKind, ContainmentKind>;
export type ContainmentActionKind = ContainmentKind;

registerEnumType(ContainmentActionKind, {
  name: 'ContainmentActionKind',
  description: 'What can be done to keep impact away.',
  valuesConfig: {
    REVOKE_KEY: { description: 'No session uses the API key.' },
    KILL_SESSION: { description: 'The session does nothing, and nothing gets into it.' },
    BLOCK_HOST: { description: 'No session calls the host.' },
    ISOLATE_ENDPOINT: {
      description:
        'Nothing runs on the endpoint, and the sessions that ran on it call no host, use no MCP server and no API key.',
    },
    DISABLE_SERVER: { description: 'No session uses the MCP server.' },
    QUARANTINE_FILE: { description: 'No session reads or writes the file.' },
  },
});

export const ContainmentResult = {
  CONTAINED: 'CONTAINED',
  ALREADY_APART: 'ALREADY_APART',
  IMPOSSIBLE: 'IMPOSSIBLE',
  UNPROVEN: 'UNPROVEN',
} as const satisfies Record<PlanResult, PlanResult>;
export type ContainmentResult = PlanResult;

registerEnumType(ContainmentResult, {
  name: 'ContainmentResult',
  description: 'Whether a set of actions was found.',
  valuesConfig: {
    CONTAINED: { description: 'The actions keep the protected things from the starting points.' },
    ALREADY_APART: { description: 'No path leads to them: nothing has to be done.' },
    IMPOSSIBLE: {
      description:
        'All allowed actions together leave a path: one that no action takes away, or a starting point is protected.',
    },
    UNPROVEN: { description: 'Size or time cut what a plan has to know: nothing is said of it.' },
  },
});

export const ContainmentExactness = {
  EXACT: 'EXACT',
  UPPER_BOUND: 'UPPER_BOUND',
} as const satisfies Record<Exactness, Exactness>;
export type ContainmentExactness = Exactness;

registerEnumType(ContainmentExactness, {
  name: 'ContainmentExactness',
  description: 'How cheap a plan is known to be.',
  valuesConfig: {
    EXACT: { description: 'No set of allowed actions that keeps them apart costs less.' },
    UPPER_BOUND: { description: 'It keeps them apart; a cheaper one, not below lowerBound, may exist.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'Sessions that an action cuts and that are not in the radius before it: what it breaks.',
})
export class CutSessions {
  @Field(() => Int, {
    description:
      'How many. Where the radius was cut by size or time, related ones that it lacks are among them.',
  })
  count!: number;

  @Field(() => Boolean, { description: 'False where there are more than were counted.' })
  isExact!: boolean;

  @Field(() => [Node], { description: 'Those that were seen last, at most 10.' })
  sessions!: () => Promise<NodeObject[]>;
}

@ObjectType({ simpleResolvers: true, description: 'One action, and what it breaks.' })
export class ContainmentAction {
  @Field(() => ContainmentActionKind, { description: 'What is done.' })
  kind!: ContainmentActionKind;

  @Field(() => ID, { description: 'Id of what it is done to.' })
  targetId!: string;

  @Field(() => Node, { description: 'What it is done to.' })
  target!: () => Promise<NodeObject | null>;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The moment from which on contacts are gone; null where all of them are.',
  })
  from!: number | null;

  @Field(() => CutSessions, {
    nullable: true,
    description:
      'The sessions that have nothing to do with the radius and lose a contact by it; null where time ran out.',
  })
  cutSessions!: CutSessions | null;

  @Field(() => Int, {
    nullable: true,
    description: 'What it costs in a plan: 1, or what costs says, and 1 for each session that it cuts.',
  })
  cost!: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How many things of one kind are reached, before and after.',
})
export class ContainmentCount {
  @Field(() => EntityKind, { description: 'The kind of thing.' })
  kind!: EntityLabel;

  @Field(() => Int, { description: 'In the radius without the actions, starting points aside.' })
  before!: number;

  @Field(() => Int, { description: 'In the radius with them, starting points aside.' })
  after!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What is reached with and without some actions. An action only ever takes away.',
})
export class ContainmentOutcome {
  @Field(() => BlastRadius, { description: 'The radius as it is.' })
  before!: BlastRadius;

  @Field(() => BlastRadius, {
    description:
      'The radius with the actions: what is reached all the same, each thing with a path that is left.',
  })
  after!: BlastRadius;

  @Field(() => [ContainmentCount], { description: 'Both by kind.' })
  countsByKind!: ContainmentCount[];

  @Field(() => [AffectedNode], {
    description: 'What is in the radius before and not after, with the path by which it was reached.',
  })
  noLongerReached!: () => Promise<AffectedNode[]>;

  @Field(() => Boolean, {
    description:
      'True where noLongerReached follows from the actions. False where size or time cut the radius after them: some of ' +
      'it may be reached all the same.',
  })
  conclusive!: boolean;

  @Field(() => [ContainmentAction], { description: 'The actions, and what each breaks.' })
  actions!: ContainmentAction[];

  @Field(() => String, { description: 'The same in a sentence or two.' })
  summary!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A cheap set of actions that keeps some things from the starting points.',
})
export class ContainmentPlan {
  @Field(() => ContainmentResult, { description: 'Whether there is one.' })
  result!: ContainmentResult;

  @Field(() => [ContainmentAction], { description: 'The actions; empty unless the result is CONTAINED.' })
  actions!: ContainmentAction[];

  @Field(() => Int, { description: 'Sum of what the actions cost.' })
  cost!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'No set of actions that keeps them apart costs less; null where there is no plan.',
  })
  lowerBound!: number | null;

  @Field(() => ContainmentExactness, {
    nullable: true,
    description: 'Whether it is known to be a cheapest one; null where there is no plan.',
  })
  exactness!: ContainmentExactness | null;

  @Field(() => Boolean, {
    description:
      'True where the radius with the actions was computed as simulateContainment does, was not cut by size or time, and ' +
      'holds nothing that is protected.',
  })
  verified!: boolean;

  @Field(() => Boolean, {
    description:
      'True where the cheapest set that was found failed that test, as the graph had grown, and a larger one stands here.',
  })
  fellBack!: boolean;

  @Field(() => BlastRadius, { description: 'The radius as it is.' })
  before!: BlastRadius;

  @Field(() => BlastRadius, {
    nullable: true,
    description:
      'The radius with the actions, or, where it is impossible, with all of them; null where none was tried.',
  })
  after!: BlastRadius | null;

  @Field(() => [AffectedNode], {
    description: 'What is protected and reached all the same, with the path that is left.',
  })
  stillReached!: () => Promise<AffectedNode[]>;

  @Field(() => String, { description: 'The same in a sentence or two.' })
  summary!: string;
}
