/** The key of fingerprints cannot be used. No message holds any of it. */
export class FingerprintKeyError extends Error {
  override readonly name = 'FingerprintKeyError';

  static tooShort(leastCharacters: number): FingerprintKeyError {
    return new FingerprintKeyError(
      `The fingerprint secret is too short: give at least ${leastCharacters} characters, drawn at random.`,
    );
  }

  static exposed(file: string, mode: number): FingerprintKeyError {
    const bits = (mode & 0o777).toString(8).padStart(3, '0');
    return new FingerprintKeyError(
      `Others than its owner may use ${file} (its mode is ${bits}). Run: chmod 600 ${file}`,
    );
  }

  static notAKey(file: string, sizeBytes: number, expectedBytes: number): FingerprintKeyError {
    return new FingerprintKeyError(
      `${file} has ${sizeBytes} bytes where a key has ${expectedBytes}. Put its backup in place; deleting it makes a ` +
        'new key, under which every secret seen so far counts as another one.',
    );
  }

  static unreadable(file: string, cause: unknown): FingerprintKeyError {
    return new FingerprintKeyError(
      `${file} cannot be read. Let the account that runs the service own it, with mode 600.`,
      { cause },
    );
  }

  static unwritable(file: string, cause: unknown): FingerprintKeyError {
    return new FingerprintKeyError(
      `${file} cannot be created. Make its folder writable and on a file system with hard links, or give the ` +
        'fingerprint secret in the configuration.',
      { cause },
    );
  }
}
