import { KINDS } from '../../src/graph/model.js';
import type {
  Between,
  Contacts,
  PathsGraph,
  Sharing,
  TimedRelationship,
} from '../../src/traversal/paths-graph.js';
import { BEGINNING, type NodeRef, type RadiusGraph } from '../../src/traversal/radius-graph.js';
import { MemoryRadiusGraph, relationshipId } from './memory-graph.js';
import { contactsOf, referencePolicy, type ReferenceQuestion } from './reference.js';
import type { TemporalGraph, TemporalRelationship } from './temporal-graph.js';

/** A graph in memory that answers questions about paths as the database does. */
export class MemoryPathsGraph implements PathsGraph {
  readonly forward: RadiusGraph;
  readonly backward: RadiusGraph;

  constructor(
    private readonly graph: TemporalGraph,
    private readonly question: ReferenceQuestion,
  ) {
    const { until, asOf, idleMs } = question;
    const window = { since: startOf(question), until, asOf, idleMs };
    this.forward = new MemoryRadiusGraph(graph, { ...window, direction: 'FORWARD' });
    this.backward = new MemoryRadiusGraph(graph, { ...window, direction: 'BACKWARD' });
  }

  relationships({ kind, fromKeys, toKeys, limit }: Between): Promise<readonly TimedRelationship[]> {
    const found = this.graph.relationships
      .filter((e) => e.kind === kind && fromKeys.includes(e.from) && toKeys.includes(e.to))
      .map((e) => ({ fromKey: e.from, toKey: e.to, relationship: relationshipId(e), ...this.contacts(e) }));
    return Promise.resolve(found.slice(0, limit));
  }

  things(refs: readonly NodeRef[]): Promise<readonly Sharing[]> {
    const sharing = refs.map((ref) => {
      const joined = this.graph.relationships.filter(
        ({ kind, to }) => referencePolicy.has(kind) && KINDS[kind].to === ref.label && to === ref.key,
      );
      return { ...ref, degree: joined.length, sessions: new Set(joined.map(({ from }) => from)).size };
    });
    return Promise.resolve(sharing);
  }

  sessionCount(): Promise<number> {
    return Promise.resolve(this.question.sessionCount);
  }

  private contacts(relationship: TemporalRelationship): Contacts {
    const { asOf, idleMs, until } = this.question;
    const since = startOf(this.question);
    const inWindow = contactsOf(this.graph, relationship, asOf, idleMs)
      .map(({ from, to }) => ({ from: Math.max(from, since), to: Math.min(to, until) }))
      .filter(({ from, to }) => from <= to);
    const points = inWindow.filter(({ from, to }) => from === to).map(({ from }) => from);
    const intervals = inWindow.filter(({ from, to }) => from < to);
    // Of two intervals the one is within the other.
    return {
      times: points.toSorted((a, b) => a - b),
      heldFrom: intervals.length === 0 ? null : Math.min(...intervals.map(({ from }) => from)),
      heldTo: Math.max(BEGINNING, ...intervals.map(({ to }) => to)),
    };
  }
}

function startOf({ since }: ReferenceQuestion): number {
  return since === -Infinity ? BEGINNING : since;
}
