import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';

import type { ConnectionOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { ScopeInput } from '../scope.js';
import { SessionSelector } from '../selector/selector.input.js';
import { selectSession } from './select-session.js';
import { listSessions } from './session-list.js';
import { SessionSummary } from './session-summary.type.js';
import { summarise } from './session-summary.js';
import { SessionsArgs } from './session.input.js';
import { Session, SessionConnection } from './session.type.js';

@Resolver()
export class SessionQueryResolver {
  @Query(() => SessionConnection, {
    description: 'The ledger: top-level sessions, the latest start first unless told otherwise.',
  })
  sessions(
    @Ctx() context: GraphContext,
    @Args(() => SessionsArgs) args: SessionsArgs,
  ): Promise<ConnectionOf<Session>> {
    return listSessions(context, args);
  }

  @Query(() => Session, {
    nullable: true,
    description: 'One session; null where the graph does not hold it.',
  })
  session(
    @Ctx() context: GraphContext,
    @Arg('by', () => SessionSelector, { description: 'Which one.' }) by: SessionSelector,
    @Arg('scope', () => ScopeInput, {
      nullable: true,
      description: 'The moment asked about. Default: now. A window has no effect here.',
    })
    scope?: ScopeInput | null,
  ): Promise<Session | null> {
    return selectSession(context, by, scope?.asOf ?? context.now());
  }

  @Query(() => SessionSummary, {
    complexity: 10,
    description:
      'How many sessions, how many of them active, what they cost and by whom: in the last 24 hours, or in a window.',
  })
  sessionSummary(
    @Ctx() context: GraphContext,
    @Arg('scope', () => ScopeInput, {
      nullable: true,
      description: 'The moment and the window. Default: the last 24 hours.',
    })
    scope?: ScopeInput | null,
  ): Promise<SessionSummary> {
    return summarise(context, scope);
  }
}
