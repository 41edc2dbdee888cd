import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

import { MODEL_PROVIDER_HOSTS, MODEL_PROVIDER_PATTERNS } from './model-provider-hosts.js';

/** Where a called host is: inside the organisation, at a model provider, or anywhere else. */
export type HostReach = 'INTERNAL' | 'KNOWN_PROVIDER' | 'EXTERNAL';

/** Suffixes of names that the public name system never answers for. */
const INTERNAL_SUFFIXES = [
  '.local',
  '.localhost',
  '.localdomain',
  '.internal',
  '.intranet',
  '.lan',
  '.home',
  '.home.arpa',
  '.corp',
  '.private',
  '.test',
] as const;

const LOOPBACK = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  // A connection to the unspecified address reaches the machine itself.
  ['0.0.0.0', 32, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
]);

const PRIVATE = blockList([
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
]);

/** Neither inside nor a place on the network: documentation, benchmarks, multicast, reserved. */
const NOWHERE = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['100::', 64, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);

/** Global unicast: the only part of the address space that is routed between networks. */
const GLOBAL_IPV6 = blockList([['2000::', 3, 'ipv6']]);

const PROVIDER_NAMES = new Set(MODEL_PROVIDER_HOSTS.filter((host) => !host.startsWith('.')));
const PROVIDER_SUFFIXES = MODEL_PROVIDER_HOSTS.filter((host) => host.startsWith('.'));

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const TOP_LEVEL_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * Where a host is, by its name or address alone (no port; nothing is looked up). Null where that cannot be judged:
 * text that is neither (`$HOST`, `example..com`), and addresses that lead nowhere. Rules treat null as external.
 */
export function hostReach(host: string): HostReach | null {
  const name = normalisedHost(host);
  if (name === null) return null;
  const address = addressOf(name);
  if (address !== null) return reachOfAddress(address);
  const labels = name.split('.');
  if (name.length > 253 || !labels.every((label) => LABEL.test(label))) return null;
  // All digits is an address in disguise, or nothing: resolvers differ on what it means.
  const last = labels.at(-1) ?? '';
  if (labels.length === 1) return /^(?:\d+|0x[0-9a-f]+)$/.test(last) ? null : 'INTERNAL';
  if (INTERNAL_SUFFIXES.some((suffix) => name.endsWith(suffix))) return 'INTERNAL';
  if (PROVIDER_NAMES.has(name) || PROVIDER_SUFFIXES.some((suffix) => name.endsWith(suffix)))
    return 'KNOWN_PROVIDER';
  if (MODEL_PROVIDER_PATTERNS.some((pattern) => pattern.test(name))) return 'KNOWN_PROVIDER';
  return TOP_LEVEL_LABEL.test(last) && last !== 'invalid' && last !== 'example' ? 'EXTERNAL' : null;
}

/** True for the machine itself, by name or address. */
export function isLoopback(host: string): boolean {
  const name = normalisedHost(host);
  if (name === null) return false;
  const address = addressOf(name);
  if (address !== null) return LOOPBACK.check(address.text, address.family);
  return name === 'localhost' || name === 'localhost.localdomain' || name.endsWith('.localhost');
}

export interface Address {
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
}

function reachOfAddress({ text, family }: Address): HostReach | null {
  if (LOOPBACK.check(text, family) || PRIVATE.check(text, family)) return 'INTERNAL';
  if (NOWHERE.check(text, family)) return null;
  if (family === 'ipv6' && !GLOBAL_IPV6.check(text, family)) return null;
  return 'EXTERNAL';
}

/** Lower-case, without brackets and final dot, and in the letters of the name system; null where it is no name. */
export function normalisedHost(host: string): string | null {
  if (host.length > 1024) return null;
  const lower = host.trim().toLowerCase();
  const bare = /^\[.*\]$/.test(lower) ? lower.slice(1, -1) : lower.replace(/\.$/, '');
  if (bare === '') return null;
  // Pure ASCII is left alone: the conversion would rewrite odd numbers into addresses.
  if (!/\P{ASCII}/u.test(bare)) return bare;
  const ascii = domainToASCII(bare);
  return ascii === '' ? null : ascii;
}

/** The address that a text states; an IPv4 address within an IPv6 one (`::ffff:10.0.0.1`) is that IPv4 address. */
export function addressOf(name: string): Address | null {
  if (isIPv4(name)) return { text: name, family: 'ipv4' };
  if (!isIPv6(name)) return null;
  const unzoned = name.replace(/%.*$/, '');
  const canonical = new URL(`http://[${unzoned}]`).hostname.slice(1, -1);
  const mapped = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped?.[1] === undefined || mapped[2] === undefined) return { text: canonical, family: 'ipv6' };
  const high = Number.parseInt(mapped[1], 16);
  const low = Number.parseInt(mapped[2], 16);
  return { text: [high >> 8, high & 255, low >> 8, low & 255].join('.'), family: 'ipv4' };
}

function blockList(subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
