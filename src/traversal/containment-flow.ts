/** A network for the greatest flow from one node to another; nodes are numbers from 0. */
interface Edge {
  readonly to: number;
  /** What may still flow. */
  left: number;
  /** Position of the edge that runs the other way, among those of `to`. */
  readonly back: number;
}

/**
 * Which nodes to take away so that nothing leads from the sources to the targets, of the least total cost: the least
 * cut by Dinic's algorithm, each node split in two with its cost between. Null where a path has only nodes that
 * cannot be taken away.
 *
 * @param costs by node; Infinity where it cannot be taken away. Sources and targets never are.
 */
export function leastNodeCut(
  costs: readonly number[],
  arcs: readonly (readonly [from: number, to: number])[],
  sources: ReadonlySet<number>,
  targets: ReadonlySet<number>,
): number[] | null {
  const unbounded = costs.reduce((sum, cost) => (Number.isFinite(cost) ? sum + cost : sum), 1);
  const count = costs.length;
  const [source, sink] = [2 * count, 2 * count + 1];
  const network = new Network(2 * count + 2);
  for (const [node, cost] of costs.entries()) {
    const isEnd = sources.has(node) || targets.has(node);
    network.join(2 * node, 2 * node + 1, isEnd || !Number.isFinite(cost) ? unbounded : cost);
    if (sources.has(node)) network.join(source, 2 * node, unbounded);
    if (targets.has(node)) network.join(2 * node + 1, sink, unbounded);
  }
  for (const [from, to] of arcs) network.join(2 * from + 1, 2 * to, unbounded);
  const flow = network.fill(source, sink, unbounded);
  if (flow >= unbounded) return null;
  const reached = network.reachedFrom(source);
  return [...costs.keys()].filter((node) => reached.has(2 * node) && !reached.has(2 * node + 1));
}

class Network {
  readonly #edges: Edge[][];
  #levels: number[] = [];

  constructor(size: number) {
    this.#edges = Array.from({ length: size }, () => []);
  }

  join(from: number, to: number, capacity: number): void {
    const there = this.#of(from);
    const back = this.#of(to);
    there.push({ to, left: capacity, back: back.length });
    back.push({ to: from, left: 0, back: there.length - 1 });
  }

  /** The greatest flow; ends once it is `enough`. */
  fill(source: number, sink: number, enough: number): number {
    let flow = 0;
    while (flow < enough && this.#level(source, sink)) {
      const next = this.#edges.map(() => 0);
      for (let pushed = 1; pushed > 0 && flow < enough; flow += pushed)
        pushed = this.#augment(source, sink, next);
    }
    return flow;
  }

  reachedFrom(source: number): Set<number> {
    const reached = new Set([source]);
    for (const node of reached) for (const { to, left } of this.#of(node)) if (left > 0) reached.add(to);
    return reached;
  }

  #of(node: number): Edge[] {
    const edges = this.#edges[node];
    if (edges === undefined) throw new Error(`The network has no node ${node}.`);
    return edges;
  }

  #level(source: number, sink: number): boolean {
    const levels = this.#edges.map(() => -1);
    levels[source] = 0;
    const queue = [source];
    for (const node of queue) {
      for (const { to, left } of this.#of(node)) {
        if (left === 0 || levels[to] !== -1) continue;
        levels[to] = (levels[node] ?? 0) + 1;
        queue.push(to);
      }
    }
    this.#levels = levels;
    return levels[sink] !== -1;
  }

  /** Pushes along one path of the levels, walked without recursion: paths may be as long as the network. */
  #augment(source: number, sink: number, next: number[]): number {
    const path: Edge[] = [];
    let node = source;
    while (node !== sink) {
      const edges = this.#of(node);
      const edge = edges[next[node] ?? 0];
      if (edge === undefined) {
        // A dead end: one step back, and on with the next edge there.
        const last = path.pop();
        if (last === undefined) return 0;
        node = this.#of(last.to)[last.back]?.to ?? source;
        next[node] = (next[node] ?? 0) + 1;
      } else if (edge.left > 0 && this.#levels[edge.to] === (this.#levels[node] ?? 0) + 1) {
        path.push(edge);
        node = edge.to;
      } else next[node] = (next[node] ?? 0) + 1;
    }
    const pushed = Math.min(...path.map(({ left }) => left));
    for (const edge of path) {
      edge.left -= pushed;
      const back = this.#of(edge.to)[edge.back];
      if (back !== undefined) back.left += pushed;
    }
    return pushed;
  }
}
