import { Args, Ctx, Query, Resolver } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { rankSessions } from './ranked-sessions.js';
import { RankedSessionConnection, RankedSessionsArgs } from './ranking.type.js';

@Resolver()
export class RankingResolver {
  @Query(() => RankedSessionConnection, {
    description:
      'Sessions by what they score, the highest first, ties by the latest start: what matters, and why, before what is ' +
      'new. Scores are kept up to date as events arrive and read here, not computed.',
  })
  rankedSessions(@Ctx() context: GraphContext, @Args(() => RankedSessionsArgs) args: RankedSessionsArgs) {
    return rankSessions(context, args);
  }
}
