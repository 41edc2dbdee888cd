import { KINDS } from '../graph/model.js';
import type { Direction, TraversedKind } from './policy.js';
import type { Arrival, Degrees, Expansion, NodeRef, RadiusGraph } from './radius-graph.js';

/** A relationship with all its contacts, as it was read. */
export interface HeldRelationship {
  readonly kind: TraversedKind;
  /** Key of the session that it starts from. */
  readonly from: string;
  /** Key of what it leads to: of the label that the kind leads to. */
  readonly to: string;
  /** Element id. */
  readonly relationship: string;
  /** Single contacts, in order. */
  readonly times: readonly number[];
  /** Contacts without a gap, both ends included; null where there are none. */
  readonly held: { readonly from: number; readonly to: number } | null;
  /** True where it may have been at any time at all. */
  readonly always: boolean;
}

/** A part of the graph in memory, looked at forward: the same steps as over the database, without asking it. */
export class HeldGraph implements RadiusGraph {
  readonly #until: number;
  readonly #degreesOf: (ref: NodeRef) => Degrees | null;
  readonly #byEnd = new Map<string, HeldRelationship[]>();

  constructor(
    relationships: readonly HeldRelationship[],
    until: number,
    degreesOf: (ref: NodeRef) => Degrees | null,
  ) {
    this.#until = until;
    this.#degreesOf = degreesOf;
    for (const relationship of relationships) {
      const { kind, from, to } = relationship;
      this.#add(endKey(kind, 'OUT', from), relationship);
      this.#add(endKey(kind, 'IN', to), relationship);
    }
  }

  expand({ kind, direction, frontier }: Expansion): Promise<readonly Arrival[]> {
    const label = KINDS[kind][direction === 'OUT' ? 'to' : 'from'];
    const best = new Map<string, Arrival>();
    for (const { key: near, at: since, rank, lenses } of frontier) {
      for (const relationship of this.#byEnd.get(endKey(kind, direction, near)) ?? []) {
        const at = nextContact(relationship, since);
        if (at === null || at > this.#until) continue;
        const key = direction === 'OUT' ? relationship.to : relationship.from;
        for (const lens of lenses) {
          const known = best.get(`${lens} ${key}`);
          if (known !== undefined && (known.at < at || (known.at === at && known.rank <= rank))) continue;
          const degrees = label === 'Session' ? null : this.#degreesOf({ label, key });
          best.set(`${lens} ${key}`, {
            key,
            lens,
            at,
            rank,
            relationship: relationship.relationship,
            degrees,
          });
        }
      }
    }
    return Promise.resolve([...best.values()]);
  }

  #add(key: string, relationship: HeldRelationship): void {
    const known = this.#byEnd.get(key);
    if (known === undefined) this.#byEnd.set(key, [relationship]);
    else known.push(relationship);
  }
}

function endKey(kind: TraversedKind, direction: Direction, key: string): string {
  return `${kind} ${direction} ${key}`;
}

/** The least contact at or after a moment; null where there is none. */
function nextContact({ times, held, always }: HeldRelationship, since: number): number | null {
  if (always) return since;
  const single = times.find((time) => time >= since) ?? null;
  if (held === null || held.from > held.to || since > held.to) return single;
  const during = Math.max(since, held.from);
  return single === null ? during : Math.min(single, during);
}
