import { describe, expect, it } from 'vitest';

import type { FileTouch, Reject, RuntrailEvent, ToolResult, ToolUse } from '../../src/events/event.js';
import { FingerprintKey } from '../../src/secrets/fingerprint-key.js';
import { redactEvent } from '../../src/secrets/redact-event.js';
import { redactReject } from '../../src/secrets/redact-reject.js';
import { SecretScanner } from '../../src/secrets/secret-scanner.js';
import { JWT, letters } from './planted-secrets.js';

const key = FingerprintKey.fromSecret('the key of these tests');
const scanner = new SecretScanner(key);
const files = { isSecretFile: (path: string) => /(?:^|\/)\.env(?:\.|$)(?!example)/.test(path) };
const redact = (event: RuntrailEvent): RuntrailEvent => redactEvent(event, scanner, files);

const TOKEN = `ghp_${letters(36)}`;
const DOTENV: FileTouch = {
  kind: 'READ',
  path: '/home/dana/shop/.env',
  basis: 'TOOL_INPUT',
  confidence: 'HIGH',
};

const recorded = {
  id: 'e1',
  session: { product: 'claude-code', sessionId: 's1' },
  at: 1_770_000_000_000,
  receivedAt: 1_770_000_000_500,
  source: 'HOOK',
  summary: 'Bash: ls',
  payload: '{"command":"ls"}',
  context: { cwd: '/home/dana/shop', branch: 'main' },
  touches: [],
} as const;
const toolUse = (part: Partial<ToolUse>): ToolUse => ({
  ...recorded,
  type: 'TOOL_USE',
  tool: 'Bash',
  ...part,
});
const toolResult = (payload: unknown): ToolResult => ({
  ...recorded,
  type: 'TOOL_RESULT',
  payload: JSON.stringify(payload),
});

describe('an event', () => {
  it('without a secret is the same object', () => {
    const event = toolUse({});
    expect(redact(event)).toBe(event);
  });

  it('loses a secret wherever it stands, and says that it was there', () => {
    const event = toolUse({
      payload: JSON.stringify({ command: `curl -H "X-Api-Key: ${TOKEN}"` }),
      summary: `Bash: curl ${TOKEN}`,
      tool: `mcp ${TOKEN}`,
      server: `at ${TOKEN}`,
      context: { cwd: `/tmp/${TOKEN}`, branch: `fix/${TOKEN}`, repository: { root: `/tmp/${TOKEN}` } },
      touches: [{ ...DOTENV, path: `/tmp/${TOKEN}` }],
    });
    const clean = redact(event);
    expect(JSON.stringify(clean)).not.toContain(TOKEN);
    expect(clean.secrets).toEqual([{ kind: 'github-token', fingerprint: key.fingerprint(TOKEN) }]);
    expect(JSON.parse(clean.payload ?? '')).toHaveProperty('command');
    expect(clean.context.cwd).toMatch(/^\/tmp\/\[secret:github-token:[0-9a-f]{12}\]$/);
    expect(redact(clean)).toBe(clean);
  });

  it('keeps ids, identities and hints of keys as they are', () => {
    const context = {
      user: { email: 'dana@acme.dev', basis: 'LOGIN' },
      key: { hint: 'sk-ant-...A3F2' },
      endpoint: { hostName: 'dana-laptop' },
    } as const;
    const clean = redact(toolUse({ summary: `Bash: ${TOKEN}`, context }));
    expect(clean.context).toEqual(context);
    expect(clean.id).toBe('e1');
    expect(clean.session).toEqual(recorded.session);
    expect(clean.payload).toBe(recorded.payload);
  });

  it('loses from its summary what only the payload shows to be a secret', () => {
    const clean = redact(
      toolUse({ payload: '{"env":{"PGPASSWORD":"kX9vQ2mL7t"}}', summary: 'Bash: psql kX9vQ2mL7t' }),
    );
    expect(clean.summary).toMatch(/^Bash: psql \[secret:password:[0-9a-f]{12}\]$/);
  });

  it('loses a key that its summary cuts off', () => {
    const clean = redact(toolUse({ summary: `Bash: curl ${TOKEN.slice(0, 20)}…` }));
    expect(clean.summary).toMatch(/^Bash: curl \[secret:github-token:[0-9a-f]{12}\]…$/);
  });

  it('keeps what an earlier redaction saw', () => {
    const seen = [{ kind: 'jwt', fingerprint: key.fingerprint(JWT) }];
    const clean = redact(toolUse({ summary: TOKEN, secrets: seen }));
    expect(clean.secrets).toEqual([{ kind: 'github-token', fingerprint: key.fingerprint(TOKEN) }, ...seen]);
  });
});

const SETTINGS = [
  '# the shop',
  'NODE_ENV=development',
  'PORT=3000',
  'DEBUG=true',
  'HOST=localhost',
  'EMPTY=',
  'MAIL_FROM=shop@acme.dev',
  'SESSION_SALT="pepper and salt 77"',
  "export LICENCE='AB12-CD34-EF56' # until May",
  'WEBHOOK=https://hooks.acme.dev/in/9f8e7d',
].join('\n');
const HIDDEN = ['shop@acme.dev', 'pepper and salt 77', 'AB12-CD34-EF56', 'hooks.acme.dev/in/9f8e7d'];
const SHOWN = [
  'NODE_ENV=development',
  'PORT=3000',
  'DEBUG=true',
  'HOST=localhost',
  '# until May',
  '# the shop',
];

