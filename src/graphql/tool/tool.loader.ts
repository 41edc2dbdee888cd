import { toolsByKey, type ToolsByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Tool } from './tool.type.js';

const toolLoader: LoaderSpec<Tool | null> = {
  name: 'tools by key',
  async load(context, keys) {
    const rows = await context.graph.read(toolsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toTool);
  },
  absent: () => null,
};

export const toolSource: NodeSource<Tool> = { label: 'Tool', loader: toolLoader };

function toTool(row: ToolsByKeyRow): Tool {
  return {
    ...nodeBase('Tool', row.key),
    name: row.key,
  };
}
