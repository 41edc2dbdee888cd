import type { SessionRef } from '../events/event.js';
import { digest, eventId } from '../events/ids.js';

/** Identical records stand close together: of a long input only the newest are kept in mind. */
const MAX_REMEMBERED = 20_000;

/**
 * Ids for facts whose records have none: made of the record's content, and for the second and later record with the
 * very same content of its number as well, so that reading a copy gives the same ids and no fact is lost.
 */
export class ContentIds {
  readonly #seen = new Map<string, number>();

  of(ref: SessionRef, content: string): string {
    const key = digest(ref.sessionId, ref.agentId ?? '', content);
    const ordinal = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, ordinal);
    if (this.#seen.size > MAX_REMEMBERED) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return eventId.content(ref, ordinal === 1 ? content : `${content}\n#${ordinal}`);
  }
}
