import type { TokenCounts } from '../../events/event.js';
import { asCount, asName, asObject, type JsonObject } from '../json-shape.js';

/** A long session has thousands of messages; a hostile one must not grow the memory. */
const MAX_MODELS = 200;

/**
 * Tokens of a session whose messages say their output alone, and whose `session.shutdown` says the sums by model:
 * what the messages have not yet accounted for is stated once, at the shutdown.
 */
export class CopilotUsage {
  readonly #output = new Map<string, number>();

  /** Counts what a message says; null where it says nothing. */
  ofMessage(data: JsonObject, model: string | null): TokenCounts | null {
    const output = asCount(data['outputTokens']);
    if (output === null) return null;
    const key = model ?? '';
    if (this.#output.has(key) || this.#output.size < MAX_MODELS) {
      this.#output.set(key, (this.#output.get(key) ?? 0) + output);
    }
    return { input: 0, output, cacheRead: 0, cacheCreation: 0 };
  }

  /** What is left of the sums of a shutdown, by model. Later messages count anew. */
  rest(data: JsonObject): readonly { readonly model: string; readonly tokens: TokenCounts }[] {
    const sums = sumsOf(data);
    const unnamed = this.#output.get('') ?? 0;
    const rest = sums.slice(0, MAX_MODELS).map(({ model, tokens }) => {
      // Messages that name no model can only be told to be of the one there is.
      const told = (this.#output.get(model) ?? 0) + (sums.length === 1 ? unnamed : 0);
      return { model, tokens: { ...tokens, output: Math.max(0, tokens.output - told) } };
    });
    this.#output.clear();
    return rest.filter(({ tokens }) => Object.values(tokens).some((count) => count > 0));
  }
}

function sumsOf(data: JsonObject): readonly { readonly model: string; readonly tokens: TokenCounts }[] {
  const metrics = Object.entries(asObject(data['modelMetrics']) ?? {});
  const sums = metrics.flatMap(([model, said]) => {
    const usage = asObject(asObject(said)?.['usage']);
    return usage === null || asName(model) === null ? [] : [{ model, tokens: usageTokens(usage) }];
  });
  const details = asObject(data['tokenDetails']);
  const only = metrics.length === 1 ? metrics[0]?.[0] : (asName(data['currentModel']) ?? undefined);
  if (sums.length > 0 || details === null || only === undefined) return sums;
  return [{ model: only, tokens: detailTokens(details) }];
}

/** Cached tokens are part of the input; where the figures do not allow that, they stand beside it. */
function usageTokens(usage: JsonObject): TokenCounts {
  const input = asCount(usage['inputTokens']) ?? 0;
  const cacheRead = asCount(usage['cacheReadTokens']) ?? 0;
  const cacheCreation = asCount(usage['cacheWriteTokens']) ?? 0;
  const uncached = input - cacheRead - cacheCreation;
  return {
    input: uncached >= 0 ? uncached : input,
    output: asCount(usage['outputTokens']) ?? 0,
    cacheRead,
    cacheCreation,
  };
}

/** Since 1.0 the kinds of tokens are billed, and so listed, apart. */
function detailTokens(details: JsonObject): TokenCounts {
  const count = (kind: string): number => asCount(asObject(details[kind])?.['tokenCount']) ?? 0;
  return {
    input: count('input'),
    output: count('output'),
    cacheRead: count('cache_read'),
    cacheCreation: count('cache_write'),
  };
}
