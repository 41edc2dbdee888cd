import { ENTITY_LABELS, globalId } from '../../graph/model.js';
import type { BlastRadius as Radius } from '../../traversal/blast-radius.js';
import type { ContainmentOutcome as Outcome } from '../../traversal/containment.js';
import type { ContainmentAction as Action } from '../../traversal/containment-action.js';
import type { ContainmentPlan as Plan } from '../../traversal/containment-plan.js';
import { CUT_SESSIONS_CAP, type CutSessions as Cut } from '../../traversal/containment-reading.js';
import { instantOf } from '../../traversal/radius-answer.js';
import type { AffectedNode as Affected } from '../../traversal/radius-answer.js';
import type { AffectedNode } from '../blast-radius/blast-radius.type.js';
import { radiusView } from '../blast-radius/radius-view.js';
import type { GraphContext } from '../context.js';
import type { NodeObject } from '../node/node.type.js';
import type {
  ContainmentAction,
  ContainmentCount,
  ContainmentOutcome,
  ContainmentPlan,
  CutSessions,
} from './containment.type.js';

export function outcomeView(context: GraphContext, outcome: Outcome): ContainmentOutcome {
  const { before, after, noLongerReached, conclusive, actions } = outcome;
  return {
    before: radiusView(context, before),
    after: radiusView(context, after),
    countsByKind: countsByKind(before, after),
    noLongerReached: nodesView(context, before, noLongerReached),
    conclusive,
    actions: actions.map(({ action, cutSessions }) => actionView(context, action, cutSessions, null)),
    summary: summaryOfOutcome(outcome),
  };
}

export function planView(context: GraphContext, plan: Plan): ContainmentPlan {
  const { result, actions, cost, lowerBound, exactness, verified, fellBack, before, after } = plan;
  return {
    result,
    actions: actions.map((planned) => actionView(context, planned.action, planned.cutSessions, planned.cost)),
    cost,
    lowerBound,
    exactness,
    verified,
    fellBack,
    before: radiusView(context, before),
    after: after === null ? null : radiusView(context, after),
    stillReached: nodesView(context, after ?? before, plan.stillReached),
    summary: summaryOfPlan(plan),
  };
}

/** Some of the nodes of a radius, with their witnesses. */
function nodesView(
  context: GraphContext,
  radius: Radius,
  nodes: readonly Affected[],
): () => Promise<AffectedNode[]> {
  return radiusView(context, { ...radius, nodes }).nodes;
}

function actionView(
  context: GraphContext,
  { kind, target, from }: Action,
  cut: Cut | null,
  cost: number | null,
): ContainmentAction {
  return {
    kind,
    targetId: globalId(target.label, target.key),
    target: () => context.nodes.load(context, target),
    from: instantOf(from),
    cutSessions: cut === null ? null : cutView(context, cut),
    cost,
  };
}

function cutView(context: GraphContext, { count, first }: Cut): CutSessions {
  return {
    count,
    isExact: count < CUT_SESSIONS_CAP,
    sessions: async () => {
      const nodes = await Promise.all(
        first.map((key) => context.nodes.load(context, { label: 'Session', key })),
      );
      return nodes.filter((node): node is NodeObject => node !== null);
    },
  };
}

function countsByKind(before: Radius, after: Radius): ContainmentCount[] {
  const count = ({ nodes }: Radius, kind: string): number =>
    nodes.filter(({ node }) => !node.isSeed && node.ref.label === kind).length;
  return ENTITY_LABELS.map((kind) => ({
    kind,
    before: count(before, kind),
    after: count(after, kind),
  })).filter((row) => row.before > 0 || row.after > 0);
}

function summaryOfOutcome({ before, after, noLongerReached, conclusive, actions }: Outcome): string {
  const reached = ({ nodes, seeds }: Radius): number => nodes.length - seeds.length;
  if (!conclusive) {
    return (
      `The radius after the actions was cut (${after.meta.truncatedBy.join(', ')}): what it lacks may be reached all the ` +
      'same. Raise the limit that cut it, or ask for less.'
    );
  }
  const main =
    noLongerReached.length === 0
      ? 'Nothing is kept away'
      : `${things(noLongerReached.length)} of ${reached(before)} no longer reached`;
  const late = actions.every(({ action }) => action.from >= before.meta.until);
  const why =
    late && noLongerReached.length === 0
      ? ': every action begins when all of it has happened. Pass an earlier from to see what it would have kept away.'
      : `; ${reached(after)} still are.`;
  return main + why;
}

function summaryOfPlan({
  result,
  actions,
  cost,
  lowerBound,
  exactness,
  verified,
  fellBack,
  stillReached,
}: Plan): string {
  switch (result) {
    case 'ALREADY_APART':
      return 'Nothing has to be done: no path leads to what is protected, within the limits of the radius.';
    case 'UNPROVEN':
      return 'No plan: size or time cut what it has to know. Raise maxNodes or timeoutMs, or ask about fewer lenses, kinds or hops.';
    case 'IMPOSSIBLE':
      return stillReached.some(({ node }) => node.isSeed)
        ? 'Nothing can keep a starting point from itself: take it out of from or out of protect.'
        : 'All allowed actions together leave a path: stillReached shows it. Act on the starting points themselves, or earlier.';
    case 'CONTAINED': {
      const bound =
        exactness === 'EXACT' ? 'and none costs less' : `and none costs less than ${lowerBound ?? 0}`;
      const what = `${actions.length === 1 ? 'One action keeps' : `${actions.length} actions keep`} them apart at a cost of ${cost}, ${bound}.`;
      const test = verified
        ? ''
        : ' The radius with them was cut by size or time, so that this is not verified: simulateContainment with higher limits tells.';
      const larger = fellBack ? ' A cheaper set failed in the graph, which had grown meanwhile.' : '';
      return what + test + larger;
    }
    default:
      return result satisfies never;
  }
}

function things(count: number): string {
  return count === 1 ? 'One thing' : `${count} things`;
}
