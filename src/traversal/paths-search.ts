import { nextContact } from './paths-graph.js';
import type { Walks } from './paths-levels.js';
import type { NetworkArc } from './paths-network.js';
import { compareText } from './radius-state.js';

/** A path, found. */
export interface SearchedPath {
  readonly arcs: readonly NetworkArc[];
  /** When each arc's contact takes effect. */
  readonly times: readonly number[];
  /** Bits of the lenses that it lies in. */
  readonly lenses: number;
}

/** A path as far as it was followed. */
interface Prefix {
  readonly node: number;
  readonly at: number;
  readonly lenses: number;
  /** Of the nodes that it went through so far. */
  readonly weight: number;
  /** No path that begins so weighs less, or ends earlier. */
  readonly leastWeight: number;
  readonly earliestEnd: number;
  /** The nodes along it, by their order. */
  readonly nodes: readonly number[];
  readonly before: Prefix | null;
  readonly arc: NetworkArc | null;
}

/** How many prefixes a question may still follow: shared by its searches. */
export interface SearchBudget {
  left: number;
}

/** Prefixes followed between two looks at the clock. */
const PREFIXES_AT_A_TIME = 1_000;

/**
 * The paths of exactly `walks.hops` arcs that go through no node twice, the best first: by weight, end, the order of
 * the nodes along it, kinds and ways. Best-first over prefixes, none of which may turn out better than it is ranked.
 *
 * Ends early where the budget is used up, with `budget.left` 0. Throws QueryTimeoutError.
 */
export async function* searchPaths(
  walks: Walks,
  since: number,
  allLenses: number,
  weightOf: (node: number) => number,
  budget: SearchBudget,
): AsyncGenerator<SearchedPath, void> {
  const { levels, hops } = walks;
  const { network } = levels;
  const queue = new PrefixQueue();
  for (const start of network.starts) {
    const leastWeight = walks.weightFrom(0, start);
    if (leastWeight === Infinity) continue;
    const earliestEnd = walks.endFrom(0, start);
    const nodes = [start];
    const common = { weight: 0, leastWeight, earliestEnd, nodes, before: null, arc: null };
    queue.push({ node: start, at: since, lenses: allLenses, ...common });
  }
  for (let turn = 1; ; turn++) {
    const prefix = queue.pop();
    if (prefix === undefined) return;
    if (turn % PREFIXES_AT_A_TIME === 0) await levels.pause();
    const place = prefix.nodes.length;
    if (place > hops) {
      yield pathOf(prefix);
      continue;
    }
    for (const arc of network.arcsFrom[prefix.node] ?? []) {
      const further = walks.weightFrom(place, arc.to);
      if (further === Infinity || prefix.nodes.includes(arc.to)) continue;
      const at = nextContact(arc.relationship, prefix.at);
      const lenses = levels.lensesInTime(arc, prefix.lenses, at, hops - place);
      if (lenses === 0) continue;
      if (budget.left === 0) return;
      budget.left--;
      const weight = prefix.weight + (place < hops ? weightOf(arc.to) : 0);
      queue.push({
        node: arc.to,
        at,
        lenses,
        weight,
        leastWeight: weight + further,
        earliestEnd: Math.max(at, walks.endFrom(place, arc.to)),
        nodes: [...prefix.nodes, arc.to],
        before: prefix,
        arc,
      });
    }
  }
}

function pathOf(prefix: Prefix): SearchedPath {
  const arcs: NetworkArc[] = [];
  const times: number[] = [];
  for (let at: Prefix | null = prefix; at !== null; at = at.before) {
    if (at.arc === null) break;
    arcs.push(at.arc);
    times.push(at.at);
  }
  return { arcs: arcs.toReversed(), times: times.toReversed(), lenses: prefix.lenses };
}

/** A binary heap: the best prefix is on top. */
class PrefixQueue {
  readonly #heap: Prefix[] = [];

  push(prefix: Prefix): void {
    let place = this.#heap.push(prefix) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || comparePrefixes(parent, prefix) <= 0) break;
      this.#heap[place] = parent;
      place = above;
    }
    this.#heap[place] = prefix;
  }

  pop(): Prefix | undefined {
    const [top] = this.#heap;
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return top;
    let place = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && comparePrefixes(right, left) < 0;
      const child = isRight ? right : left;
      if (comparePrefixes(last, child) <= 0) break;
      this.#heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    this.#heap[place] = last;
    return top;
  }
}

/** Order of whole paths; a prefix stands before every path that begins so. */
function comparePrefixes(a: Prefix, b: Prefix): number {
  if (a.leastWeight !== b.leastWeight) return a.leastWeight - b.leastWeight;
  if (a.earliestEnd !== b.earliestEnd) return a.earliestEnd - b.earliestEnd;
  for (const [place, node] of a.nodes.entries()) {
    const other = b.nodes[place];
    if (other === undefined) return 1;
    if (node !== other) return node - other;
  }
  return a.nodes.length - b.nodes.length || compareArcs(pathOf(a).arcs, pathOf(b).arcs);
}

/** Of two paths along the same nodes: by the kinds along them, then the ways in which they are followed. */
function compareArcs(a: readonly NetworkArc[], b: readonly NetworkArc[]): number {
  const texts = (arcs: readonly NetworkArc[], of: 'kind' | 'flow'): string =>
    arcs.map((arc) => arc[of]).join(' ');
  return compareText(texts(a, 'kind'), texts(b, 'kind')) || compareText(texts(a, 'flow'), texts(b, 'flow'));
}