/** What of the settings can be read in an event, and how many values were seen; the event must stay as it is then. */
function readable(event: RuntrailEvent): readonly unknown[] {
  const redacted = redact(event);
  const payload = JSON.stringify(JSON.parse(redacted.payload ?? ''));
  const kept = [...HIDDEN, ...SHOWN].filter((text) => payload.includes(text));
  const values = redacted.secrets?.filter(({ kind }) => kind === 'dotenv-value').length;
  return [kept, values, redact(redacted) === redacted];
}
const ALL_HIDDEN = [SHOWN, HIDDEN.length, true];

describe('the content of a settings file', () => {
  it('is hidden in a call that writes one', () => {
    const write = { file_path: '/home/dana/shop/.env', content: SETTINGS };
    expect(readable(toolUse({ payload: JSON.stringify(write), touches: [DOTENV] }))).toEqual(ALL_HIDDEN);
  });

  it('is hidden in a here-document and in an edit', () => {
    const command = { command: `cat > .env <<'EOF'\n${SETTINGS}\nEOF` };
    expect(readable(toolUse({ payload: JSON.stringify(command), touches: [DOTENV] }))).toEqual(ALL_HIDDEN);
    const edit = { old_string: 'LICENCE=old-9Z', new_string: 'LICENCE=new-8Y' };
    const clean = redact(toolUse({ payload: JSON.stringify(edit), touches: [DOTENV] }));
    expect(clean.payload).toMatch(
      /^\{"old_string":"LICENCE=\[secret:[^\]]+\]","new_string":"LICENCE=\[secret:[^\]]+\]"\}$/,
    );
  });

  it('is hidden in any result that is a list of settings, with line numbers or escaped once more', () => {
    const numbered = SETTINGS.split('\n')
      .map((line, at) => `${String(at + 1).padStart(6)}→${line}`)
      .join('\n');
    expect(readable(toolResult({ content: SETTINGS }))).toEqual(ALL_HIDDEN);
    expect(readable(toolResult({ content: numbered }))).toEqual(ALL_HIDDEN);
    expect(readable(toolResult({ content: JSON.stringify({ stdout: SETTINGS }) }))).toEqual(ALL_HIDDEN);
  });

  it('is hidden in a result that is known to show one, however little of it', () => {
    const result = toolResult({ content: 'LICENCE=AB12-CD34-EF56' });
    expect(redact(result)).toBe(result);
    const clean = redactEvent(result, scanner, { ...files, readsSecretFile: () => true });
    expect(clean.payload).not.toContain('AB12-CD34-EF56');
  });

  it.each([
    ['source code', "const A = 1;\nconst API_BASE='x9y8z7';\nexport default A;\nfoo();\nbar();"],
    ['a build log', 'cc -DVERSION=1a2b3c x.c\nld x.o\nCFLAGS=-O2x9\ndone'],
    ['a query string', 'https://acme.dev/?A_B=x9y8z7&C_D=q1w2e3'],
  ])('is not seen in %s', (_what, content) => {
    const result = toolResult({ content });
    expect(redact(result)).toBe(result);
  });

  it('is not seen where a script puts names and paths together', () => {
    const command = 'HEAD7=${HEAD:0:7}\nBRANCH="fix/${HEAD7}"\nHOME_2=/tmp/x bash run.sh';
    const call = toolUse({ payload: JSON.stringify({ command }), touches: [DOTENV] });
    expect(redact(call)).toBe(call);
  });

  it('is not hidden in a call that has nothing to do with one', () => {
    const call = toolUse({ payload: JSON.stringify({ content: 'LICENCE=AB12-CD34-EF56' }) });
    expect(redact(call)).toBe(call);
  });
});

describe('a reject', () => {
  const reject: Reject = {
    source: 'a.jsonl',
    position: '7',
    code: 'NOT_JSON',
    reason: 'The line is no JSON: repair it.',
    excerpt: '{"a":',
  };

  it('without a secret is the same object', () => {
    expect(redactReject(reject, scanner)).toBe(reject);
  });

  it('loses secrets of its excerpt and its reason', () => {
    const clean = redactReject(
      { ...reject, excerpt: `{"t":"${TOKEN}"`, reason: `no JSON: ${TOKEN}` },
      scanner,
    );
    expect(JSON.stringify(clean)).not.toContain(TOKEN);
    expect(clean.code).toBe('NOT_JSON');
  });

  it.each([
    ['a token', TOKEN],
    ['a web token', JWT],
    ['the password of a URL', `postgres://app:${letters(24)}@db.internal/shop`],
  ])('that was cut within %s keeps no more than its beginning', (_what, secret) => {
    for (let keep = secret.length - 1; keep > 0; keep--) {
      const { excerpt } = redactReject({ ...reject, excerpt: `{"a":"${secret.slice(0, keep)}` }, scanner);
      expect(excerpt).not.toContain(letters(12));
    }
  });
});
