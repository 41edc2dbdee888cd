import { modelsByKey, type ModelsByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Model } from './model.type.js';

const modelLoader: LoaderSpec<Model | null> = {
  name: 'models by key',
  async load(context, keys) {
    const rows = await context.graph.read(modelsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toModel);
  },
  absent: () => null,
};

export const modelSource: NodeSource<Model> = { label: 'Model', loader: modelLoader };

function toModel(row: ModelsByKeyRow): Model {
  return {
    ...nodeBase('Model', row.key),
    name: row.key,
  };
}
