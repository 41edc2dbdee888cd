import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { BadInputError } from '../errors.js';
import { Node, type NodeObject } from './node.type.js';

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Whatever has this id; null where the graph does not hold it.',
  })
  node(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'An id field from any answer.' }) id: string,
  ): Promise<NodeObject | null> {
    return context.nodes.load(context, context.nodes.parse(id, 'id'));
  }

  @Query(() => [Node], {
    nullable: 'items',
    complexity: ({ args, childComplexity }) =>
      (Array.isArray(args['ids']) ? args['ids'].length : 1) * (1 + childComplexity),
    description: 'Things by their ids, in the same order; null for each that the graph does not hold.',
  })
  nodes(
    @Ctx() context: GraphContext,
    @Arg('ids', () => [ID], { description: 'Id fields from any answers, at most 100.' }) ids: string[],
  ): Promise<(NodeObject | null)[]> {
    const { maxIds } = context.limits;
    if (ids.length > maxIds) {
      throw new BadInputError(
        'ids',
        `ids holds ${ids.length} ids, at most ${maxIds} are taken.`,
        'Split the list.',
      );
    }
    const refs = ids.map((id, position) => context.nodes.parse(id, `ids[${position}]`));
    return Promise.all(refs.map((ref) => context.nodes.load(context, ref)));
  }
}
