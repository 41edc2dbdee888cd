import { apiKeysByKey, type ApiKeysByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { ApiKey } from './api-key.type.js';

const apiKeyLoader: LoaderSpec<ApiKey | null> = {
  name: 'API keys by key',
  async load(context, keys) {
    const rows = await context.graph.read(apiKeysByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toApiKey);
  },
  absent: () => null,
};

export const apiKeySource: NodeSource<ApiKey> = { label: 'ApiKey', loader: apiKeyLoader };

function toApiKey(row: ApiKeysByKeyRow): ApiKey {
  return {
    ...nodeBase('ApiKey', row.key),
    fingerprint: row.fingerprint,
    hint: row.hint,
    hints: row.hints,
    hintOnly: row.hintOnly,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    sessionCount: row.sessionCount,
    sharedFrom: row.sharedFrom,
  };
}
