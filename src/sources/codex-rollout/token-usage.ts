import type { TokenCounts } from '../../events/event.js';
import { asCount, asObject, type JsonObject } from '../json-shape.js';

/** The counters of a thread or request as the client writes them: cached is part of input, reasoning of output. */
interface Usage {
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
  readonly total: number;
}

/**
 * Which usage records are new requests. `token_count` says the running total and the last request's share; it is
 * written again whenever rate limits change, so only a changed total is a request. Since 0.16x `token_usage_record`
 * states each request with its response id, and the `token_count` after it repeats that.
 */
export class UsageLedger {
  #total: string | null = null;
  /** Usage of a `token_usage_record` whose repetition is still to come. */
  #stated: string | null = null;

  /** The tokens of the request that a `token_count` tells of first; null where it tells of none. */
  count(info: JsonObject): TokenCounts | null {
    const total = usageOf(info['total_token_usage']);
    const last = usageOf(info['last_token_usage']);
    if (total === null || last === null) return null;
    const key = keyOf(total);
    const isNew = key !== this.#total && keyOf(last) !== this.#stated;
    this.#total = key;
    this.#stated = null;
    return isNew && last.input + last.output > 0 ? tokensOf(last) : null;
  }

  /** The tokens of a `token_usage_record`; null where it has none. */
  state(payload: JsonObject): TokenCounts | null {
    const usage = usageOf(payload['usage']);
    if (usage === null) return null;
    this.#stated = keyOf(usage);
    const total = usageOf(payload['thread_token_usage']);
    if (total !== null) this.#total = keyOf(total);
    return tokensOf(usage);
  }
}

export function usageOf(value: unknown): Usage | null {
  const usage = asObject(value);
  const input = asCount(usage?.['input_tokens']);
  const output = asCount(usage?.['output_tokens']);
  if (usage === null || input === null || output === null) return null;
  return {
    input,
    output,
    cached: asCount(usage['cached_input_tokens']) ?? 0,
    cacheWrite: asCount(usage['cache_write_input_tokens']) ?? 0,
    reasoning: asCount(usage['reasoning_output_tokens']) ?? 0,
    total: asCount(usage['total_tokens']) ?? 0,
  };
}

function keyOf(usage: Usage): string {
  return Object.values(usage).join(' ');
}

/** The disjoint counters: what was read from a cache or written to one is no more part of `input`. */
export function tokensOf(usage: Usage): TokenCounts {
  const cacheRead = Math.min(usage.cached, usage.input);
  const cacheCreation = Math.min(usage.cacheWrite, usage.input - cacheRead);
  return { input: usage.input - cacheRead - cacheCreation, output: usage.output, cacheRead, cacheCreation };
}
