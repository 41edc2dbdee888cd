import type { Reject, RuntrailEvent, SourceItem } from '../events/event.js';
import type { IntakeQueue } from './intake-queue.js';

/** What became of one piece of input: everything in it is in the graph, as an event or as a reject, or carries nothing. */
export interface IntakeOutcome {
  /** Events that are in the graph, whether new or known before. */
  readonly accepted: number;
  readonly rejected: number;
  /** Records that were understood and carry nothing to store. */
  readonly skipped: number;
  /** The first of what was rejected; all of it is stored and can be listed. */
  readonly rejects: readonly Reject[];
}

const PART_EVENTS = 1_000;
const PART_LENGTH = 4 * 1024 * 1024;
const SHOWN_REJECTS = 50;

/**
 * Submits what a source reads, part by part and each once the one before is committed: memory stays flat for input of
 * any length. Throws as `IntakeQueue.submit` does, with the parts before committed: sending it again changes nothing.
 */
export async function takeIn(
  items: AsyncIterable<SourceItem> | Iterable<SourceItem>,
  queue: Pick<IntakeQueue, 'submit'>,
): Promise<IntakeOutcome> {
  const outcome = { accepted: 0, rejected: 0, skipped: 0, rejects: [] as Reject[] };
  let events: RuntrailEvent[] = [];
  let rejects: Reject[] = [];
  let length = 0;
  const submit = async (): Promise<void> => {
    const part = { events, rejects };
    events = [];
    rejects = [];
    length = 0;
    await queue.submit(part);
    outcome.accepted += part.events.length;
    outcome.rejected += part.rejects.length;
  };
  for await (const item of items) {
    switch (item.kind) {
      case 'event':
        events.push(item.event);
        length += item.event.payload?.length ?? 0;
        break;
      case 'reject':
        rejects.push(item.reject);
        if (outcome.rejects.length < SHOWN_REJECTS) outcome.rejects.push(item.reject);
        break;
      case 'skip':
        outcome.skipped++;
        break;
      default:
        item satisfies never;
    }
    if (events.length + rejects.length >= PART_EVENTS || length >= PART_LENGTH) await submit();
  }
  if (events.length + rejects.length > 0) await submit();
  return outcome;
}
