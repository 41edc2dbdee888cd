import { type EntityLabel, globalId, KINDS } from '../../src/graph/model.js';
import { type GraphNode, nodesOf, type TemporalGraph, type TemporalRelationship } from './temporal-graph.js';

/**
 * The blast radius computed straight from its definition, over the whole graph at every level and without an eye to
 * speed. It shares nothing with the product but the names of kinds and labels, and the global id.
 */

const TABLE = `
| kind | EXPOSURE | DISCLOSURE | TAINT | IDENTITY |
| USED_KEY | key→s P, s→key P | – | key→s P | key→s P, s→key P |
| RUN_BY | user→s P, s→user E | s→user E | user→s P | user→s P, s→user E |
| RAN_ON | endpoint→s P, s→endpoint E | s→endpoint E | both P | endpoint→s P |
| READ | s→file E | file→s P | file→s P | – |
| WROTE | s→file E | s→file P | s→file P | – |
| CALLED | s→host E | s→host E | host→s P, s→host E | – |
| USED_SERVER | s→server E | s→server E | server→s P, s→server E | – |
| SPAWNED | both P | both P | both P | both P |
| CONTINUED | both P | origin→later P | origin→later P | both P |`;

type Mode = 'P' | 'E';
export type ReferenceLens = 'EXPOSURE' | 'DISCLOSURE' | 'TAINT' | 'IDENTITY';
export const REFERENCE_LENSES: readonly ReferenceLens[] = ['EXPOSURE', 'DISCLOSURE', 'TAINT', 'IDENTITY'];

/** kind → lens → mode along the relationship (`out`) and against it (`in`). */
export const referencePolicy = parseTable(TABLE);

function parseTable(table: string): Map<string, Record<ReferenceLens, { out?: Mode; in?: Mode }>> {
  const [, ...rows] = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(
    rows.map(([kind = '', ...cells]) => {
      const lenses = REFERENCE_LENSES.map((lens, index) => [lens, parseCell(cells[index] ?? '')] as const);
      return [kind, Object.fromEntries(lenses) as Record<ReferenceLens, { out?: Mode; in?: Mode }>] as const;
    }),
  );
}

function parseCell(cell: string): { out?: Mode; in?: Mode } {
  const rules: { out?: Mode; in?: Mode } = {};
  for (const arc of cell === '–' ? [] : cell.split(', ')) {
    const [way, mode] = arc.split(' ') as [string, Mode];
    // A session's relationship leads from it; CONTINUED leads from the later session to its origin.
    if (way === 'both' || way.startsWith('s→')) rules.out = mode;
    if (way === 'both' || way.endsWith('→s') || way === 'origin→later') rules.in = mode;
  }
  return rules;
}

export interface ReferenceQuestion {
  readonly seeds: readonly GraphNode[];
  readonly direction: 'FORWARD' | 'BACKWARD';
  readonly lenses: readonly ReferenceLens[];
  readonly kinds: readonly string[];
  readonly since: number;
  readonly until: number;
  readonly asOf: number;
  readonly idleMs: number;
  readonly maxHops: number;
  readonly maxNodes: number;
  readonly hubBound: number;
  readonly reincluded: ReadonlySet<string>;
  /** Sessions in the whole graph, of which this one may be a part. */
  readonly sessionCount: number;
}

export interface ReferenceStep {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly along: boolean;
  readonly at: number;
  readonly untimed: boolean;
}

export interface ReferenceReach {
  readonly lens: ReferenceLens;
  readonly hops: number;
  readonly arrivedAt: number;
  readonly earliestAt: number;
  readonly witness: readonly ReferenceStep[];
  readonly strength: number;
}

export interface ReferenceAnswer {
  readonly nodes: readonly { readonly id: string; readonly reaches: readonly ReferenceReach[] }[];
  readonly hubs: readonly {
    readonly id: string;
    readonly degree: number;
    readonly hops: number;
    readonly cut: boolean;
  }[];
  readonly truncatedBy: readonly string[];
}

