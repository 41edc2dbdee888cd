import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver } from 'type-graphql';

import { RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import { CONTAINMENT_LIMITS, simulateContainment } from '../../traversal/containment.js';
import { minimalContainment } from '../../traversal/containment-plan.js';
import type { GraphContext } from '../context.js';
import { Limits } from '../limits/limits.type.js';
import { DateTime } from '../scalars.js';
import { EntitySelector } from '../selector/selector.input.js';
import { planRequest, simulationRequest } from './containment-request.js';
import { outcomeView, planView } from './containment-view.js';
import { ContainmentActionInput, ContainmentCosts, RadiusOptions } from './containment.input.js';
import { ContainmentActionKind, ContainmentOutcome, ContainmentPlan } from './containment.type.js';

/** What the traversals of a simulation and of a plan cost besides their answers. */
const SIMULATION_COST = 120;
const PLAN_COST = 250;
/** Things are read in batches: ten cost what one costs elsewhere. */
const NODES_PER_COST = 10;

interface CostArgs {
  readonly args: { readonly radius?: { readonly maxNodes?: unknown } | null };
  readonly childComplexity: number;
}

function costOf(base: number): (cost: CostArgs) => number {
  return ({ args, childComplexity }) => {
    const maxNodes = args.radius?.maxNodes;
    const nodes = typeof maxNodes === 'number' ? maxNodes : RADIUS_LIMITS.maxNodes.default;
    return base + Math.ceil((Math.max(1, nodes) / NODES_PER_COST) * childComplexity);
  };
}

const { actions: mostActions, protect: mostProtected } = CONTAINMENT_LIMITS;
const FROM = `The starting points: 1 to ${RADIUS_LIMITS.selectors}.`;
const OPTIONS = 'How far to look. Default: as blastRadius does.';

@Resolver()
export class ContainmentResolver {
  @Query(() => ContainmentOutcome, {
    complexity: costOf(SIMULATION_COST),
    description:
      'What the starting points reach with and without some actions, and which unrelated sessions each of them cuts. ' +
      'Nothing is done.',
  })
  async simulateContainment(
    @Ctx() context: GraphContext,
    @Arg('from', () => [EntitySelector], { description: FROM }) from: EntitySelector[],
    @Arg('actions', () => [ContainmentActionInput], { description: `The actions: 1 to ${mostActions}.` })
    actions: ContainmentActionInput[],
    @Arg('radius', () => RadiusOptions, { nullable: true, description: OPTIONS })
    radius: RadiusOptions | null,
  ): Promise<ContainmentOutcome> {
    const request = await simulationRequest(context, from, actions, radius);
    const outcome = await simulateContainment(context.graph, request.radius, request.actions, context.read);
    return outcomeView(context, outcome);
  }

  @Query(() => ContainmentPlan, {
    complexity: costOf(PLAN_COST),
    description:
      'A cheap set of actions that keeps some things from the starting points. An action costs 1, or what costs says, ' +
      'and 1 for each session that it cuts and that is not in the radius. Neither starting points nor protected things ' +
      'are acted on. Nothing is done.',
  })
  async minimalContainment(
    @Ctx() context: GraphContext,
    @Arg('from', () => [EntitySelector], { description: FROM }) from: EntitySelector[],
    @Arg('protect', () => [EntitySelector], {
      description: `What is to be kept from them: 1 to ${mostProtected}.`,
    })
    protect: EntitySelector[],
    @Arg('radius', () => RadiusOptions, { nullable: true, description: OPTIONS })
    radius: RadiusOptions | null,
    @Arg('actFrom', () => DateTime, {
      nullable: true,
      description: 'The moment from which on the actions would be in force. Default: all along.',
    })
    actFrom: number | null,
    @Arg('allowed', () => [ContainmentActionKind], {
      nullable: true,
      description: 'The kinds of actions that may be planned. Default: all.',
    })
    allowed: ContainmentActionKind[] | null,
    @Arg('costs', () => ContainmentCosts, {
      nullable: true,
      description: 'What an action costs besides the sessions that it cuts. Default: 1.',
    })
    costs: ContainmentCosts | null,
  ): Promise<ContainmentPlan> {
    const choice = { actFrom: actFrom ?? null, allowed: allowed ?? null, costs: costs ?? null };
    const request = await planRequest(context, from, protect, radius ?? null, choice);
    return planView(context, await minimalContainment(context.graph, request, context.read));
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'How much one containment may ask for, besides its radius.',
})
export class ContainmentLimits {
  @Field(() => Int, { description: 'Actions of one simulation at most.' })
  actions!: number;

  @Field(() => Int, { description: 'Protected things of one plan at most.' })
  protect!: number;
}

@Resolver(() => Limits)
export class ContainmentLimitsResolver {
  @FieldResolver(() => ContainmentLimits, { description: 'How much one containment may ask for.' })
  containment(): ContainmentLimits {
    return { actions: mostActions, protect: mostProtected };
  }
}
