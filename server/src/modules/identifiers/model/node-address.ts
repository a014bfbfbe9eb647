// Addresses of other nodes in settings.
import { parseHostPort } from '../../../kernel/world/host-port.ts';
import type { Address } from '../../../kernel/world/network.ts';
import { identifiersFailures } from '../failures.ts';

/** Fails with `identifiers.bad-address` naming the setting. */
export function addressIn(setting: string, text: string): Address {
  const address = parseHostPort(text);
  if (!address) throw identifiersFailures['bad-address']({ setting, text, form: 'host:port' });
  return address;
}
