import { agentsByKey, type AgentsByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Agent } from './agent.type.js';

const agentLoader: LoaderSpec<Agent | null> = {
  name: 'agents by key',
  async load(context, keys) {
    const rows = await context.graph.read(agentsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toAgent);
  },
  absent: () => null,
};

export const agentSource: NodeSource<Agent> = { label: 'Agent', loader: agentLoader };

function toAgent(row: AgentsByKeyRow): Agent {
  return {
    ...nodeBase('Agent', row.key),
    name: row.name,
    product: row.product,
    project: row.project,
    registered: row.registered,
  };
}
