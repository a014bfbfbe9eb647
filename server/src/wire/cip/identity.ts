// What a device says of itself: the identity item that ListIdentity answers (volume 2, table 2-4.4), and the identity object.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { cpfItem, readItems } from './encapsulation.ts';

export type Identity = {
  readonly vendor: number;
  readonly deviceType: number;
  readonly productCode: number;
  readonly major: number;
  readonly minor: number;
  readonly status: number;
  readonly serialNumber: number;
  readonly productName: string;
};

/** The data of a ListIdentity answer, or undefined. */
export function decodeIdentityAnswer(data: Uint8Array): Identity | undefined {
  const items = readItems(new ByteReader(data));
  const item = items.ok ? items.value.find(({ type }) => type === cpfItem.identity) : undefined;
  return item && decodeIdentity(item.data.subarray(18)); // behind version and socket address
}

/** Attributes 1 to 7 in their order, as the identity object itself answers, too. */
export function decodeIdentity(data: Uint8Array): Identity | undefined {
  const reader = new ByteReader(data);
  const identity = {
    vendor: reader.u16le(),
    deviceType: reader.u16le(),
    productCode: reader.u16le(),
    major: reader.u8(),
    minor: reader.u8(),
    status: reader.u16le(),
    serialNumber: reader.u32le(),
    productName: latin.decode(reader.bytes(reader.u8())),
  };
  return reader.failed ? undefined : identity;
}

export function encodeIdentity(identity: Identity): Uint8Array {
  const name = Uint8Array.from(identity.productName, (letter) => letter.charCodeAt(0));
  return new ByteWriter()
    .u16le(identity.vendor)
    .u16le(identity.deviceType)
    .u16le(identity.productCode)
    .u8(identity.major)
    .u8(identity.minor)
    .u16le(identity.status)
    .u32le(identity.serialNumber)
    .u8(name.length)
    .bytes(name)
    .take();
}

const latin = new TextDecoder('latin1');
