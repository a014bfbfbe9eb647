// Which addresses of a referral may be asked. A hostile or mistaken site must not make us ask ourselves, a whole
// network, or thousands of servers.
import type { Address } from '../../../kernel/world/network.ts';
import { addressBytes } from '../../../wire/handle/handle.ts';
import type { Contact } from '../model/site.ts';

/** Why an address is not asked. */
export type Unusable = 'ourselves' | 'unspecified' | 'multicast' | 'broadcast' | 'bad-name';

/** Of one referral; more sites than these serve nobody. */
export const contactsMax = 16;

export function whyUnusable(contact: Contact, self: readonly Address[]): Unusable | undefined {
  const { host } = contact;
  const ports = [contact.tcpPort, contact.udpPort];
  if (self.some((own) => ports.includes(own.port) && sameHost(own.host, host))) return 'ourselves';
  const bytes = addressBytes(host);
  if (bytes === undefined) return hostName.test(host) ? undefined : 'bad-name';
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && isMapped(bytes);
  if (!mapped) return bytes[0] === 0xff ? 'multicast' : undefined;
  const first = bytes[12] ?? 0;
  if (first === 255) return 'broadcast';
  if (first >= 224) return 'multicast';
  const loopback6 = bytes[10] === 0 && bytes[15] === 1 && first === 0;
  return first === 0 && !loopback6 ? 'unspecified' : undefined;
}

const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const everywhere = ['0.0.0.0', '::'];
const loopback = ['127.0.0.1', '::1', 'localhost'];

function sameHost(own: string, host: string): boolean {
  return own === host || (everywhere.includes(own) && loopback.includes(host));
}

/** IPv4 right-aligned, behind zeros or as `::ffff:0:0/96`. */
function isMapped(bytes: Uint8Array): boolean {
  return (bytes[10] === 0 && bytes[11] === 0) || (bytes[10] === 0xff && bytes[11] === 0xff);
}
