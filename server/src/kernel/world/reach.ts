// Where a call that others ask for may go. Whoever names an address that we then call could otherwise reach through us what
// only we can reach: this machine, its network, the metadata of a cloud. The ranges are those that IANA's special-purpose
// registries (RFC 6890) do not call globally reachable.
import { BlockList, isIP, isIPv6 } from 'node:net';

/** An IP address, without a zone; true where it may be called. */
export type Reach = (address: string) => boolean;

const notGlobal = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  // Tunnels and translations lead back to IPv4; documentation to nobody.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);
const global6 = listOf(['2000::/3']);

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
export function networkOf(text: string): { address: string; bits: number } | undefined {
  const parts = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  const address = parts?.[1] ?? '';
  const most = isIPv6(address) ? 128 : 32;
  const bits = parts?.[2] === undefined ? most : Number(parts[2]);
  return isIP(address) === 0 || bits > most ? undefined : { address, bits };
}

/** The public internet, and these networks; a text that names none is left out. */
export function reachOf(networks: readonly string[]): Reach {
  const named = listOf(networks);
  return (told) => {
    const address = told.split('%')[0] ?? '';
    if (isIP(address) === 0) return false;
    const family = familyOf(address);
    if (named.check(address, family)) return true;
    if (notGlobal.check(address, family)) return false;
    return family === 'ipv4' || global6.check(address, 'ipv6');
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const one of networks) {
    const network = networkOf(one);
    if (network) list.addSubnet(network.address, network.bits, familyOf(network.address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
