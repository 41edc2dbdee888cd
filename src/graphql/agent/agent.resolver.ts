import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { agentsListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { agentSource } from './agent.loader.js';
import { Agent, AgentConnection } from './agent.type.js';

@Resolver(() => Agent)
export class AgentResolver {
  @Query(() => AgentConnection, { description: 'Agents, by name.' })
  agents(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Agent>> {
    return listEntities(context, agentSource, agentsListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() agent: Agent,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, agent, args);
  }
}
