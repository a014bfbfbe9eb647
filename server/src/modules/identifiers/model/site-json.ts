// HS_SITE values as the Handle JSON API shows them (reference §1.7, §1.9 "site").
import {
  addressBytes,
  addressText,
  encodeSite,
  hashOption,
  interfaceProtocol,
  interfaceType,
  type Site,
  type SiteAttribute,
  type SiteInterface,
  type SiteServer,
} from '../../../wire/handle/handle.ts';
import {
  base64At,
  flagAt,
  listAt,
  objectAt,
  refuseJson,
  textAt,
  wholeAt,
  type JsonObject,
} from './json-reading.ts';
import { keyFromJson, keyJson } from './key-json.ts';

/** A site of more servers than one message could carry is no site. */
const listMax = 1_000;
const byteRange = { min: 0, max: 255 };
const int4Range = { min: -0x8000_0000, max: 0x7fff_ffff };

export function siteJson(site: Site): JsonObject {
  return {
    version: 1,
    protocolVersion: `${site.protocolMajor}.${site.protocolMinor}`,
    serialNumber: site.serial,
    primarySite: site.primary,
    multiPrimary: site.multiPrimary,
    ...(site.hashOption === hashOption.whole ? {} : { hashOption: site.hashOption }),
    ...(site.hashFilter === '' ? {} : { hashFilter: site.hashFilter }),
    attributes: site.attributes,
    servers: site.servers.map(serverJson),
  };
}

function serverJson(server: SiteServer): JsonObject {
  const key = keyJson(server.publicKey);
  const base64 = { format: 'base64', value: Buffer.from(server.publicKey).toString('base64') };
  return {
    serverId: server.id,
    address: addressText(server.address),
    publicKey: key === undefined ? base64 : { format: 'key', value: key },
    interfaces: server.interfaces.map((one) => ({
      query: (one.type & interfaceType.query) !== 0,
      admin: (one.type & interfaceType.administration) !== 0,
      protocol: protocolNames.get(one.protocol) ?? String(one.protocol),
      port: one.port,
    })),
  };
}

const protocolNames: ReadonlyMap<number, string> = new Map(
  Object.entries(interfaceProtocol).map(([name, code]) => [code, name.toUpperCase()]),
);
const protocolCodes: ReadonlyMap<string, number> = new Map(
  [...protocolNames].map(([code, name]) => [name, code]),
);

/** The record of a site in JSON; what is left out is as in a new site. Fails with `identifiers.bad-json`. */
export function siteFromJson(at: string, json: unknown): Uint8Array {
  const site = objectAt(at, json);
  const { major, minor } = versionAt(`${at}.protocolVersion`, site['protocolVersion'] ?? '2.11');
  const flag = (name: string): boolean => flagAt(`${at}.${name}`, site[name] ?? false);
  const whole = (name: string, or: number, max: number): number =>
    wholeAt(`${at}.${name}`, site[name] ?? or, { min: 0, max });
  if (whole('version', 1, 1) !== 1) {
    refuseJson(`${at}.version`, { en: '1 belongs here', zh: '此处应为 1' });
  }
  return encodeSite({
    protocolMajor: major,
    protocolMinor: minor,
    serial: whole('serialNumber', 1, 0xffff),
    primary: flag('primarySite'),
    multiPrimary: flag('multiPrimary'),
    hashOption: whole('hashOption', hashOption.whole, 255),
    hashFilter: textAt(`${at}.hashFilter`, site['hashFilter'] ?? ''),
    attributes: listOf(`${at}.attributes`, site['attributes'] ?? [], attributeAt),
    servers: listOf(`${at}.servers`, site['servers'] ?? [], serverAt),
  });
}

function listOf<T>(at: string, json: unknown, of: (at: string, json: unknown) => T): T[] {
  return listAt(at, json, listMax).map((one, n) => of(`${at}[${n}]`, one));
}

function versionAt(at: string, json: unknown): { major: number; minor: number } {
  const [major, minor] =
    /^(\d{1,3})\.(\d{1,3})$/.exec(textAt(at, json))?.slice(1).map(Number) ?? [];
  if (major === undefined || minor === undefined || major > 255 || minor > 255) {
    return refuseJson(at, {
      en: 'a version such as 2.11 belongs here',
      zh: '此处应为 2.11 这样的版本号',
    });
  }
  return { major, minor };
}

function attributeAt(at: string, json: unknown): SiteAttribute {
  const attribute = objectAt(at, json);
  return {
    name: textAt(`${at}.name`, attribute['name']),
    value: textAt(`${at}.value`, attribute['value']),
  };
}

function serverAt(at: string, json: unknown): SiteServer {
  const server = objectAt(at, json);
  const address = addressBytes(textAt(`${at}.address`, server['address']));
  if (address === undefined) {
    refuseJson(`${at}.address`, { en: 'an IP address belongs here', zh: '此处应为 IP 地址' });
  }
  return {
    id: wholeAt(`${at}.serverId`, server['serverId'] ?? 1, int4Range),
    address,
    publicKey: publicKeyAt(`${at}.publicKey`, server['publicKey']),
    interfaces: listOf(`${at}.interfaces`, server['interfaces'] ?? [], interfaceAt),
  };
}

function publicKeyAt(at: string, json: unknown): Uint8Array {
  if (json === undefined) return new Uint8Array(0);
  const key = objectAt(at, json);
  if (key['format'] === 'key') return keyFromJson(`${at}.value`, key['value']);
  if (key['format'] === 'base64') return base64At(`${at}.value`, key['value']);
  return refuseJson(`${at}.format`, {
    en: 'key or base64 belongs here',
    zh: '此处应为 key 或 base64',
  });
}

function interfaceAt(at: string, json: unknown): SiteInterface {
  const one = objectAt(at, json);
  const query = flagAt(`${at}.query`, one['query'] ?? false) ? interfaceType.query : 0;
  const admin = flagAt(`${at}.admin`, one['admin'] ?? false) ? interfaceType.administration : 0;
  const named = protocolCodes.get(String(one['protocol']).toUpperCase());
  return {
    type: query | admin,
    protocol: named ?? wholeAt(`${at}.protocol`, one['protocol'], byteRange),
    port: wholeAt(`${at}.port`, one['port'], int4Range),
  };
}
