import type { Config } from '../config.js';
import type { Redaction } from '../ingest/redaction.js';
import { FingerprintKey } from '../secrets/fingerprint-key.js';
import { redactEvent } from '../secrets/redact-event.js';
import { redactReject } from '../secrets/redact-reject.js';
import { SecretScanner } from '../secrets/secret-scanner.js';
import { fileSensitivity } from '../sensitivity/file-rules.js';

/** What takes secrets out of events, with the organisation's key. Throws FingerprintKeyError. */
export async function openRedaction(
  config: Pick<Config, 'fingerprintSecret' | 'homeFolder'>,
): Promise<Redaction> {
  const key =
    config.fingerprintSecret === undefined
      ? await FingerprintKey.loadOrCreate(config.homeFolder)
      : FingerprintKey.fromSecret(config.fingerprintSecret);
  return redactionWith(key);
}

/** A file whose every value is a secret. */
function isSecretFile(path: string): boolean {
  return /(?:^|-)dotenv$/.test(fileSensitivity(path, null).rule ?? '');
}

export function redactionWith(key: FingerprintKey): Redaction {
  const scanner = new SecretScanner(key);
  return {
    event: (event) => redactEvent(event, scanner, { isSecretFile }),
    reject: (reject) => redactReject(reject, scanner),
  };
}
