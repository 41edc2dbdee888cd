import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { link, mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { FingerprintKeyError } from './fingerprint-key-error.js';

const FILE_NAME = 'fingerprint.key';
const KEY_BYTES = 32;
const LEAST_SECRET_CHARACTERS = 16;

/**
 * The organisation's own key for fingerprints of secrets. Equal secrets have equal fingerprints under one key, and
 * without the key a fingerprint can be neither guessed at nor compared. A lost or changed key makes every secret that
 * is seen from then on look new.
 */
export class FingerprintKey {
  readonly #key: KeyObject;

  private constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /**
   * The key that the configuration gives.
   *
   * @throws FingerprintKeyError when it has fewer than 16 characters
   */
  static fromSecret(secret: string): FingerprintKey {
    if (secret.length < LEAST_SECRET_CHARACTERS) throw FingerprintKeyError.tooShort(LEAST_SECRET_CHARACTERS);
    return new FingerprintKey(Buffer.from(secret, 'utf8'));
  }

  /**
   * The key in `fingerprint.key` (32 bytes, for its owner only) below `homeFolder`, made at the first start. Several
   * processes that start at once end with one key.
   *
   * @throws FingerprintKeyError when the file is not such a key, or others may read it
   */
  static async loadOrCreate(homeFolder: string): Promise<FingerprintKey> {
    const file = path.join(homeFolder, FILE_NAME);
    return new FingerprintKey((await readKey(file)) ?? (await makeKey(file, homeFolder)));
  }

  /** HMAC-SHA-256 over the secret's UTF-8, as 64 characters of lower-case hex. */
  fingerprint(secret: string): string {
    return createHmac('sha256', this.#key).update(secret, 'utf8').digest('hex');
  }
}

/** Null where there is no such file. */
async function readKey(file: string): Promise<Buffer | null> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw FingerprintKeyError.unreadable(file, error);
  });
  if (handle === null) return null;
  try {
    const { mode, size } = await handle.stat();
    // Windows has no such bits and reports them all as set.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw FingerprintKeyError.exposed(file, mode);
    if (size !== KEY_BYTES) throw FingerprintKeyError.notAKey(file, size, KEY_BYTES);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function makeKey(file: string, homeFolder: string): Promise<Buffer> {
  await mkdir(homeFolder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}-${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(randomBytes(KEY_BYTES));
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link appears whole or not at all, and never in the place of a key that another process made meanwhile.
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw FingerprintKeyError.unwritable(file, error);
    });
  } finally {
    await rm(draft, { force: true });
  }
  const key = await readKey(file);
  if (key === null)
    throw FingerprintKeyError.unreadable(file, await stat(file).catch((error: unknown) => error));
  return key;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
