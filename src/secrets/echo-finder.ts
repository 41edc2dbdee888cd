import type { SecretSpan } from './recorded-text.js';

const LEAST_CHARACTERS = 8;
const MOST_SECRETS = 64;

/**
 * Secrets that were recognised elsewhere and stand on their own here: a password that a command printed, a key that
 * was named a line before.
 */
export function findEchoes(text: string, known: ReadonlyMap<string, string>): SecretSpan[] {
  const secrets = [...known.keys()]
    .filter((secret) => secret.length >= LEAST_CHARACTERS && !/["\\\s]/.test(secret))
    .slice(0, MOST_SECRETS)
    .sort((a, b) => b.length - a.length);
  if (!secrets.some((secret) => text.includes(secret))) return [];
  // A letter behind a backslash is half of an escape sequence.
  const any = new RegExp(`(?<![A-Za-z0-9\\\\])(?:${secrets.map(literal).join('|')})(?![A-Za-z0-9])`, 'g');
  return Array.from(text.matchAll(any), (hit) => ({
    start: hit.index,
    end: hit.index + hit[0].length,
    kind: known.get(hit[0]) ?? 'secret',
    secret: hit[0],
  }));
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
