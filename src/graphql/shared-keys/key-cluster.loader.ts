import {
  sharedKeyClustersByKey,
  type SharedKeyClustersByKeyRow,
  sharedKeyReasons,
  sharedKeySessionsOfClusters,
  type SharedKeySessionsOfClustersRow,
} from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import { toChoice } from '../event/event-enums.js';
import { byKey, groupedByKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { KeyCluster } from './key-cluster.type.js';
import { type StoredReason, storedReasons } from './key-reason.js';
import { Confidence, Severity } from './shared-key-enums.js';

const clusterRowLoader: LoaderSpec<SharedKeyClustersByKeyRow | null> = {
  name: 'key clusters by key',
  async load(context, keys) {
    const rows = await context.graph.read(sharedKeyClustersByKey, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.key,
      (row) => row,
    );
  },
  absent: () => null,
};

/** As of the operation's own moment: what `node(id)` gives. */
const clusterLoader: LoaderSpec<KeyCluster | null> = {
  name: 'key clusters now',
  async load(context, keys) {
    const clusters = await Promise.all(keys.map((key) => loadCluster(context, key, context.now())));
    return new Map(keys.map((key, position) => [key, clusters[position] ?? null]));
  },
  absent: () => null,
};

export const keyClusterSource: NodeSource<KeyCluster> = { label: 'KeyCluster', loader: clusterLoader };

/** A cluster as of a moment (epoch milliseconds), which its sessions take on; null where there is none of this key. */
export async function loadCluster(
  context: GraphContext,
  key: string,
  asOf: number,
): Promise<KeyCluster | null> {
  const row = await context.loaders.load(clusterRowLoader, key);
  return row === null ? null : toCluster(row, asOf);
}

/** Why a key counts as shared and where it belongs; nothing where it was not appraised. */
export interface SharingOfKey {
  readonly reasons: readonly StoredReason[];
  readonly cluster: string | null;
}

export const sharingLoader: LoaderSpec<SharingOfKey> = {
  name: 'sharing of keys',
  async load(context, keys) {
    const rows = await context.graph.read(sharedKeyReasons, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.key,
      (row) => ({ reasons: storedReasons(row.reasons), cluster: row.cluster }),
    );
  },
  absent: () => ({ reasons: [], cluster: null }),
};

export interface ClusterSessionsArgs {
  readonly beforeAt: number | null;
  readonly beforeKey: string | null;
  readonly limit: number;
}

export const clusterSessionsLoader: LoaderSpec<
  readonly SharedKeySessionsOfClustersRow[],
  ClusterSessionsArgs
> = {
  name: 'sessions of key clusters',
  async load(context, keys, args) {
    const rows = await context.graph.read(sharedKeySessionsOfClusters, { ...args, keys }, context.read);
    return groupedByKey(
      rows,
      (row) => row.cluster,
      (row) => row,
    );
  },
  absent: () => [],
};

function toCluster(row: SharedKeyClustersByKeyRow, asOf: number): KeyCluster {
  return {
    ...nodeBase('KeyCluster', row.key),
    asOf,
    apiKeyKeys: row.apiKeys,
    userKeys: row.users,
    endpointKeys: row.endpoints,
    severity: toChoice(Severity, row.severity) ?? 'LOW',
    confidence: toChoice(Confidence, row.confidence) ?? 'LOW',
    consequence: row.consequence,
    keyCount: row.apiKeys.length,
    userCount: row.users.length,
    endpointCount: row.endpoints.length,
    sessionCount: row.sessionCount,
    unknownSessionCount: row.unknownSessionCount,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    sharedFrom: row.sharedFrom,
  };
}
