// The certificate that a door shows to whoever calls it: for the check of one's own node, and for telling
// others whose authority vouches for it.
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { NodeCheck } from './check-node.ts';

const timeoutMs = 5_000;
/** The own authority renews a month before the end. */
const warningMs = 14 * 86_400_000;

/** Undefined where nobody speaks TLS. What it says is not believed here, only read. */
export function certificateAt({ host, port }: Address): Promise<X509Certificate | undefined> {
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ...name, rejectUnauthorized: false, timeout: timeoutMs });
    const end = (certificate?: X509Certificate): void => {
      resolve(certificate);
      socket.destroy();
    };
    socket.once('secureConnect', () => end(socket.getPeerX509Certificate()));
    socket.once('error', () => end());
    socket.once('timeout', () => end());
    socket.once('close', () => end());
  });
}

/** Where others call a program over HTTPS; undefined where it speaks none. */
export function secureAddress(
  { publicUrl, http }: { publicUrl: string; http: { port: number; tls: boolean } },
  host: string,
): Address | undefined {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url?.protocol === 'https:') {
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) };
  }
  return http.tls ? { host, port: http.port } : undefined;
}

/** Whether it answers, is for the name by which it is called, and for how long. */
export async function certificateCheck(
  address: Address | undefined,
  nowMs: number,
): Promise<NodeCheck> {
  const what = { en: 'own certificate', zh: '本机证书' };
  if (address === undefined) {
    const found = {
      en: 'no HTTPS here (http.tls, http.host), so nodes elsewhere cannot ask this one over HTTPS',
      zh: '未启用 HTTPS（http.tls、http.host），其他节点无法通过 HTTPS 访问',
    };
    return { what, state: 'skipped', found };
  }
  const place = hostPortText(address);
  const certificate = await certificateAt(address);
  if (certificate === undefined) {
    const found = {
      en: `nobody speaks TLS at ${place}: open the port, or correct http.publicUrl`,
      zh: `${place} 未提供 TLS：请开放端口或更正 http.publicUrl`,
    };
    return { what, state: 'bad', found };
  }
  const names = (certificate.subjectAltName ?? '').replaceAll(/DNS:|IP Address:/g, '');
  if (!isFor(certificate, address.host)) {
    const found = {
      en: `it is for ${names}, and not for ${address.host}: set http.publicUrl or http.certificateNames`,
      zh: `其名称为 ${names}，不含 ${address.host}：请设置 http.publicUrl 或 http.certificateNames`,
    };
    return { what, state: 'bad', found };
  }
  const untilMs = Date.parse(certificate.validTo);
  const until = new Date(untilMs).toISOString();
  if (untilMs <= nowMs) {
    const found = { en: `expired on ${until}: renew it`, zh: `已于 ${until} 过期，请更换` };
    return { what, state: 'bad', found };
  }
  const found = { en: `${place}, good until ${until}`, zh: `${place}，有效期至 ${until}` };
  return { what, state: untilMs - nowMs < warningMs ? 'warning' : 'good', found };
}

/** The fingerprint of a root where it vouches for the door itself; undefined where somebody else does. */
export async function vouchedBy(root: string, door: Address): Promise<string | undefined> {
  const certificate = await certificateAt(door);
  const authority = new X509Certificate(root);
  return certificate?.verify(authority.publicKey) === true ? authority.fingerprint256 : undefined;
}

function isFor(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}
