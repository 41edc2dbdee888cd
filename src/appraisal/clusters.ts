import type { ReasonCode, ReasonConfidence } from './reasons.js';
import { affectsAttribution, compareReasons } from './reasons.js';

/** A user or endpoint with more keys than this joins none of them: it is a hub. */
export const JOINING_KEYS = 25;

/** What clusters are made from: every key of the graph, shared or not. */
export interface ClusterableKey {
  readonly key: string;
  /** First use, epoch milliseconds; null where no use has a time. */
  readonly firstAt: number | null;
  /** Raised reasons. */
  readonly reasons: readonly ReasonCode[];
  readonly confidence: ReasonConfidence;
  /** Belongs to a cluster at all. */
  readonly clustered: boolean;
  /** Verified users; UNKNOWN joins nothing. */
  readonly users: readonly string[];
  readonly endpoints: readonly string[];
}

export type ClusterSeverity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
/** As it is stored, so that an index can order by it. */
export const SEVERITY_RANK: Readonly<Record<ClusterSeverity, number>> = {
  CRITICAL: 4,
  HIGH: 3,
  MEDIUM: 2,
  LOW: 1,
};

export interface Cluster {
  /** Key of its earliest-used ApiKey. */
  readonly id: string;
  /** Its keys, earliest-used first. */
  readonly keys: readonly string[];
  readonly users: readonly string[];
  readonly endpoints: readonly string[];
  /** Union of its keys' raised reasons, the worst first. */
  readonly reasons: readonly ReasonCode[];
  readonly severity: ClusterSeverity;
  readonly confidence: ReasonConfidence;
}

/** The connected components of keys that share, ordered by id. Any order of the keys gives the same clusters. */
export function clustersOf(keys: readonly ClusterableKey[]): Cluster[] {
  const members = keys.filter(({ clustered }) => clustered);
  const components = new Components(members.map(({ key }) => key));
  // The number of keys counts all of them: a hub stays one when its other keys are not shared.
  for (const joined of [keysOfEach(keys, 'users'), keysOfEach(keys, 'endpoints')]) {
    for (const group of joined.values()) {
      if (group.length > JOINING_KEYS) continue;
      const sharing = group.filter(({ clustered }) => clustered);
      for (const { key } of sharing.slice(1)) components.join(sharing[0]!.key, key);
    }
  }
  const byRoot = new Map<string, ClusterableKey[]>();
  for (const member of members) {
    const root = components.rootOf(member.key);
    const known = byRoot.get(root);
    if (known === undefined) byRoot.set(root, [member]);
    else known.push(member);
  }
  return [...byRoot.values()].map(clusterOf).sort((a, b) => compare(a.id, b.id));
}

function clusterOf(unordered: readonly ClusterableKey[]): Cluster {
  const keys = [...unordered].sort(
    (a, b) => (a.firstAt ?? Infinity) - (b.firstAt ?? Infinity) || compare(a.key, b.key),
  );
  const reasons = distinct(keys.flatMap((key) => key.reasons)).sort(compareReasons);
  return {
    id: keys[0]!.key,
    keys: keys.map(({ key }) => key),
    users: distinct(keys.flatMap(({ users }) => users)).sort(),
    endpoints: distinct(keys.flatMap(({ endpoints }) => endpoints)).sort(),
    reasons,
    severity: severityOfCluster(reasons),
    confidence: worstConfidence(keys),
  };
}

function severityOfCluster(reasons: readonly ReasonCode[]): ClusterSeverity {
  const [worst] = reasons.filter(affectsAttribution);
  switch (worst) {
    case 'IMPOSSIBLE_CONCURRENCY':
      return 'CRITICAL';
    case 'UNKNOWN_USER_ON_KNOWN_KEY':
      return 'HIGH';
    case 'SHARED_ACROSS_USERS':
      return 'MEDIUM';
    default:
      return 'LOW';
  }
}

function worstConfidence(keys: readonly ClusterableKey[]): ReasonConfidence {
  if (keys.some(({ confidence }) => confidence === 'LOW')) return 'LOW';
  return keys.some(({ confidence }) => confidence === 'MEDIUM') ? 'MEDIUM' : 'HIGH';
}

function keysOfEach(
  keys: readonly ClusterableKey[],
  part: 'users' | 'endpoints',
): ReadonlyMap<string, readonly ClusterableKey[]> {
  const byOne = new Map<string, ClusterableKey[]>();
  for (const key of keys) {
    for (const one of new Set(key[part])) {
      const known = byOne.get(one);
      if (known === undefined) byOne.set(one, [key]);
      else known.push(key);
    }
  }
  return byOne;
}

/** Disjoint sets by parent links, halved on the way up. */
class Components {
  readonly #parents: Map<string, string>;

  constructor(keys: readonly string[]) {
    this.#parents = new Map(keys.map((key) => [key, key]));
  }

  rootOf(key: string): string {
    let current = key;
    for (;;) {
      const parent = this.#parents.get(current) ?? current;
      if (parent === current) return current;
      const grandparent = this.#parents.get(parent) ?? parent;
      this.#parents.set(current, grandparent);
      current = grandparent;
    }
  }

  join(a: string, b: string): void {
    this.#parents.set(this.rootOf(b), this.rootOf(a));
  }
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
