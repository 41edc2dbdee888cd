import { createHash } from 'node:crypto';

import {
  appraisalClusterableKeys,
  type AppraisalClusterableKeysRow,
  appraisalClusterRollups,
  appraisalClusters,
  appraisalClustersPending,
} from '../graph/catalogue/read.generated.js';
import {
  appraisalClaimClusters,
  appraisalFinishClusters,
  appraisalHoldClusters,
  appraisalMergeClusters,
  type AppraisalMergeClustersParams,
  appraisalPlaceKeys,
  appraisalRemoveClusters,
} from '../graph/catalogue/write.generated.js';
import type { Graph } from '../graph/graph.js';
import { claimToken } from './claims.js';
import { type Cluster, clustersOf, SEVERITY_RANK } from './clusters.js';
import { REASON_CODES, type ReasonConfidence } from './reasons.js';

const TIMEOUT_MS = 60_000;

type ClusterRow = AppraisalMergeClustersParams['rows'][number];

/** What has to change for the stored clusters to be those of the keys. */
interface ClusterChanges {
  readonly clusters: readonly ClusterRow[];
  readonly gone: readonly string[];
  readonly placed: readonly { readonly key: string; readonly cluster: string | null }[];
}

/**
 * Works out which keys form clusters. One appraiser at a time: a claim takes over everything that waits, also what an
 * earlier claim left, and that one's result is no longer written.
 */
export class ClusterAppraisal {
  readonly #graph: Graph;
  readonly #clock: () => number;

  constructor(graph: Graph, clock: () => number) {
    this.#graph = graph;
    this.#clock = clock;
  }

  async isPending(): Promise<boolean> {
    const [row] = await this.#graph.read(appraisalClustersPending, {}, { timeoutMs: TIMEOUT_MS });
    return row?.pending === true;
  }

  /** Returns whether anything was brought up to date. Throws as `Graph.write` does. */
  async appraise(): Promise<boolean> {
    if (!(await this.isPending())) return false;
    const token = claimToken(this.#clock());
    await this.#graph.write((tx) => tx.run(appraisalClaimClusters, { token }), { timeoutMs: TIMEOUT_MS });
    const changes = await this.#changes();
    return this.#graph.write(
      async (tx) => {
        const [claim] = await tx.run(appraisalHoldClusters, { token });
        if (claim?.held !== true) return false;
        if (changes.clusters.length > 0)
          await tx.run(appraisalMergeClusters, { token, rows: changes.clusters });
        if (changes.gone.length > 0) await tx.run(appraisalRemoveClusters, { keys: changes.gone });
        if (changes.placed.length > 0) await tx.run(appraisalPlaceKeys, { rows: changes.placed });
        await tx.run(appraisalFinishClusters, { token });
        return true;
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }

  async #changes(): Promise<ClusterChanges> {
    const options = { timeoutMs: TIMEOUT_MS };
    const keys = await this.#graph.read(appraisalClusterableKeys, {}, options);
    const stored = new Map(
      (await this.#graph.read(appraisalClusters, {}, options)).map((row) => [row.key, row]),
    );
    const clusters = clustersOf(keys.map(clusterableKey));
    const rowsByKey = new Map(keys.map((row) => [row.key, row]));

    const changed = clusters.filter((cluster) => {
      const known = stored.get(cluster.id);
      const holdsDueKey = cluster.keys.some((key) => rowsByKey.get(key)?.isDue === true);
      return known === undefined || known.isDue || holdsDueKey || known.mark !== markOf(cluster);
    });
    const rollups = await this.#graph.read(
      appraisalClusterRollups,
      { rows: changed.map(({ id, keys: members }) => ({ id, keys: members })) },
      options,
    );
    const rollupById = new Map(rollups.map((row) => [row.id, row]));
    const clusterOfKey = new Map(
      clusters.flatMap(({ id, keys: members }) => members.map((key) => [key, id] as const)),
    );
    const current = new Set(clusters.map(({ id }) => id));
    return {
      clusters: changed.map((cluster) => clusterRow(cluster, rollupById.get(cluster.id), rowsByKey)),
      gone: [...stored.keys()].filter((key) => !current.has(key)).sort(),
      placed: keys
        .map(({ key, clusterKey }) => ({ key, clusterKey, cluster: clusterOfKey.get(key) ?? null }))
        .filter(({ clusterKey, cluster }) => clusterKey !== cluster)
        .map(({ key, cluster }) => ({ key, cluster }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    };
  }
}

function clusterableKey(row: AppraisalClusterableKeysRow): Parameters<typeof clustersOf>[0][number] {
  return {
    key: row.key,
    firstAt: row.firstAt,
    reasons: REASON_CODES.filter((code) => row.reasons.includes(code)),
    confidence: confidenceOf(row.confidence),
    clustered: row.clustered,
    users: row.users,
    endpoints: row.endpoints,
  };
}

function confidenceOf(text: string): ReasonConfidence {
  return text === 'HIGH' || text === 'MEDIUM' ? text : 'LOW';
}

function clusterRow(
  cluster: Cluster,
  rollup:
    { sessions: number; unknownSessions: number; consequence: number; lastSeenAt: number | null } | undefined,
  rows: ReadonlyMap<string, AppraisalClusterableKeysRow>,
): ClusterRow {
  const starts = cluster.keys.flatMap((key) => rows.get(key)?.sharedFrom ?? []);
  return {
    id: cluster.id,
    mark: markOf(cluster),
    severity: cluster.severity,
    severityRank: SEVERITY_RANK[cluster.severity],
    confidence: cluster.confidence,
    reasons: cluster.reasons,
    users: cluster.users,
    endpoints: cluster.endpoints,
    keyCount: cluster.keys.length,
    sessions: rollup?.sessions ?? 0,
    unknownSessions: rollup?.unknownSessions ?? 0,
    consequence: rollup?.consequence ?? 0,
    firstAt: rows.get(cluster.id)?.firstAt ?? null,
    lastAt: rollup?.lastSeenAt ?? null,
    sharedFrom: starts.length === 0 ? null : Math.min(...starts),
  };
}

/** A digest of what a cluster is, its roll-ups aside: it differs where the stored one has to be written again. */
function markOf(cluster: Cluster): string {
  return createHash('sha256').update(JSON.stringify(cluster)).digest('base64url').slice(0, 16);
}
