import type { SourceItem } from '../events/event.js';

/** One input as a source sees it: a name for messages, when it was received, and its bytes in order. */
export interface SourceInput {
  /** Path or channel, as it should appear in rejects. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * An adapter for one input format: bytes in, events, rejects or counted skips out. Pure but for reading its input:
 * no clock, no file system, no network. It never throws for bad input; what it cannot read becomes a reject.
 */
export interface SourceAdapter {
  /** Stable name of the format, such as `claude-code-transcript`. */
  readonly format: string;
  /** Whether the beginning of an input (its first 64 KiB, decoded) is of this format. Decided by content alone. */
  recognises(head: string): boolean;
  read(input: SourceInput): AsyncIterable<SourceItem>;
}
