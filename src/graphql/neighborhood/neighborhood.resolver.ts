import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';

import { Subgraph } from '../blast-radius/subgraph.type.js';
import { PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { EntitySelector } from '../selector/selector.input.js';
import { neighborhoodCounts, neighborhoodOf } from './neighborhood.js';
import { NeighborhoodCount, NeighborhoodFilter } from './neighborhood.type.js';

@Resolver()
export class NeighborhoodResolver {
  @Query(() => Subgraph, {
    description:
      'What is one step from a thing, each once with all relationships between the two, the latest contact first. ' +
      'The thing itself is not among the nodes. Ask neighborhoodSummary before, where there may be many.',
  })
  neighborhood(
    @Ctx() context: GraphContext,
    @Arg('of', () => EntitySelector, { description: 'The thing.' }) of: EntitySelector,
    @Arg('filter', () => NeighborhoodFilter, {
      nullable: true,
      description: 'Which neighbors to show. Default: all.',
    })
    filter: NeighborhoodFilter | null,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<Subgraph> {
    return neighborhoodOf(context, of, filter, args);
  }

  @Query(() => [NeighborhoodCount], {
    complexity: 10,
    description:
      'How many things of each kind are one step from a thing: the counts before the nodes, the most first.',
  })
  neighborhoodSummary(
    @Ctx() context: GraphContext,
    @Arg('of', () => EntitySelector, { description: 'The thing.' }) of: EntitySelector,
  ): Promise<NeighborhoodCount[]> {
    return neighborhoodCounts(context, of);
  }
}
