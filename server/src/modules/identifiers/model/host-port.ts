// `host:port` in settings, also `[::1]:2641`.
import { identifiersFailures } from '../failures.ts';

export type HostPort = { readonly host: string; readonly port: number };

/** Fails with `identifiers.bad-address` naming the setting. */
export function parseHostPort(text: string, setting: string): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw identifiersFailures['bad-address']({ setting, text, form: 'host:port' });
  }
  return { host, port };
}

/** `127.0.0.1:2641`, `[::1]:2641`. */
export function hostPortText({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
