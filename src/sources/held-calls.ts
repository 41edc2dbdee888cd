import type { RuntrailEvent, ToolUse, Touch } from '../events/event.js';
import type { Outcome } from './claude-code/tool-outcome.js';
import { payloadText, type PayloadNotes } from './payload-notes.js';

/** A tool call as it was seen, before it is known what became of it. */
export interface HeldCall {
  /** The event without its payload and touches. */
  readonly event: ToolUse;
  readonly json: string;
  readonly notes: PayloadNotes;
  /** What the call touches if it runs and succeeds. */
  readonly touches: () => readonly Touch[];
}

const MAX_HELD = 2000;
const MAX_HELD_LENGTH = 32 * 1024 * 1024;
const MAX_SETTLED = 5000;

/**
 * Holds each tool call back until its result tells whether it happened, so that what it touched stands on one event,
 * the TOOL_USE, and a call that was denied or failed leaves no touch.
 *
 * Limits: 2,000 calls or 32 Mi characters are held, the oldest released first; a call whose result has not been seen
 * by then, or by the end of the input, is taken to have happened.
 */
export class HeldCalls {
  readonly #emit: (event: RuntrailEvent) => void;
  readonly #held = new Map<string, HeldCall>();
  readonly #settled = new Map<string, { readonly outcome: Outcome; readonly tool: string | undefined }>();
  #heldLength = 0;

  constructor(emit: (event: RuntrailEvent) => void) {
    this.#emit = emit;
  }

  use(call: HeldCall): void {
    const { id } = call.event;
    const settled = this.#settled.get(id);
    if (settled !== undefined) {
      this.#release(call, settled.outcome);
      return;
    }
    // The same call told once more: both are records of it.
    this.#releaseHeld(id, 'RAN');
    this.#held.set(id, call);
    this.#heldLength += call.json.length;
    while (this.#held.size > MAX_HELD || this.#heldLength > MAX_HELD_LENGTH) this.#releaseOldest();
  }

  /** Whether the call was told of, as far back as is kept in mind. */
  knows(useId: string): boolean {
    return this.#held.has(useId) || this.#settled.has(useId);
  }

  /** The tool behind a call, while it is known. */
  toolOf(useId: string): string | undefined {
    return this.#held.get(useId)?.event.tool ?? this.#settled.get(useId)?.tool;
  }

  /** Says which MCP server is behind a call that is still held. */
  nameServer(useId: string, server: string): void {
    const held = this.#held.get(useId);
    if (held !== undefined && held.event.server === undefined) {
      this.#held.set(useId, { ...held, event: { ...held.event, server } });
    }
  }

  settle(useId: string, outcome: Outcome): void {
    this.#settled.set(useId, { outcome, tool: this.toolOf(useId) });
    if (this.#settled.size > MAX_SETTLED) {
      for (const oldest of this.#settled.keys()) {
        this.#settled.delete(oldest);
        break;
      }
    }
    this.#releaseHeld(useId, outcome);
  }

  /** Nothing more will come. */
  end(): void {
    for (const useId of this.#held.keys()) this.#releaseHeld(useId, 'RAN');
  }

  #releaseOldest(): void {
    for (const useId of this.#held.keys()) {
      this.#releaseHeld(useId, 'RAN');
      return;
    }
  }

  #releaseHeld(useId: string, outcome: Outcome): void {
    const held = this.#held.get(useId);
    if (held === undefined) return;
    this.#held.delete(useId);
    this.#heldLength -= held.json.length;
    this.#release(held, outcome);
  }

  #release(call: HeldCall, outcome: Outcome): void {
    this.#emit(settledUse(call, outcome));
  }
}

/** The TOOL_USE of a call whose outcome is known. */
export function settledUse(call: HeldCall, outcome: Outcome): ToolUse {
  // A record that says otherwise than one without the result must not be taken for the same.
  const notes = outcome === 'RAN' ? call.notes : { ...call.notes, outcome };
  return {
    ...call.event,
    ...(outcome === 'RAN' ? {} : { outcome }),
    payload: payloadText(call.json, notes),
    touches: touchesAfter(call, outcome),
  };
}

function touchesAfter(call: HeldCall, outcome: Outcome): readonly Touch[] {
  switch (outcome) {
    case 'RAN':
      return call.touches();
    case 'PARTLY':
      return call.touches().map((touch) => ({ ...touch, confidence: 'LOW' }));
    case 'FAILED':
    case 'DENIED':
      return [];
    default:
      return outcome satisfies never;
  }
}
