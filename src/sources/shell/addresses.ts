import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

import { UNKNOWN } from './values.js';

export interface Address {
  readonly host: string;
  readonly port?: number;
}

export interface UrlAddress extends Address {
  /** Lower-case, without the colon. */
  readonly scheme: string;
  /** Without credentials, query and fragment; absent where the path is not wholly known. */
  readonly url?: string;
}

const URL_SHAPE = /^([a-z][a-z0-9+.-]{0,30}):\/\/([^/?#]*)([^?#]*)/i;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const NUMERIC_LABEL = /^(?:\d+|0x[0-9a-f]*)$/;
const MAX_HOST_LENGTH = 253;
const MAX_URL_LENGTH = 4096;

/** IPv4 in the forms that resolvers accept (decimal, hexadecimal, octal, shortened), as a dotted quad. */
function dottedQuad(text: string): string | undefined {
  try {
    const { hostname } = new URL(`http://${text}/`);
    return isIP(hostname) === 4 ? hostname : undefined;
  } catch {
    return undefined;
  }
}

/** The name or address in its one spelling, or undefined if it cannot be one. */
export function canonicalHost(text: string): string | undefined {
  if (text.length === 0 || text.length > MAX_HOST_LENGTH + 2) return undefined;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const address = bare.replace(/%[\w.-]+$/, '').toLowerCase();
  if (isIPv6(address)) return address;
  if (bare !== text) return undefined;
  const isAscii = /^[\x21-\x7e]+$/.test(text);
  const name = (isAscii ? text : domainToASCII(text)).toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  if (name.length > MAX_HOST_LENGTH || !labels.every((label) => LABEL.test(label))) return undefined;
  return NUMERIC_LABEL.test(labels.at(-1) ?? '') ? dottedQuad(name) : name;
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

/** `host`, `host:port`, `[v6]:port` or `user@host`; an unknown port is left out. */
export function parseAddress(text: string): Address | undefined {
  const name = text.slice(text.lastIndexOf('@') + 1);
  if (text.includes('\\')) return undefined;
  const shape = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(name);
  const host = canonicalHost(shape?.[1] ?? name) ?? (isIPv6(name) ? name.toLowerCase() : undefined);
  if (host === undefined) return undefined;
  const written = shape?.[2];
  if (written === undefined || written === '') return { host };
  if (written.startsWith(UNKNOWN)) return { host };
  const port = portNumber(written);
  return port === undefined ? undefined : { host, port };
}

/** A URL with an authority. Undefined if it has none, or if the text does not tell which host it names. */
export function parseUrl(text: string): UrlAddress | undefined {
  const shape = URL_SHAPE.exec(text.slice(0, MAX_URL_LENGTH));
  if (!shape) return undefined;
  const [, schemeText = '', authority = '', path = ''] = shape;
  const address = parseAddress(authority);
  if (!address) return undefined;
  const scheme = schemeText.toLowerCase();
  // eslint-disable-next-line no-control-regex -- a URL with control characters or blanks is not one to repeat
  if (text.length > MAX_URL_LENGTH || path.includes(UNKNOWN) || /[\x00-\x20]/.test(path))
    return { ...address, scheme };
  const shown = address.host.includes(':') ? `[${address.host}]` : address.host;
  const port = address.port === undefined ? '' : `:${address.port}`;
  return { ...address, scheme, url: `${scheme}://${shown}${port}${path}` };
}

export function hasScheme(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(text);
}

/** `[user@]host:path` as scp, rsync and Git read it. A drive letter or a slash before the colon is local. */
export function parseRemotePath(text: string): Address | undefined {
  const shape = /^(?:[^@/\\:\s]*@)?(\[[^\]]+\]|[^:/\\@\s[\]]+):(?!\/\/)/.exec(text);
  const name = shape?.[1];
  if (name === undefined || (name.length === 1 && !text.includes('@'))) return undefined;
  const host = canonicalHost(name);
  return host === undefined ? undefined : { host };
}
