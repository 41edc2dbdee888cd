import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { mcpServersListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { mcpServerSource } from './mcp-server.loader.js';
import { McpServer, McpServerConnection } from './mcp-server.type.js';

@Resolver(() => McpServer)
export class McpServerResolver {
  @Query(() => McpServerConnection, { description: 'MCP servers, by name.' })
  mcpServers(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<McpServer>> {
    return listEntities(context, mcpServerSource, mcpServersListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() mcpServer: McpServer,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, mcpServer, args);
  }
}
