import { isPlaceholder, isReference } from './plausible-secret.js';
import { unescaped, valueAt, type SecretSpan, type ValueRules } from './recorded-text.js';

/** A line may begin after a line break, escaped or not, after an opening quotation mark, or after a margin. */
const BEGIN = '(?<=^|[\\n\\r\\t"\'`→|;]|\\\\[nrt]|\\\\u2192|(?:\\\\[nr]|[\\n"])[ \\t]{0,8}[+ -])';
const ANY_SETTING = new RegExp(
  `${BEGIN}(?:export[ \\t]{1,4})?[A-Za-z_][A-Za-z0-9_.]{0,63}[ ]?=(?!=)[ ]?`,
  'g',
);
const SETTING_LINE = /^(?:export[ \t]{1,4})?[A-Z_][A-Z0-9_]{1,63}=/;
const MARGIN = /^[ \t]*(?:\d{1,6}(?:→|\\+u2192|:|\||\t|\\+t)[ \t]*)?[+-]?[ \t]*/;

const LINE: ValueRules = { maxCharacters: 16_384, bareEnd: /(?!)/, spaces: true };

/** The values of a settings file in a record that is known to hold one. */
export function findDotenvValues(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  ANY_SETTING.lastIndex = 0;
  for (let hit = ANY_SETTING.exec(text); hit !== null; hit = ANY_SETTING.exec(text)) {
    const span = valueOf(text, ANY_SETTING.lastIndex);
    if (span === null) continue;
    found.push(span);
    ANY_SETTING.lastIndex = span.end;
  }
  return found;
}

/** The values of settings files that a record holds without saying so: strings that are mostly such lines. */
export function findDotenvListings(text: string): SecretSpan[] {
  if (!/[A-Z0-9_]{2}=/.test(text)) return [];
  const found: SecretSpan[] = [];
  for (const { start, end } of stringsOf(text)) {
    const content = text.slice(start, end);
    if (!isListing(content)) continue;
    for (const span of findDotenvValues(content))
      found.push({ ...span, start: span.start + start, end: span.end + start });
  }
  return found;
}

const LEAST_SETTINGS = 2;
const LEAST_SHARE = 0.6;

function isListing(content: string): boolean {
  let lines = 0;
  let settings = 0;
  for (const line of content.split(/\\+n|\\+r|[\r\n]/)) {
    const text = line.replace(MARGIN, '');
    if (text === '' || text.startsWith('#') || text.startsWith('```')) continue;
    lines += 1;
    if (SETTING_LINE.test(text)) settings += 1;
  }
  return settings >= LEAST_SETTINGS && settings >= lines * LEAST_SHARE;
}

/** The contents of the JSON strings of a text; the text itself where it is no JSON. */
function* stringsOf(text: string): Generator<{ readonly start: number; readonly end: number }> {
  if (!/^\s{0,64}[{["]/.test(text)) {
    yield { start: 0, end: text.length };
    return;
  }
  for (const found of text.matchAll(/"((?:[^"\\]|\\.)*)"/gs))
    if ((found[1] ?? '').includes('='))
      yield { start: found.index + 1, end: found.index + found[0].length - 1 };
}

function valueOf(text: string, at: number): SecretSpan | null {
  const value = valueAt(text, at, LINE);
  if (value === null) return null;
  const raw = text.slice(value.start, value.end);
  const kept = value.quoted ? raw : raw.replace(/[ \t]+(?:#.*)?$/s, '');
  const secret = unescaped(kept);
  if (kept === '' || isOrdinary(secret)) return null;
  return { start: value.start, end: value.start + kept.length, kind: 'dotenv-value', secret };
}

/** Settings that say nothing: switches, numbers, short words, references and what is still to be filled in. */
function isOrdinary(value: string): boolean {
  if (
    /^(?:#.*|\d+(?:\.\d+)*(?:ms|s|m|h|d|mb|gb|kb|%)?|[a-z]{1,12}|[A-Z]{1,8}|[A-Z][a-z]{1,11})$/s.test(value)
  )
    return true;
  if (/^(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?$|^https?:\/\/localhost(?::\d+)?\/?$/i.test(value))
    return true;
  // Of a composed value the parts stand elsewhere; a shell goes on behind a path.
  if (/^\$\w+$|\$[{(]/.test(value) || value.startsWith('[secret:')) return true;
  return (
    (isPath(value) && isReference(value.replace(/\s.*$/s, ''), 'BARE')) ||
    (isPlaceholder(value) && !/\d/.test(value))
  );
}

function isPath(value: string): boolean {
  return /^(?:~|\.{1,2})?\//.test(value);
}
