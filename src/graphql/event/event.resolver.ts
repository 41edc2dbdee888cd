import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';

import type { ConnectionOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { Json } from '../scalars.js';
import { loadSession } from '../session/session.loader.js';
import { Session } from '../session/session.type.js';
import { TimelineArgs } from './event.input.js';
import { payloadLoader, payloadValue, recordsLoader } from './event.loader.js';
import { Event, EventConnection, EventRecord } from './event.type.js';
import { timelineOf } from './timeline.js';

@Resolver(() => Event)
export class EventResolver {
  @FieldResolver(() => Session, {
    nullable: true,
    description: 'The session, or subagent, that it belongs to.',
  })
  session(@Ctx() context: GraphContext, @Root() event: Event): Promise<Session | null> {
    return loadSession(context, event.sessionKey, context.now());
  }

  @FieldResolver(() => [EventRecord], {
    complexity: ({ childComplexity }) => 1 + 2 * childComplexity,
    description: 'Every report of it, the first received first.',
  })
  records(@Ctx() context: GraphContext, @Root() event: Event): Promise<EventRecord[]> {
    return context.loaders.load(recordsLoader, event.key);
  }
}

@Resolver(() => EventRecord)
export class EventRecordResolver {
  @FieldResolver(() => String, {
    nullable: true,
    complexity: 2,
    description:
      'The raw text as it was received, usually JSON; null where the event was derived from the record of another. ' +
      'It is read only where it is asked for, and may be large.',
  })
  payload(@Ctx() context: GraphContext, @Root() record: EventRecord): Promise<string | null> {
    return context.loaders.load(payloadLoader, record.key);
  }

  @FieldResolver(() => Json, {
    nullable: true,
    complexity: 2,
    description: 'The payload as a JSON value; null where there is none or it is no JSON.',
  })
  payloadJson(@Ctx() context: GraphContext, @Root() record: EventRecord): Promise<unknown> {
    return payloadValue(context, record.key);
  }
}

@Resolver(() => Session)
export class TimelineResolver {
  @FieldResolver(() => EventConnection, {
    description: 'What happened, oldest first. The events of its subagents stand on their own timelines.',
  })
  timeline(
    @Ctx() context: GraphContext,
    @Root() session: Session,
    @Args(() => TimelineArgs) args: TimelineArgs,
  ): Promise<ConnectionOf<Event>> {
    return timelineOf(context, session.key, args);
  }
}
