/** Instants beyond these cannot be written with a year of four digits, and are written as numbers. */
const FIRST_WRITTEN_AS_TEXT = Date.UTC(1000, 0, 1);
const LAST_WRITTEN_AS_TEXT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Epoch milliseconds of an instant as the schema allows it: ISO 8601 with a zone, or an integer. Finer fractions are
 * cut to milliseconds. Null for a day or an hour that does not exist.
 */
export function parseInstant(value: string | number): number | null {
  if (typeof value === 'number') return value;
  const milliseconds = Date.parse(value.replace(/(\.\d{3})\d+/, '$1'));
  if (Number.isNaN(milliseconds)) return null;
  // The 30th of February is read as a day in March.
  const year = Number(value.slice(0, 4));
  const month = Number(value.slice(5, 7));
  const day = Number(value.slice(8, 10));
  return day <= daysIn(year, month) ? milliseconds : null;
}

export function writeInstant(at: number): string | number {
  return at >= FIRST_WRITTEN_AS_TEXT && at <= LAST_WRITTEN_AS_TEXT ? new Date(at).toISOString() : at;
}

function daysIn(year: number, month: number): number {
  const firstOfNext = new Date(0);
  firstOfNext.setUTCFullYear(year, month, 0);
  return firstOfNext.getUTCDate();
}
