import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fileSensitivity } from '../../src/sensitivity/file-rules.js';
import { GUARDED_SOURCE_RULES } from '../../src/sensitivity/guarded-source.js';
import { SECRET_FILE_RULES } from '../../src/sensitivity/secret-file-rules.js';

const level = (path: string): string => fileSensitivity(path, null).level;

describe('files that hold secrets', () => {
  it.each([
    ['.env', 'HIGH', 'dotenv'],
    ['apps/web/.env.local', 'HIGH', 'dotenv'],
    ['config/staging.env', 'CRITICAL', 'production-dotenv'],
    ['deploy/.env.production', 'CRITICAL', 'production-dotenv'],
    ['.envrc', 'HIGH', 'dotenv'],
    ['/home/ada/.ssh/id_ed25519', 'CRITICAL', 'private-key'],
    ['certs/server.pem', 'CRITICAL', 'private-key'],
    ['config/master.key', 'CRITICAL', 'private-key'],
    ['/home/ada/.gnupg/private-keys-v1.d/ABC.key', 'CRITICAL', 'private-key'],
    ['/home/ada/.aws/credentials', 'CRITICAL', 'cloud-credentials'],
    ['infra/prod-service-account.json', 'CRITICAL', 'cloud-credentials'],
    ['/home/ada/.kube/config', 'CRITICAL', 'cluster-credentials'],
    ['/etc/kubernetes/admin.conf', 'CRITICAL', 'cluster-credentials'],
    ['/Users/ada/Library/Keychains/login.keychain-db', 'CRITICAL', 'keychain'],
    ['/Users/ada/Library/Keychains/5A/secrets.data', 'CRITICAL', 'keychain'],
    ['/home/ada/.password-store/work/mail.gpg', 'CRITICAL', 'password-store'],
    ['vault.kdbx', 'CRITICAL', 'password-store'],
    ['/etc/shadow', 'CRITICAL', 'system-accounts'],
    ['/home/ada/.netrc', 'CRITICAL', 'tool-credentials'],
    ['/home/ada/.docker/config.json', 'CRITICAL', 'tool-credentials'],
    ['/home/ada/.aws/config', 'HIGH', 'cloud-configuration'],
    ['/home/ada/.ssh/config', 'HIGH', 'remote-access'],
    ['/home/ada/.bash_history', 'HIGH', 'shell-history'],
    ['/home/ada/.local/share/fish/fish_history', 'HIGH', 'shell-history'],
    ['exports/customers-2026.csv', 'HIGH', 'personal-data-export'],
    ['hr/payroll_november.xlsx', 'HIGH', 'personal-data-export'],
    ['backup/users_dump.sql', 'HIGH', 'personal-data-export'],
    ['orders-backup.sql.gz', 'HIGH', 'database-dump'],
    ['terraform/terraform.tfstate', 'HIGH', 'credentials-file'],
    ['k8s/db-secret.yaml', 'HIGH', 'credentials-file'],
  ])('%s is %s by %s', (path, expected, rule) => {
    expect(fileSensitivity(path, null)).toMatchObject({ level: expected, rule });
  });

  it.each([
    '.env.example',
    '.env.sample',
    '.env.template',
    '.env.production.example',
    'env.d.ts',
    'src/env.ts',
    'environment.md',
    'id_rsa.pub',
    'certs/ca.pem',
    'certs/fullchain.pem',
    'test/public-key.pem',
    '.ssh/known_hosts',
    'docs/etc/shadow.md',
    'src/shadow.ts',
    'src/keyboard.ts',
    'src/monkey.ts',
    'customers.ts',
    'src/customers/list.tsx',
    'payroll.module.css',
    'terraform/prod.tfvars.example',
    'secrets.example.yaml',
    'docs/secrets.md',
    'config/secrets.yaml.enc',
    'config/config.yaml',
    'home/config',
    'src/history.ts',
    'migrations/0001_init.sql',
    'schema.sql',
    'package.json',
    '',
    '/',
    '..',
  ])('%j is nothing of the kind', (path) => {
    expect(fileSensitivity(path, null)).toEqual({ level: 'NONE', rule: null, matched: null });
  });

  it('says which part of the path it was, as it is written there', () => {
    expect(fileSensitivity('C:\\Users\\Ada\\.AWS\\Credentials', null).matched).toBe('.AWS/Credentials');
    expect(fileSensitivity('a/b/.env', null).matched).toBe('.env');
    expect(fileSensitivity('/home/ada/.password-store/work/mail.gpg', null).matched).toBe(
      '.password-store/work/mail.gpg',
    );
  });

  it('holds whatever the repository says', () => {
    expect(fileSensitivity('.env', 'NONE').level).toBe('HIGH');
    expect(fileSensitivity('.env', 'CRITICAL').level).toBe('HIGH');
  });

  it('prefers the higher of two rules', () => {
    expect(fileSensitivity('/home/ada/.ssh/id_rsa', null)).toMatchObject({
      level: 'CRITICAL',
      rule: 'private-key',
    });
  });
});

