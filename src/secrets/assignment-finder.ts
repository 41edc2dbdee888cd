import { isPlausibleSecret, type SecretNature, type Writing } from './plausible-secret.js';
import { nameStart, unescaped, valueAt, type SecretSpan, type ValueRules } from './recorded-text.js';

/**
 * Words that names of secrets hold. They are found anywhere in a name, so that the search needs no more than them;
 * what stands around them decides.
 */
const WORD =
  /pass(?:word|wd|phrase|code)?|pwd|secret|token|(?:api|access|account|auth|encryption|signing|private|shared|master|storage)[-_ ]?(?:access[-_]?)?key|credential|authorization|bearer(?=\s)|_auth(?==)|[?&;]sig(?==)/gi;

const NAME_AFTER = /[A-Za-z0-9_-]{0,32}/y;
/**
 * What nearly every mention is: a word of a sentence, or a count (`"input_tokens":3`). Options may take the next word.
 */
const COUNTED =
  /s?(?:\\{0,15}"[ ]?:[ ]?(?:\d+[,}]|\{|null)|[ ](?![ \t=:!])(?<!--[\w-]{0,40} )|[.,;?)][^\w])/y;
/** Between a name and its value: `": "`, `=`, ` => `, `:=`, `==`. */
const ASSIGNS = /(?:\\{0,15}["'`])?\]?[ \t]{0,16}(?:=>|:=|!?={1,3}|:)[ \t]{0,16}/y;
/** Between an option and its value: a space, or the next element of a list. */
const NEXT_ARGUMENT = /(?:\\{0,15}["'])?(?:[ \t]+|\s{0,16},\s{0,16}(?=\\{0,15}["']))/y;

/** Endings that leave a name a secret's name. */
const HARMLESS_ENDING =
  /^(?:s|[-_]?(?:key|token|value|secret|string|raw|plain|text|base64|b64|hex|prod|production|staging|stage|dev|test|live|main|default|primary|secondary|old|new|current|[0-9]{1,2}))?$/i;
const HARMLESS_CAPITALS =
  /^_(?!\w*(?:URL|URI|FILE|PATH|DIR|NAME|ID|TYPE|HASH|LENGTH|SIZE|EXPIRY|EXPIRES\w*|TTL|HOST|FIELD|COUNT|LIMIT|COOKIE|HEADER|PREFIX|ARN)$)[A-Z0-9_]{1,20}$/;
/** Beginnings that make a token or a key of something public. */
const PUBLIC_BEGINNING =
  /(?:page|next|prev|previous|continuation|sync|cursor|max|min|num|count|total|input|output|prompt|completion|cache|cached|csrf|xsrf|eos|bos|pad|unk|sep|cls|mask|stop|special|design|public|publishable|foreign|primary|idempotency|sort|partition|hash|row|cancellation|cancel|parse|lex|lexer|last|first|unexpected|reasoning|thinking|budget|per|no|has|is|show|hide|toggle|forgot|reset|confirm_?label|anon|by)[-_.]?$/i;

const VALUE: ValueRules = { maxCharacters: 1024, bareEnd: /[;&|()<>,}\]\s]/, spaces: false };
/** What is in use may be a phrase, if it is quoted. */
const PHRASE: ValueRules = { ...VALUE, spaces: true };

/** Secrets that a name announces: `password = "…"`, `PGPASSWORD=…`, `--token …`, `Authorization: Bearer …`. */
export function findAssignments(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  WORD.lastIndex = 0;
  for (let hit = WORD.exec(text); hit !== null; hit = WORD.exec(text)) {
    const wordEnd = hit.index + hit[0].length;
    const span = announcedBy(text, hit.index, wordEnd);
    if (span !== null) found.push(span);
    WORD.lastIndex = Math.max(span?.end ?? 0, wordEnd, hit.index + 1);
  }
  return found;
}

function announcedBy(text: string, at: number, wordEnd: number): SecretSpan | null {
  const word = text.slice(at, wordEnd).toLowerCase();
  if (word === 'bearer') return bearer(text, wordEnd);
  if (word === 'authorization') return authorization(text, wordEnd);
  COUNTED.lastIndex = wordEnd;
  if (COUNTED.test(text)) return null;
  NAME_AFTER.lastIndex = wordEnd;
  NAME_AFTER.test(text);
  const nameEnd = NAME_AFTER.lastIndex;
  const before = withoutEscape(text, at, text.slice(nameStart(text, at, 48), at));
  const announced = natureOf({ before, word, after: text.slice(wordEnd, nameEnd) });
  if (announced === null) return null;

  const assignedAt = matchEnd(ASSIGNS, text, nameEnd);
  const isOption = before.startsWith('--');
  if (assignedAt !== null) {
    const name = text.slice(at - before.length, nameEnd);
    const sign = text.slice(nameEnd, assignedAt);
    const inUse = isOption || /[?&]/.test(text[at - before.length - 1] ?? '') || isSetting(name, sign);
    return assigned(text, assignedAt, announced, inUse ? 'IN_USE' : null, /^=$/.test(sign));
  }
  // The content of an XML element.
  if (text[nameEnd] === '>' && text[at - before.length - 1] === '<')
    return assigned(text, nameEnd + 1, announced, 'STRING', true);
  const argumentAt = isOption ? matchEnd(NEXT_ARGUMENT, text, nameEnd) : null;
  return argumentAt === null ? null : assigned(text, argumentAt, announced, 'IN_USE', false);
}

/** As shells and settings files write it: a name in capitals, and no space around the sign. */
function isSetting(name: string, sign: string): boolean {
  return sign === '=' && /^\$?[A-Z0-9_]+$/.test(name);
}

interface Announced {
  readonly kind: string;
  readonly nature: SecretNature;
}

function natureOf({
  before,
  word,
  after,
}: {
  readonly before: string;
  readonly word: string;
  readonly after: string;
}): Announced | null {
  if (!HARMLESS_ENDING.test(after) && !HARMLESS_CAPITALS.test(after)) return null;
  if (PUBLIC_BEGINNING.test(before)) return null;
  // `compass`, `bypass`, `tests_pass`: short forms count as whole words of a name that has others, or as options.
  if (word === 'pass' || word === 'passcode') {
    if (after !== '' && !/^[-_]?\d{0,2}$/.test(after)) return null;
    if (!/[-_.]$/.test(before) && !/(?:DB|PG|db|pg|user|User|smtp|SMTP)$/.test(before)) return null;
    return { kind: 'password', nature: 'PASSWORD' };
  }
  if (word === 'pwd') {
    if (/old$/i.test(before) || (/^\W*$/.test(before) && after === '' && !before.startsWith('--')))
      return null;
    return { kind: 'password', nature: 'PASSWORD' };
  }
  if (word.startsWith('pass')) return { kind: 'password', nature: 'PASSWORD' };
  if (word === 'credential') return { kind: 'secret', nature: 'KEY' };
  if (word.endsWith('sig')) return { kind: 'azure-sas-signature', nature: 'KEY' };
  if (word === '_auth') return { kind: 'npm-token', nature: 'KEY' };
  if (/(?:account|shared|storage)[-_ ]?(?:access[-_]?)?key/.test(word))
    return { kind: 'azure-key', nature: 'KEY' };
  const whole = `${before}${word}${after}`;
  if (/aws|secret[-_]?access[-_]?key/i.test(whole) && /secret|session[-_]?token/i.test(whole))
    return { kind: 'aws-secret-key', nature: 'KEY' };
  if (word === 'token') return { kind: 'token', nature: 'KEY' };
  return { kind: word === 'secret' ? 'secret' : 'api-key', nature: 'KEY' };
}

/** The letter of an escape sequence is no part of the name behind it: `\npassword=`. */
function withoutEscape(text: string, at: number, before: string): string {
  const start = at - before.length;
  return start > 0 && text[start - 1] === '\\' ? before.replace(/^u[\dA-Fa-f]{4}|^[nrtbf]/, '') : before;
}

/**
 * The value that begins at `start`, if it is a secret.
 *
 * @param writing null where the value itself shows how it is written.
 * @param tight no space stands around the sign before it.
 */
function assigned(
  text: string,
  start: number,
  { kind, nature }: Announced,
  writing: Writing | null,
  tight: boolean,
): SecretSpan | null {
  const value = valueAt(text, start, writing === 'IN_USE' ? PHRASE : VALUE);
  if (value === null) return null;
  // A sentence is no secret, and a name with a call or a type behind it is code.
  if (value.quoted ? !value.closed && isSpace(text, value.end) : /[(<]/.test(text[value.end] ?? '')) {
    if (!text.startsWith('</', value.end)) return null;
  }
  const end = value.quoted
    ? value.end
    : value.start + withoutPunctuation(text.slice(value.start, value.end)).length;
  const secret = unescaped(text.slice(value.start, end));
  const written = writing ?? (value.quoted || isLineOfItsOwn(text, value.end, tight) ? 'STRING' : 'BARE');
  return isPlausibleSecret(secret, nature, written) ? { start: value.start, end, kind, secret } : null;
}

/** A bare value that ends its line, or a setting within one: in code a comma, a bracket or a semicolon follows. */
function isLineOfItsOwn(text: string, end: number, tight: boolean): boolean {
  return (
    end === text.length ||
    /^(?:\\+[nr]|[\r\n"])/.test(text.slice(end, end + 16)) ||
    (tight && /[\s;&'"\\|<]/.test(text[end] ?? ''))
  );
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '');
}

function withoutPunctuation(value: string): string {
  return value.replace(/[.:!?]{1,8}$/, '');
}

const SCHEME = /(?:\\{0,15}["'])?(bearer|basic|token|apikey|api-key|negotiate)(?:[ \t]|%20|\+)+/iy;

/** The credentials of an `Authorization` header; `at`: where its name ends. */
function authorization(text: string, at: number): SecretSpan | null {
  const start = matchEnd(ASSIGNS, text, at) ?? matchEnd(NEXT_ARGUMENT, text, at);
  if (start === null) return null;
  SCHEME.lastIndex = start;
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return assigned(text, start, { kind: 'authorization', nature: 'KEY' }, 'IN_USE', false);
  if (scheme === 'basic') return basic(text, SCHEME.lastIndex);
  return assigned(text, SCHEME.lastIndex, { kind: 'bearer-token', nature: 'KEY' }, 'IN_USE', false);
}

function bearer(text: string, wordEnd: number): SecretSpan | null {
  const start = matchEnd(/[ \t]{1,8}/y, text, wordEnd);
  if (start === null) return null;
  return assigned(text, start, { kind: 'bearer-token', nature: 'KEY' }, 'IN_USE', false);
}

function basic(text: string, start: number): SecretSpan | null {
  const value = valueAt(text, start, VALUE);
  if (value === null || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value.value)) return null;
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(value.value, 'base64').toString('utf8')) ?? [];
  if (password.length < 4 || isSampleLogin(password)) return null;
  return { start: value.start, end: value.end, kind: 'basic-credentials', secret: value.value };
}

function isSampleLogin(password: string): boolean {
  return !isPlausibleSecret(password.padEnd(6, '0'), 'PASSWORD', 'IN_USE');
}

function matchEnd(expression: RegExp, text: string, at: number): number | null {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : null;
}
