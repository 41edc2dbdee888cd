import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { toolsListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { toolSource } from './tool.loader.js';
import { Tool, ToolConnection } from './tool.type.js';

@Resolver(() => Tool)
export class ToolResolver {
  @Query(() => ToolConnection, { description: 'Tools, by name.' })
  tools(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Tool>> {
    return listEntities(context, toolSource, toolsListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() tool: Tool,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, tool, args);
  }
}
