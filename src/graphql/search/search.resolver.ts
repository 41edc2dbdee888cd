import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';

import type { EntityLabel } from '../../graph/model.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { EntityKind } from '../entity-kind.js';
import { searchFor } from './search.js';
import { SearchResultConnection, type SearchResult } from './search.type.js';

@Resolver()
export class SearchResolver {
  @Query(() => SearchResultConnection, {
    description:
      'Things by what they are known by: names, paths, ids, addresses, hints. All words have to be there, the last one ' +
      'may be only begun; parts of a path or an id have to stand together. The best match first, at most 2,000.',
  })
  search(
    @Ctx() context: GraphContext,
    @Arg('text', () => String, {
      description: 'What to look for, as a person types it: at most 500 characters.',
    })
    text: string,
    @Arg('kinds', () => [EntityKind], {
      nullable: true,
      description: 'Only things of these kinds. Default: all.',
    })
    kinds: EntityLabel[] | null,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<SearchResult>> {
    return searchFor(context, text, kinds, args);
  }
}
