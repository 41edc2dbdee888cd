import type { OtherEvent, RuntrailEvent, SessionRef, SourceItem, Touch } from '../../events/event.js';
import { ContentIds } from '../content-ids.js';
import { ForkGate } from './fork-gate.js';
import { HeldCalls } from '../held-calls.js';
import type { RolloutLine } from './rollout-line.js';
import { ThreadContext, type ThreadMeta } from './thread.js';
import { UsageLedger } from './token-usage.js';

/** What every event has besides its type. */
type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/** Prompts that only events tell of; a file has either these or the messages themselves. */
const MAX_HELD_PROMPTS = 500;

/** One thread while its lines are read: its surroundings, its open calls, and where its facts go. */
export class ThreadFacts {
  readonly meta: ThreadMeta;
  readonly gate: ForkGate;
  readonly usage = new UsageLedger();
  readonly calls: HeldCalls;
  readonly #receivedAt: number;
  readonly #out: (item: SourceItem) => void;
  readonly #ids = new ContentIds();
  readonly #heldPrompts: RuntrailEvent[] = [];
  #hasPrompts = false;
  #context: ThreadContext;

  constructor(
    meta: ThreadMeta,
    writtenAt: number | null,
    receivedAt: number,
    out: (item: SourceItem) => void,
  ) {
    this.meta = meta;
    this.gate = new ForkGate(meta, writtenAt);
    this.#receivedAt = receivedAt;
    this.#out = out;
    this.#context = new ThreadContext(meta);
    this.calls = new HeldCalls(this.emit);
  }

  get session(): SessionRef {
    return this.meta.session;
  }

  get context(): ThreadContext {
    return this.#context;
  }

  readonly emit = (event: RuntrailEvent): void => {
    this.#out({ kind: 'event', event });
  };

  skip(line: RolloutLine, detail = ''): void {
    const name = line.item === '' ? line.type : `${line.type}:${line.item}`;
    this.#out({ kind: 'skip', name: detail === '' ? name : `${name}:${detail}` });
  }

  /** The client was started anew on the same thread, perhaps in another version or on another branch. */
  restart(meta: ThreadMeta): void {
    this.#context = new ThreadContext(meta);
  }

  prompt(event: RuntrailEvent): void {
    this.#hasPrompts = true;
    this.emit(event);
  }

  /** A prompt that stands if the file has no messages of the user's. */
  holdPrompt(event: RuntrailEvent): void {
    if (this.#heldPrompts.length < MAX_HELD_PROMPTS) this.#heldPrompts.push(event);
  }

  /** Nothing more will come. */
  end(): void {
    this.calls.end();
    if (!this.#hasPrompts) this.#heldPrompts.forEach(this.emit);
    this.#heldPrompts.length = 0;
  }

  /** The id of a fact that has none of its own. */
  contentId(line: RolloutLine, facet: string): string {
    return this.#ids.of(this.session, `${facet}\n${line.record.identity}`);
  }

  /** The parts of an event that are the line's and the thread's. `payload` is the whole line unless told. */
  recorded(
    line: RolloutLine,
    id: string,
    summary: string,
    parts: {
      readonly payload?: string | null;
      readonly touches?: readonly Touch[];
      readonly session?: SessionRef;
      readonly at?: number | null;
    } = {},
  ): Recorded {
    return {
      id,
      session: parts.session ?? this.session,
      at: parts.at ?? line.at,
      receivedAt: this.#receivedAt,
      source: 'TRANSCRIPT',
      summary,
      payload: parts.payload === undefined ? line.record.payload : parts.payload,
      context: this.#context.events,
      touches: parts.touches ?? [],
    };
  }
}
