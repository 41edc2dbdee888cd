import type { EntityLabel } from '../graph/model.js';
import { TRAVERSED_KINDS, type TraversedKind } from './policy.js';
import type { NodeRef } from './radius-graph.js';

/** What can be done to keep impact away. Each takes contacts away from its moment on, and never adds one. */
export const CONTAINMENT_KINDS = [
  'REVOKE_KEY',
  'KILL_SESSION',
  'BLOCK_HOST',
  'ISOLATE_ENDPOINT',
  'DISABLE_SERVER',
  'QUARANTINE_FILE',
] as const;
export type ContainmentKind = (typeof CONTAINMENT_KINDS)[number];

export interface ContainmentAction {
  readonly kind: ContainmentKind;
  readonly target: NodeRef;
  /** Contacts at or after it are gone: epoch milliseconds, or BEGINNING for all of them. */
  readonly from: number;
}

/** What an action is done to, and which relationships of that thing lose their contacts. */
export const CONTAINMENT_POLICY: Readonly<
  Record<ContainmentKind, { readonly label: EntityLabel; readonly cuts: readonly TraversedKind[] }>
> = {
  REVOKE_KEY: { label: 'ApiKey', cuts: ['USED_KEY'] },
  KILL_SESSION: { label: 'Session', cuts: TRAVERSED_KINDS },
  BLOCK_HOST: { label: 'Host', cuts: ['CALLED'] },
  ISOLATE_ENDPOINT: { label: 'Endpoint', cuts: ['RAN_ON'] },
  DISABLE_SERVER: { label: 'McpServer', cuts: ['USED_SERVER'] },
  QUARANTINE_FILE: { label: 'File', cuts: ['READ', 'WROTE'] },
};

/** What sessions do over a network: on an isolated endpoint they no longer do. Files there can still be touched. */
const NETWORK_KINDS: readonly TraversedKind[] = ['USED_KEY', 'CALLED', 'USED_SERVER'];

/** The endpoints that a session ran on, by the session's key. */
export type EndpointsOf = (session: string) => readonly string[];

/**
 * From which moment on the contacts of a relationship are gone. That moment is the earlier of those of its two ends,
 * so that each end can be looked at by itself.
 */
export class ContainmentCuts {
  readonly #moments = new Map<string, number>();
  readonly #isolated = new Map<string, number>();

  constructor(actions: readonly ContainmentAction[]) {
    for (const { kind, target, from } of actions) {
      for (const cut of CONTAINMENT_POLICY[kind].cuts) lower(this.#moments, momentKey(cut, target), from);
      if (kind === 'ISOLATE_ENDPOINT') lower(this.#isolated, target.key, from);
    }
  }

  /** True where `momentOf` needs to know which endpoints sessions ran on. */
  needsEndpoints(kind: TraversedKind): boolean {
    return this.#isolated.size > 0 && NETWORK_KINDS.includes(kind);
  }

  /** From when on the relationships of a kind at one end are gone: Infinity where no action is about it. */
  momentOf(kind: TraversedKind, end: NodeRef, endpointsOf: EndpointsOf): number {
    const own = this.#moments.get(momentKey(kind, end)) ?? Infinity;
    if (end.label !== 'Session' || !this.needsEndpoints(kind)) return own;
    const isolated = endpointsOf(end.key).map((endpoint) => this.#isolated.get(endpoint) ?? Infinity);
    return Math.min(own, ...isolated);
  }
}

function lower(moments: Map<string, number>, key: string, moment: number): void {
  moments.set(key, Math.min(moment, moments.get(key) ?? Infinity));
}

function momentKey(kind: TraversedKind, { label, key }: NodeRef): string {
  return `${kind} ${label}:${key}`;
}