interface Arc {
  /** In the direction of impact. */
  readonly u: string;
  readonly v: string;
  readonly mode: Mode;
  readonly along: boolean;
  readonly relationship: TemporalRelationship;
}

/** Closed intervals; a point is one of length zero. */
type Contacts = readonly { readonly from: number; readonly to: number; readonly untimed: boolean }[];

export function contactsOf(
  graph: TemporalGraph,
  relationship: TemporalRelationship,
  asOf: number,
  idleMs: number,
): Contacts {
  const { kind, times, untimed } = relationship;
  const session = (key: string): { start: number; end: number; known: boolean } => {
    const found = graph.sessions.find((candidate) => candidate.key === key);
    if (found === undefined) throw new Error(`no session ${key}`);
    const { startedAt, lastSeenAt, closedAt } = found;
    if (startedAt === null || lastSeenAt === null) return { start: -Infinity, end: Infinity, known: false };
    const end = closedAt ?? (asOf - lastSeenAt >= idleMs ? lastSeenAt : asOf);
    return { start: startedAt, end, known: true };
  };
  const owner = session(relationship.from);
  const whole = { from: owner.start, to: owner.end, untimed: true };
  switch (kind) {
    case 'READ':
    case 'WROTE':
    case 'CALLED':
    case 'USED_SERVER': {
      const points = times.map((at) => ({ from: at, to: at, untimed: false }));
      return untimed > 0 ? [...points, whole] : points;
    }
    case 'RUN_BY':
    case 'RAN_ON':
    case 'USED_KEY': {
      const firsts = graph.relationships
        .filter((other) => other.kind === kind && other.from === relationship.from)
        .flatMap((other) => other.times.slice(0, 1));
      const first = times[0];
      if (first === undefined) return [whole];
      const held = {
        from: Math.min(...firsts) === first ? owner.start : first,
        to: owner.end,
        untimed: false,
      };
      return untimed > 0 ? [held, whole] : [held];
    }
    case 'SPAWNED': {
      const child = session(relationship.to);
      return [{ from: child.start, to: child.end, untimed: !child.known }];
    }
    case 'CONTINUED':
      return owner.known ? [{ from: owner.start, to: owner.start, untimed: false }] : [whole];
    default:
      return [];
  }
}

/** The least contact at or after t; the greatest at or before it, backward. Infinite where there is none. */
export function contact(contacts: Contacts, t: number, forward: boolean): number {
  const times = contacts
    .map(({ from, to }) =>
      forward ? { at: Math.max(from, t), ok: t <= to } : { at: Math.min(to, t), ok: t >= from },
    )
    .filter(
      ({ at, ok }, index) => ok && at >= (contacts[index]?.from ?? 0) && at <= (contacts[index]?.to ?? 0),
    )
    .map(({ at }) => at);
  return forward ? Math.min(Infinity, ...times) : Math.max(-Infinity, ...times);
}

