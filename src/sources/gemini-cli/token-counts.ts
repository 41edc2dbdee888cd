import type { TokenCounts } from '../../events/event.js';
import { asCount } from '../json-shape.js';

/**
 * The disjoint counters. As the service counts, cached tokens are part of the input; what tools put into the prompt
 * stands beside it and is input too; thoughts stand beside the output and are billed as output.
 */
export function geminiTokens(said: {
  readonly input: unknown;
  readonly output: unknown;
  readonly cached: unknown;
  readonly thoughts: unknown;
  readonly tool: unknown;
}): TokenCounts | null {
  const input = asCount(said.input);
  const output = asCount(said.output);
  if (input === null && output === null) return null;
  const cacheRead = Math.min(asCount(said.cached) ?? 0, input ?? 0);
  return {
    input: (input ?? 0) - cacheRead + (asCount(said.tool) ?? 0),
    output: (output ?? 0) + (asCount(said.thoughts) ?? 0),
    cacheRead,
    cacheCreation: 0,
  };
}
