import { describe, expect, it } from 'vitest';

import { FingerprintKey } from '../../src/secrets/fingerprint-key.js';
import { type ScanResult, SecretScanner } from '../../src/secrets/secret-scanner.js';
import { capitals, hex, JWT, KEY_LINES, letters, pem, TOKENS } from './planted-secrets.js';

const key = FingerprintKey.fromSecret('the key of these tests');
const scanner = new SecretScanner(key);

const mark = (kind: string, secret: string): string =>
  `[secret:${kind}:${key.fingerprint(secret).slice(0, 12)}]`;

/** The text with a mark in the place of one secret, and nothing else seen. */
function found(text: string, kind: string, secret: string): ScanResult {
  return {
    text: text.replaceAll(secret, mark(kind, secret)),
    sightings: [{ kind, fingerprint: key.fingerprint(secret) }],
  };
}

function clean(text: string): ScanResult {
  return { text, sightings: [] };
}

describe('tokens known by their form', () => {
  it.each(TOKENS)('%s in plain text, in JSON and in JSON within JSON', (kind, token) => {
    expect(scanner.scan(token)).toEqual(found(token, kind, token));
    expect(scanner.scan(`run with ${token} now`)).toEqual(found(`run with ${token} now`, kind, token));
    expect(scanner.scan(`X=${token};`)).toEqual(found(`X=${token};`, kind, token));
    expect(scanner.scan(JSON.stringify({ out: `a\n${token}\nb` }))).toEqual(
      found(JSON.stringify({ out: `a\n${token}\nb` }), kind, token),
    );
    expect(scanner.scan(JSON.stringify({ out: JSON.stringify({ in: `\t${token}` }) }))).toEqual(
      found(JSON.stringify({ out: JSON.stringify({ in: `\t${token}` }) }), kind, token),
    );
  });

  it.each(TOKENS.filter(([kind]) => kind !== 'jwt'))('%s within a longer word is nothing', (_kind, token) => {
    // Telegram and Terraform put an id of their own in front.
    if (/^\d|atlas/.test(token)) return;
    expect(scanner.scan(`Zz9${token}`)).toEqual(clean(`Zz9${token}`));
  });

  it('Slack and Discord webhooks, with slashes escaped or not', () => {
    const slack = `hooks.slack.com/services/T${capitals(9)}/B${capitals(10)}/${letters(24)}`;
    expect(scanner.scan(`curl https://${slack}`)).toEqual(
      found(`curl https://${slack}`, 'slack-webhook', slack),
    );
    const { text, sightings } = scanner.scan(`{"url":"https:\\/\\/${slack.replaceAll('/', '\\/')}"}`);
    expect(text).toBe(`{"url":"https:\\/\\/${mark('slack-webhook', slack)}"}`);
    expect(sightings).toEqual([{ kind: 'slack-webhook', fingerprint: key.fingerprint(slack) }]);
    const discord = `discord.com/api/webhooks/123456789012345678/${letters(68)}`;
    expect(scanner.scan(`https://${discord}`)).toEqual(
      found(`https://${discord}`, 'discord-webhook', discord),
    );
  });

  it('follows a colour code or an encoded space', () => {
    const token = `ghp_${letters(36)}`;
    expect(scanner.scan(`\u001b[32m${token}\u001b[0m`)).toEqual(
      found(`\u001b[32m${token}\u001b[0m`, 'github-token', token),
    );
    expect(scanner.scan(JSON.stringify(`\u001b[32m${token}`))).toEqual(
      found(JSON.stringify(`\u001b[32m${token}`), 'github-token', token),
    );
    expect(scanner.scan(`?q=token%20${token}`)).toEqual(found(`?q=token%20${token}`, 'github-token', token));
  });

  it.each([
    `AKIAIOSFODNN7EXAMPLE`,
    `sk-ant-api03-${'x'.repeat(40)}`,
    'sk-ant-...A3F2',
    `ghp_${'your_token_here'.padEnd(36, 'x')}`,
    'npm_config_registry=https://registry.example',
    'npm_lifecycle_event',
    'task-management-board-with-a-long-name',
    'glpat-short',
    'SKU12345',
    'the hf_transfer and re_compile modules',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    `eyJ${letters(40)}.eyJ${letters(40)}`,
  ])('%s is none', (text) => {
    expect(scanner.scan(text)).toEqual(clean(text));
  });
});

