import { outlineOf, type Outline } from '../sources/json-file/outline.js';
import { KNOWN_JSON, type JsonView } from './unknown-json.js';

/** What a file of no known format looks like. */
interface Likeness {
  /** With its article: `a SQLite database`. */
  readonly name: string;
  /** What to do about it: whole sentences. */
  readonly advice: string;
  /** Files of its kind are read. */
  readonly isRead?: true;
}

const CONVERT = 'Name a file of a format that is read, or convert it to native events.';
const UNDAMAGED = 'Import an undamaged copy, or convert it to native events.';
const UNPACK = 'Unpack it and import what it holds.';

/** What is wrong with a file that no adapter recognised by its beginning, and what to do next. */
export function unknownFormatReason(head: string): string {
  if (head.replace(/^\uFEFF/, '').trim() === '') {
    return 'The file is empty, or its beginning is blank; import it again when something has been written to it.';
  }
  const { name, advice, isRead } = likenessOf(head);
  const why = isRead === true ? 'but is damaged or of a version that is not known' : 'which is not read';
  return `The file looks like ${name}, ${why}. ${advice}`;
}

/** What the beginning of a file looks like, with its article. */
export function looksLike(head: string): string {
  return head.replace(/^\uFEFF/, '').trim() === '' ? 'an empty file' : likenessOf(head).name;
}

function likenessOf(head: string): Likeness {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  return binary(head) ?? json(text) ?? plainText(text);
}

/** By the first bytes, as far as they survive being decoded: what is no UTF-8 has become U+FFFD. */
const MAGIC: readonly (Likeness & { readonly starts: readonly string[] })[] = [
  {
    starts: ['SQLite format 3\0'],
    name: 'a SQLite database',
    advice: 'Export the rows that hold sessions or hook payloads as JSON lines and import those.',
  },
  { starts: ['PK\u0003\u0004'], name: 'a ZIP archive', advice: UNPACK },
  { starts: ['\u001f\uFFFD\u0008'], name: 'a gzip archive', advice: UNPACK },
  { starts: ['(\uFFFD/\uFFFD'], name: 'a Zstandard archive', advice: UNPACK },
  {
    starts: ['\uFFFDPNG\r\n', '\uFFFD\uFFFD\uFFFD\uFFFD\0\u0010JFIF', 'GIF87a', 'GIF89a'],
    name: 'an image',
    advice: CONVERT,
  },
  { starts: ['%PDF-'], name: 'a PDF document', advice: CONVERT },
];

/** Every other byte of the beginning is zero. */
function isUtf16(head: string): boolean {
  const start = head.replace(/^\uFFFD\uFFFD/, '').slice(0, 16);
  const zeros = Array.from({ length: start.length }, (_, index) => start[index] === '\0');
  return (
    start.length === 16 && [0, 1].some((odd) => zeros.every((zero, index) => zero === (index % 2 === odd)))
  );
}

function binary(head: string): Likeness | null {
  const known = MAGIC.find(({ starts }) => starts.some((start) => head.startsWith(start)));
  if (known !== undefined) return known;
  if (isUtf16(head)) {
    return { name: 'text in UTF-16', advice: 'Convert it to UTF-8 and import it again.' };
  }
  // The replacement character and control characters are what is left of bytes that are no text.
  const odd = head.slice(0, 4096).replace(/[^\uFFFD\p{Cc}]|\s/gu, '').length;
  if (odd <= 8) return null;
  if (/service\.name|telemetry\.sdk\./.test(head)) {
    return {
      name: 'OTLP in its binary form',
      advice: 'Have it saved as JSON, or sent to where telemetry is received.',
    };
  }
  return { name: 'a binary file', advice: CONVERT };
}

const MAX_TRIED_LINES = 20;

function json(text: string): Likeness | null {
  const view = jsonView(text);
  if (view === null) return null;
  const known = KNOWN_JSON.find(({ sign }) => sign(view));
  if (known?.isRead === true) return { name: known.name, advice: UNDAMAGED, isRead: true };
  if (known !== undefined) return { name: known.name, advice: known.advice ?? CONVERT };
  const kind = view.isLines ? 'JSON lines' : view.outline.root === 'ARRAY' ? 'a JSON array' : 'a JSON object';
  const keys = topLevelKeys(view.outline);
  const having = keys.length === 0 ? 'of an unknown kind' : `with the fields ${keys.join(', ')}`;
  return { name: `${kind} ${having}`, advice: CONVERT };
}

/** The first value of the text: of the first line that is JSON, or what begins with a brace or bracket. */
function jsonView(text: string): JsonView | null {
  const lines = text.split('\n', MAX_TRIED_LINES);
  if (!isPrinted(lines[0] ?? '')) {
    const line = lines.find((each) => /^\s*\{/.test(each) && isJson(each));
    if (line !== undefined) return { outline: outlineOf(line), isLines: text.trimEnd().includes('\n'), text };
  }
  return /^[{[]\s*(?:["{}[\]\d-]|true|false|null)/.test(text)
    ? { outline: outlineOf(text), isLines: false, text }
    : null;
}

/** True for the first line of one value that is printed over several. */
function isPrinted(line: string): boolean {
  return /^\s*[{[]\s*$|^\s*[{[].*[{[,]\s*$/.test(line) && !isJson(line);
}

function topLevelKeys({ root, keys }: Outline): string[] {
  const own = [...keys.keys()]
    .map((key) => (root === 'ARRAY' ? key.replace(/^\[\]\./, '') : key))
    .filter((key) => /^[\w-]{1,40}$/.test(key));
  return own.slice(0, 5);
}

const TEXTS: readonly (Likeness & { readonly sign: RegExp })[] = [
  {
    sign: /^# aider chat started at/m,
    name: 'an Aider chat history',
    advice: 'It has no ids and no tokens; convert what matters to native events.',
  },
  {
    sign: /^# \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d+\n\+/,
    name: 'an Aider input history, the list of what was typed',
    advice: CONVERT,
  },
  {
    sign: /^<!doctype html|^<html[\s>]/i,
    name: 'an HTML page',
    advice: 'Import the file that the page was made from.',
  },
  { sign: /^<\?xml|^<svg[\s>]/i, name: 'an XML document', advice: CONVERT },
  {
    sign: /^(?:<{7} |={7}$|>{7} )/m,
    name: 'a file with an unresolved git merge conflict',
    advice: 'Resolve the conflict and import it again.',
  },
  { sign: /^#!/, name: 'a script', advice: CONVERT },
  { sign: /^(?:---\r?\n)?#{1,6} \S|^```|^[-*] \S.*\n[-*] \S/m, name: 'a Markdown document', advice: CONVERT },
  {
    sign: /^\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*\n\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/,
    name: 'a log of text lines',
    advice: CONVERT,
  },
];

function plainText(text: string): Likeness {
  const known = TEXTS.find(({ sign }) => sign.test(text));
  if (known !== undefined) return known;
  if (isTable(text)) return { name: 'a table of separated values (CSV)', advice: CONVERT };
  return { name: 'plain text', advice: CONVERT };
}

/** At least two lines, all of the first five with the same number of one separator. */
function isTable(text: string): boolean {
  const lines = text
    .split('\n')
    .slice(0, 5)
    .filter((line) => line.trim() !== '');
  return [',', ';', '\t'].some((separator) => {
    const counts = new Set(lines.map((line) => line.split(separator).length));
    return lines.length >= 2 && counts.size === 1 && !counts.has(1);
  });
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
