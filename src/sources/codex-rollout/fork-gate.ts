import { usableId } from '../json-shape.js';
import type { RolloutLine } from './rollout-line.js';
import { uuidTime, type ThreadMeta } from './thread.js';

/** A replay is written in one burst when the thread is created; no request of its own is answered that soon. */
const REPLAY_MS = 2500;

/**
 * Tells the history that a fork or subagent begins with from what it did itself. The client copies the parent's
 * lines to the top of the new file, their times replaced by the time of the fork, so times do not tell where the
 * copy ends; turn ids do, because they say when the turn was begun.
 */
export class ForkGate {
  readonly #createdAt: number | null;
  readonly #writtenAt: number | null;
  #isReplay: boolean;

  /** `writtenAt`: the time of the line that says of the fork. */
  constructor(meta: ThreadMeta, writtenAt: number | null) {
    this.#createdAt = meta.createdAt;
    this.#writtenAt = writtenAt;
    this.#isReplay = meta.forkedFrom !== null || meta.session.agentId !== undefined;
  }

  /** Whether the line is a copy of the parent's. */
  replays(line: RolloutLine): boolean {
    if (this.#isReplay && (this.#startsOwnTurn(line) || this.#isLater(line))) this.#isReplay = false;
    return this.#isReplay;
  }

  #startsOwnTurn(line: RolloutLine): boolean {
    if (line.type !== 'turn_context' && line.item !== 'task_started') return false;
    const turnId = usableId(line.payload?.['turn_id']);
    const begunAt = turnId === null ? null : uuidTime(turnId);
    return begunAt !== null && this.#createdAt !== null && begunAt >= this.#createdAt;
  }

  #isLater(line: RolloutLine): boolean {
    // Without times nothing tells, and what may be a copy is better read than lost.
    return line.at === null || this.#writtenAt === null || line.at > this.#writtenAt + REPLAY_MS;
  }
}
