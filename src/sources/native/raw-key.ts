import { isRecord } from './json-walk.js';

/**
 * Keeps raw API keys out. An event may name a key by a keyed hash or by its visible ends; anything else in the place
 * of a key may be the key, and is neither stored nor shown.
 */

/** HMAC-SHA-1 has 40 digits and HMAC-SHA-512 has 128. Some providers' raw keys are 32 hexadecimal digits. */
const FINGERPRINT = /^[0-9A-Fa-f]{40,128}$/;
const HINT = /^(?:[A-Za-z0-9]{1,8}[-_]){0,4}[A-Za-z0-9]{0,4}(?:\.{2,}|…|\*{2,}|•{2,})[A-Za-z0-9_-]{0,4}$/;
/** The last characters alone. */
const SHORT_HINT = /^[A-Za-z0-9_-]{1,4}$/;
/** More than this before the ellipsis is part of the secret. */
const MAX_HINT_PREFIX = 16;

/** How the keys and tokens of well-known services begin. */
const KEY_SHAPES = new RegExp(
  [
    String.raw`\b(?:sk|rk|pk|gsk|xai|pplx|hf|gh[opusr]|github_pat|glpat|xox[abeoprs]|dop_v1|shpat|npm|pypi)[-_][\w-]{14,}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{12,}`,
    String.raw`\bAIza[\w-]{20,}`,
    String.raw`\bya29\.[\w-]{14,}`,
    String.raw`\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?`,
  ].join('|'),
  'g',
);

/** Shorter text has no room for a secret. */
const MIN_SECRET_CHARACTERS = 16;

const WITHHELD = '[withheld]';

/** Every text in the place of an API key that may be a raw key; none where the key is properly named or absent. */
export function rawKeysOf(event: Readonly<Record<string, unknown>>): readonly string[] {
  const context = event['context'];
  const key = isRecord(context) ? context['key'] : undefined;
  if (key === undefined || key === null) return [];
  if (!isRecord(key)) return textsIn(key).filter(mayBeSecret);
  return Object.entries(key).flatMap(([member, value]) => {
    if (typeof value === 'string') {
      if (member === 'fingerprint') return FINGERPRINT.test(value) ? [] : [value];
      if (member === 'hint') return isHint(value) ? [] : [value];
    }
    return [member, ...textsIn(value)].filter(mayBeSecret);
  });
}

/** A text with everything that has the shape of a key taken out, and the given texts too. */
export function withholdKeys(text: string, rawKeys: readonly string[] = []): string {
  let shown = text;
  for (const raw of rawKeys.toSorted((a, b) => b.length - a.length)) {
    if (raw === '') continue;
    // A key within JSON text stands there as it is escaped.
    for (const form of new Set([raw, JSON.stringify(raw).slice(1, -1)]))
      shown = shown.replaceAll(form, WITHHELD);
  }
  return shown.replace(KEY_SHAPES, WITHHELD);
}

function isHint(text: string): boolean {
  if (SHORT_HINT.test(text)) return true;
  return HINT.test(text) && text.search(/\.{2}|…|\*{2}|•{2}/) <= MAX_HINT_PREFIX;
}

function mayBeSecret(text: string): boolean {
  return text.length >= MIN_SECRET_CHARACTERS && !/\s/.test(text);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
