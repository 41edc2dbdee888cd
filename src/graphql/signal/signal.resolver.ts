import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { loadSession } from '../session/session.loader.js';
import { Session } from '../session/session.type.js';
import { signalSource, signalsOfSessionsLoader } from './signal.loader.js';
import { Signal } from './signal.type.js';

@Resolver(() => Signal)
export class SignalResolver {
  @FieldResolver(() => Session, { nullable: true, description: 'The session that raised it.' })
  session(@Ctx() context: GraphContext, @Root() signal: Signal): Promise<Session | null> {
    return loadSession(context, signal.sessionKey, context.now());
  }
}

@Resolver(() => Session)
export class SessionSignalsResolver {
  @FieldResolver(() => [Signal], {
    complexity: ({ childComplexity }) => 1 + 5 * (1 + childComplexity),
    description: 'The signals that it raised, the weightiest first. Each rule counts once.',
  })
  async signals(@Ctx() context: GraphContext, @Root() session: Session): Promise<Signal[]> {
    const raised = await context.loaders.load(signalsOfSessionsLoader, session.key);
    const signals = await Promise.all(
      raised.map((row) => context.loaders.load(signalSource.loader, row.signal)),
    );
    return signals.filter((signal) => signal !== null);
  }
}