describe('what looks random and is no secret', () => {
  it.each([
    ['a git hash', `commit ${hex(40)}`],
    ['a checksum', `sha256:${hex(64)}  dist/app.tgz`],
    ['an integrity hash', `"integrity": "sha512-${letters(86)}=="`],
    ['a UUID', '{"sessionId":"0b5f2a7e-7d43-4b1f-9a59-3c1d2e4f5a6b"}'],
    ['a tool-use id', `{"tool_use_id":"toolu_01${letters(22)}","id":"msg_01${letters(22)}"}`],
    ['a request id', `{"requestId":"req_011${letters(22)}"}`],
    ['a signature of thinking', `{"type":"thinking","signature":"${letters(600)}=="}`],
    ['an image', `{"source":{"type":"base64","data":"iVBORw0KGgo${letters(5000)}"}}`],
    ['token counts', '{"input_tokens":1234567,"cache_read_input_tokens":98765,"max_tokens":4096}'],
    ['a page token', `{"nextPageToken":"${letters(40)}"}`],
    ['a certificate', `-----BEGIN CERTIFICATE-----\n${letters(64)}\n-----END CERTIFICATE-----`],
    ['a public key', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${letters(48)} dana@shop`],
    [
      'code about private keys',
      "if (s.startsWith('-----BEGIN PRIVATE KEY-----')) throw new InvalidPrivateKeyError();",
    ],
    ['a lock file', `"resolved": "https://registry.example/a.tgz#${hex(40)}"`],
  ])('%s', (_what, text) => {
    expect(scanner.scan(text)).toEqual(clean(text));
  });
});

describe('private keys', () => {
  const secret = KEY_LINES.join('');

  it.each([
    ['lines', pem('\n')],
    ['escaped lines', pem('\\n')],
    ['JSON within JSON', pem('\\\\n')],
    ['Windows lines', pem('\\r\\n')],
    ['numbered lines', pem('\n     7→')],
    ['numbered lines in ASCII JSON', pem('\\n     7\\u2192')],
    ['a diff', pem('\n+')],
    ['a PKCS #8 key', pem('\\n', 'PRIVATE KEY')],
    ['an OpenSSH key', pem('\\n', 'OPENSSH PRIVATE KEY')],
  ])('%s', (_what, text) => {
    const { text: left, sightings } = scanner.scan(`a ${text} b`);
    expect(sightings).toEqual([{ kind: 'private-key', fingerprint: key.fingerprint(secret) }]);
    for (const line of KEY_LINES) expect(left).not.toContain(line);
    expect(left).toMatch(/^a -----BEGIN [A-Z ]+-----.*-----END [A-Z ]+----- b$/s);
  });

  it('in a service account of a cloud, which stays JSON', () => {
    const text = JSON.stringify({ type: 'service_account', private_key_id: hex(40), private_key: pem('\n') });
    const { text: left, sightings } = scanner.scan(text);
    expect(sightings.map(({ kind }) => kind)).toEqual(['private-key']);
    expect(JSON.parse(left)).toMatchObject({ type: 'service_account', private_key_id: hex(40) });
    expect(left).not.toContain(KEY_LINES[1]);
  });

  it('with encryption headers, shortened, cut off, or put together from strings', () => {
    const encrypted = pem('\\n').replace(
      '-----\\n',
      '-----\\nProc-Type: 4,ENCRYPTED\\nDEK-Info: AES-128-CBC,0011\\n\\n',
    );
    const shortened = `-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINES[0]}\n...\n-----END RSA PRIVATE KEY-----`;
    const cut = `-----BEGIN PRIVATE KEY-----\\n${KEY_LINES[0]}\\n${KEY_LINES[1]?.slice(0, 30)}`;
    const joined = pem('\\n" +\n  "');
    for (const text of [encrypted, shortened, cut, joined]) {
      const { text: left, sightings } = scanner.scan(text);
      expect(sightings.map(({ kind }) => kind)).toEqual(['private-key']);
      for (const line of KEY_LINES) expect(left).not.toContain(line.slice(0, 30));
      expect(left.match(/"/g)?.length).toBe(text.match(/"/g)?.length);
    }
  });
});

describe('URLs with credentials', () => {
  it.each([
    ['postgres://app:%s@db.internal:5432/shop', 'database-password'],
    ['mongodb+srv://app:%s@cluster0.abcde.mongodb.net/shop', 'database-password'],
    ['jdbc:mysql://app:%s@10.0.0.4/shop', 'database-password'],
    ['redis://:%s@cache:6379', 'database-password'],
    ['amqps://app:%s@mq.internal', 'database-password'],
    ['https://dana:%s@git.acme.dev/shop.git', 'url-password'],
    ['ftp://dana:%s@files.acme.dev', 'url-password'],
    ['{"url":"https:\\/\\/dana:%s@git.acme.dev"}', 'url-password'],
  ])('%s', (url, kind) => {
    for (const password of ['kX9-vQ2.mL', 'hunter2!', 'p@ss4Word', 'correcthorse'])
      expect(scanner.scan(url.replace('%s', password))).toEqual(
        found(url.replace('%s', password), kind, password),
      );
  });

  it.each([
    'postgres://postgres:postgres@localhost/shop',
    'postgres://user:password@localhost/shop',
    'https://user:${PASSWORD}@host.dev',
    'https://$USER:$PASS@host.dev',
    'https://{user}:{password}@host.dev',
    'http://localhost:3000/@scope/name',
    'http://localhost:3000@evil.dev',
    'git@github.com:acme/shop.git',
    'ssh://git@host.dev:22/shop',
    'mailto:dana@acme.dev',
  ])('%s holds none', (text) => {
    expect(scanner.scan(text)).toEqual(clean(text));
  });
});

describe('headers', () => {
  it.each([
    ['curl -H "Authorization: Bearer %s" https://api.acme.dev', 'bearer-token'],
    ['{"headers":{"Authorization":"Bearer %s"}}', 'bearer-token'],
    ["-H 'authorization: token %s'", 'bearer-token'],
    ['headers["Authorization"] = "Bearer %s"', 'bearer-token'],
    ['X-Api-Key: %s\n', 'api-key'],
    ['> Authorization: %s\r\n', 'authorization'],
  ])('%s', (text, kind) => {
    expect(scanner.scan(text.replace('%s', letters(40)))).toEqual(
      found(text.replace('%s', letters(40)), kind, letters(40)),
    );
  });

  it('basic credentials, by what they encode', () => {
    const basic = (login: string): string => Buffer.from(login).toString('base64');
    expect(scanner.scan(`Authorization: Basic ${basic('dana:kX9vQ2mL')}`)).toEqual(
      found(`Authorization: Basic ${basic('dana:kX9vQ2mL')}`, 'basic-credentials', basic('dana:kX9vQ2mL')),
    );
    expect(scanner.scan(`Authorization: Basic ${basic('user:password')}`)).toEqual(
      clean(`Authorization: Basic ${basic('user:password')}`),
    );
    expect(scanner.scan('Authorization: Basic realm')).toEqual(clean('Authorization: Basic realm'));
  });

  it.each([
    'Authorization: Bearer ${TOKEN}',
    'Authorization: Bearer $GITHUB_TOKEN',
    'Authorization: Bearer <token>',
    'Authorization: Bearer YOUR_API_KEY',
    'Authorization: Bearer token',
    '`Bearer ${accessToken}`',
    'the bearer of this message',
    'authorization: { required: true }',
  ])('%s holds none', (text) => {
    expect(scanner.scan(text)).toEqual(clean(text));
  });
});

describe('assignments', () => {
  it.each([
    ['password=%s', 'password'],
    ['password: "%s"', 'password'],
    ["PASSWORD='%s'", 'password'],
    ['{"password":"%s"}', 'password'],
    ['{\\"password\\":\\"%s\\"}', 'password'],
    ['db_password = "%s"', 'password'],
    ['PGPASSWORD=%s psql -h db', 'password'],
    ['MYSQL_PWD=%s mysql', 'password'],
    ['DB_PASS=%s', 'password'],
    ['mysqldump --password=%s shop', 'password'],
    ['tool --password %s --verbose', 'password'],
    ['["tool","--password","%s"]', 'password'],
    ['<password>%s</password>', 'password'],
    ['Server=db;User=sa;Password=%s;Encrypt=yes', 'password'],
    ['https://acme.dev/login?user=dana&password=%s&next=1', 'password'],
    ['curl -u dana:%s https://acme.dev', 'password'],
    ['sshpass -p %s ssh dana@host', 'password'],
    ['mysql -u root -p%s shop', 'password'],
    ['a\\npassword=%s\\nb', 'password'],
  ])('%s', (text, kind) => {
    for (const password of ['kX9!vQ2mL', 'tr0ub4dor&3'.replace('&', '_'), 'Zq7-Zq8-Zr9'])
      expect(scanner.scan(text.replace('%s', password))).toEqual(
        found(text.replace('%s', password), kind, password),
      );
  });

  it.each([
    ['api_key = "%s"', 'api-key'],
    ['"apiKey": "%s"', 'api-key'],
    ['export SERVICE_TOKEN=%s', 'token'],
    ['client_secret: "%s"', 'secret'],
    ['SECRET_KEY="%s"', 'secret'],
    ['tool --token %s', 'token'],
    ['access_token=%s&scope=all', 'token'],
    ['//npm.acme.dev/:_authToken=%s', 'token'],
    ['AZURE_OPENAI_API_KEY=%s', 'api-key'],
    ['AccountKey=%s==;EndpointSuffix=core', 'azure-key'],
  ])('%s', (text, kind) => {
    const { sightings, text: left } = scanner.scan(text.replace('%s', letters(40)));
    expect(sightings.map((sighting) => sighting.kind)).toEqual([kind]);
    expect(left).not.toContain(letters(40).slice(0, 12));
  });

  it.each(['aws_secret_access_key = %s', '"SecretAccessKey": "%s"', 'AWS_SECRET_ACCESS_KEY=%s'])(
    '%s',
    (text) => {
      const secret = `${letters(19)}/${letters(20, 3)}`;
      expect(scanner.scan(text.replace('%s', secret))).toEqual(
        found(text.replace('%s', secret), 'aws-secret-key', secret),
      );
    },
  );

  it.each([
    'password=changeme',
    'password: "password"',
    'password = "xxxxxxxx"',
    'PASSWORD=${DB_PASSWORD}',
    'PASSWORD=$DB_PASSWORD',
    'password: process.env.DB_PASSWORD1',
    'password: "<password>"',
    'password: <your-password>',
    'password = os.environ["DB_PASSWORD_2"]',
    'password = getPassword2(user)',
    'password: string; token: number;',
    'password: str = Field(min_length=8)',
    'connect(password=password1)',
    'const token = tokens[0];',
    'const token = await createToken2();',
    '"password": "Must hold 8 characters"',
    'Password: must be at least 8 characters',
    'token: "refresh_token"',
    'api_key: "YOUR_API_KEY_HERE_1234"',
    'secret_name: "prod/db-7f3a9c"',
    'PWD=/home/dana/shop2',
    'OLDPWD=/home/dana/shop2',
    'tests pass: 12345678a',
    'passwordHash: "$2b$12$abcdefghijklmnopqrstuv"',
    'token_type: "bearer"',
    '"csrf_token": "a1b2c3d4e5f6a7b8c9d0"',
    'TOKEN_FILE=/run/secrets/token1',
    'secretKeyRef: { name: db-credentials, key: password }',
    'docker run -u 1000:1000 node:20',
    'mkdir -p src/a1b2c3d4',
    'curl -u user:password https://acme.dev',
  ])('%s holds none', (text) => {
    expect(scanner.scan(text)).toEqual(clean(text));
  });
});

describe('what is left', () => {
  it('keeps equal secrets recognisable and different ones apart', () => {
    const [a, b] = [letters(36, 1), letters(36, 2)].map((body) => `ghp_${body}`);
    const { text, sightings } = scanner.scan(`${a} ${b} ${a}`);
    const [first, second, third] = text.split(' ');
    expect(first).toBe(third);
    expect(first).not.toBe(second);
    expect(sightings).toHaveLength(2);
  });

  it('gives one fingerprint whatever the level of escaping', () => {
    const value = { password: 'kX9"vQ2\\mL/7' };
    const once = scanner.scan(JSON.stringify(value));
    const twice = scanner.scan(JSON.stringify(JSON.stringify(value)));
    expect(once.sightings).toEqual([{ kind: 'password', fingerprint: key.fingerprint(value.password) }]);
    expect(twice.sightings).toEqual(once.sightings);
    expect(JSON.parse(once.text)).toEqual({ password: mark('password', value.password) });
    expect(JSON.parse(JSON.parse(twice.text) as string)).toEqual({
      password: mark('password', value.password),
    });
  });

  it('takes out a secret wherever it stands, once something announced it', () => {
    const { text } = scanner.scan('PGPASSWORD=kX9vQ2mL7t psql\nPassword is kX9vQ2mL7t.');
    expect(text).not.toContain('kX9vQ2mL7t');
    expect(text.match(/\[secret:password:[0-9a-f]{12}\]/g)).toHaveLength(2);
  });

  it('does not take a mark in the text for one of its own', () => {
    const token = `ghp_${letters(36)}`;
    expect(scanner.scan(`[secret:${token}:0123456789ab]`).text).not.toContain(token);
    expect(scanner.scan(`[secret:github-token:${token}]`).text).not.toContain(token);
  });

  it('says nothing of what no rule knows', () => {
    expect(scanner.scan('')).toEqual(clean(''));
    expect(scanner.scan(`hello ${letters(12)} …`)).toEqual(clean(`hello ${letters(12)} …`));
    expect(scanner.scan(JWT).text).toBe(mark('jwt', JWT));
  });
});
