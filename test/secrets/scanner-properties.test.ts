import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FingerprintKey } from '../../src/secrets/fingerprint-key.js';
import { SecretScanner } from '../../src/secrets/secret-scanner.js';
import { capitals, hex, KEY_LINES, letters, pem, TOKENS } from './planted-secrets.js';

const scanner = new SecretScanner(FingerprintKey.fromSecret('the key of these tests'));

/** A text with a secret in it, and the part that must not be left. */
interface Planted {
  readonly text: string;
  readonly secret: string;
}

const tokens = fc.constantFrom(...TOKENS).map(([, token]): Planted => ({ text: token, secret: token }));
const passwords = fc
  .tuple(fc.nat(40), fc.constantFrom('', '!', '@', '#', '%', '"', "'", '\\', '/', '`', '$', 'ü', '😀'))
  .map(([seed, symbol]) => `${letters(5, seed)}7${symbol}${letters(5, seed + 1)}x`);
const assignments = fc
  .tuple(passwords, fc.constantFrom('"', "'"), fc.constantFrom('password', 'DB_PASSWORD', 'user_passwd'))
  .filter(([password, quote]) => !password.includes(quote) && !password.includes('\\'))
  .map(([password, quote, name]): Planted => ({
    text: `${name}=${quote}${password}${quote}`,
    secret: password,
  }));
const urls = fc.nat(40).map((seed): Planted => {
  const secret = `${letters(8, seed)}-${letters(4, seed + 2)}`;
  return { text: `postgres://app:${secret}@db.internal:5432/shop`, secret };
});
const privateKeys = fc
  .constantFrom('\n', '\r\n')
  .map((newline): Planted => ({ text: pem(newline), secret: KEY_LINES[1] ?? '' }));
const planted = fc.oneof(tokens, assignments, urls, privateKeys);

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '"',
    "'",
    '\\',
    '\\n',
    '\n',
    '[secret:',
    ']',
    ':',
    '=',
    '…',
    'password',
    'token: ',
    '://',
    '`',
    ' ',
    '',
  ),
);
/** What ends a token, whatever goes before or behind. */
const space = fc.constantFrom(' ', '\n', '\t');
const texts = fc
  .array(fc.tuple(noise, space, fc.option(planted, { nil: undefined }), space), { maxLength: 6 })
  .map((parts) => ({
    text: parts.map(([before, a, secret, b]) => `${before}${a}${secret?.text ?? ''}${b}`).join(''),
    secrets: parts.flatMap(([, , secret]) => (secret === undefined ? [] : [secret.secret])),
  }));

describe('any JSON with secrets in it', () => {
  it('stays JSON of the same shape, and none of them is left', () => {
    const document = fc.tuple(texts, texts, fc.boolean(), fc.jsonValue());
    fc.assert(
      fc.property(document, fc.integer({ min: 0, max: 2 }), ([first, second, nested, other], indent) => {
        const inner = { out: first.text, more: [second.text, other] };
        const value = nested ? { body: JSON.stringify(inner) } : inner;
        const { text } = scanner.scan(JSON.stringify(value, null, indent));
        const parsed = JSON.parse(text) as typeof value;
        const read = ('body' in parsed ? JSON.parse(parsed.body) : parsed) as typeof inner;
        expect(Object.keys(read)).toEqual(['out', 'more']);
        expect(read.more).toHaveLength(2);
        for (const secret of [...first.secrets, ...second.secrets])
          expect(JSON.stringify([read.out, read.more[0]])).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 1000 },
    );
  });

  it('has nothing more to find when it is scanned again', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), ({ text }, asJson) => {
        const once = scanner.scan(asJson ? JSON.stringify({ text }) : text);
        expect(scanner.scan(once.text)).toEqual({ text: once.text, sightings: [] });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('any text', () => {
  it('comes back as it was, unless something was seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const result = scanner.scan(text);
        expect(result.sightings.length === 0).toBe(result.text === text);
      }),
      { numRuns: 1000 },
    );
  });

  it('that was cut off keeps less than eight characters of a key', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TOKENS), fc.nat(200), ([kind, token], keep) => {
        // These begin with an id that is no secret, or with what every such token begins with.
        if (kind === 'terraform-cloud-token' || kind === 'telegram-token' || kind === 'jwt') return;
        const cut = token.slice(0, keep);
        const { text } = scanner.scan(`{"key":"${cut}`, { cutOff: true });
        expect(text.length).toBeLessThanOrEqual(80);
        const left = text.replace(/\[secret:[^\]]*\]/g, '').replace('{"key":"', '');
        expect(left.length).toBeLessThan(24);
      }),
    );
  });
});

describe('hostile text takes no more time than any other', () => {
  const MIB = 1024 * 1024;
  const filled = (part: string, size: number): string =>
    part.repeat(Math.ceil(size / part.length)).slice(0, size);

  it.each(['a', '=', '-----BEGIN'])(
    '8 MiB of %j',
    (part) => {
      const text = filled(part, 8 * MIB);
      const startedAt = performance.now();
      expect(scanner.scan(text).text).toBe(text);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
    30_000,
  );

  it.each([
    'a',
    '=',
    '-',
    '_',
    '.',
    'A',
    '/',
    '\\',
    '"',
    '\\"',
    ':',
    ' ',
    '\n',
    '…',
    'eyJ',
    '-eyJ',
    'eyJhbGciOiJIUzI1NiJ9.',
    '-----BEGIN',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\\n1 ',
    '://',
    '://a:a',
    '://a:a@',
    'password',
    'password=',
    'password="',
    "password='a1b2c3d4",
    'token:',
    '--token ',
    'Bearer ',
    'Authorization: Basic ',
    'curl -u ',
    'mysql -p',
    'sk-ant-',
    'ghp_-',
    'npm_',
    'AKIA',
    '1//0',
    'hooks.slack.com/services/',
    '[secret:',
    'KEY=',
    'A1=b2\\n',
  ])(
    '%j',
    (part) => {
      const text = filled(part, MIB);
      const startedAt = performance.now();
      scanner.scan(text);
      expect(performance.now() - startedAt).toBeLessThan(6000);
    },
    60_000,
  );

  it('holding a hundred thousand secrets', () => {
    const text = Array.from(
      { length: 100_000 },
      (_, at) =>
        `AKIA${capitals(12)}${String(at)
          .padStart(4, '2')
          .slice(-4)
          .replaceAll(/[0189]/g, 'Q')} ${hex(8)}`,
    ).join('\n');
    const startedAt = performance.now();
    expect(scanner.scan(text).sightings.length).toBeGreaterThan(100);
    expect(performance.now() - startedAt).toBeLessThan(6000);
  }, 60_000);
});
