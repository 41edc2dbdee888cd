import { KINDS } from '../../src/graph/model.js';
import {
  type Arrival,
  BEGINNING,
  type Degrees,
  type Expansion,
  type RadiusGraph,
} from '../../src/traversal/radius-graph.js';
import { contact, contactsOf } from './reference.js';
import type { TemporalGraph, TemporalRelationship } from './temporal-graph.js';

/** A graph in memory that answers the engine's steps as the database does. */
export class MemoryRadiusGraph implements RadiusGraph {
  expansions = 0;

  constructor(
    private readonly graph: TemporalGraph,
    private readonly window: {
      readonly direction: 'FORWARD' | 'BACKWARD';
      readonly since: number;
      readonly until: number;
      readonly asOf: number;
      readonly idleMs: number;
    },
  ) {}

  expand({ kind, direction, frontier }: Expansion): Promise<readonly Arrival[]> {
    this.expansions++;
    const forward = this.window.direction === 'FORWARD';
    const best = new Map<string, Arrival>();
    for (const entry of frontier) {
      for (const relationship of this.graph.relationships) {
        const [from, to] =
          direction === 'OUT' ? [relationship.from, relationship.to] : [relationship.to, relationship.from];
        if (relationship.kind !== kind || from !== entry.key) continue;
        const contacts = contactsOf(this.graph, relationship, this.window.asOf, this.window.idleMs);
        const at = contact(contacts, entry.at === BEGINNING ? -Infinity : entry.at, forward);
        if (forward ? at > this.window.until : at < this.window.since) continue;
        for (const lens of entry.lenses) {
          const arrival: Arrival = {
            key: to,
            lens,
            at: at === -Infinity ? BEGINNING : at,
            rank: entry.rank,
            relationship: relationshipId(relationship),
            degrees: direction === 'OUT' && KINDS[kind].to !== 'Session' ? this.degrees(relationship) : null,
          };
          const known = best.get(`${lens} ${to}`);
          const time = (arrival.at - (known?.at ?? 0)) * (forward ? 1 : -1);
          if (known === undefined || time < 0 || (time === 0 && arrival.rank < known.rank))
            best.set(`${lens} ${to}`, arrival);
        }
      }
    }
    return Promise.resolve([...best.values()]);
  }

  private degrees({ kind, to }: TemporalRelationship): Degrees {
    const label = KINDS[kind].to;
    const joined = this.graph.relationships.filter(
      (other) => other.to === to && KINDS[other.kind].to === label,
    );
    const count = (of: string): number => joined.filter((other) => other.kind === of).length;
    return label === 'File' ? { READ: count('READ'), WROTE: count('WROTE') } : { [kind]: count(kind) };
  }
}

export function relationshipId({ kind, from, to }: TemporalRelationship): string {
  return `${kind}/${from}/${to}`;
}
