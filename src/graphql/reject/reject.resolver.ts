import { Args, Ctx, Query, Resolver } from 'type-graphql';

import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { listRejects } from './reject.loader.js';
import { type Reject, RejectConnection } from './reject.type.js';

@Resolver()
export class RejectResolver {
  @Query(() => RejectConnection, { description: 'Input that could not become an event, newest first.' })
  rejects(@Ctx() context: GraphContext, @Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<Reject>> {
    return listRejects(context, args);
  }
}
