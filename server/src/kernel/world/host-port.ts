// `host:port` as people write it, in settings, on the command line and in messages.
import type { Address } from './network.ts';

const form = /^(?:\[([0-9a-fA-F:.%]+)\]|([^\s:[\]]+)):(\d{1,5})$/;

/** Also `[fe80::1]:2641`; undefined for what is neither, and for ports that nobody can call. */
export function parseHostPort(text: string): Address | undefined {
  const found = form.exec(text.trim());
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** `127.0.0.1:2641`, `[::1]:2641`. */
export function hostPortText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
