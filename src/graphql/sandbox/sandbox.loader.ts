import { sandboxesByKey, type SandboxesByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Sandbox } from './sandbox.type.js';

const sandboxLoader: LoaderSpec<Sandbox | null> = {
  name: 'sandboxes by key',
  async load(context, keys) {
    const rows = await context.graph.read(sandboxesByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toSandbox);
  },
  absent: () => null,
};

export const sandboxSource: NodeSource<Sandbox> = { label: 'Sandbox', loader: sandboxLoader };

function toSandbox(row: SandboxesByKeyRow): Sandbox {
  return {
    ...nodeBase('Sandbox', row.key),
    name: row.name,
    project: row.project,
  };
}
