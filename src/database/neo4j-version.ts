/** True for `2025.01.0` and later, false for `5.26.x`. */
export function isCalendarVersion(version: string): boolean {
  return !version.startsWith('5.');
}

/**
 * True if a store that `written` has opened may be one that `wanted` cannot read. Patch releases share their
 * format; every other release may raise it, and Neo4j does not go back.
 */
export function isNewerStore(written: string, wanted: string): boolean {
  const [writtenYear = 0, writtenMonth = 0] = written.split('.').map(Number);
  const [wantedYear = 0, wantedMonth = 0] = wanted.split('.').map(Number);
  return writtenYear > wantedYear || (writtenYear === wantedYear && writtenMonth > wantedMonth);
}
