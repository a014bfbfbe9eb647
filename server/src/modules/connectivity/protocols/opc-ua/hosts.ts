// Host names and addresses as certificates and endpoint URLs name them.
import { isIP } from 'node:net';

export function isIpAddress(host: string): boolean {
  return isIP(host) !== 0;
}

/** The host of `opc.tcp://host:4840/path`, without the brackets of IPv6. */
export function hostOfUrl(url: string): string {
  const found = /^[a-z.+-]+:\/\/(\[[^\]]*\]|[^/:]*)/i.exec(url)?.[1] ?? '';
  return found.replace(/^\[|\]$/g, '');
}

/** `/milo` of `opc.tcp://host:12686/milo`. */
export function pathOfUrl(url: string): string {
  return /^[a-z.+-]+:\/\/[^/]*(\/\S*)$/i.exec(url)?.[1] ?? '';
}

export function portOfUrl(url: string): number | undefined {
  const text = /^[a-z.+-]+:\/\/(?:\[[^\]]*\]|[^/:]*):(\d{1,5})/i.exec(url)?.[1];
  return text === undefined ? undefined : Number(text);
}

const loopback = new Set(['localhost', '127.0.0.1', '::1']);

/** Names of this machine itself: a certificate that names one of them may be reached by any other. */
export function isLoopback(host: string): boolean {
  return loopback.has(host.toLowerCase());
}
