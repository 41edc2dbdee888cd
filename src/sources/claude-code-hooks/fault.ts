import type { Reject, SourceItem } from '../../events/event.js';
import { wellFormed } from '../json-shape.js';
import { withholdKeys } from '../native/raw-key.js';

/** What cannot become an event. */
export interface Fault {
  readonly code: string;
  readonly reason: string;
  /** Texts that may be raw keys, which the excerpt must not show. */
  readonly secrets?: readonly string[];
}

/** Where a text that is rejected came from. */
export interface Place {
  /** Path or channel. */
  readonly name: string;
  readonly position: string | null;
}

const MAX_EXCERPT = 500;

export function rejected(fault: Fault, place: Place, text: string): SourceItem {
  const { code, reason, secrets = [] } = fault;
  // A key is looked for in more than is shown, so that none is shown in part.
  const shown = secrets.length === 0 ? text : withholdKeys(text.slice(0, 20 * MAX_EXCERPT), secrets);
  const reject: Reject = {
    source: place.name,
    position: place.position,
    code,
    reason,
    excerpt: wellFormed(shown.slice(0, MAX_EXCERPT)).replaceAll('\0', '\u2400'),
  };
  return { kind: 'reject', reject };
}
