import type { RuntrailEvent, ToolUse, Touch } from '../../events/event.js';
import type { Outcome } from '../claude-code/tool-outcome.js';
import { touchesOf, type ToolCall } from '../claude-code/tool-touches.js';
import { payloadText, type PayloadNotes } from '../payload-notes.js';

/** A tool call as it was seen, before it is known what became of it. */
interface SeenUse {
  /** The event without its payload and touches. */
  readonly event: ToolUse;
  /** JSON of the block that makes the call. */
  readonly block: string;
  readonly notes: PayloadNotes;
  readonly call: ToolCall;
}

const MAX_HELD = 2000;
const MAX_HELD_LENGTH = 32 * 1024 * 1024;
const MAX_SETTLED = 2000;

/**
 * Holds each tool use back until its result tells whether it happened, so that what a call touched stands on one
 * event, the TOOL_USE, and a call that was denied or failed leaves no touch.
 *
 * Limits: 2,000 uses or 32 Mi characters of input are held, the oldest released first; a use whose result has not
 * been seen by then, or by the end of the input, is taken to have happened. So of a file that is still being
 * written, and of a result that stands only in another file, the touches are those of a success; a record that is
 * read later with the result knows better, and where the records of one event differ the store has to choose.
 */
export class ToolLedger {
  readonly #emit: (event: RuntrailEvent) => void;
  readonly #held = new Map<string, SeenUse[]>();
  readonly #settled = new Map<string, Outcome>();
  #heldCount = 0;
  #heldLength = 0;

  constructor(emit: (event: RuntrailEvent) => void) {
    this.#emit = emit;
  }

  use(seen: SeenUse): void {
    const { id } = seen.event;
    const outcome = this.#settled.get(id);
    if (outcome !== undefined) {
      this.#release(seen, outcome);
      return;
    }
    const held = this.#held.get(id);
    if (held === undefined) this.#held.set(id, [seen]);
    else held.push(seen);
    this.#heldCount += 1;
    this.#heldLength += lengthOf(seen);
    while (this.#heldCount > MAX_HELD || this.#heldLength > MAX_HELD_LENGTH) this.#releaseOldest();
  }

  /** The call behind a tool use, while it is held. */
  seen(useId: string): SeenUse | null {
    return this.#held.get(useId)?.[0] ?? null;
  }

  settle(useId: string, outcome: Outcome): void {
    this.#settled.set(useId, outcome);
    if (this.#settled.size > MAX_SETTLED) {
      for (const oldest of this.#settled.keys()) {
        this.#settled.delete(oldest);
        break;
      }
    }
    this.#releaseAll(useId, outcome);
  }

  /** Nothing more will come. */
  end(): void {
    for (const useId of this.#held.keys()) this.#releaseAll(useId, 'RAN');
  }

  #releaseOldest(): void {
    for (const useId of this.#held.keys()) {
      this.#releaseAll(useId, 'RAN');
      return;
    }
  }

  #releaseAll(useId: string, outcome: Outcome): void {
    const held = this.#held.get(useId) ?? [];
    this.#held.delete(useId);
    for (const seen of held) {
      this.#heldCount -= 1;
      this.#heldLength -= lengthOf(seen);
      this.#release(seen, outcome);
    }
  }

  #release(seen: SeenUse, outcome: Outcome): void {
    // A record that says otherwise than one without the result must not be taken for the same.
    const notes = outcome === 'RAN' ? seen.notes : { ...seen.notes, outcome };
    this.#emit({
      ...seen.event,
      ...(outcome === 'RAN' ? {} : { outcome }),
      payload: payloadText(seen.block, notes),
      touches: touchesAfter(seen.call, outcome),
    });
  }
}

function lengthOf({ block }: SeenUse): number {
  return block.length;
}

function touchesAfter(call: ToolCall, outcome: Outcome): readonly Touch[] {
  switch (outcome) {
    case 'RAN':
      return touchesOf(call);
    case 'PARTLY':
      return touchesOf(call).map((touch) => ({ ...touch, confidence: 'LOW' }));
    case 'FAILED':
    case 'DENIED':
      return [];
    default:
      return outcome satisfies never;
  }
}
