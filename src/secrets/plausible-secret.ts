/**
 * How a value is written says how far to trust it: what a shell, a URL or a header carries is in use; a string in
 * source code may be a sample; a bare word may be a variable or prose.
 */
export type Writing = 'IN_USE' | 'STRING' | 'BARE';

/** What a name promises: a person's choice, or something drawn at random. */
export type SecretNature = 'PASSWORD' | 'KEY';

const LEAST_PASSWORD_CHARACTERS = 6;
const LEAST_KEY_CHARACTERS = 16;

/** True for a value that is likely a secret: not a placeholder, not a reference, not an ordinary word. */
export function isPlausibleSecret(value: string, nature: SecretNature, writing: Writing): boolean {
  if (value.length < LEAST_PASSWORD_CHARACTERS || value.length > 4096) return false;
  if (isReference(value, writing) || isPlaceholder(value)) return false;
  return nature === 'PASSWORD' ? isPasswordLike(value, writing) : isKeyLike(value);
}

/** What stands for a value that is elsewhere, or is to be filled in. */
export function isReference(value: string, writing: Writing): boolean {
  if (/^[$%@&*#!<{[(|~\\-]|^\.\.?\/|^['"`]|[>})]$|^\W+$/.test(value)) {
    // A password may begin with a mark, a reference is a mark and a name.
    if (writing === 'BARE' || /^(?:\$\(|\$?\{|<|\[|%\(|--)|[>}]$|^\W+$/.test(value)) return true;
    if (/^[$%@&*#!~\\-]+[A-Za-z_]\w*%?$/.test(value) && !/\d/.test(value)) return true;
    if (/^\$[A-Z_][A-Z0-9_]*$/.test(value)) return true;
  }
  if (/\$\{|\{\{|\$\(|<[a-z_ -]{2,40}>|\.\.\.|…|\*{3}/i.test(value)) return true;
  if (isPath(value) || /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(value)) return true;
  if (
    /^(?:process\.env|import\.meta|os\.(?:environ|getenv)|env|config|settings|secrets|vars|self|this|req|request|args|params|data|props|state|local|var|module|each)\b[.[]/i.test(
      value,
    )
  )
    return true;
  // Members of something: `user.password`, `cfg.auth.token2`.
  if (/^[A-Za-z_$][\w$]*(?:(?:\.|\?\.|::|->)[A-Za-z_$][\w$]*)+$/.test(value) && writing !== 'IN_USE')
    return true;
  return false;
}

function isPath(value: string): boolean {
  if (!/^(?:~|\.{1,2}|[A-Za-z]:)?[\\/]/.test(value)) return false;
  const parts = value.split(/[\\/]+/).filter((part) => part !== '');
  return parts.length >= 2 && parts.every((part) => part.length < 25);
}

/** Words of which samples, defaults and forms are made. */
const SAMPLE_WORDS = new Set(
  (
    'a abc abcd abcdef access actual admin administrator and any api app as at auth authentication authorization ' +
    'bad bar base bcrypt be bearer bob build change changed changeit changeme client code correct cookie current ' +
    'custom d db default demo dev development disabled dummy empty enabled enter env example fake false field file ' +
    'fill first foo for form from generated global good got guest has hash hashed header hello here hidden host id ' +
    'if in input insert integration invalid is it jwt key last letmein like local localhost long longer me minimum ' +
    'min missing mock mongo must my mysql name new newpassword nil no none not null of old on one optional or org ' +
    'other pass passphrase passwd password passwords pat pg placeholder plain postgres private prod production ' +
    'public pw pwd qa qwerty random real redacted redis ref refresh regular replace required reset root sample ' +
    'scope second secret secrets secure server service session set setting sha should signing simple some something ' +
    'staging static strong string stub super supersecret sure temp temporary test tester testing text that the this ' +
    'to todo token tokens true type undefined unit unknown unset update use used user username utf valid value ' +
    'values var very weak webhook welcome will with word wrong x xx xxx xxxx y you your yours z'
  ).split(' '),
);

/** What is written where a secret would be. */
export function isPlaceholder(value: string): boolean {
  if (/^(.{1,3})\1+$/.test(value)) return true;
  if (new Set(value).size < 4) return true;
  if (/^(?:\d{4}-\d\d-\d\d.*|\d+(?:[.,:]\d+)*%?|v?\d+\.\d+[\w.-]*)$/.test(value)) return true;
  if (
    /x{5}|X{5}|changeme|change[-_]me|replace[-_]?me|your[-_]|redacted|placeholder|example|\bdummy\b|not[-_]?real/i.test(
      value,
    )
  )
    return true;
  if (/^(?:0123456789|1234567890?|123456|abcdef)/i.test(value) && value.length < 40) return true;
  return wordsOf(value).every((word) => SAMPLE_WORDS.has(word));
}

/** `TestPassword_123!` is test, password. Digits and marks around words make no difference. */
function wordsOf(value: string): string[] {
  return value
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function isPasswordLike(value: string, writing: Writing): boolean {
  const digits = /\d/.test(value);
  const letters = /[A-Za-z]/.test(value);
  const marks = /[^\w\s./:,()[\]-]/.test(value);
  const mixed = /[a-z]/.test(value) && /[A-Z]/.test(value);
  // Identifiers, types and names of things; in use, even a word is a password.
  if (isWords(value)) return writing === 'IN_USE' && value.length >= 8 && !/[A-Z]/.test(value.slice(0, 1));
  switch (writing) {
    case 'IN_USE':
      return letters || marks;
    case 'STRING':
      return (
        !isHash(value) && (digits || marks) && letters && (value.length >= 7 || marks) && !isVersioned(value)
      );
    case 'BARE':
      return (
        !isHash(value) &&
        digits &&
        letters &&
        (marks || (mixed && value.length >= 8)) &&
        !/[()[\]{}=]/.test(value)
      );
    default:
      return writing satisfies never;
  }
}

/** Words with a number at the end: `oauth2`, `step-3`, `sha256`. */
function isVersioned(value: string): boolean {
  return (
    value.length < 12 &&
    /^[a-z]{3,}[-_]?[a-z]*[-_]?v?\d{1,3}$/.test(value) &&
    /[-_]|^(?:sha|md|oauth|base|utf|aes|rsa|argon|hs|rs|es)\D*\d+$/.test(value)
  );
}

/** What a password is checked against gives nothing away by itself. */
function isHash(value: string): boolean {
  return /^\$(?:2[abxy]|argon2\w*|pbkdf2[\w-]*|scrypt|[156y])\$|^(?:sha\d+|md5|pbkdf2|bcrypt|scrypt|argon2\w*)[:$-]/i.test(
    value,
  );
}

function isKeyLike(value: string): boolean {
  if (value.length < LEAST_KEY_CHARACTERS || /\s/.test(value) || !/^[\w+/=.~:!@#$%^&*-]+$/.test(value))
    return false;
  if (isHash(value) || isWords(value)) return false;
  const digits = value.match(/\d/g)?.length ?? 0;
  const mixed = /[a-z]/.test(value) && /[A-Z]/.test(value);
  if (!/[A-Za-z]/.test(value)) return false;
  const bits = bitsPerCharacter(value);
  return digits >= 2 ? bits >= 2.8 : mixed && value.length >= 24 && bits >= 4;
}

/** Words of one case each, joined by marks or by capitals, with a number behind them: a name rather than a key. */
function isWords(value: string): boolean {
  const parts = value
    .replace(/\d{1,4}$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[-_.\s/:]+/)
    .filter((part) => part !== '');
  return parts.every(isWord);
}

function isWord(part: string): boolean {
  if (/^\d{1,4}$/.test(part)) return true;
  if (!/^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(part) || part.length >= 20) return false;
  return part.length < 8 || /[aeiouy]/i.test(part);
}

function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
