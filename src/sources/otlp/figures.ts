import type { TokenCounts } from '../../events/event.js';
import { isObject, type JsonObject } from '../json-shape.js';
import type { OtlpValue } from './wire-values.js';

/** Reading attributes whose type changed over the versions of a client: `3` was `"3"` once, `true` was `"true"`. */

export function asFigure(value: OtlpValue | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,15}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/.test(value))
    return null;
  return Number(value);
}

/** A whole number that is not negative; fractions are cut off. */
export function asWhole(value: OtlpValue | undefined): number | null {
  const figure = asFigure(value);
  if (figure === null) return null;
  const whole = Math.trunc(figure);
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : null;
}

export function asFlag(value: OtlpValue | undefined): boolean | null {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}

/** Text can nest its values deeper than they could be written again. */
const MAX_DEPTH = 64;

/** The object in an attribute: a key-value list, or the text of a JSON object; null for anything else. */
export function asJsonObject(value: OtlpValue | undefined): JsonObject | null {
  if (typeof value !== 'string') return isObject(value) ? value : null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) && isWithin(MAX_DEPTH, parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isWithin(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((held) => isWithin(depth - 1, held));
}

/**
 * The disjoint counters of a request whose input count includes what was read from and written to the cache; null
 * where neither input nor output is known.
 */
export function disjointTokens(said: {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheCreation: number | null;
}): TokenCounts | null {
  if (said.input === null && said.output === null) return null;
  const cacheRead = said.cacheRead ?? 0;
  const cacheCreation = said.cacheCreation ?? 0;
  return {
    input: Math.max(0, (said.input ?? 0) - cacheRead - cacheCreation),
    output: said.output ?? 0,
    cacheRead,
    cacheCreation,
  };
}
