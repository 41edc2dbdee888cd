import { BlockList, isIPv4, isIPv6 } from 'node:net';

import { addressOf, normalisedHost } from './host-reach.js';

const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*$/;

/**
 * What matches a pattern of hosts: a name, `*.name` (every name below it), an address, or a network (`10.20.0.0/16`).
 * Null where the text is none of these.
 */
export function hostPattern(pattern: string): ((host: string) => boolean) | null {
  const network = /^([^/]+)\/(\d{1,3})$/.exec(pattern);
  if (network !== null) return networkPattern(network[1] ?? '', Number(network[2]));
  const below = pattern.startsWith('*.');
  const name = normalisedHost(below ? pattern.slice(2) : pattern);
  if (name === null) return null;
  const address = addressOf(name);
  if (address !== null)
    return below ? null : (host) => addressOf(normalisedHost(host) ?? '')?.text === address.text;
  if (!NAME.test(name)) return null;
  return below
    ? (host) => normalisedHost(host)?.endsWith(`.${name}`) === true
    : (host) => normalisedHost(host) === name;
}

function networkPattern(address: string, prefix: number): ((host: string) => boolean) | null {
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null;
  if (family === null || prefix > (family === 'ipv4' ? 32 : 128)) return null;
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return (host) => {
    const found = addressOf(normalisedHost(host) ?? '');
    return found !== null && list.check(found.text, found.family);
  };
}
