import { calcPrice } from '@pydantic/genai-prices';

import type { TokenCounts } from '../events/event.js';

/**
 * A model's name as price lists know it: without routing prefixes and suffixes that providers and gateways add
 * (`us.anthropic.claude-…-v1:0`, `anthropic/claude-…`, `claude-…@20250929`, `claude-…[1m]`).
 */
export function listedModelName(model: string): string {
  return model
    .trim()
    .toLowerCase()
    .replace(/\[[^\]]*\]$/, '')
    .replace(/^(?:bedrock|vertex_ai|openrouter|litellm|azure)\//, '')
    .replace(/^(?:(?:us|eu|apac|global|us-gov)\.)?anthropic[./]/, '')
    .replace(/^(?:openai|google|moonshotai|z-ai)\//, '')
    .replace(/-v\d+(?::\d+)?$/, '')
    .replace(/@(?=\d{8}$)/, '-')
    .replace(/^(claude-(?:opus|sonnet|haiku)-\d)\.(\d)/, '$1-$2');
}

/**
 * Providers whose model names are sold by their maker at one list price. Open-weight models (glm, kimi, qwen, …) are
 * served by many at different prices, and the name does not say by whom: their price is not known.
 */
const SINGLE_PRICED_PROVIDERS = new Set(['anthropic', 'openai', 'google', 'x-ai']);

/**
 * List price of one request in integer micro-dollars, or null where the price of the model is not known: an unknown
 * price is unknown, not zero. `at` (epoch milliseconds) picks the price that held then.
 *
 * Source: the price data inside `@pydantic/genai-prices`; nothing is fetched.
 */
export function estimateCostMicroUsd(model: string, tokens: TokenCounts, at: number | null): number | null {
  if (model.startsWith('<')) return null;
  const usage = {
    // The library's input is the whole prompt; cached parts are named within it.
    input_tokens: tokens.input + tokens.cacheRead + tokens.cacheCreation,
    output_tokens: tokens.output,
    cache_read_tokens: tokens.cacheRead,
    cache_write_tokens: tokens.cacheCreation,
    ...(tokens.cacheCreation1h !== undefined && tokens.cacheCreation1h > 0
      ? { cache_write_1h_tokens: Math.min(tokens.cacheCreation1h, tokens.cacheCreation) }
      : {}),
  };
  const price = calcPrice(usage, listedModelName(model), at === null ? {} : { timestamp: new Date(at) });
  if (price === null || !SINGLE_PRICED_PROVIDERS.has(price.provider.id)) return null;
  // Halves of a micro-dollar are common, and binary fractions fall on either side of them: rounded up, always.
  return Math.round(Number((price.total_price * 1e6).toFixed(3)));
}
