import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver } from 'type-graphql';

import { blastRadius, RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import { HUB_BOUND } from '../../traversal/policy.js';
import type { GraphContext } from '../context.js';
import { Limits } from '../limits/limits.type.js';
import { BlastRadiusInput } from './blast-radius.input.js';
import { BlastRadius } from './blast-radius.type.js';
import { radiusRequest } from './radius-request.js';
import { radiusView } from './radius-view.js';

/** What a traversal costs besides its answer. */
const TRAVERSAL_COST = 50;
/** Things are read in batches: ten cost what one costs elsewhere. */
const NODES_PER_COST = 10;

interface CostArgs {
  readonly args: { readonly input?: { readonly maxNodes?: unknown } };
  readonly childComplexity: number;
}

@Resolver()
export class BlastRadiusResolver {
  @Query(() => BlastRadius, {
    complexity: ({ args, childComplexity }: CostArgs): number => {
      const maxNodes = args.input?.maxNodes;
      const nodes = typeof maxNodes === 'number' ? maxNodes : RADIUS_LIMITS.maxNodes.default;
      return TRAVERSAL_COST + Math.ceil((Math.max(1, nodes) / NODES_PER_COST) * childComplexity);
    },
    description:
      'What the starting points may have affected, or what may have affected them: typed, respecting time, each thing ' +
      'with a witness path that cites its events.',
  })
  async blastRadius(
    @Ctx() context: GraphContext,
    @Arg('input', () => BlastRadiusInput, { description: 'From where, which way and how far.' })
    input: BlastRadiusInput,
  ): Promise<BlastRadius> {
    const request = await radiusRequest(context, input);
    return radiusView(context, await blastRadius(context.graph, request, context.read));
  }
}

@ObjectType({ simpleResolvers: true, description: 'How far one blast radius may go.' })
export class RadiusLimits {
  @Field(() => Int, { description: 'maxHops at most.' })
  maxHops!: number;

  @Field(() => Int, { description: 'maxNodes at most.' })
  maxNodes!: number;

  @Field(() => Int, { description: 'maxEdges at most.' })
  maxEdges!: number;

  @Field(() => Int, { description: 'timeoutMs at most.' })
  timeoutMs!: number;

  @Field(() => Int, { description: 'Starting points, and hubs to pass through, at most.' })
  selectors!: number;

  @Field(() => Int, { description: 'A thing with more relationships than this is a hub.' })
  hubBound!: number;
}

@Resolver(() => Limits)
export class RadiusLimitsResolver {
  @FieldResolver(() => RadiusLimits, { description: 'How far one blast radius may go.' })
  blastRadius(): RadiusLimits {
    const { maxHops, maxNodes, maxEdges, timeoutMs, selectors } = RADIUS_LIMITS;
    return {
      maxHops: maxHops.most,
      maxNodes: maxNodes.most,
      maxEdges: maxEdges.most,
      timeoutMs: timeoutMs.most,
      selectors,
      hubBound: HUB_BOUND,
    };
  }
}
