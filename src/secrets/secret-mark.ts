/** What stands in the place of a secret: `[secret:<kind>:<first 12 characters of its fingerprint>]`. */
export function secretMark(kind: string, fingerprint: string): string {
  return `[secret:${kind}:${fingerprint.slice(0, 12)}]`;
}

/** Kinds have no digit, so that no key can pass for one. */
const MARK = /\[secret:[a-z]{2,14}(?:-[a-z]{2,14}){0,4}:[0-9a-f]{12}\]/g;

/** Where marks stand, in order, as [start, end) pairs. */
export function marksIn(text: string): readonly (readonly [start: number, end: number])[] {
  if (!text.includes('[secret:')) return [];
  return Array.from(text.matchAll(MARK), (found) => [found.index, found.index + found[0].length] as const);
}
