import { filesByKey, type FilesByKeyRow, repositoriesOfFiles } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { File } from './file.type.js';
import { toSensitivity } from './sensitivity.js';

const fileLoader: LoaderSpec<File | null> = {
  name: 'files by key',
  async load(context, keys) {
    const rows = await context.graph.read(filesByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toFile);
  },
  absent: () => null,
};

export const fileSource: NodeSource<File> = { label: 'File', loader: fileLoader };

/** The key of each file's repository. */
export const repositoryOfFileLoader: LoaderSpec<string | null> = {
  name: 'repositories of files',
  async load(context, keys) {
    const rows = await context.graph.read(repositoriesOfFiles, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.file,
      (row) => row.repository,
    );
  },
  absent: () => null,
};

function toFile(row: FilesByKeyRow): File {
  return {
    ...nodeBase('File', row.key),
    path: row.path,
    name: row.name,
    sensitivity: toSensitivity(row.sensitivity),
    sensitivityRule: row.sensitivityRule,
    sensitivityMatched: row.sensitivityMatched,
  };
}
