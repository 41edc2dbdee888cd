import type { FoundPath, PathsQuestion } from '../../src/traversal/paths-finder.js';
import { asRadiusQuestion } from './described.js';
import type { PathsReferenceQuestion, ReferencePath } from './paths-reference.js';
import { idOf } from './random-graph.js';

/** The part of a path that is compared, in plain values: the same from the product and from the reference. */
interface DescribedPath {
  readonly steps: readonly string[];
  readonly lenses: readonly string[];
  readonly arrivedAt: number | null;
  /** To nine digits: products of the same factors in another order may differ in the last. */
  readonly strength: number;
}

export function describePath({ steps, lenses, arrivedAt, strength }: FoundPath): DescribedPath {
  return {
    steps: steps.map(({ kind, flow, from, to, at }) => stepText(kind, from.id, to.id, flow === 'OUT', at)),
    lenses,
    arrivedAt,
    strength: Number(strength.toPrecision(9)),
  };
}

export function describeReferencePath({ steps, lenses, arrivedAt, strength }: ReferencePath): DescribedPath {
  return {
    steps: steps.map(({ kind, from, to, along, at }) => stepText(kind, from, to, along, finite(at))),
    lenses,
    arrivedAt: finite(arrivedAt),
    strength: Number(strength.toPrecision(9)),
  };
}

/** The product's question for the reference's: it has no infinities. */
export function asPathsQuestion(question: PathsReferenceQuestion): PathsQuestion {
  const { lenses, kinds, since, until, maxHops, hubBound, reincluded } = asRadiusQuestion(question);
  const { seeds, targets, first } = question;
  return {
    starts: seeds,
    targets,
    lenses,
    kinds,
    since,
    until,
    maxHops,
    hubBound,
    first,
    neverHubs: new Set([...seeds.map(idOf), ...targets.map(idOf), ...reincluded]),
    maxNodes: 1_000,
    maxStepCost: 100_000,
    maxEdges: 1_000,
    maxPrefixes: 1_000_000,
  };
}

/** What `pathExists` has to say, from all paths within the hops allowed. */
export function referenceExistence(paths: readonly ReferencePath[]): {
  readonly exists: boolean;
  readonly hops: number | null;
  readonly arrivedAt: number | null;
  readonly lens: string | null;
} {
  const [first] = paths;
  if (first === undefined) return { exists: false, hops: null, arrivedAt: null, lens: null };
  const hops = first.steps.length;
  const shortest = paths.filter(({ steps }) => steps.length === hops);
  const arrivedAt = Math.min(...shortest.map((path) => path.arrivedAt));
  const lenses = shortest.filter((path) => path.arrivedAt === arrivedAt).flatMap((path) => path.lenses);
  const order = ['EXPOSURE', 'DISCLOSURE', 'TAINT', 'IDENTITY'];
  const lens = lenses.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))[0] ?? null;
  return { exists: true, hops, arrivedAt: finite(arrivedAt), lens };
}

function stepText(kind: string, from: string, to: string, along: boolean, at: number | null): string {
  const text = (id: string): string => Buffer.from(id, 'base64url').toString('utf8');
  return `${text(from)} ${along ? `-${kind}->` : `<-${kind}-`} ${text(to)} at ${at ?? 'any time'}`;
}

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null;
}
