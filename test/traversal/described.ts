import type { TraversedKind } from '../../src/traversal/policy.js';
import { type PathInLens, type PutTogether } from '../../src/traversal/radius-answer.js';
import type { RadiusQuestion } from '../../src/traversal/radius.js';
import { BEGINNING } from '../../src/traversal/radius-graph.js';
import type { ReferenceAnswer, ReferenceQuestion } from './reference.js';

/** The part of an answer that is compared, in plain values: the same from the product and from the reference. */
export interface Described {
  readonly nodes: readonly {
    readonly id: string;
    readonly reaches: readonly {
      readonly lens: string;
      readonly hops: number;
      readonly arrivedAt: number | null;
      readonly earliestAt: number | null;
      readonly witness: readonly string[];
    }[];
  }[];
  readonly hubs: readonly string[];
  readonly truncatedBy: readonly string[];
}

export function describeReference(answer: ReferenceAnswer): Described {
  return {
    nodes: answer.nodes.map(({ id, reaches }) => ({
      id,
      reaches: reaches.map(({ lens, hops, arrivedAt, earliestAt, witness }) => ({
        lens,
        hops,
        arrivedAt: finite(arrivedAt),
        earliestAt: finite(earliestAt),
        witness: witness.map(({ kind, from, to, along, at }) =>
          describeStep(kind, from, to, along, finite(at)),
        ),
      })),
    })),
    hubs: answer.hubs.map(({ id, degree, hops, cut }) => describeHub(id, degree, hops, cut)),
    truncatedBy: answer.truncatedBy,
  };
}

export function describeAnswer(
  answer: PutTogether,
  hubs: readonly {
    readonly node: { readonly id: string };
    readonly degree: number;
    readonly hops: number;
    readonly cut: boolean;
  }[],
): Described {
  return {
    nodes: answer.nodes.map(({ node, paths }) => ({
      id: node.id,
      reaches: paths.map((path: PathInLens) => ({
        lens: path.lens,
        hops: path.hops,
        arrivedAt: path.arrivedAt,
        earliestAt: path.earliestAt,
        witness: path.steps.map((step) =>
          describeStep(step.kind, step.from.id, step.to.id, step.flow === 'OUT', step.at),
        ),
      })),
    })),
    hubs: hubs.map(({ node, degree, hops, cut }) => describeHub(node.id, degree, hops, cut)),
    truncatedBy: answer.truncatedBy,
  };
}

/** The product's question for the reference's: it has no infinities. */
export function asRadiusQuestion(question: ReferenceQuestion): RadiusQuestion {
  return {
    seeds: question.seeds,
    direction: question.direction,
    lenses: question.lenses,
    kinds: question.kinds as readonly TraversedKind[],
    since: question.since === -Infinity ? BEGINNING : question.since,
    until: question.until,
    maxHops: question.maxHops,
    maxNodes: question.maxNodes,
    hubBound: question.hubBound,
    reincluded: question.reincluded,
  };
}

function describeStep(kind: string, from: string, to: string, along: boolean, at: number | null): string {
  const text = (id: string): string => Buffer.from(id, 'base64url').toString('utf8');
  return `${text(from)} ${along ? `-${kind}->` : `<-${kind}-`} ${text(to)} at ${at ?? 'any time'}`;
}

function describeHub(id: string, degree: number, hops: number, cut: boolean): string {
  return `${Buffer.from(id, 'base64url').toString('utf8')} degree ${degree} at hop ${hops}${cut ? ', cut' : ''}`;
}

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null;
}
