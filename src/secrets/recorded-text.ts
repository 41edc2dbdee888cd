/**
 * Secrets are looked for in text as it was recorded: often JSON, sometimes JSON within JSON, where quotes and line
 * breaks are escaped once or several times. Nothing is parsed, so that what is kept differs by the secrets alone.
 */

/** A stretch of text that is a secret. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** The secret as it would be typed, without the escapes of the text around it. */
  readonly secret: string;
}

const ESCAPED_BOUNDARY = /(?:\\[abefnrtv]|\\u[\dA-Fa-f]{4}|\\x[\dA-Fa-f]{2}|\[[\d;]{0,12}m|%[\dA-Fa-f]{2})$/;
const LOOK_BACK = 20;

/** Where the name that ends at `at` begins, at most `most` characters before. */
export function nameStart(text: string, at: number, most: number): number {
  let start = at;
  while (start > 0 && at - start < most && /[\w.$-]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** True where a token may begin: no letter or digit before it, the last of an escape sequence aside. */
export function isTokenStart(text: string, at: number): boolean {
  if (at === 0 || !/[A-Za-z0-9]/.test(text.charAt(at - 1))) return true;
  return ESCAPED_BOUNDARY.test(text.slice(Math.max(0, at - LOOK_BACK), at));
}

/** A quotation mark and the backslashes before it: what opens a string must close it. */
export interface Delimiter {
  readonly quote: string;
  readonly backslashes: number;
}

const OPENING = /(\\{0,15})(["'`])/y;

export function openingAt(text: string, at: number): (Delimiter & { readonly end: number }) | null {
  OPENING.lastIndex = at;
  const found = OPENING.exec(text);
  if (found === null) return null;
  return { quote: found[2] ?? '', backslashes: found[1]?.length ?? 0, end: OPENING.lastIndex };
}

export interface ValueSpan {
  readonly start: number;
  readonly end: number;
  /** Without escapes. */
  readonly value: string;
  readonly quoted: boolean;
  /** True where a string was closed by what opened it. */
  readonly closed: boolean;
}

export interface ValueRules {
  readonly maxCharacters: number;
  /** What ends a value that is not quoted, besides white space, quotes and line breaks. */
  readonly bareEnd: RegExp;
  /** True where a quoted value may hold spaces, and a bare one goes to the end of its line. */
  readonly spaces: boolean;
}

/**
 * The value that begins at `at`, quoted or bare. It never takes in a quotation mark that closes an outer string, nor
 * half of an escape sequence: whatever stands in its place, JSON text stays JSON text.
 */
export function valueAt(text: string, at: number, rules: ValueRules): ValueSpan | null {
  const opening = openingAt(text, at);
  const start = opening === null ? at : opening.end;
  const limit = Math.min(text.length, start + rules.maxCharacters);
  let end = start;
  let closed = false;
  while (end < limit) {
    PLAIN.lastIndex = end;
    if (PLAIN.test(text)) {
      end = PLAIN.lastIndex;
      continue;
    }
    const step = stepAt(text, end, opening, rules);
    if (step === 'END') break;
    if (step === 'CLOSED') {
      closed = true;
      break;
    }
    end = step;
  }
  if (end === start || end - start >= rules.maxCharacters) return null;
  return { start, end, value: unescaped(text.slice(start, end)), quoted: opening !== null, closed };
}

/** Characters that end no value, many at a time. */
const PLAIN = /[A-Za-z0-9_+=:.@#%^~/[{$!?*-]{1,1024}/y;
const BACKSLASHES = /\\+/y;

/** Where the next character of a value ends, or that there is none. */
function stepAt(
  text: string,
  at: number,
  opening: Delimiter | null,
  { bareEnd, spaces }: ValueRules,
): number | 'END' | 'CLOSED' {
  const char = text[at] ?? '';
  if (char === '\\') {
    BACKSLASHES.lastIndex = at;
    BACKSLASHES.test(text);
    return escapeStep(text, at, BACKSLASHES.lastIndex, opening);
  }
  if (opening !== null && char === opening.quote)
    return opening.backslashes === 0 ? 'CLOSED' : char === '"' ? 'END' : at + 1;
  // A bare quotation mark of this kind ends the JSON string around a value, if there is one.
  if (char === '"') return 'END';
  if (char < ' ') return 'END';
  if (opening === null) {
    if (char === "'" || char === '`') return 'END';
    if (!spaces && /\s/.test(char)) return 'END';
    if (bareEnd.test(char)) return 'END';
    return at + 1;
  }
  return !spaces && /\s/.test(char) ? 'END' : at + 1;
}

function escapeStep(
  text: string,
  at: number,
  afterRun: number,
  opening: Delimiter | null,
): number | 'END' | 'CLOSED' {
  const run = afterRun - at;
  const next = text[afterRun] ?? '';
  if (next === '"' || next === "'" || next === '`') {
    if (opening === null) return 'END';
    if (next === opening.quote && run === opening.backslashes) return 'CLOSED';
    // An even run escapes itself: the mark after it closes the JSON string, if there is one.
    return run > opening.backslashes && (run % 2 === 1 || next !== '"') ? afterRun + 1 : 'END';
  }
  if (next === 'n' || next === 'r' || next === 't') return 'END';
  if (next === 'u') {
    const code = /^[\dA-Fa-f]{4}/.exec(text.slice(afterRun + 1, afterRun + 5))?.[0];
    if (code !== undefined) return Number.parseInt(code, 16) < 0x20 ? 'END' : afterRun + 5;
  }
  if (next === '') return run % 2 === 0 ? afterRun : 'END';
  return run % 2 === 0 ? afterRun : afterRun + 1;
}

/** A value as it would be typed: the same for each level of escaping. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/\\+u([\dA-Fa-f]{4})/g, (_escape, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/\\+(["'`/])/g, '$1')
    .replace(/\\+/g, '\\');
}
