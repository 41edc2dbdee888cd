import type { GraphContext } from '../context.js';
import { BadInputError, IngestRefusedError } from '../errors.js';
import type { EventInput } from './event.input.js';
import type { IngestPayload } from './ingest-events.type.js';
import { nativeEvent } from './native-event.js';

/**
 * Hands events to the service's way in and waits until they are committed, for as long as one operation may take.
 * Throws BadInputError, IngestRefusedError and what IngestService.take throws.
 */
export async function ingestEvents(
  context: GraphContext,
  events: readonly EventInput[],
): Promise<IngestPayload> {
  const { maxIngestEvents } = context.limits;
  if (events.length > maxIngestEvents) {
    throw new BadInputError(
      'events',
      `events holds ${events.length} events, and one call takes ${maxIngestEvents}.`,
      'Send them in several calls, or post them to /v1/events, which takes any number.',
    );
  }
  if (context.ingest === null) throw new IngestRefusedError('OFF');
  const { accepted, rejects } = await inTime(
    context.ingest.take(events.map(nativeEvent)),
    context.deadlineAt,
  );
  return { accepted, rejected: rejects.length, rejects: rejects.map((reject) => ({ ...reject })) };
}

/** What is not committed by the deadline may still be, later: sending it again is safe. */
async function inTime<T>(work: Promise<T>, deadlineAt: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new IngestRefusedError('LATE')), Math.max(0, deadlineAt - Date.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
