import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { EventInput } from './event.input.js';
import { ingestEvents } from './ingest-events.js';
import { IngestPayload } from './ingest-events.type.js';

/** Of each event: it is read, redacted and written, and may change what its session amounts to. */
const COST_OF_EVENT = 10;

@Resolver()
export class IngestEventsResolver {
  @Mutation(() => IngestPayload, {
    complexity: ({ args, childComplexity }: { args: Record<string, unknown>; childComplexity: number }) =>
      childComplexity + COST_OF_EVENT * (Array.isArray(args['events']) ? args['events'].length : 1),
    description:
      'Takes events of the native format in, and answers once they are committed. Sending them again changes nothing. ' +
      'What cannot be read is stored as a reject and stops nothing else. One call takes limits.maxIngestEvents; each ' +
      'event costs 10. RATE_LIMITED where more waits to be written than the service holds.',
  })
  ingestEvents(
    @Ctx() context: GraphContext,
    @Arg('events', () => [EventInput], { description: 'The events, in any order.' }) events: EventInput[],
  ): Promise<IngestPayload> {
    return ingestEvents(context, events);
  }
}
