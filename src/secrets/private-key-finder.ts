import type { SecretSpan } from './recorded-text.js';

const HEADER = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const FOOTER = /-----END/y;

/** One line of base64; JSON may escape its slashes. */
const LINE = /(?:[A-Za-z0-9+]|\\{0,7}\/){16,}={0,2}/y;
const LAST_LINE = /(?:[A-Za-z0-9+]|\\{0,7}\/){1,15}={0,2}|=[A-Za-z0-9+/]{4}/y;
const FIELD = /(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset)[^\n\\"]{0,120}/y;

/**
 * What stands between the lines of a key in records: line breaks, escaped or not, margins with line numbers, marks of
 * a diff, the quotes and plus signs of a string that was put together, dots where a key was shortened.
 */
const GAP =
  /(?:\\+[nrt]|\\+u[\dA-Fa-f]{4}|\\+(?=["'])|\d{1,6}(?=\s{0,8}(?:→|\||:|\t|\\+t|\\+u2192))|[\s"'`,|>→:#*.…+]|-(?!----)){0,120}/y;
const MOST_LINES = 1000;

/** The content of PEM private keys, whole, shortened or cut off. The lines that frame it stay. */
export function findPrivateKeys(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  HEADER.lastIndex = 0;
  while (HEADER.test(text)) {
    const lines = linesAfter(text, HEADER.lastIndex);
    const last = lines.at(-1);
    if (last === undefined) continue;
    HEADER.lastIndex = last.end;
    const secret = lines.map(({ start, end }) => text.slice(start, end).replaceAll('\\', '')).join('');
    for (const { start, end } of stretches(text, lines))
      found.push({ start, end, kind: 'private-key', secret });
  }
  return found;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function linesAfter(text: string, from: number): Stretch[] {
  const lines: Stretch[] = [];
  let at = from;
  while (lines.length < MOST_LINES) {
    const start = skip(text, at);
    if (matchEnd(FOOTER, text, start) !== null) break;
    const fieldEnd = matchEnd(FIELD, text, start);
    if (fieldEnd !== null) {
      at = fieldEnd;
      continue;
    }
    const end = matchEnd(LINE, text, start);
    if (end === null) {
      const lastEnd = matchEnd(LAST_LINE, text, start);
      if (lines.length > 0 && lastEnd !== null && matchEnd(FOOTER, text, skip(text, lastEnd)) !== null)
        lines.push({ start, end: lastEnd });
      break;
    }
    // Code that speaks of keys goes on with words, not with base64.
    if (lines.length === 0 && !isBase64(text.slice(start, end))) break;
    lines.push({ start, end });
    at = end;
  }
  return lines;
}

function isBase64(line: string): boolean {
  return line.length >= 40 || (/[a-z]/.test(line) && /[A-Z]/.test(line) && /[0-9+/]/.test(line));
}

/** Neighbouring lines as one, unless a quotation mark stands between them: JSON needs every one of those. */
function stretches(text: string, lines: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    if (before === undefined || /["'`]/.test(text.slice(before.end, line.start))) joined.push(line);
    else joined[joined.length - 1] = { start: before.start, end: line.end };
  }
  return joined;
}

function skip(text: string, at: number): number {
  return matchEnd(GAP, text, at) ?? at;
}

function matchEnd(expression: RegExp, text: string, at: number): number | null {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : null;
}
