import { QueryTimeoutError } from '../graph/errors.js';
import { globalId, KINDS } from '../graph/model.js';
import {
  arcMode,
  DIRECTIONS,
  type Direction,
  type Lens,
  LENSES,
  opposite,
  type TraversedKind,
} from './policy.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  type Degrees,
  type Expanded,
  type Expansion,
  type FrontierEntry,
  type NodeRef,
  type RadiusGraph,
  totalDegree,
} from './radius-graph.js';
import { compareArcs, compareText, type LensReach, RadiusNode, type Walked } from './radius-state.js';

/** FORWARD: what the seeds may have reached. BACKWARD: what may have reached them. */
export type RadiusDirection = 'FORWARD' | 'BACKWARD';

/** Why an answer was cut. MAX_EDGES is found when the answer is put together. */
export type Truncation = 'MAX_HOPS' | 'HUB' | 'MAX_NODES' | 'MAX_EDGES' | 'TIMEOUT';

export interface RadiusQuestion {
  readonly seeds: readonly NodeRef[];
  readonly direction: RadiusDirection;
  readonly lenses: readonly Lens[];
  /** Kinds that paths may follow. */
  readonly kinds: readonly TraversedKind[];
  /** Epoch milliseconds or BEGINNING. */
  readonly since: number;
  readonly until: number;
  readonly maxHops: number;
  readonly maxNodes: number;
  readonly hubBound: number;
  /** Global ids of hubs that paths may pass through all the same. */
  readonly reincluded: ReadonlySet<string>;
}

export interface Hub {
  readonly node: RadiusNode;
  readonly degree: number;
  /** Least number of arcs, of those that let paths go on. */
  readonly hops: number;
  /** True where paths would have gone on within the limits. */
  readonly cut: boolean;
}

export interface Radius {
  /** Seeds included, in order: hops, arrival, label, global id. */
  readonly nodes: readonly RadiusNode[];
  readonly hubs: readonly Hub[];
  readonly truncatedBy: readonly Truncation[];
  /** Nodes that were reached before any was cut. */
  readonly exploredNodes: number;
}

/** Frontier nodes asked at a time when only the first new node matters. */
const PROBE_SIZE = 250;

/**
 * The blast radius, level by level: each level follows, from the nodes whose arrival the last one improved, every arc
 * that the policy has for the lens, and keeps the best arrival at each node. Levels that were completed before the
 * deadline survive it.
 */
export async function traverse(question: RadiusQuestion, graph: RadiusGraph): Promise<Radius> {
  const traversal = new Traversal(question, graph);
  const timedOut = await traversal.run();
  return traversal.result(timedOut);
}

interface Candidate {
  readonly key: string;
  readonly ref: NodeRef;
  readonly degrees: Degrees | null;
  readonly lens: number;
  best: Walked;
  /** The best arc that lets paths go on. */
  bestPass: Walked | null;
}

class Traversal {
  readonly #question: RadiusQuestion;
  readonly #graph: RadiusGraph;
  /** Times are compared so that the better is less: as they are forward, negated backward. */
  readonly #sign: 1 | -1;
  readonly #nodes = new Map<string, RadiusNode>();
  /** For each lens, the nodes whose onward arrival the last level improved. */
  #frontier: RadiusNode[][];
  readonly #truncatedBy = new Set<Truncation>();
  #exploredNodes = 0;

  constructor(question: RadiusQuestion, graph: RadiusGraph) {
    this.#question = question;
    this.#graph = graph;
    this.#sign = question.direction === 'FORWARD' ? 1 : -1;
    const startAt = question.direction === 'FORWARD' ? question.since : question.until;
    for (const ref of question.seeds) {
      const seed = new RadiusNode(ref, true, null, false);
      for (const lens of question.lenses) {
        seed.reaches[LENSES.indexOf(lens)] = {
          hops: 0,
          arrivedAt: startAt,
          earliestAt: startAt,
          lastArc: null,
          onwardAt: startAt,
          improvements: [],
          passedAt: null,
        };
      }
      this.#nodes.set(nodeKey(ref), seed);
    }
    this.#exploredNodes = this.#nodes.size;
    this.#frontier = LENSES.map((lens) => (question.lenses.includes(lens) ? [...this.#nodes.values()] : []));
  }

