import { ArgsType, Args, Ctx, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { Session } from '../session/session.type.js';
import { actorChain, executionStack, riskLens, touchedAssets } from './topology.js';
import { Topology, TopologyLane } from './topology.type.js';

@ArgsType()
export class LaneArgs {
  @Field(() => Int, { defaultValue: 10, description: 'How many entries to show at most: 1 to 100.' })
  first!: number;
}

@Resolver(() => Session)
export class SessionTopologyResolver {
  @FieldResolver(() => Topology, { description: 'It at a glance, in four lanes.' })
  topology(@Root() session: Session): Topology {
    return { sessionKey: session.key };
  }
}

@Resolver(() => Topology)
export class TopologyResolver {
  @FieldResolver(() => TopologyLane, { description: 'Who acted: user, agent, endpoint.' })
  actorChain(
    @Ctx() context: GraphContext,
    @Root() topology: Topology,
    @Args(() => LaneArgs) { first }: LaneArgs,
  ): Promise<TopologyLane> {
    return actorChain(context, topology.sessionKey, first);
  }

  @FieldResolver(() => TopologyLane, { description: 'With what: model, key, tools and servers.' })
  executionStack(
    @Ctx() context: GraphContext,
    @Root() topology: Topology,
    @Args(() => LaneArgs) { first }: LaneArgs,
  ): Promise<TopologyLane> {
    return executionStack(context, topology.sessionKey, first);
  }

  @FieldResolver(() => TopologyLane, { description: 'On what: files read and edited, outbound calls.' })
  touchedAssets(
    @Ctx() context: GraphContext,
    @Root() topology: Topology,
    @Args(() => LaneArgs) { first }: LaneArgs,
  ): Promise<TopologyLane> {
    return touchedAssets(context, topology.sessionKey, first);
  }

  @FieldResolver(() => TopologyLane, {
    description: 'What is risky about it: sensitive files, alerts, the cost slope.',
  })
  riskLens(
    @Ctx() context: GraphContext,
    @Root() topology: Topology,
    @Args(() => LaneArgs) { first }: LaneArgs,
  ): Promise<TopologyLane> {
    return riskLens(context, topology.sessionKey, first);
  }
}
