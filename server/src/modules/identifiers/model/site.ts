// HS_SITE values: how a node tells where it listens, and where a referral leads (RFC 3651 §3.2.2;
// reference §1.7). Our sites also carry the attribute `prefix`, since a referral does not name its prefix.
import { createHash } from 'node:crypto';
import {
  addressBytes,
  addressText,
  chooseServer,
  decodeSite,
  encodeSite,
  hashOption,
  interfaceProtocol,
  interfaceType,
  protocolVersion,
  type Site,
  type SiteServer,
} from '../../../wire/handle/handle.ts';
import type { SiteServerFacts } from '../api.ts';
import { identifiersFailures } from '../failures.ts';

export type SiteFacts = {
  /** Empty for a recursive node, which has nothing to administer. */
  readonly prefix: string;
  readonly description: string;
  readonly host: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  /** Of the HTTP door, where messages are tunnelled. */
  readonly httpPort?: number;
  readonly httpsPort?: number;
  readonly serial: number;
  /** The node's own key as a record; none where it signs nothing. */
  readonly publicKey?: Uint8Array;
  /** All servers of a site of several, in order; then `host` and the ports above are those of one of them. */
  readonly servers?: readonly SiteServerFacts[] | undefined;
  /** As in HS_SITE; whole where nothing is said. */
  readonly hashOption?: number | undefined;
  /** False for a mirror. */
  readonly primary?: boolean;
};

/** Where one server of a site answers questions. */
export type Contact = {
  /** How the site describes itself. */
  readonly node: string;
  readonly host: string;
  readonly udpPort?: number;
  readonly tcpPort?: number;
  /** The serial number of the site that named it. */
  readonly siteSerial?: number;
};

const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** A host name goes into `alt_addr`, as the address field holds only IP addresses. Fails with `identifiers.no-address`. */
export function siteOf(facts: SiteFacts): Uint8Array {
  const type = facts.prefix === '' ? interfaceType.query : interfaceType.both;
  const doors = doorInterfaces(facts).map((one) => ({ type, ...one }));
  const servers = facts.servers ?? [facts];
  const name = servers.find(({ host }) => addressBytes(host) === undefined)?.host;
  if (name !== undefined && !hostName.test(name)) {
    throw identifiersFailures['no-address']({ prefix: facts.prefix, host: name });
  }
  return encodeSite({
    protocolMajor: protocolVersion.major,
    protocolMinor: protocolVersion.minor,
    serial: facts.serial,
    primary: facts.primary ?? true,
    multiPrimary: false,
    hashOption: facts.hashOption ?? hashOption.whole,
    hashFilter: '',
    attributes: [
      { name: 'desc', value: facts.description },
      { name: 'prefix', value: facts.prefix },
      ...(name === undefined ? [] : [{ name: 'alt_addr', value: name }]),
    ],
    servers: servers.map(({ host, tcpPort, udpPort, publicKey }, at) => ({
      id: at + 1,
      address: addressBytes(host) ?? new Uint8Array(16),
      publicKey: publicKey ?? new Uint8Array(0),
      // TCP first: the client of the national system by CAICT takes the first, whatever it is.
      interfaces: [
        { type, protocol: interfaceProtocol.tcp, port: tcpPort },
        { type, protocol: interfaceProtocol.udp, port: udpPort },
        ...(facts.servers === undefined ? doors : []),
      ],
    })),
  });
}

/** Why an address is none that anybody should ask. */
export type Unusable = 'unspecified' | 'multicast' | 'broadcast' | 'bad-name';

/** One server of a site that answers questions. */
export type SiteContact = Contact & { readonly unusable?: Unusable };

/** What leads from a site to its servers; nothing in it holds the bytes that it came in. */
export type SiteOutline = {
  /** Our sites tell for which prefix they are. */
  readonly prefix?: string;
  readonly hashOption: number;
  /** In the order of the site, as the hash counts them; undefined for those that answer no questions. */
  readonly servers: readonly (SiteContact | undefined)[];
};

