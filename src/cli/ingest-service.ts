import type { Reject, RuntrailEvent } from '../events/event.js';
import { QueryTimeoutError } from '../graph/errors.js';
import { IngestRefusedError } from '../graphql/errors.js';
import type { IngestOutcome, IngestReject, IngestService } from '../graphql/ingest-events/ingest-service.js';
import { IntakeFullError, IntakeStoppedError } from '../intake/intake-errors.js';
import type { IntakeQueue } from '../intake/intake-queue.js';
import { isReject, parseNativeEvent } from '../sources/native/parse-native-event.js';

/** Where rejects say that they came from. */
const SOURCE = 'GraphQL ingestEvents';

/** GraphQL's door to the queue that HTTP intake has: the same reader, the same batches, the same refusals. */
export function ingestServiceOf(
  queue: Pick<IntakeQueue, 'submit' | 'waiting'>,
  now: () => number,
): IngestService {
  return {
    waiting: () => queue.waiting,
    take: async (values) => {
      const { events, rejects, outcome } = readAll(values, now());
      try {
        await queue.submit({ events, rejects });
      } catch (error) {
        throw refusalOf(error);
      }
      return outcome;
    },
  };
}

function readAll(values: readonly unknown[], receivedAt: number) {
  const events: RuntrailEvent[] = [];
  const rejects: Reject[] = [];
  const listed: IngestReject[] = [];
  values.forEach((value, position) => {
    const parsed = parseNativeEvent(value, receivedAt);
    if (isReject(parsed)) {
      rejects.push({ source: SOURCE, position: `events[${position}]`, ...parsed });
      listed.push({ position, code: parsed.code, reason: parsed.reason });
    } else events.push(parsed);
  });
  const outcome: IngestOutcome = { accepted: events.length, rejects: listed };
  return { events, rejects, outcome };
}

/** In the API's own terms; what is of the database it knows itself. */
function refusalOf(error: unknown): unknown {
  if (error instanceof IntakeFullError) return new IngestRefusedError('FULL');
  if (error instanceof IntakeStoppedError) return new IngestRefusedError('STOPPING');
  return error instanceof QueryTimeoutError ? new IngestRefusedError('LATE') : error;
}
