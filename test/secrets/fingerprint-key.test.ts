import { createHmac } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FingerprintKey } from '../../src/secrets/fingerprint-key.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'fingerprint-key-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('the key of the configuration', () => {
  it('makes an HMAC-SHA-256 of the secret', () => {
    expect(FingerprintKey.fromSecret('sixteen letters!').fingerprint('sécret')).toBe(
      createHmac('sha256', 'sixteen letters!').update('sécret', 'utf8').digest('hex'),
    );
  });

  it('must not be short', () => {
    expect(() => FingerprintKey.fromSecret('short')).toThrow(/at least 16 characters/);
  });
});

describe('the key of the home folder', () => {
  it('is made once, of 32 bytes, for its owner only', async () => {
    const folder = path.join(home, 'new', 'home');
    const first = await FingerprintKey.loadOrCreate(folder);
    const second = await FingerprintKey.loadOrCreate(folder);
    expect(first.fingerprint('a')).toBe(second.fingerprint('a'));
    const { mode, size } = await stat(path.join(folder, 'fingerprint.key'));
    expect([mode & 0o777, size]).toEqual([0o600, 32]);
    const bytes = await readFile(path.join(folder, 'fingerprint.key'));
    expect(first.fingerprint('a')).toBe(createHmac('sha256', bytes).update('a').digest('hex'));
  });

  it('is one key for all that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => FingerprintKey.loadOrCreate(home)));
    expect(new Set(keys.map((key) => key.fingerprint('a'))).size).toBe(1);
    expect(await readdir(home)).toEqual(['fingerprint.key']);
  });

  it('differs from home to home', async () => {
    const one = await FingerprintKey.loadOrCreate(path.join(home, '1'));
    const other = await FingerprintKey.loadOrCreate(path.join(home, '2'));
    expect(one.fingerprint('a')).not.toBe(other.fingerprint('a'));
  });

  it('is refused when it was torn, or when others may read it', async () => {
    const file = path.join(home, 'fingerprint.key');
    await writeFile(file, 'torn', { mode: 0o600 });
    await expect(FingerprintKey.loadOrCreate(home)).rejects.toThrow(/has 4 bytes where a key has 32/);
    await writeFile(file, Buffer.alloc(32, 7));
    await chmod(file, 0o644);
    await expect(FingerprintKey.loadOrCreate(home)).rejects.toThrow(/mode is 644.*chmod 600/);
  });
});
