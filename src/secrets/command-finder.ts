import { isPlausibleSecret } from './plausible-secret.js';
import { unescaped, valueAt, type SecretSpan, type ValueRules } from './recorded-text.js';

/** Options that may carry a password without saying so. */
const OPTION = /-(?<=[\s"']-)(?:(u|-user)[ \t=]{1,4}|(a)[ \t]{1,4}|(p)[ \t]{0,4}(?=[^\s-]))/g;
/** The commands that take them so. */
const COMMANDS: Readonly<Record<string, RegExp>> = {
  u: /\b(?:curl|wget|http|https)\b/,
  '-user': /\b(?:curl|wget)\b/,
  a: /\b(?:redis-cli|http|https)\b/,
  p: /\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\b/,
};
const COMMAND_CHARACTERS = 240;
const ARGUMENT: ValueRules = { maxCharacters: 512, bareEnd: /[;&|()<>\s]/, spaces: false };

/** Passwords that commands take by a short option: `curl -u name:password`, `sshpass -p …`, `mysql -p…`. */
export function findCommandPasswords(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  OPTION.lastIndex = 0;
  for (let hit = OPTION.exec(text); hit !== null; hit = OPTION.exec(text)) {
    const option = hit[1] ?? hit[2] ?? hit[3] ?? '';
    if (COMMANDS[option]?.test(commandBefore(text, hit.index)) !== true) continue;
    const value = valueAt(text, hit.index + hit[0].length, ARGUMENT);
    if (value === null) continue;
    const colon = hit[3] === undefined ? text.slice(value.start, value.end).indexOf(':') : null;
    if (colon === -1) continue;
    const start = colon === null ? value.start : value.start + colon + 1;
    const secret = unescaped(text.slice(start, value.end));
    if (!isPlausibleSecret(secret, 'PASSWORD', 'IN_USE')) continue;
    found.push({ start, end: value.end, kind: 'password', secret });
  }
  return found;
}

/** The command that an option belongs to, as far as it stands on one line. */
function commandBefore(text: string, at: number): string {
  const line = text.slice(Math.max(0, at - COMMAND_CHARACTERS), at);
  return line.slice(Math.max(line.lastIndexOf('\n'), line.lastIndexOf(';'), line.lastIndexOf('|')) + 1);
}
