// HS_SITE: the servers of one site of a handle service and how handles are spread over them (RFC 3651 §3.2.2; reference
// §1.7). The same record answers "get site information".

import type { Decoded } from '../outcome.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

/** Which part of a handle chooses the server; see `chooseServer`. */
export const hashOption = { prefix: 0, suffix: 1, whole: 2 } as const;

/** What an interface is for: a sum. */
export const interfaceType = { administration: 1, query: 2, both: 3 } as const;

export const interfaceProtocol = { udp: 0, tcp: 1, http: 2, https: 3 } as const;

export type SiteInterface = {
  /** See `interfaceType`; 0 is out of service. */
  readonly type: number;
  /** See `interfaceProtocol`. */
  readonly protocol: number;
  readonly port: number;
};

export type SiteServer = {
  readonly id: number;
  /** 16 bytes, IPv4 right-aligned; see `addressText`. */
  readonly address: Uint8Array;
  /** A public-key record, possibly empty; see `decodePublicKey`. */
  readonly publicKey: Uint8Array;
  readonly interfaces: readonly SiteInterface[];
};

/** A name and its value; names seen are `desc`, `domain`, `path` and `alt_addr`. */
export type SiteAttribute = { readonly name: string; readonly value: string };

export type Site = {
  readonly protocolMajor: number;
  readonly protocolMinor: number;
  /** Unsigned 16 bits, raised with every change. */
  readonly serial: number;
  readonly primary: boolean;
  readonly multiPrimary: boolean;
  /** See `hashOption`. */
  readonly hashOption: number;
  readonly hashFilter: string;
  readonly attributes: readonly SiteAttribute[];
  readonly servers: readonly SiteServer[];
};

const formatVersion = 1;
const primaryBit = 0x80;
const multiPrimaryBit = 0x40;

export function decodeSite(bytes: Uint8Array): Decoded<Site> {
  const reader = new Reader(bytes);
  if (reader.int2() !== formatVersion) reader.fail('unknown-format', 0);
  const protocolMajor = reader.int1();
  const protocolMinor = reader.int1();
  const serial = reader.int2();
  const flags = reader.int1();
  return reader.whole({
    protocolMajor,
    protocolMinor,
    serial,
    primary: (flags & primaryBit) !== 0,
    multiPrimary: (flags & multiPrimaryBit) !== 0,
    hashOption: reader.int1(),
    hashFilter: reader.text(),
    attributes: reader.array(8, readAttribute),
    servers: reader.array(28, readServer),
  });
}

export function encodeSite(site: Site): Uint8Array {
  const writer = new Writer();
  writer.int2(formatVersion);
  writer.int1(site.protocolMajor);
  writer.int1(site.protocolMinor);
  writer.int2(site.serial);
  writer.int1((site.primary ? primaryBit : 0) | (site.multiPrimary ? multiPrimaryBit : 0));
  writer.int1(site.hashOption);
  writer.text(site.hashFilter);
  writer.array(site.attributes, writeAttribute);
  writer.array(site.servers, writeServer);
  return writer.finish();
}

function readAttribute(reader: Reader): SiteAttribute {
  return { name: reader.text(), value: reader.text() };
}

function writeAttribute(writer: Writer, attribute: SiteAttribute): void {
  writer.text(attribute.name);
  writer.text(attribute.value);
}

function readServer(reader: Reader): SiteServer {
  return {
    id: reader.int4(),
    address: reader.bytes(16),
    publicKey: reader.counted(),
    interfaces: reader.array(6, readInterface),
  };
}

function writeServer(writer: Writer, server: SiteServer): void {
  writer.int4(server.id);
  writer.bytes(server.address);
  writer.counted(server.publicKey);
  writer.array(server.interfaces, writeInterface);
}

function readInterface(reader: Reader): SiteInterface {
  return { type: reader.int1(), protocol: reader.int1(), port: reader.int4() };
}

function writeInterface(writer: Writer, one: SiteInterface): void {
  writer.int1(one.type);
  writer.int1(one.protocol);
  writer.int4(one.port);
}
