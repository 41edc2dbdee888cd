import { redactionWith } from '../../src/cli/redaction.js';
import { FingerprintKey } from '../../src/secrets/fingerprint-key.js';

/** What the service does, with a key of the tests' own. */
export const redaction = redactionWith(FingerprintKey.fromSecret('a key that only tests know'));
