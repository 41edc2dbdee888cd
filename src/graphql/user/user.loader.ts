import { usersByKey, type UsersByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { User } from './user.type.js';

const userLoader: LoaderSpec<User | null> = {
  name: 'users by key',
  async load(context, keys) {
    const rows = await context.graph.read(usersByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toUser);
  },
  absent: () => null,
};

export const userSource: NodeSource<User> = { label: 'User', loader: userLoader };

function toUser(row: UsersByKeyRow): User {
  return {
    ...nodeBase('User', row.key),
    email: row.email,
    emails: row.emails,
    accountId: row.accountId,
  };
}
