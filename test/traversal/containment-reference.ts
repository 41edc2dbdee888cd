import fc from 'fast-check';
import { KINDS } from '../../src/graph/model.js';
import {
  CONTAINMENT_KINDS,
  CONTAINMENT_POLICY,
  type ContainmentAction,
} from '../../src/traversal/containment-action.js';
import type { HeldRelationship } from '../../src/traversal/containment-held.js';
import { isTraversedKind } from '../../src/traversal/policy.js';
import { BEGINNING } from '../../src/traversal/radius-graph.js';
import { relationshipId } from './memory-graph.js';
import { idOf } from './random-graph.js';
import {
  contact,
  contactsOf,
  type ReferenceLens,
  referencePolicy,
  type ReferenceQuestion,
} from './reference.js';
import { nodesOf, type TemporalGraph, type TemporalRelationship } from './temporal-graph.js';

type Contacts = ReturnType<typeof contactsOf>;

/** What one lens says of a node: least hops, the arrival with so many, and the best arrival of all. */
export interface ReferenceArrival {
  readonly id: string;
  readonly lens: ReferenceLens;
  readonly hops: number;
  readonly arrivedAt: number;
  readonly earliestAt: number;
}

/**
 * The radius forward in a graph from which the actions have taken their contacts, straight from the definition: every
 * contact at or after an action's moment is gone, and nothing else of the graph changes.
 */
export function referenceContained(
  graph: TemporalGraph,
  question: ReferenceQuestion,
  actions: readonly ContainmentAction[],
): ReferenceArrival[] {
  const nodes = nodesOf(graph);
  const labels = new Map(nodes.map((node) => [idOf(node), node.label]));
  const seeds = new Set(question.seeds.map(idOf));
  const degree = (id: string): number =>
    graph.relationships.filter((e) => referencePolicy.has(e.kind) && ends(e)[1] === id).length;
  const isHub = (id: string): boolean =>
    labels.get(id) !== 'Session' &&
    !seeds.has(id) &&
    !question.reincluded.has(id) &&
    degree(id) > question.hubBound;
  const links = graph.relationships
    .filter(({ kind }) => question.kinds.includes(kind))
    .map((e) => ({ e, contacts: contained(graph, e, question, actions) }));
  return question.lenses.flatMap((lens) => {
    const arcs = links.flatMap(({ e, contacts }) => {
      const { out, in: against } = referencePolicy.get(e.kind)?.[lens] ?? {};
      const [from, to] = ends(e);
      return [
        ...(out === undefined ? [] : [{ u: from, v: to, mode: out, contacts }]),
        ...(against === undefined ? [] : [{ u: to, v: from, mode: against, contacts }]),
      ];
    });
    let x = new Map([...seeds].map((id) => [id, question.since]));
    const r = new Map(x);
    const first = new Map([...seeds].map((id) => [id, { hops: 0, arrivedAt: question.since }]));
    for (let k = 1; k <= question.maxHops; k++) {
      const next = new Map(x);
      for (const { u, v, mode, contacts } of arcs) {
        const from = x.get(u);
        const at = from === undefined ? Infinity : contact(contacts, from, true);
        if (at === Infinity || at > question.until) continue;
        if (at < (r.get(v) ?? Infinity)) r.set(v, at);
        if (mode === 'P' && !isHub(v) && at < (next.get(v) ?? Infinity)) next.set(v, at);
      }
      for (const [id, arrivedAt] of r) if (!first.has(id)) first.set(id, { hops: k, arrivedAt });
      x = next;
    }
    return [...r].map(([id, earliestAt]) => ({
      id,
      lens,
      hops: first.get(id)?.hops ?? -1,
      arrivedAt: first.get(id)?.arrivedAt ?? -1,
      earliestAt,
    }));
  });
}

/** The contacts that are left: of whole numbers, those before the moment end one before it. */
export function contained(
  graph: TemporalGraph,
  relationship: TemporalRelationship,
  { asOf, idleMs }: { readonly asOf: number; readonly idleMs: number },
  actions: readonly ContainmentAction[],
): Contacts {
  const from = Math.min(
    ...actions.filter((action) => takesAway(graph, action, relationship)).map((action) => momentOf(action)),
  );
  return contactsOf(graph, relationship, asOf, idleMs)
    .map((interval) => ({ ...interval, to: Math.min(interval.to, from - 1) }))
    .filter((interval) => interval.from <= interval.to && interval.to !== -Infinity);
}

function momentOf({ from }: ContainmentAction): number {
  return from === BEGINNING ? -Infinity : from;
}