export function reference(graph: TemporalGraph, question: ReferenceQuestion): ReferenceAnswer {
  const forward = question.direction === 'FORWARD';
  const never = forward ? Infinity : -Infinity;
  const better = (a: number, b: number): boolean => (forward ? a < b : a > b);
  const idOf = (node: GraphNode): string => globalId(node.label, node.key);
  const nodes = new Map(nodesOf(graph).map((node) => [idOf(node), node]));
  const ids = [...nodes.keys()];
  const seeds = new Set(question.seeds.map(idOf));
  const contacts = new Map(
    graph.relationships.map((e) => [e, contactsOf(graph, e, question.asOf, question.idleMs)] as const),
  );
  const ends = (e: TemporalRelationship): [string, string] => [
    idOf({ label: KINDS[e.kind].from, key: e.from }),
    idOf({ label: KINDS[e.kind].to, key: e.to }),
  ];
  const degree = (id: string): number =>
    graph.relationships.filter((e) => referencePolicy.has(e.kind) && ends(e).includes(id)).length;
  const isHub = (id: string): boolean =>
    nodes.get(id)?.label !== 'Session' &&
    !seeds.has(id) &&
    !question.reincluded.has(id) &&
    degree(id) > question.hubBound;

  const lenses = REFERENCE_LENSES.filter((lens) => question.lenses.includes(lens)).map((lens) => {
    const arcs = graph.relationships.flatMap((relationship): Arc[] => {
      if (!question.kinds.includes(relationship.kind)) return [];
      const rules = referencePolicy.get(relationship.kind)?.[lens] ?? {};
      const [start, end] = ends(relationship);
      return [
        ...(rules.out === undefined
          ? []
          : [{ u: start, v: end, mode: rules.out, along: true, relationship }]),
        ...(rules.in === undefined ? [] : [{ u: end, v: start, mode: rules.in, along: false, relationship }]),
      ];
    });
    /** Where an arc is followed from and to when looking this way. */
    const walk = (arc: Arc): [string, string] => (forward ? [arc.u, arc.v] : [arc.v, arc.u]);
    const start = forward ? question.since : question.until;
    // x[k]: arrivals that paths go on from. r[k]: all arrivals. Backward both are y, and the rule stands at the arc.
    const initial = new Map(ids.map((id) => [id, seeds.has(id) ? start : never]));
    const x = [initial];
    const r = [initial];
    const cand = (k: number, arc: Arc): number => {
      const [from] = walk(arc);
      const t = x[k - 1]?.get(from) ?? never;
      if (t === never) return never;
      if (!forward && !(seeds.has(arc.v) || (arc.mode === 'P' && !isHub(arc.v)))) return never;
      const c = contact(contacts.get(arc.relationship) ?? [], t, forward);
      return (forward ? c > question.until : c < question.since) ? never : c;
    };
    const goesOn = (arc: Arc): boolean => !forward || (arc.mode === 'P' && !isHub(arc.v));
    for (let k = 1; k <= question.maxHops + 1; k++) {
      const [rk, xk] = [new Map(r[k - 1]), new Map(x[k - 1])];
      for (const arc of arcs) {
        const [, to] = walk(arc);
        const c = cand(k, arc);
        if (better(c, rk.get(to) ?? never)) rk.set(to, c);
        if (goesOn(arc) && better(c, xk.get(to) ?? never)) xk.set(to, c);
      }
      r.push(rk);
      x.push(xk);
    }
    /** The least arc into a node at level k by (cand, global id, kind). */
    const predecessor = (id: string, k: number, onlyPass: boolean): Arc => {
      const best = arcs
        .filter((arc) => walk(arc)[1] === id && cand(k, arc) !== never && (!onlyPass || goesOn(arc)))
        .toSorted((a, b) => {
          const time = (cand(k, a) - cand(k, b)) * (forward ? 1 : -1);
          return (
            time ||
            compare(walk(a)[0], walk(b)[0]) ||
            compare(a.relationship.kind, b.relationship.kind) ||
            compare(a.along ? 1 : 0, b.along ? 1 : 0)
          );
        })[0];
      if (best === undefined) throw new Error(`nothing leads to ${id} at level ${k}`);
      return best;
    };
    const witness = (id: string, hops: number): ReferenceStep[] => {
      const steps: ReferenceStep[] = [];
      for (let k = hops, at = id; k > 0; k--) {
        const arc = predecessor(at, k, k < hops);
        const time = cand(k, arc);
        if (k < hops && time !== x[k]?.get(at)) throw new Error('a witness does not follow the best arrival');
        const timed = (contacts.get(arc.relationship) ?? []).filter((interval) => !interval.untimed);
        const untimed = !timed.some(({ from, to }) => from <= time && time <= to);
        steps.push({
          kind: arc.relationship.kind,
          from: arc.u,
          to: arc.v,
          along: arc.along,
          at: time,
          untimed,
        });
        [at] = walk(arc);
      }
      return forward ? steps.toReversed() : steps;
    };
    const hopsOf = (id: string, most: number): number | undefined =>
      r.findIndex((level, k) => k <= most && level.get(id) !== never) + 1 || undefined;
    return { lens, arcs, r, cand, walk, witness, hopsOf };
  });

  const firstLevel = (id: string, most: number): number | undefined => {
    const levels = lenses.flatMap(({ hopsOf }) => hopsOf(id, most) ?? []);
    return levels.length === 0 ? undefined : Math.min(...levels) - 1;
  };
  const countAt = (k: number): number => ids.filter((id) => firstLevel(id, k) !== undefined).length;
  let last = question.maxHops;
  let overfull = false;
  for (let k = 1; k <= question.maxHops && !overfull; k++) {
    overfull = countAt(k) > question.maxNodes;
    if (overfull) last = k;
  }

  const { sessionCount } = question;
  const strength = (steps: readonly ReferenceStep[]): number =>
    steps.slice(1).reduce((product, { from }) => {
      if (nodes.get(from)?.label === 'Session') return product;
      const df = new Set(graph.relationships.filter((e) => ends(e)[1] === from).map((e) => e.from)).size;
      return product * (Math.log((sessionCount + 1) / df) / Math.log(sessionCount + 1));
    }, 1);

  const affected = ids
    .filter((id) => firstLevel(id, last) !== undefined)
    .map((id) => {
      const reaches = lenses.flatMap(({ lens, r, hopsOf, witness }): ReferenceReach[] => {
        const level = hopsOf(id, last);
        if (level === undefined) return [];
        const steps = witness(id, level - 1);
        return [
          {
            lens,
            hops: level - 1,
            arrivedAt: r[level - 1]?.get(id) ?? never,
            earliestAt: r[last]?.get(id) ?? never,
            witness: steps,
            strength: strength(steps),
          },
        ];
      });
      const hops = Math.min(...reaches.map((reach) => reach.hops));
      const arrivals = reaches.filter((reach) => reach.hops === hops).map((reach) => reach.arrivedAt);
      return { id, reaches, hops, arrivedAt: forward ? Math.min(...arrivals) : Math.max(...arrivals) };
    })
    .toSorted((a, b) => {
      const time = a.arrivedAt === b.arrivedAt ? 0 : better(a.arrivedAt, b.arrivedAt) ? -1 : 1;
      return a.hops - b.hops || time || compare(labelOf(a.id), labelOf(b.id)) || compare(a.id, b.id);
    })
    .slice(0, question.maxNodes);
  function labelOf(id: string): EntityLabel {
    return nodes.get(id)?.label ?? 'Session';
  }

  const hubs = affected.flatMap(({ id }) => {
    if (!isHub(id)) return [];
    let hops = Infinity;
    let cut = false;
    for (const { arcs, cand, walk } of lenses) {
      const arcsIn = arcs.filter((arc) => walk(arc)[1] === id && (!forward || arc.mode === 'P'));
      const level = Array.from({ length: last }, (_, index) => index + 1).find((k) =>
        arcsIn.some((arc) => Number.isFinite(cand(k, arc)) || cand(k, arc) === -never),
      );
      if (level === undefined) continue;
      hops = Math.min(hops, level);
      const onward = arcs.some((arc) => walk(arc)[0] === id && (forward || arc.mode === 'P'));
      if (level < question.maxHops && onward) cut = true;
    }
    return hops === Infinity ? [] : [{ id, degree: degree(id), hops, cut }];
  });

  const addsMore = ids.some((id) =>
    lenses.some(
      ({ r }) => r[question.maxHops]?.get(id) === never && r[question.maxHops + 1]?.get(id) !== never,
    ),
  );
  const truncatedBy = [
    ...(hubs.some((hub) => hub.cut) ? ['HUB'] : []),
    ...(!overfull && addsMore ? ['MAX_HOPS'] : []),
    ...(overfull ? ['MAX_NODES'] : []),
  ];
  return { nodes: affected.map(({ id, reaches }) => ({ id, reaches })), hubs, truncatedBy };
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
