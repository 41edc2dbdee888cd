import type { Reject } from '../events/event.js';
import type { SecretScanner } from './secret-scanner.js';

/** The reject without the secrets that stood in its excerpt, its reason or its source's name, whole or cut off. */
export function redactReject(reject: Reject, scanner: SecretScanner): Reject {
  const excerpt = scanner.scan(reject.excerpt, { cutOff: true }).text;
  const reason = scanner.scan(reject.reason).text;
  const source = scanner.scan(reject.source).text;
  if (excerpt === reject.excerpt && reason === reject.reason && source === reject.source) return reject;
  return { ...reject, excerpt, reason, source };
}