function takesAway(
  graph: TemporalGraph,
  { kind, target }: ContainmentAction,
  e: TemporalRelationship,
): boolean {
  const { key } = target;
  switch (kind) {
    case 'REVOKE_KEY':
      return e.kind === 'USED_KEY' && e.to === key;
    case 'KILL_SESSION':
      return e.from === key || (KINDS[e.kind].to === 'Session' && e.to === key);
    case 'BLOCK_HOST':
      return e.kind === 'CALLED' && e.to === key;
    case 'DISABLE_SERVER':
      return e.kind === 'USED_SERVER' && e.to === key;
    case 'QUARANTINE_FILE':
      return (e.kind === 'READ' || e.kind === 'WROTE') && e.to === key;
    case 'ISOLATE_ENDPOINT': {
      if (e.kind === 'RAN_ON') return e.to === key;
      const ranOnIt = endpointsIn(graph, e.from).includes(key);
      return ranOnIt && ['USED_KEY', 'CALLED', 'USED_SERVER'].includes(e.kind);
    }
    default:
      return kind satisfies never;
  }
}

/** Sessions of the graph that an action cuts: one of the contacts by which they are joined to its thing is gone. */
export function referenceCutSessions(
  graph: TemporalGraph,
  question: ReferenceQuestion,
  action: ContainmentAction,
): string[] {
  const { asOf, idleMs } = question;
  const meets = (contacts: Contacts): boolean =>
    contacts.some(({ from, to }) => from <= asOf && from <= to && to >= momentOf(action) && to !== -Infinity);
  if (action.kind === 'KILL_SESSION') {
    // A session lives as long as its subagents' relationships to it say: from its start to its end.
    const { key } = action.target;
    const life = { kind: 'SPAWNED', from: key, to: key, times: [], untimed: 0 } as const;
    return meets(contactsOf(graph, life, asOf, idleMs)) ? [key] : [];
  }
  const { cuts } = CONTAINMENT_POLICY[action.kind];
  const joined = graph.relationships.filter(
    (e) =>
      (cuts as readonly string[]).includes(e.kind) &&
      e.to === action.target.key &&
      meets(contactsOf(graph, e, asOf, idleMs)),
  );
  return [...new Set(joined.map(({ from }) => from))];
}

export function endpointsIn(graph: TemporalGraph, session: string): string[] {
  return graph.relationships
    .filter(({ kind, from }) => kind === 'RAN_ON' && from === session)
    .map(({ to }) => to);
}

function ends(e: TemporalRelationship): [string, string] {
  return [idOf({ label: KINDS[e.kind].from, key: e.from }), idOf({ label: KINDS[e.kind].to, key: e.to })];
}

/** Everything that could be done to a graph, from one moment on. */
export function possibleActions(graph: TemporalGraph, from: number): ContainmentAction[] {
  return nodesOf(graph).flatMap((target) => {
    const kind = CONTAINMENT_KINDS.find((other) => CONTAINMENT_POLICY[other].label === target.label);
    return kind === undefined ? [] : [{ kind, target, from }];
  });
}

export const someMoment = fc.oneof(fc.constant(BEGINNING), fc.integer({ min: 0, max: 16 }));

export const someActions = (graph: TemporalGraph): fc.Arbitrary<ContainmentAction[]> => {
  const possible = possibleActions(graph, 0);
  return fc.array(
    fc
      .tuple(fc.nat(), someMoment)
      .map(([pick, from]) => ({ ...(possible[pick % possible.length] ?? possible[0]!), from })),
    { minLength: 1, maxLength: 4 },
  );
};

/** The relationships of a graph as the product reads them for a plan. */
export function heldRelationships(graph: TemporalGraph, asOf: number, idleMs: number): HeldRelationship[] {
  return graph.relationships.flatMap((e) => {
    const { kind, from, to } = e;
    if (!isTraversedKind(kind)) return [];
    const contacts = contactsOf(graph, e, asOf, idleMs);
    const spans = contacts.filter((interval) => interval.untimed || interval.from !== interval.to);
    const always = spans.some((interval) => interval.from === -Infinity);
    const whole = spans.filter((interval) => interval.from <= interval.to);
    return [
      {
        kind,
        from,
        to,
        relationship: relationshipId(e),
        times: contacts.filter((interval) => !spans.includes(interval)).map((interval) => interval.from),
        held:
          always || whole.length === 0
            ? null
            : {
                from: Math.min(...whole.map((interval) => interval.from)),
                to: Math.max(...whole.map((interval) => interval.to)),
              },
        always,
      },
    ];
  });
}
