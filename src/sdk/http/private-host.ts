/**
 * Addresses that a public server has no business of sending anybody to: RFC 1918, loopback, link-local with cloud metadata, multicast,
 * and the forms of IPv6 that hold an IPv4 address.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6');
}

/** `host`: as in a URL, IPv6 in brackets. Names are judged by what they say; what they resolve to is seen by `publicLookup`. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  const version = isIP(name);
  if (version === 0) return name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.internal');
  return PRIVATE.check(name, version === 4 ? 'ipv4' : 'ipv6');
}

/** Resolves names for a connection, which is made to the very addresses that were judged; fails when one of them is private. */
export function publicLookup(resolve: LookupFunction = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options, (error, address, family) => {
      const addresses = typeof address === 'string' ? [address] : (address as LookupAddress[] | undefined);
      const isPrivate = addresses?.some((each) => isPrivateHost(typeof each === 'string' ? each : each.address));
      callback(error ?? (isPrivate === true ? new PrivateAddress() : null), address, family);
    });
  };
}

/** As an error of a connection: with a code. */
class PrivateAddress extends Error {
  readonly code = PRIVATE_ADDRESS;

  constructor() {
    super('the name stands for a private address');
  }
}

export const PRIVATE_ADDRESS = 'EPRIVATE';
