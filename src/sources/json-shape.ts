import { isRedacted } from '../events/ids.js';

/** Reading values out of parsed JSON whose shape is only hoped for. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string that is not empty; lone surrogates, which no UTF-8 can carry, become U+FFFD. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? wellFormed(value) : null;
}

/** A name or an id: one line of at most 512 characters. */
export function asName(value: unknown): string | null {
  if (typeof value !== 'string' || value === '' || value.length > 512 || /\p{Cc}/u.test(value)) return null;
  return wellFormed(value);
}

/** A count: a whole number that is not negative. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** An id that can name something: null for none, and for what a redactor left in place of one. */
export function usableId(value: unknown): string | null {
  const id = asName(value);
  return id === null || isRedacted(id) ? null : id;
}
