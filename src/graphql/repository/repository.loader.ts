import { repositoriesByKey, type RepositoriesByKeyRow } from '../../graph/catalogue/read.generated.js';
import { toSensitivity } from '../file/sensitivity.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Repository } from './repository.type.js';

const repositoryLoader: LoaderSpec<Repository | null> = {
  name: 'repositories by key',
  async load(context, keys) {
    const rows = await context.graph.read(repositoriesByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toRepository);
  },
  absent: () => null,
};

export const repositorySource: NodeSource<Repository> = { label: 'Repository', loader: repositoryLoader };

function toRepository(row: RepositoriesByKeyRow): Repository {
  return {
    ...nodeBase('Repository', row.key),
    name: row.name,
    remote: row.remote,
    root: row.root,
    sensitivity: row.sensitivity === null ? null : toSensitivity(row.sensitivity),
  };
}
