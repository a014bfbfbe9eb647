// A handle value as the Handle JSON API shows it (reference §1.9).
import {
  decodeAdmin,
  decodeAdminGroup,
  decodeSite,
  addressText,
  interfaceProtocol,
  interfaceType,
  textOf,
  ttlType,
  valueType,
  type HandleValue,
  type Site,
} from '../../../wire/handle/handle.ts';
import type { HandleValueData, HandleValueJson } from '../api.ts';

/** `nowMs` turns an absolute expiry into seconds left. */
export function valueJson(value: HandleValue, nowMs: number): HandleValueJson {
  return {
    index: value.index,
    type: value.type,
    data: dataJson(value),
    ttl: ttlSeconds(value, nowMs),
    timestamp: `${new Date(value.timestampSeconds * 1000).toISOString().slice(0, 19)}Z`,
  };
}

/** Seconds for which the value may be kept, from now. */
export function ttlSeconds(
  value: Pick<HandleValue, 'ttlType' | 'ttlSeconds'>,
  nowMs: number,
): number {
  if (value.ttlType !== ttlType.absolute) return Math.max(0, value.ttlSeconds);
  return Math.max(0, (value.ttlSeconds >>> 0) - Math.floor(nowMs / 1000));
}

export function dataJson(value: Pick<HandleValue, 'type' | 'data'>): HandleValueData {
  return special[value.type]?.(value.data) ?? plainJson(value.data);
}

/** Types with a structure; what does not decode is shown as plain bytes. */
const special: Readonly<Record<string, (data: Uint8Array) => HandleValueData | undefined>> = {
  [valueType.admin]: (data) => {
    const admin = decodeAdmin(data);
    if (!admin.ok) return undefined;
    const { handle, index, permissions } = admin.value;
    const bits = permissions.toString(2).padStart(12, '0');
    return { format: 'admin', value: { handle, index, permissions: bits } };
  },
  [valueType.adminGroup]: (data) => {
    const group = decodeAdminGroup(data);
    return group.ok ? { format: 'vlist', value: group.value } : undefined;
  },
  [valueType.site]: siteData,
  [valueType.site6]: siteData,
  [valueType.sitePrefix]: siteData,
};

function siteData(data: Uint8Array): HandleValueData | undefined {
  const site = decodeSite(data);
  return site.ok ? { format: 'site', value: siteJson(site.value) } : undefined;
}

function siteJson(site: Site): unknown {
  return {
    version: 1,
    protocolVersion: `${site.protocolMajor}.${site.protocolMinor}`,
    serialNumber: site.serial,
    primarySite: site.primary,
    multiPrimary: site.multiPrimary,
    attributes: site.attributes,
    servers: site.servers.map((server) => ({
      serverId: server.id,
      address: addressText(server.address),
      interfaces: server.interfaces.map((one) => ({
        query: (one.type & interfaceType.query) !== 0,
        admin: (one.type & interfaceType.administration) !== 0,
        protocol: protocolNames[one.protocol] ?? String(one.protocol),
        port: one.port,
      })),
    })),
  };
}

const protocolNames: Readonly<Record<number, string>> = {
  [interfaceProtocol.udp]: 'UDP',
  [interfaceProtocol.tcp]: 'TCP',
  [interfaceProtocol.http]: 'HTTP',
  [interfaceProtocol.https]: 'HTTPS',
};

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function plainJson(data: Uint8Array): HandleValueData {
  const text = textOf(data, 0, data.length);
  if (text.isWellFormed() && !unprintable.test(text)) return { format: 'string', value: text };
  return { format: 'base64', value: Buffer.from(data).toString('base64') };
}
