const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Epoch milliseconds of an ISO 8601 instant; without a zone it is taken as UTC, whatever the machine's own. */
export function parseInstant(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const match = INSTANT.exec(value);
  if (match === null) return null;
  const at = Date.parse(match[1] === undefined ? `${value}Z` : value);
  return Number.isNaN(at) ? null : at;
}
