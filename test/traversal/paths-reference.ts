import fc from 'fast-check';
import { globalId, KINDS } from '../../src/graph/model.js';
import { questionAbout } from './random-graph.js';
import {
  contact,
  contactsOf,
  type ReferenceLens,
  REFERENCE_LENSES,
  referencePolicy,
  type ReferenceQuestion,
} from './reference.js';
import { type GraphNode, nodesOf, type TemporalGraph, type TemporalRelationship } from './temporal-graph.js';

/**
 * Paths computed straight from their definition: every timed path that goes through no node twice is walked, then they
 * are put in order. It shares nothing with the product but the names of kinds and labels, and the global id.
 */

export interface PathsReferenceQuestion extends ReferenceQuestion {
  /** None of the seeds is among them. */
  readonly targets: readonly GraphNode[];
  readonly first: number;
}

interface ReferencePathStep {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly along: boolean;
  readonly at: number;
  readonly untimed: boolean;
}

export interface ReferencePath {
  readonly lenses: readonly ReferenceLens[];
  readonly steps: readonly ReferencePathStep[];
  readonly arrivedAt: number;
  readonly strength: number;
}

/** Every path of at most `maxHops` hops, the best first. */
export function referencePaths(
  graph: TemporalGraph,
  question: PathsReferenceQuestion,
  maxHops: number,
): ReferencePath[] {
  const idOf = ({ label, key }: GraphNode): string => globalId(label, key);
  const labels = new Map(nodesOf(graph).map((node) => [idOf(node), node.label]));
  const targets = new Set(question.targets.map(idOf));
  const named = new Set([...question.seeds.map(idOf), ...targets, ...question.reincluded]);
  const ends = (e: TemporalRelationship): [string, string] => [
    globalId(KINDS[e.kind].from, e.from),
    globalId(KINDS[e.kind].to, e.to),
  ];
  const isHub = (id: string): boolean =>
    labels.get(id) !== 'Session' &&
    !named.has(id) &&
    graph.relationships.filter((e) => referencePolicy.has(e.kind) && ends(e).includes(id)).length >
      question.hubBound;

  const found = new Map<string, ReferencePath>();
  const add = (lens: ReferenceLens, steps: readonly ReferencePathStep[], arrivedAt: number): void => {
    const key = steps.map(({ kind, from, to, along }) => `${from} ${kind} ${along} ${to}`).join();
    const lenses = [...(found.get(key)?.lenses ?? []), lens];
    found.set(key, { lenses, steps, arrivedAt, strength: strength(steps) });
  };
  for (const lens of REFERENCE_LENSES.filter((one) => question.lenses.includes(one))) {
    const arcs = graph.relationships.flatMap((e) => {
      if (!question.kinds.includes(e.kind)) return [];
      const rules = referencePolicy.get(e.kind)?.[lens] ?? {};
      const [start, end] = ends(e);
      const contacts = contactsOf(graph, e, question.asOf, question.idleMs);
      const out = { kind: e.kind, u: start, v: end, mode: rules.out, along: true, contacts };
      return [out, { ...out, u: end, v: start, mode: rules.in, along: false }];
    });
    const walk = (node: string, at: number, steps: readonly ReferencePathStep[]): void => {
      if (steps.length === maxHops) return;
      for (const { kind, u, v, mode, along, contacts } of arcs) {
        if (u !== node || mode === undefined) continue;
        if (v === steps[0]?.from || v === node || steps.some(({ to }) => to === v)) continue;
        const next = contact(contacts, at, true);
        if (next > question.until || next === Infinity) continue;
        const isTimed = contacts.some(({ from, to, untimed }) => !untimed && from <= next && next <= to);
        const step = { kind, from: u, to: v, along, at: next, untimed: !isTimed };
        if (targets.has(v)) add(lens, [...steps, step], next);
        if (mode === 'P' && !isHub(v)) walk(v, next, [...steps, step]);
      }
    };
    for (const seed of question.seeds) walk(idOf(seed), question.since, []);
  }

  function strength(steps: readonly ReferencePathStep[]): number {
    const all = Math.log(question.sessionCount + 1);
    return steps.slice(1).reduce((product, { from }) => {
      if (labels.get(from) === 'Session') return product;
      const df = new Set(graph.relationships.filter((e) => ends(e)[1] === from).map((e) => e.from)).size;
      return product * (Math.log((question.sessionCount + 1) / df) / all);
    }, 1);
  }

  const rounded = (value: number): number => Number(value.toPrecision(9));
  const text = (path: ReferencePath, of: (step: ReferencePathStep) => string): string[] => path.steps.map(of);
  return [...found.values()].toSorted(
    (a, b) =>
      a.steps.length - b.steps.length ||
      rounded(b.strength) - rounded(a.strength) ||
      compare(a.arrivedAt, b.arrivedAt) ||
      compareLists(
        [a.steps[0]?.from ?? '', ...text(a, ({ to }) => to)],
        [b.steps[0]?.from ?? '', ...text(b, ({ to }) => to)],
      ) ||
      compareLists(
        text(a, ({ kind }) => kind),
        text(b, ({ kind }) => kind),
      ) ||
      compareLists(
        text(a, ({ along }) => (along ? 'OUT' : 'IN')),
        text(b, ({ along }) => (along ? 'OUT' : 'IN')),
      ),
  );
}

/** A question about paths in a graph; null where the graph has nothing but the starting points. */
export const pathsQuestionAbout = (
  graph: TemporalGraph,
  sessionCount = graph.sessions.length,
): fc.Arbitrary<PathsReferenceQuestion | null> =>
  questionAbout(graph, sessionCount).chain((question): fc.Arbitrary<PathsReferenceQuestion | null> => {
    const seeds = new Set(question.seeds.map(({ label, key }) => `${label}:${key}`));
    const others = nodesOf(graph).filter(
      ({ label, key }) => label !== 'Repository' && !seeds.has(`${label}:${key}`),
    );
    if (others.length === 0) return fc.constant(null);
    return fc
      .record({
        targets: fc.oneof(
          fc.shuffledSubarray(others, { minLength: 1, maxLength: 1 }),
          fc.shuffledSubarray(others, { minLength: 1, maxLength: Math.min(3, others.length) }),
        ),
        first: fc.constantFrom(50, 50, 50, 10, 10, 3, 1),
      })
      .map((drawn) => ({ ...question, ...drawn }));
  });

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, one] of a.entries()) {
    const order = compare(one, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
