import { createHash } from 'node:crypto';

/** The largest payload that is kept whole, in bytes of UTF-8. */
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;
/** How much of a larger one is kept. */
const KEPT_CHARACTERS = 64 * 1024;

/** What was done to a raw record before it was kept. */
export interface PayloadNotes {
  /** NUL, unpaired surrogates or bytes that were no UTF-8 became U+FFFD. */
  readonly sanitised: boolean;
  /** Size and SHA-256 (hex) of the whole, where only a part is kept. */
  readonly whole: { readonly sizeBytes: number; readonly sha256: string } | null;
}

/**
 * The text to keep as an event's payload. A record that is not as it was received says so of itself: it is an object
 * whose `$runtrail` tells what was done, with the rest under `payload`, or under `head` where it is cut text.
 */
export function payloadText(text: string, notes: PayloadNotes): string {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MAX_PAYLOAD_BYTES) {
    const whole = notes.whole ?? { sizeBytes, sha256: createHash('sha256').update(text).digest('hex') };
    return JSON.stringify({ $runtrail: noted({ ...notes, whole }), head: beginningOf(text) });
  }
  if (!notes.sanitised && notes.whole === null) return text;
  return `{"$runtrail":${JSON.stringify(noted(notes))},"payload":${text}}`;
}

/** The same for a raw record that is no JSON. */
export function plainPayloadText(text: string, notes: PayloadNotes): string {
  const whole = notes.whole !== null || Buffer.byteLength(text) > MAX_PAYLOAD_BYTES;
  return notes.sanitised || whole ? payloadText(JSON.stringify(text), notes) : text;
}

function noted({ sanitised, whole }: PayloadNotes): object {
  return { ...(sanitised ? { sanitised } : {}), ...(whole === null ? {} : { truncated: whole }) };
}

/** Never ends in half of a surrogate pair. */
function beginningOf(text: string): string {
  return text.slice(0, KEPT_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '');
}
