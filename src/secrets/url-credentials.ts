import { isPlausibleSecret } from './plausible-secret.js';
import { unescaped, type SecretSpan } from './recorded-text.js';

/** `//user:password@`, of which the last `@` before a slash ends the password. JSON may escape slashes. */
const CREDENTIALS =
  /:(?:\\{0,7}\/){2}([^\s:@/"'`<>\\]{0,128}):((?:[^\s/"'`<>\\]|\\{1,7}u00[2-7][\dA-Fa-f]){1,256})@(?=[\w.[…-])/g;
const CUT_OFF = /:(?:\\{0,7}\/){2}[^\s:@/"'`<>\\]{0,128}:([^\s@/"'`<>\\…]{8,256})…/g;

const DATABASE_SCHEME =
  /(?:postgres(?:ql)?|mysqlx?|mariadb|mongodb|redis|rediss|valkey|amqps?|neo4j|bolt|mssql|sqlserver|oracle|clickhouse|cockroachdb|cassandra|couchdb|influxdb|snowflake|nats|kafka|ldaps?)(?:\+[a-z0-9]+)*$/i;

/** Passwords within URLs. The rest of the URL stays: which host it was for is what an investigation asks. */
export function findUrlCredentials(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  CREDENTIALS.lastIndex = 0;
  for (let hit = CREDENTIALS.exec(text); hit !== null; hit = CREDENTIALS.exec(text)) {
    const [whole, user = '', password = ''] = hit;
    const passwordEnd = hit.index + whole.length - 1;
    const passwordStart = passwordEnd - password.length;
    const span =
      password === 'x-oauth-basic'
        ? { start: passwordStart - 1 - user.length, end: passwordStart - 1 }
        : { start: passwordStart, end: passwordEnd };
    const secret = unescaped(text.slice(span.start, span.end));
    if (secret === user && password !== 'x-oauth-basic') continue;
    if (!isPlausibleSecret(secret, 'PASSWORD', 'IN_USE')) continue;
    found.push({ ...span, kind: kindOf(text, hit.index), secret });
  }
  return text.includes('…') ? [...found, ...cutOff(text)] : found;
}

/** Passwords that were cut off before the `@` which would show them. */
function cutOff(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const hit of text.matchAll(CUT_OFF)) {
    const [whole, secret = ''] = hit;
    if (!/[A-Za-z]/.test(secret) || !/\d/.test(secret)) continue;
    if (!isPlausibleSecret(secret, 'PASSWORD', 'IN_USE')) continue;
    const end = hit.index + whole.length - 1;
    found.push({ start: end - secret.length, end, kind: kindOf(text, hit.index), secret });
  }
  return found;
}

function kindOf(text: string, schemeEnd: number): string {
  const scheme = text.slice(Math.max(0, schemeEnd - 40), schemeEnd);
  return DATABASE_SCHEME.test(scheme) ? 'database-password' : 'url-password';
}
