import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'An MCP server whose tools agents used.',
})
export class McpServer extends Node {
  declare label: 'McpServer';

  @Field(() => String, { description: 'Its name, as the agent is configured with it.' })
  name!: string;
}

export const McpServerEdge = edgeClass('McpServer', 'MCP servers', () => McpServer);
export const McpServerConnection = connectionClass(
  'McpServer',
  'MCP servers',
  () => McpServer,
  () => McpServerEdge,
);