  /** Returns whether the deadline ended it. */
  async run(): Promise<boolean> {
    try {
      for (let level = 1; level <= this.#question.maxHops; level++) {
        if (this.#isExhausted()) return false;
        const arrivals = await this.#expandFrontier();
        this.#apply(level, arrivals);
        if (this.#truncatedBy.has('MAX_NODES')) return false;
      }
      if (await this.#nextLevelAdds()) this.#truncatedBy.add('MAX_HOPS');
      return false;
    } catch (error) {
      if (error instanceof QueryTimeoutError) return true;
      throw error;
    }
  }

  result(timedOut: boolean): Radius {
    if (timedOut) this.#truncatedBy.add('TIMEOUT');
    const nodes = [...this.#nodes.values()]
      .map((node) => ({ node, place: placeOf(node, this.#sign) }))
      .sort((a, b) => a.place.hops - b.place.hops || this.#compareReached(a, b))
      .map(({ node }) => node);
    const hubs = nodes.flatMap((node) => this.#hubOf(node));
    if (hubs.some((hub) => hub.cut)) this.#truncatedBy.add('HUB');
    return {
      nodes,
      hubs,
      truncatedBy: [...this.#truncatedBy].toSorted(compareText),
      exploredNodes: this.#exploredNodes,
    };
  }

  #isExhausted(): boolean {
    return this.#frontier.every((nodes) => nodes.length === 0);
  }

  async #expandFrontier(): Promise<Candidates> {
    const expansions = this.#expansions();
    const answers = await this.#expandAll(expansions.map(({ expansion }) => expansion));
    const candidates = new Candidates(this.#sign);
    for (const [index, { expansion, ranked }] of expansions.entries()) {
      const { arrivals, cutAt } = answers[index] ?? { arrivals: [], cutAt: null };
      const flow = this.#flow(expansion.direction);
      const label = labelReached(expansion.kind, expansion.direction);
      for (const arrival of arrivals) {
        const from = ranked[arrival.rank];
        if (from === undefined)
          throw new Error(`An arrival names rank ${arrival.rank}, which its frontier does not have.`);
        const arc = { from, kind: expansion.kind, flow, at: arrival.at, relationship: arrival.relationship };
        candidates.add(arrival, label, arc, this.#goesOn(expansion.kind, arrival.lens, flow));
      }
      if (cutAt !== null) candidates.limitTo(cutAt);
    }
    return candidates;
  }

  async #expandAll(expansions: readonly Expansion[]): Promise<readonly Expanded[]> {
    if (this.#graph.expandAll !== undefined) return this.#graph.expandAll(expansions);
    const answers = await Promise.all(expansions.map((expansion) => this.#graph.expand(expansion)));
    return answers.map((arrivals) => ({
      arrivals,
      cutAt: arrivals.length >= ARRIVAL_LIMIT ? (arrivals.at(-1)?.at ?? null) : null,
    }));
  }

  /** What the level has to ask: for each kind and way, the frontier nodes of the label that it starts from. */
  #expansions(): { expansion: Expansion; ranked: readonly RadiusNode[] }[] {
    const ranked = [...new Set(this.#frontier.flat())].toSorted((a, b) => compareText(a.id, b.id));
    const rankOf = new Map(ranked.map((node, rank) => [node, rank]));
    const expansions: { expansion: Expansion; ranked: readonly RadiusNode[] }[] = [];
    for (const kind of this.#question.kinds) {
      for (const direction of DIRECTIONS) {
        const entries = new Map<string, { key: string; at: number; rank: number; lenses: number[] }>();
        for (const [lens, nodes] of this.#frontier.entries()) {
          const mode = arcMode(kind, lensAt(lens), this.#flow(direction));
          if (mode === null) continue;
          for (const node of nodes) {
            if (node.ref.label !== labelFollowed(kind, direction)) continue;
            // Backward an END arc is a path's last, so that it is followed from seeds only.
            if (mode === 'END' && this.#sign === -1 && !node.isSeed) continue;
            const at = node.reaches[lens]?.onwardAt ?? null;
            const rank = rankOf.get(node);
            if (at === null || rank === undefined) continue;
            const entry = entries.get(`${rank} ${at}`);
            if (entry === undefined)
              entries.set(`${rank} ${at}`, { key: node.ref.key, at, rank, lenses: [lens] });
            else entry.lenses.push(lens);
          }
        }
        if (entries.size > 0)
          expansions.push({ expansion: { kind, direction, frontier: [...entries.values()] }, ranked });
      }
    }
    return expansions;
  }

  /** True where a path may go on from the node that the arc leads to, hubs aside. */
  #goesOn(kind: TraversedKind, lens: number, flow: Direction): boolean {
    return this.#sign === -1 || arcMode(kind, lensAt(lens), flow) === 'PASS';
  }

  #flow(walked: Direction): Direction {
    return this.#sign === 1 ? walked : opposite(walked);
  }

  #apply(level: number, candidates: Candidates): void {
    const updates = this.#cutToSize(candidates);
    const frontier: RadiusNode[][] = LENSES.map(() => []);
    for (const candidate of updates) {
      let node = this.#nodes.get(candidate.key);
      if (node === undefined) {
        node = new RadiusNode(candidate.ref, false, candidate.degrees, this.#isHub(candidate));
        this.#nodes.set(candidate.key, node);
      }
      const reach = (node.reaches[candidate.lens] ??= firstReach(level, candidate.best));
      if (this.#isBetter(candidate.best.at, reach.earliestAt)) reach.earliestAt = candidate.best.at;
      const pass = candidate.bestPass;
      if (pass === null) continue;
      reach.passedAt ??= level;
      if (node.isHub || (reach.onwardAt !== null && !this.#isBetter(pass.at, reach.onwardAt))) continue;
      reach.onwardAt = pass.at;
      reach.improvements.push({ level, arc: pass });
      frontier[candidate.lens]?.push(node);
    }
    this.#frontier = frontier;
  }

  /** The level's candidates, without the new nodes for which there is no room: the last of them in order. */
  #cutToSize(candidates: Candidates): readonly Candidate[] {
    const { complete, all } = candidates.settled();
    const arrivals = new Map<string, { ref: NodeRef; at: number }>();
    for (const { key, ref, best } of all) {
      if (this.#nodes.has(key)) continue;
      const known = arrivals.get(key);
      if (known === undefined || this.#isBetter(best.at, known.at)) arrivals.set(key, { ref, at: best.at });
    }
    this.#exploredNodes = this.#nodes.size + arrivals.size;
    if (!complete) this.#truncatedBy.add('MAX_NODES');
    const room = this.#question.maxNodes - this.#nodes.size;
    if (arrivals.size <= room) return all;
    this.#truncatedBy.add('MAX_NODES');
    const kept = [...arrivals]
      .map(([key, { ref, at }]) => ({ key, label: ref.label, at, id: globalId(ref.label, ref.key) }))
      .sort((a, b) => this.#sign * (a.at - b.at) || compareText(a.label, b.label) || compareText(a.id, b.id))
      .slice(0, Math.max(0, room));
    const keptKeys = new Set(kept.map(({ key }) => key));
    return all.filter(({ key }) => this.#nodes.has(key) || keptKeys.has(key));
  }

  #isHub(candidate: Candidate): boolean {
    return (
      totalDegree(candidate.degrees) > this.#question.hubBound &&
      !this.#question.reincluded.has(globalId(candidate.ref.label, candidate.ref.key))
    );
  }

  #isBetter(at: number, than: number): boolean {
    return this.#sign * (at - than) < 0;
  }

  /** Whether one level more would reach a node that a lens does not have; asks until the first one. */
  async #nextLevelAdds(): Promise<boolean> {
    for (const { expansion } of this.#expansions()) {
      const label = labelReached(expansion.kind, expansion.direction);
      for (let start = 0; start < expansion.frontier.length; start += PROBE_SIZE) {
        const frontier: FrontierEntry[] = expansion.frontier.slice(start, start + PROBE_SIZE);
        const arrivals = await this.#graph.expand({ ...expansion, frontier });
        const isNew = ({ key, lens }: Arrival): boolean =>
          this.#nodes.get(nodeKey({ label, key }))?.reaches[lens] === undefined;
        if (arrivals.some(isNew)) return true;
      }
    }
    return false;
  }

  #hubOf(node: RadiusNode): Hub[] {
    const passedAt = node.reaches.flatMap((reach) => reach?.passedAt ?? []);
    if (!node.isHub || passedAt.length === 0) return [];
    const cut = node.reaches.some((reach, lens) => {
      const level = reach?.passedAt ?? null;
      return level !== null && level < this.#question.maxHops && this.#hasOnwardArc(node, lens);
    });
    return [{ node, degree: totalDegree(node.degrees), hops: Math.min(...passedAt), cut }];
  }

  #hasOnwardArc(node: RadiusNode, lens: number): boolean {
    return this.#question.kinds.some((kind) =>
      DIRECTIONS.some((direction) => {
        if (labelFollowed(kind, direction) !== node.ref.label || (node.degrees?.[kind] ?? 0) === 0)
          return false;
        const mode = arcMode(kind, lensAt(lens), this.#flow(direction));
        return this.#sign === 1 ? mode !== null : mode === 'PASS';
      }),
    );
  }

  #compareReached(a: { node: RadiusNode; place: Place }, b: { node: RadiusNode; place: Place }): number {
    return (
      this.#sign * (a.place.arrivedAt - b.place.arrivedAt) ||
      compareText(a.node.ref.label, b.node.ref.label) ||
      compareText(a.node.id, b.node.id)
    );
  }
}

/** The best arc of one level to each node in each lens. */
class Candidates {
  readonly #sign: 1 | -1;
  readonly #byTarget = new Map<string, Candidate>();
  /** Arrivals from this time on may be missing; null where none is. */
  #horizon: number | null = null;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  add(arrival: Arrival, label: NodeRef['label'], arc: Walked, goesOn: boolean): void {
    const ref = { label, key: arrival.key };
    const key = nodeKey(ref);
    const known = this.#byTarget.get(`${arrival.lens} ${key}`);
    if (known === undefined) {
      const { lens, degrees } = arrival;
      this.#byTarget.set(`${lens} ${key}`, {
        key,
        ref,
        degrees,
        lens,
        best: arc,
        bestPass: goesOn ? arc : null,
      });
      return;
    }
    if (compareArcs(this.#sign, arc, known.best) < 0) known.best = arc;
    if (!goesOn) return;
    if (known.bestPass === null || compareArcs(this.#sign, arc, known.bestPass) < 0) known.bestPass = arc;
  }

  /** An expansion was cut at this time: what arrives then or later cannot be put in order. */
  limitTo(at: number): void {
    if (this.#horizon === null || this.#sign * (at - this.#horizon) < 0) this.#horizon = at;
  }

  settled(): { readonly complete: boolean; readonly all: readonly Candidate[] } {
    const all = [...this.#byTarget.values()];
    const horizon = this.#horizon;
    if (horizon === null) return { complete: true, all };
    return { complete: false, all: all.filter(({ best }) => this.#sign * (best.at - horizon) < 0) };
  }
}

interface Place {
  readonly hops: number;
  readonly arrivedAt: number;
}

/** The least of the lenses' hops, and the best arrival with so many. */
function placeOf(node: RadiusNode, sign: 1 | -1): Place {
  const reaches = node.reaches.filter((reach) => reach !== undefined);
  const hops = Math.min(...reaches.map((reach) => reach.hops));
  const times = reaches.filter((reach) => reach.hops === hops).map((reach) => sign * reach.arrivedAt);
  return { hops, arrivedAt: sign * Math.min(...times) };
}

function firstReach(level: number, arc: Walked): LensReach {
  return {
    hops: level,
    arrivedAt: arc.at,
    earliestAt: arc.at,
    lastArc: arc,
    onwardAt: null,
    improvements: [],
    passedAt: null,
  };
}

function nodeKey({ label, key }: NodeRef): string {
  return `${label}:${key}`;
}

function lensAt(index: number): Lens {
  const lens = LENSES[index];
  if (lens === undefined) throw new Error(`There is no lens at position ${index}.`);
  return lens;
}

function labelFollowed(kind: TraversedKind, direction: Direction): NodeRef['label'] {
  return direction === 'OUT' ? KINDS[kind].from : KINDS[kind].to;
}

function labelReached(kind: TraversedKind, direction: Direction): NodeRef['label'] {
  return direction === 'OUT' ? KINDS[kind].to : KINDS[kind].from;
}
