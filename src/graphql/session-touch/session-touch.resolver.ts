import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';

import type { ConnectionOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import type { File } from '../file/file.type.js';
import type { Host } from '../host/host.type.js';
import type { McpServer } from '../mcp-server/mcp-server.type.js';
import { Session } from '../session/session.type.js';
import type { Tool } from '../tool/tool.type.js';
import { TouchArgs, TouchedFileArgs } from './session-touch.input.js';
import { filesOf, hostsOf, serversOf, toolsOf } from './session-touch.js';
import {
  SessionFileConnection,
  type SessionFileEdge,
  SessionHostConnection,
  type SessionHostEdge,
  SessionServerConnection,
  SessionToolConnection,
  type TouchEdge,
} from './session-touch.type.js';

@Resolver(() => Session)
export class SessionTouchResolver {
  @FieldResolver(() => SessionToolConnection, {
    description: 'Tools that it used, in the order of first use.',
  })
  tools(
    @Ctx() context: GraphContext,
    @Root() session: Session,
    @Args(() => TouchArgs) args: TouchArgs,
  ): Promise<ConnectionOf<Tool, TouchEdge<Tool>>> {
    return toolsOf(context, session.key, args);
  }

  @FieldResolver(() => SessionServerConnection, {
    description: 'MCP servers that it used, in the order of first use.',
  })
  servers(
    @Ctx() context: GraphContext,
    @Root() session: Session,
    @Args(() => TouchArgs) args: TouchArgs,
  ): Promise<ConnectionOf<McpServer, TouchEdge<McpServer>>> {
    return serversOf(context, session.key, args);
  }

  @FieldResolver(() => SessionFileConnection, {
    description: 'Files that it read or wrote, in the order of first contact.',
  })
  files(
    @Ctx() context: GraphContext,
    @Root() session: Session,
    @Args(() => TouchedFileArgs) args: TouchedFileArgs,
  ): Promise<ConnectionOf<File, SessionFileEdge>> {
    return filesOf(context, session.key, args);
  }

  @FieldResolver(() => SessionHostConnection, {
    description: 'Hosts that it called, in the order of first contact.',
  })
  hosts(
    @Ctx() context: GraphContext,
    @Root() session: Session,
    @Args(() => TouchArgs) args: TouchArgs,
  ): Promise<ConnectionOf<Host, SessionHostEdge>> {
    return hostsOf(context, session.key, args);
  }
}
