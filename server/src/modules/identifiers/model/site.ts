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
import { identifiersFailures } from '../failures.ts';

export type SiteFacts = {
  /** Empty for a recursive node, which has nothing to administer. */
  readonly prefix: string;
  readonly description: string;
  readonly host: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly serial: number;
  /** The node's own key as a record; none where it signs nothing. */
  readonly publicKey?: Uint8Array;
};

/** Where one server of a site answers questions. */
export type Contact = {
  /** How the site describes itself. */
  readonly node: string;
  readonly host: string;
  readonly udpPort?: number;
  readonly tcpPort?: number;
};

const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** A host name goes into `alt_addr`, as the address field holds only IP addresses. Fails with `identifiers.no-address`. */
export function siteOf(facts: SiteFacts): Uint8Array {
  const address = addressBytes(facts.host);
  if (address === undefined && !hostName.test(facts.host)) {
    throw identifiersFailures['no-address']({ prefix: facts.prefix, host: facts.host });
  }
  const type = facts.prefix === '' ? interfaceType.query : interfaceType.both;
  const alternative = address === undefined ? [{ name: 'alt_addr', value: facts.host }] : [];
  return encodeSite({
    protocolMajor: protocolVersion.major,
    protocolMinor: protocolVersion.minor,
    serial: facts.serial,
    primary: true,
    multiPrimary: false,
    hashOption: hashOption.whole,
    hashFilter: '',
    attributes: [
      { name: 'desc', value: facts.description },
      { name: 'prefix', value: facts.prefix },
      ...alternative,
    ],
    servers: [
      {
        id: 1,
        address: address ?? new Uint8Array(16),
        publicKey: facts.publicKey ?? new Uint8Array(0),
        // TCP first: the client of the national system by CAICT takes the first, whatever it is.
        interfaces: [
          { type, protocol: interfaceProtocol.tcp, port: facts.tcpPort },
          { type, protocol: interfaceProtocol.udp, port: facts.udpPort },
        ],
      },
    ],
  });
}

export function attributeOf(site: Site, name: string): string | undefined {
  return site.attributes.find((attribute) => attribute.name === name)?.value;
}

/** The server of an encoded site that answers for a handle; undefined when the site offers none. */
export function contactFor(
  handle: string,
  data: Uint8Array,
): { contact: Contact; site: Site } | undefined {
  const decoded = decodeSite(data);
  if (!decoded.ok) return undefined;
  const site = decoded.value;
  const only = site.servers.length === 1;
  const server = site.servers[only ? 0 : chooseServer(handle, site, md5)];
  if (server === undefined) return undefined;
  const udpPort = queryPort(server, interfaceProtocol.udp);
  const tcpPort = queryPort(server, interfaceProtocol.tcp);
  if (udpPort === undefined && tcpPort === undefined) return undefined;
  const address = addressText(server.address);
  const host = address === '0.0.0.0' ? attributeOf(site, 'alt_addr') : address;
  if (host === undefined) return undefined;
  const node = attributeOf(site, 'desc') ?? `${host}:${tcpPort ?? udpPort}`;
  const ports = {
    ...(udpPort === undefined ? {} : { udpPort }),
    ...(tcpPort === undefined ? {} : { tcpPort }),
  };
  return { contact: { node, host, ...ports }, site };
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
