import type { ModelRequest, RuntrailEvent } from '../../events/event.js';
import { lineFactId, recorded, type PlacedLine } from '../claude-code-transcript/placed-line.js';
import { asCount, isObject } from '../json-shape.js';
import { modelRequestSummary, oneLine } from '../summaries.js';

const COUNTERS = ['input', 'output', 'cacheRead', 'cacheCreation'] as const;
type Counts = Record<(typeof COUNTERS)[number], number>;

const MAX_REQUESTS = 10_000;

/**
 * What the results of a session's turns count beyond its messages. The client prints a message before it is complete,
 * so the output of most is a placeholder, such as 1. A turn's `result` has the true sums of the session's own requests,
 * without those of subagents: the difference is stated as one more request.
 */
export class RunUsage {
  readonly #requests = new Map<string, Counts>();
  /** Results less messages; below zero for messages of a turn whose result is still to come. */
  readonly #balance: Counts = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };
  #model: string | null = null;

  /** Several messages may be records of one request, which has the maximum of each counter. */
  add(request: ModelRequest): void {
    if (request.tokens === null) return;
    this.#model = request.model ?? this.#model;
    const known = this.#requests.get(request.id) ?? { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };
    for (const counter of COUNTERS) {
      const more = Math.max(0, request.tokens[counter] - known[counter]);
      known[counter] += more;
      this.#balance[counter] -= more;
    }
    this.#requests.set(request.id, known);
    if (this.#requests.size > MAX_REQUESTS) this.#forgetOldest();
  }

  /** The request that a turn's result adds; null where the messages said all. */
  rest(placed: PlacedLine): RuntrailEvent | null {
    const usage = placed.line.raw['usage'];
    if (!isObject(usage)) return null;
    this.#balance.input += asCount(usage['input_tokens']) ?? 0;
    this.#balance.output += asCount(usage['output_tokens']) ?? 0;
    this.#balance.cacheRead += asCount(usage['cache_read_input_tokens']) ?? 0;
    this.#balance.cacheCreation += asCount(usage['cache_creation_input_tokens']) ?? 0;
    const tokens: Counts = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };
    for (const counter of COUNTERS) {
      tokens[counter] = Math.max(0, this.#balance[counter]);
      this.#balance[counter] -= tokens[counter];
    }
    if (COUNTERS.every((counter) => tokens[counter] === 0)) return null;
    const summary = oneLine(`${modelRequestSummary(this.#model, tokens)} (not in the messages)`);
    return {
      ...recorded(placed, lineFactId(placed, 'rest'), summary, { payload: null }),
      type: 'MODEL_REQUEST',
      model: this.#model,
      tokens,
      costMicroUsd: null,
      costBasis: null,
    };
  }

  #forgetOldest(): void {
    for (const oldest of this.#requests.keys()) {
      this.#requests.delete(oldest);
      return;
    }
  }
}