/** Servers of one site that are looked at; a site of more is not believed. */
const serversMax = 1_024;

/** Undefined for what is no site, or one of too many servers. */
export function outlineOf(data: Uint8Array): SiteOutline | undefined {
  const decoded = decodeSite(data);
  if (!decoded.ok || decoded.value.servers.length > serversMax) return undefined;
  const site = decoded.value;
  const prefix = attributeOf(site, 'prefix');
  return {
    ...(prefix === undefined ? {} : { prefix }),
    hashOption: site.hashOption,
    servers: site.servers.map((server) => contactOf(server, site)),
  };
}

/** The server of a site that answers for a handle; undefined when the site offers none. */
export function contactFor(handle: string, site: SiteOutline): SiteContact | undefined {
  const only = site.servers.length === 1;
  return site.servers[only ? 0 : chooseServer(handle, site, md5)];
}

function doorInterfaces({ httpPort, httpsPort }: SiteFacts): { protocol: number; port: number }[] {
  return [
    ...(httpPort === undefined ? [] : [{ protocol: interfaceProtocol.http, port: httpPort }]),
    ...(httpsPort === undefined ? [] : [{ protocol: interfaceProtocol.https, port: httpsPort }]),
  ];
}

export function attributeOf(site: Site, name: string): string | undefined {
  return site.attributes.find((attribute) => attribute.name === name)?.value;
}

function contactOf(server: SiteServer, site: Site): SiteContact | undefined {
  const udpPort = queryPort(server, interfaceProtocol.udp);
  const tcpPort = queryPort(server, interfaceProtocol.tcp);
  if (udpPort === undefined && tcpPort === undefined) return undefined;
  const { host, unusable } = hostOf(server, site);
  return {
    node: attributeOf(site, 'desc') ?? `${host}:${tcpPort ?? udpPort}`,
    host,
    ...(udpPort === undefined ? {} : { udpPort }),
    ...(tcpPort === undefined ? {} : { tcpPort }),
    ...(unusable === undefined ? {} : { unusable }),
    siteSerial: site.serial,
  };
}

function hostOf(server: SiteServer, site: Site): { host: string; unusable?: Unusable } {
  const address = addressText(server.address);
  if (address === '0.0.0.1') return { host: '::1' }; // reads as an IPv4 address that no server can have
  if (address === '0.0.0.0') {
    const name = attributeOf(site, 'alt_addr');
    if (name === undefined) return { host: address, unusable: 'unspecified' };
    if (addressBytes(name) === undefined) {
      return hostName.test(name) ? { host: name } : { host: name, unusable: 'bad-name' };
    }
    return { host: name, ...unusableAddress(addressBytes(name) ?? server.address) };
  }
  return { host: address, ...unusableAddress(server.address) };
}

/** 16 bytes; IPv4 right-aligned behind zeros, or as `::ffff:0:0/96`. */
export function unusableAddress(address: Uint8Array): { unusable?: Unusable } {
  const first = isIpv4(address) ? (address[12] ?? 0) : -1;
  if (first === 255) return { unusable: 'broadcast' };
  if (first >= 224 || address[0] === 0xff) return { unusable: 'multicast' };
  return first === 0 && !isLoopback6(address) ? { unusable: 'unspecified' } : {};
}

function isIpv4(address: Uint8Array): boolean {
  for (let at = 0; at < 10; at++) if (address[at] !== 0) return false;
  return address[10] === address[11] && (address[10] === 0 || address[10] === 0xff);
}

function isLoopback6(address: Uint8Array): boolean {
  for (let at = 0; at < 15; at++) if (address[at] !== 0) return false;
  return address[15] === 1;
}

function queryPort(server: SiteServer, protocol: number): number | undefined {
  return server.interfaces.find(
    (one) =>
      one.protocol === protocol &&
      (one.type & interfaceType.query) !== 0 &&
      one.port > 0 &&
      one.port <= 65_535,
  )?.port;
}

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();
