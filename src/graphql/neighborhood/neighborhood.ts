import {
  neighborhood as neighborhoodStatement,
  neighborhoodSummary,
} from '../../graph/catalogue/read.generated.js';
import { ENTITY_LABELS, type EntityLabel, globalId } from '../../graph/model.js';
import { POLICY_VERSION } from '../../traversal/policy.js';
import { EDGE_EVIDENCE } from '../../traversal/radius-details.js';
import { BEGINNING, type NodeRef } from '../../traversal/radius-graph.js';
import type { RelationshipKindFilter } from '../blast-radius/blast-radius.input.js';
import { edgeId, type GraphEdge, type Subgraph } from '../blast-radius/subgraph.type.js';
import { type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { BadInputError } from '../errors.js';
import type { NodeObject } from '../node/node.type.js';
import { resolveSelector } from '../selector/resolve-selector.js';
import type { EntitySelector } from '../selector/selector.input.js';
import { RelationshipDirection, RelationshipKind } from '../traversal-policy/relationship-kind.js';
import type { NeighborhoodCount, NeighborhoodFilter } from './neighborhood.type.js';

const END_OF_TIME = -BEGINNING;

interface Conditions {
  readonly kinds: readonly RelationshipKind[];
  readonly directions: readonly RelationshipDirection[];
  readonly since: number;
  readonly until: number;
  readonly minDegree: number;
  readonly maxDegree: number | null;
}

/** One page of what is one step away. Throws BadInputError before anything is read, and NotFoundError. */
export async function neighborhoodOf(
  context: GraphContext,
  of: Readonly<EntitySelector>,
  filter: Readonly<NeighborhoodFilter> | null | undefined,
  args: Readonly<PageArgs>,
): Promise<Subgraph> {
  const startedAt = performance.now();
  const conditions = conditionsOf(filter);
  const { label, key, id } = await resolveSelector(context, of, 'of');
  const page = pageOf(context, args, new CursorCodec('neighborhood', label, key, conditions));
  const [afterAt, afterLabel, afterKey] = startPosition(page.after);
  const rows = await context.graph.read(
    neighborhoodStatement,
    {
      label,
      key,
      ...conditions,
      evidenceLimit: EDGE_EVIDENCE,
      afterAt,
      afterLabel,
      afterKey,
      limit: page.limit,
    },
    context.read,
  );
  const shown = rows
    .slice(0, page.first)
    .map((row) => ({ ...row, ref: { label: entityLabel(row.label), key: row.key } }));
  const hasNextPage = rows.length > page.first;
  const cursorOf = (row: (typeof shown)[number] | undefined): string | null =>
    row === undefined ? null : page.codec.encode([row.lastAt, row.label, row.key]);
  return {
    nodes: () =>
      loadAll(
        context,
        shown.map(({ ref }) => ref),
      ),
    edges: shown.flatMap(({ ref, relationships }) =>
      edgesBetween(id, globalId(ref.label, ref.key), relationships),
    ),
    paths: [],
    meta: {
      complete: !hasNextPage,
      truncatedBy: hasNextPage ? ['MAX_NODES'] : [],
      summary: hasNextPage
        ? 'Not complete: more things follow on the next page.'
        : 'Complete: no more things follow.',
      hopsReached: shown.length === 0 ? 0 : 1,
      exploredNodes: rows.length,
      hubs: [],
      policy: POLICY_VERSION,
      asOf: context.now(),
      durationMs: Math.round(performance.now() - startedAt),
    },
    pageInfo: {
      hasNextPage,
      hasPreviousPage: page.after !== null,
      startCursor: cursorOf(shown[0]),
      endCursor: cursorOf(shown.at(-1)),
    },
  };
}

/** Counts of what is one step away, without reading any of it. Throws NotFoundError. */
export async function neighborhoodCounts(
  context: GraphContext,
  of: Readonly<EntitySelector>,
): Promise<NeighborhoodCount[]> {
  const { label, key } = await resolveSelector(context, of, 'of');
  const rows = await context.graph.read(neighborhoodSummary, { label, key }, context.read);
  return rows.map((row) => ({
    kind: relationshipKind(row.kind),
    direction: row.direction === 'OUT' ? 'OUT' : 'IN',
    entityKind: entityLabel(row.label),
    count: row.count,
  }));
}

function conditionsOf(filter: Readonly<NeighborhoodFilter> | null | undefined): Conditions {
  const since = filter?.since ?? BEGINNING;
  const until = filter?.until ?? END_OF_TIME;
  if (since > until) {
    throw new BadInputError(
      'filter.since',
      'filter.since is later than filter.until.',
      'Pass a since before until.',
    );
  }
  const { minDegree, maxDegree } = filter ?? {};
  for (const [name, degree] of Object.entries({ minDegree, maxDegree })) {
    if (degree == null || degree >= 0) continue;
    throw new BadInputError(
      `filter.${name}`,
      `filter.${name} is ${degree}, which is negative.`,
      'Pass 0 or more.',
    );
  }
  const kinds = chosenKinds(filter?.kinds);
  if (kinds.length === 0) {
    throw new BadInputError(
      'filter.kinds',
      'filter.kinds leaves no relationship.',
      'Include or keep at least one.',
    );
  }
  return {
    kinds,
    directions: filter?.direction == null ? Object.values(RelationshipDirection) : [filter.direction],
    since,
    until,
    minDegree: minDegree ?? 0,
    // Absent where degrees do not matter, so that they are counted for the page alone.
    maxDegree: maxDegree ?? (minDegree == null ? null : Number.MAX_SAFE_INTEGER),
  };
}

function chosenKinds(filter: Readonly<RelationshipKindFilter> | null | undefined): RelationshipKind[] {
  return Object.values(RelationshipKind).filter(
    (kind) =>
      (filter?.include == null || filter.include.includes(kind)) && filter?.exclude?.includes(kind) !== true,
  );
}

function startPosition(after: Position | null): [number, string, string] | [null, null, null] {
  if (after === null) return [null, null, null];
  const [lastAt, label, key] = after;
  if (
    after.length !== 3 ||
    typeof lastAt !== 'number' ||
    typeof label !== 'string' ||
    typeof key !== 'string'
  ) {
    throw malformed();
  }
  return [lastAt, label, key];
}

interface Relationship {
  readonly kind: string;
  readonly out: boolean;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly count: number;
  readonly untimed: boolean;
  readonly events: readonly string[];
}

function edgesBetween(of: string, neighbor: string, relationships: readonly Relationship[]): GraphEdge[] {
  return relationships
    .map((relationship): GraphEdge => {
      const kind = relationshipKind(relationship.kind);
      const [from, to] = relationship.out ? [of, neighbor] : [neighbor, of];
      const { firstAt, lastAt, count, untimed, events } = relationship;
      return {
        id: edgeId(kind, from, to),
        kind,
        from,
        to,
        direction: relationship.out ? 'OUT' : 'IN',
        lenses: [],
        firstAt,
        lastAt,
        count,
        untimed,
        evidence: events.map((event) => globalId('Event', event)),
      };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function loadAll(context: GraphContext, refs: readonly NodeRef[]): Promise<NodeObject[]> {
  const nodes = await Promise.all(refs.map((ref) => context.nodes.load(context, ref)));
  return nodes.filter((node): node is NodeObject => node !== null);
}

function entityLabel(text: string): EntityLabel {
  const label = ENTITY_LABELS.find((known) => known === text);
  if (label === undefined)
    throw new Error(`The graph answered with the label "${text}", which the model does not know.`);
  return label;
}

function relationshipKind(text: string): RelationshipKind {
  const kind = Object.values(RelationshipKind).find((known) => known === text);
  if (kind === undefined)
    throw new Error(`The graph answered with the kind "${text}", which the model does not know.`);
  return kind;
}
