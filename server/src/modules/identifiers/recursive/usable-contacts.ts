// Which servers of a referral may be asked. A hostile or mistaken site must not make us ask ourselves, a whole
// network, or thousands of servers.
import type { Address } from '../../../kernel/world/network.ts';
import type { SiteContact, Unusable } from '../model/site.ts';

/** Of one referral; more sites than these serve nobody. */
export const contactsMax = 16;

/** Why a server is not asked; undefined for one that may be. */
export function whyUnusable(
  contact: SiteContact,
  self: readonly Address[],
): Unusable | 'ourselves' | undefined {
  if (contact.unusable !== undefined) return contact.unusable;
  const { host, tcpPort, udpPort } = contact;
  for (const own of self) {
    if ((own.port === tcpPort || own.port === udpPort) && isSameHost(own.host, host)) {
      return 'ourselves';
    }
  }
  return undefined;
}

const everywhere = ['0.0.0.0', '::'];
const loopback = ['127.0.0.1', '::1', 'localhost'];

function isSameHost(own: string, host: string): boolean {
  return own === host || (everywhere.includes(own) && loopback.includes(host));
}
