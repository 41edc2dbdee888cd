import { secretsOfSessions } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';

/** Different secrets in the events of sessions and their subagents. */
export const secretsLoader: LoaderSpec<number> = {
  name: 'secrets of sessions',
  async load(context, keys) {
    const rows = await context.graph.read(secretsOfSessions, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.session,
      (row) => row.secrets,
    );
  },
  absent: () => 0,
};
