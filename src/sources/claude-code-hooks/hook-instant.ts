import { parseInstant } from '../instant.js';

/** An earlier one is no instant of a hook but a counter or a duration. */
const EARLIEST = Date.UTC(2000, 0, 1);

/**
 * Epoch milliseconds of a time that a logger noted: seconds, milliseconds, micro- or nanoseconds since 1970 (told
 * apart by size), as a number or in digits, or ISO 8601 with `T` or a space. Without a zone it is taken as UTC.
 */
export function hookInstant(value: unknown): number | null {
  const at = typeof value === 'string' ? instantOfText(value.trim()) : instantOfNumber(value);
  return at === null || at < EARLIEST ? null : at;
}

function instantOfText(text: string): number | null {
  if (/^\d{9,19}(?:\.\d{1,9})?$/.test(text)) return instantOfNumber(Number(text));
  return parseInstant(text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T'));
}

function instantOfNumber(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6);
}
