import { type EntityLabel, KINDS, type Kind } from '../../src/graph/model.js';

/** A small graph as the product stores it, for tests: sessions and what they are related to. Times are numbers. */
export interface TemporalGraph {
  readonly sessions: readonly TemporalSession[];
  readonly relationships: readonly TemporalRelationship[];
}

export interface TemporalSession {
  readonly key: string;
  /** Null where no event of the session has a time; then `lastSeenAt` is null too. */
  readonly startedAt: number | null;
  readonly lastSeenAt: number | null;
  readonly closedAt: number | null;
}

export interface TemporalRelationship {
  readonly kind: Kind;
  /** Key of the session that it starts from. */
  readonly from: string;
  /** Key of what it leads to: of the label that the kind leads to. */
  readonly to: string;
  /** Times of the events behind it, sorted. */
  readonly times: readonly number[];
  /** How many events without a time are behind it. */
  readonly untimed: number;
}

export interface GraphNode {
  readonly label: EntityLabel;
  readonly key: string;
}

export function nodesOf(graph: TemporalGraph): GraphNode[] {
  const nodes = new Map<string, GraphNode>();
  const add = (node: GraphNode): unknown => nodes.set(`${node.label}:${node.key}`, node);
  for (const { key } of graph.sessions) add({ label: 'Session', key });
  for (const { kind, to } of graph.relationships) add({ label: KINDS[kind].to, key: to });
  return [...nodes.values()];
}

/** Names the events behind a relationship, timed and untimed: the same in the database and in expectations. */
export function eventOf(
  { kind, from, to }: TemporalRelationship,
  at: number | null,
  position: number,
): string {
  return `${kind} ${from} ${to} ${at ?? 'untimed'} ${position}`;
}
