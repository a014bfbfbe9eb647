// Every name under which a caller may reach this program's HTTP door: they all go into its certificate.
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Loopback, the machine's name, where it listens, where people reach it, and what was configured. */
export function machineNames(given: {
  readonly host: string;
  readonly publicUrl: string;
  readonly configured: readonly string[];
}): string[] {
  const names = ['localhost', '127.0.0.1', '::1', hostname(), ...given.configured];
  if (URL.canParse(given.publicUrl)) {
    names.push(new URL(given.publicUrl).hostname.replace(/^\[|\]$/g, ''));
  }
  const everywhere = given.host === '0.0.0.0' || given.host === '::';
  names.push(...(everywhere ? ownAddresses() : [given.host]));
  return [...new Set(names.map((name) => name.toLowerCase()))].filter(
    (name) => isIP(name) !== 0 || isHostName.test(name),
  );
}

const isHostName = /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/;

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}
