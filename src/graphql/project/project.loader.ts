import { projectsByKey, type ProjectsByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Project } from './project.type.js';

const projectLoader: LoaderSpec<Project | null> = {
  name: 'projects by key',
  async load(context, keys) {
    const rows = await context.graph.read(projectsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toProject);
  },
  absent: () => null,
};

export const projectSource: NodeSource<Project> = { label: 'Project', loader: projectLoader };

function toProject(row: ProjectsByKeyRow): Project {
  return {
    ...nodeBase('Project', row.key),
    name: row.key,
  };
}
