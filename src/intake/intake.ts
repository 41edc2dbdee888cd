import type { Reject, RuntrailEvent, SourceItem } from '../events/event.js';
import { BodyError } from './intake-errors.js';
import type { IntakeQueue } from './intake-queue.js';

/** What became of one piece of input: everything in it is in the graph, as an event or as a reject, or carries nothing. */
export interface IntakeOutcome {
  /** Events that are in the graph, whether new or known before. */
  readonly accepted: number;
  readonly rejected: number;
  /** Records that were understood and carry nothing to store. */
  readonly skipped: number;
  /** The first of what was rejected; the stored ones can be listed. */
  readonly rejects: readonly Reject[];
}

const PART_EVENTS = 1_000;
const PART_LENGTH = 4 * 1024 * 1024;
const SHOWN_REJECTS = 50;
/** Of one input: a film that was sent by mistake is not worth a million rejects. The others are counted. */
const STORED_REJECTS = 10_000;

/**
 * Submits what a source reads, part by part and each once the one before is committed: memory stays flat for input of
 * any length. Throws as `IntakeQueue.submit` does, with the parts before committed, and a BodyError, with everything
 * before the fault committed: sending it again changes nothing.
 */
export async function takeIn(
  items: AsyncIterable<SourceItem> | Iterable<SourceItem>,
  queue: Pick<IntakeQueue, 'submit'>,
): Promise<IntakeOutcome> {
  const parts = new Parts(queue);
  try {
    for await (const item of items) await parts.add(item);
  } catch (error) {
    if (error instanceof BodyError) await parts.finish();
    throw error;
  }
  return parts.finish();
}

/** Gathers items into parts and submits them. */
class Parts {
  readonly #queue: Pick<IntakeQueue, 'submit'>;
  #events: RuntrailEvent[] = [];
  #rejects: Reject[] = [];
  #length = 0;
  #accepted = 0;
  #rejected = 0;
  #skipped = 0;
  readonly #shown: Reject[] = [];
  #lastUnlisted: Reject | null = null;

  constructor(queue: Pick<IntakeQueue, 'submit'>) {
    this.#queue = queue;
  }

  async add(item: SourceItem): Promise<void> {
    switch (item.kind) {
      case 'event':
        this.#events.push(item.event);
        this.#length += item.event.payload?.length ?? 0;
        break;
      case 'reject':
        this.#rejected++;
        if (this.#rejected > STORED_REJECTS) this.#lastUnlisted = item.reject;
        else this.#rejects.push(item.reject);
        this.#show(item.reject);
        break;
      case 'skip':
        this.#skipped++;
        break;
      default:
        item satisfies never;
    }
    const isFull = this.#events.length + this.#rejects.length >= PART_EVENTS || this.#length >= PART_LENGTH;
    if (isFull) await this.#submit();
  }

  async finish(): Promise<IntakeOutcome> {
    if (this.#lastUnlisted !== null) {
      this.#rejects.push(unlisted(this.#lastUnlisted, this.#rejected - STORED_REJECTS));
      this.#lastUnlisted = null;
    }
    if (this.#events.length + this.#rejects.length > 0) await this.#submit();
    return {
      accepted: this.#accepted,
      rejected: this.#rejected,
      skipped: this.#skipped,
      rejects: this.#shown,
    };
  }

  async #submit(): Promise<void> {
    const part = { events: this.#events, rejects: this.#rejects };
    this.#events = [];
    this.#rejects = [];
    this.#length = 0;
    const refused = await this.#queue.submit(part);
    this.#accepted += part.events.length - refused.length;
    this.#rejected += refused.length;
    for (const reject of refused) this.#show(reject);
  }

  #show(reject: Reject): void {
    if (this.#shown.length < SHOWN_REJECTS) this.#shown.push(reject);
  }
}

function unlisted({ source, excerpt }: Reject, count: number): Reject {
  return {
    source,
    position: null,
    code: 'TOO_MANY_REJECTS',
    reason:
      `Besides the first ${STORED_REJECTS}, ${count} more records of this input could not be read, and are not listed: ` +
      'correct what sends them, and send it again.',
    excerpt,
  };
}
