import { asName } from '../../json-shape.js';
import type { Attributes } from '../wire-values.js';

/** Services of clients that have a product name of their own. */
const KNOWN: Readonly<Record<string, { readonly product: string; readonly displayName: string }>> = {
  'github-copilot': { product: 'copilot-cli', displayName: 'GitHub Copilot CLI' },
  opencode: { product: 'opencode', displayName: 'OpenCode' },
  openhands: { product: 'openhands', displayName: 'OpenHands' },
};

/** The client product behind a resource: its service's name, in lower-case kebab, unless it is a known one. */
export function clientOf(resource: Attributes): { readonly product: string; readonly displayName: string } {
  const service = asName(resource['service.name']);
  if (service === null || service.startsWith('unknown_service')) {
    return { product: 'unnamed-agent', displayName: 'Unnamed agent' };
  }
  const product = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  const known = Object.hasOwn(KNOWN, product) ? KNOWN[product] : undefined;
  return known ?? { product: product === '' ? 'unnamed-agent' : product, displayName: service };
}