describe('source that decides who gets in and who pays', () => {
  it.each([
    ['src/auth.ts', 'authentication-source', 'auth.ts'],
    ['src/authService.ts', 'authentication-source', 'authService.ts'],
    ['app/AuthController.java', 'authentication-source', 'AuthController.java'],
    ['src/OAuth2Client.kt', 'authentication-source', 'OAuth2Client.kt'],
    ['src/hooks/useAuth.tsx', 'authentication-source', 'useAuth.tsx'],
    ['lib/password_reset.rb', 'authentication-source', 'password_reset.rb'],
    ['pages/login.vue', 'authentication-source', 'login.vue'],
    ['pages/sign-in.tsx', 'authentication-source', 'sign-in.tsx'],
    ['server/session.go', 'authentication-source', 'session.go'],
    ['src/auth/index.ts', 'authentication-source', 'auth/'],
    ['services/auth-service/handler.py', 'authentication-source', 'auth-service/'],
    ['src/billing.py', 'payment-source', 'billing.py'],
    ['src/PaymentGateway.cs', 'payment-source', 'PaymentGateway.cs'],
    ['app/checkout/page.tsx', 'payment-source', 'checkout/'],
  ])('%s: %s by %s', (path, rule, matched) => {
    expect(fileSensitivity(path, 'HIGH')).toEqual({ level: 'HIGH', rule, matched });
  });

  it('takes its level from its repository, and is at least LOW', () => {
    expect(fileSensitivity('src/auth.ts', null).level).toBe('LOW');
    expect(fileSensitivity('src/auth.ts', 'NONE').level).toBe('LOW');
    expect(fileSensitivity('src/auth.ts', 'LOW').level).toBe('LOW');
    expect(fileSensitivity('src/auth.ts', 'HIGH').level).toBe('HIGH');
    expect(fileSensitivity('src/auth.ts', 'CRITICAL').level).toBe('CRITICAL');
  });

  it.each([
    'authors.md',
    'author.ts',
    'src/authority.ts',
    'src/coauthor.py',
    'src/unauthorized.ts',
    'session-replay.css',
    'src/session-replay.ts',
    'src/sessionStorage.ts',
    'src/obsession.ts',
    'src/tokenizer.ts',
    'src/git-checkout.ts',
    'Sources/LaunchAtLoginManager.swift',
    'src/repayments-free.md',
    'docs/login.md',
    'login.png',
    'billing.csv',
    'auth',
    'auth.json',
    '.auth.ts.swp',
    '/home/ada/payments/src/color.ts',
    'src/compass/word.ts',
  ])('%s is ordinary even in a sensitive repository', (path) => {
    expect(fileSensitivity(path, 'HIGH').level).toBe('NONE');
  });

  it('leaves every other file of a sensitive repository alone', () => {
    expect(level('src/server.ts')).toBe('NONE');
    expect(fileSensitivity('src/server.ts', 'CRITICAL').level).toBe('NONE');
  });
});

describe('the rules as data', () => {
  it('have one name each', () => {
    const names = [...SECRET_FILE_RULES, ...GUARDED_SOURCE_RULES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('each say why', () => {
    expect(SECRET_FILE_RULES.every(({ reason, globs }) => reason.length > 0 && globs.length > 0)).toBe(true);
  });
});

describe('any path', () => {
  it('is judged without throwing, by rule and level together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (path) => {
        const { level: found, rule, matched } = fileSensitivity(path, 'HIGH');
        expect(rule === null).toBe(found === 'NONE');
        expect(matched === null).toBe(found === 'NONE');
      }),
      { numRuns: 500 },
    );
  });

  it('is judged alike below any folder', () => {
    const names = ['.env', '.env.example', 'auth.ts', 'author.ts', 'id_rsa', 'README.md', '.bash_history'];
    const folder = fc.stringMatching(/^[b-df-hj-np-tv-z]{1,6}$/);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(folder, { maxLength: 5 }), (name, folders) => {
        expect(level([...folders, name].join('/'))).toBe(level(name));
      }),
    );
  });

  it.each([
    ['a name of repeated words', 'customerexport'.repeat(20_000)],
    ['many folders', `${'.ssh/'.repeat(20_000)}x`],
    ['many slashes', '/'.repeat(100_000)],
    ['dots', '../'.repeat(50_000)],
    ['capitals', 'A'.repeat(100_000) + '.ts'],
  ])('takes no time: %s', (_what, path) => {
    const startedAt = performance.now();
    fileSensitivity(path, 'HIGH');
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
