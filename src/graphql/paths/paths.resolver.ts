import { Arg, Ctx, FieldResolver, Query, Resolver } from 'type-graphql';

import { pathExists, PATH_LIMITS, paths } from '../../traversal/paths.js';
import { HUB_BOUND } from '../../traversal/policy.js';
import { Subgraph } from '../blast-radius/subgraph.type.js';
import type { GraphContext } from '../context.js';
import { Limits } from '../limits/limits.type.js';
import { PathExistsInput, PathsInput } from './paths.input.js';
import { existenceRequest, pathsRequest } from './paths-request.js';
import { PathExistence, PathLimits } from './paths.type.js';
import { existenceView, pathsView } from './paths-view.js';

/** What a search costs besides its answer. */
const SEARCH_COST = 50;

interface CostArgs {
  readonly args: { readonly input?: { readonly first?: unknown } };
  readonly childComplexity: number;
}

@Resolver()
export class PathsResolver {
  @Query(() => Subgraph, {
    complexity: ({ args, childComplexity }: CostArgs): number => {
      const first = args.input?.first;
      return (
        SEARCH_COST +
        (typeof first === 'number' ? Math.max(1, first) : PATH_LIMITS.first.default) * childComplexity
      );
    },
    description:
      'How impact may have come from one set of things to another: paths that could have happened, as blastRadius ' +
      'follows them, each within one lens and through no thing twice; what from and to name is never a hub. The best ' +
      'first: fewer hops; then greater strength; then earlier arrival; then the ids of the things along it, compared ' +
      'one after the other; then the kinds of its steps in alphabetical order; then their directions, IN before OUT. ' +
      'A path that lies in several lenses stands once. Whatever is cut, no path comes before one that is listed, but ' +
      'such as go through hubs. meta says MAX_PATHS where more paths exist, and MAX_HOPS where one exists that has one ' +
      'or two steps more than maxHops, or would take long to rule out.',
  })
  async paths(
    @Ctx() context: GraphContext,
    @Arg('input', () => PathsInput, { description: 'From where to where, how far and how many.' })
    input: PathsInput,
  ): Promise<Subgraph> {
    const request = await pathsRequest(context, input);
    return pathsView(context, await paths(context.graph, request, context.read));
  }

  @Query(() => PathExistence, {
    complexity: SEARCH_COST,
    description:
      'Whether impact may have come from one set of things to another: the cheap form of paths, which stops at the ' +
      'first number of hops with which something in to is reached. Something is within the blastRadius of from exactly ' +
      'where a path exists, limits and window being equal.',
  })
  async pathExists(
    @Ctx() context: GraphContext,
    @Arg('input', () => PathExistsInput, { description: 'From where to where and how far.' })
    input: PathExistsInput,
  ): Promise<PathExistence> {
    const request = await existenceRequest(context, input);
    return existenceView(context, await pathExists(context.graph, request, context.read));
  }
}

@Resolver(() => Limits)
export class PathLimitsResolver {
  @FieldResolver(() => PathLimits, { description: 'How far one question about paths may go.' })
  paths(): PathLimits {
    const { maxHops, first, timeoutMs, selectors, nodes, stepCost, edges, prefixes } = PATH_LIMITS;
    return {
      maxHops: maxHops.most,
      maxFirst: first.most,
      timeoutMs: timeoutMs.most,
      selectors,
      maxNodes: nodes,
      maxStepCost: stepCost,
      maxEdges: edges,
      maxPrefixes: prefixes,
      hubBound: HUB_BOUND,
    };
  }
}
