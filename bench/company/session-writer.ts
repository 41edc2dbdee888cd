import type { SeededRandom } from '../../src/demo/seeded-random.js';
import type { SessionRef } from '../../src/events/event.js';
import type { NativeContextJson, NativeEventJson, NativeTouchJson } from '../../src/sources/native/wire.js';
import type { Product } from './company.js';

export interface PlannedCall {
  readonly tool: string;
  readonly server?: string;
  readonly touches: readonly NativeTouchJson[];
}

interface WriterOptions {
  readonly random: SeededRandom;
  readonly ref: SessionRef;
  readonly context: NativeContextJson;
  readonly product: Product;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Nothing happens from here on: a session that is not over by then is still active. */
  readonly endsAt: number;
}

type Members = Omit<NativeEventJson, 'v' | 'product' | 'sessionId' | 'agentId' | 'at' | 'context'>;

/** Writes one session's events in order, with the pauses that people, models and tools make. */
export class SessionWriter {
  readonly events: NativeEventJson[] = [];
  readonly ref: SessionRef;
  readonly #options: WriterOptions;
  readonly #random: SeededRandom;
  #now: number;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#random = options.random;
    this.ref = options.ref;
    this.#now = options.startsAt;
  }

  start(origin: SessionRef | null): void {
    this.#add(0, {
      type: 'SESSION_START',
      id: this.#id('evt'),
      reason: origin === null ? 'startup' : 'resume',
    });
    if (origin !== null) this.#add(1, { type: 'SESSION_CONTINUED', id: this.#id('evt'), origin });
  }

  /** Somebody thinks before each further prompt, and sometimes goes away first. */
  prompt(turn: number): void {
    const away = turn > 0 && this.#random.fraction() < 0.1 ? this.#random.integer(20, 240) * 60_000 : 0;
    this.#add(away + this.#random.integer(8_000, 150_000), { type: 'USER_PROMPT', id: this.#id('evt') });
  }

  call({ tool, server, touches }: PlannedCall): void {
    const toolUseId = this.#id(this.#options.product.callPrefix);
    const durationMs = this.#random.integer(40, 9_000);
    this.#request();
    this.#add(50, {
      type: 'TOOL_USE',
      toolUseId,
      tool,
      ...(server === undefined ? {} : { server }),
      ...(touches.length === 0 ? {} : { touches }),
    });
    const isError = this.#random.fraction() < 0.05;
    this.#add(durationMs, { type: 'TOOL_RESULT', toolUseId, tool, isError, durationMs });
  }

  stop(): void {
    this.#request();
    this.#add(30, { type: 'ASSISTANT_STOP', id: this.#id('evt') });
  }

  end(): void {
    const pauseMs = this.#random.integer(5_000, 90_000);
    this.#add(pauseMs, { type: 'SESSION_END', id: this.#id('evt'), reason: 'prompt_input_exit' });
  }

  /** The writer of a subagent that begins now. Give it to `join` when it is done. */
  spawn(agentId: string): SessionWriter {
    const ref = { ...this.ref, agentId };
    this.#add(100, { type: 'SUBAGENT_START', id: this.#id('evt'), child: { agentId } });
    return new SessionWriter({ ...this.#options, ref, startsAt: this.#now + 1 });
  }

  join(subagent: SessionWriter): void {
    this.#now = subagent.#now;
    const child = { agentId: subagent.ref.agentId ?? '' };
    this.#add(200, { type: 'SUBAGENT_STOP', id: this.#id('evt'), child });
  }

  #request(): void {
    const input = this.#random.integer(20, 3_000);
    const output = this.#random.integer(40, 1_500);
    const cacheRead = this.#random.integer(5_000, 90_000);
    const cacheCreation = this.#random.integer(0, 4_000);
    this.#add(this.#random.integer(900, 15_000), {
      type: 'MODEL_REQUEST',
      requestId: this.#id('req'),
      model: this.#options.model,
      tokens: { input, output, cacheRead, cacheCreation },
      costMicroUsd: Math.round(input * 3 + output * 15 + cacheRead * 0.3 + cacheCreation * 3.75),
    });
  }

  #id(prefix: string): string {
    return this.#random.id(prefix);
  }

  /** What would happen after the end of the history has not happened yet. */
  #add(pauseMs: number, members: Members): void {
    this.#now += pauseMs;
    if (this.#now >= this.#options.endsAt) return;
    const { ref, context } = this.#options;
    this.events.push({
      v: 1,
      product: ref.product,
      sessionId: ref.sessionId,
      ...(ref.agentId === undefined ? {} : { agentId: ref.agentId }),
      at: this.#now,
      context,
      ...members,
    });
  }
}
