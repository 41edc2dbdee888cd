import { mcpServersByKey, type McpServersByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { McpServer } from './mcp-server.type.js';

const mcpServerLoader: LoaderSpec<McpServer | null> = {
  name: 'MCP servers by key',
  async load(context, keys) {
    const rows = await context.graph.read(mcpServersByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toMcpServer);
  },
  absent: () => null,
};

export const mcpServerSource: NodeSource<McpServer> = { label: 'McpServer', loader: mcpServerLoader };

function toMcpServer(row: McpServersByKeyRow): McpServer {
  return {
    ...nodeBase('McpServer', row.key),
    name: row.key,
  };
}
