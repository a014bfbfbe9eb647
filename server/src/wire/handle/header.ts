// The 24 bytes in front of every body (DO-IRP 3.0 "message header", RFC 3652 §2.2; reference §1.2): what is asked or
// answered, the operation flags, and how long the body is.

import { Reader } from './reader.ts';
import type { Decoded } from './outcome.ts';
import type { Writer } from './writer.ts';

export const headerBytes = 24;

/** Site serial number of a client that does not know the site's. */
export const siteInfoSerialUnknown = 0xffff;

/** The bits of `Header.flags`. */
export const opFlag = {
  authoritative: 0x8000_0000,
  certified: 0x4000_0000,
  encrypt: 0x2000_0000,
  recursive: 0x1000_0000,
  cacheCertified: 0x0800_0000,
  continuous: 0x0400_0000,
  keepConnection: 0x0200_0000,
  publicOnly: 0x0100_0000,
  returnDigest: 0x0080_0000,
  overwriteWhenExists: 0x0040_0000,
  mintNewSuffix: 0x0020_0000,
  doNotRefer: 0x0010_0000,
  /** Teleinfo's addition. */
  recursiveAuthentication: 0x0000_0004,
} as const;

export type OpFlagName = keyof typeof opFlag;

/** A header without its body length, which follows from the body. */
export type Header = {
  /** See `opCode`; signed 32 bits. */
  readonly op: number;
  /** See `responseCode`; 0 in requests. */
  readonly responseCode: number;
  /** Unsigned 32 bits, a sum of `opFlag` values. */
  readonly flags: number;
  /** Unsigned 16 bits. */
  readonly siteInfoSerial: number;
  readonly recursionCount: number;
  /** When the request stops being of interest, in seconds since 1970, unsigned. */
  readonly expirationSeconds: number;
};

/** A header as received, with the length in bytes of the body behind it. */
export type ReceivedHeader = Header & { readonly bodyLength: number };

/** Whether a flag is set. */
export function hasFlag(flags: number, flag: OpFlagName): boolean {
  return (flags & opFlag[flag]) !== 0;
}

/** The flag word of the flags named. */
export function flagsOf(...names: readonly OpFlagName[]): number {
  return names.reduce((flags, name) => (flags | opFlag[name]) >>> 0, 0);
}

/** Reads 24 bytes at the reader's place. */
export function readHeader(reader: Reader): ReceivedHeader {
  const op = reader.int4();
  const responseCode = reader.int4();
  const flags = reader.uint4();
  const siteInfoSerial = reader.int2();
  const recursionCount = reader.int1();
  reader.int1();
  const expirationSeconds = reader.uint4();
  const at = reader.at;
  const bodyLength = reader.int4();
  if (bodyLength < 0) reader.fail('negative-length', at);
  return { op, responseCode, flags, siteInfoSerial, recursionCount, expirationSeconds, bodyLength };
}

/** Reads the header of a message's content, that is of the bytes behind the envelope; what follows is not looked at. */
export function decodeHeader(content: Uint8Array): Decoded<ReceivedHeader> {
  const reader = new Reader(content, 0, headerBytes);
  return reader.outcome(readHeader(reader));
}

/** Writes 24 bytes. */
export function writeHeader(writer: Writer, header: Header, bodyLength: number): void {
  writer.int4(header.op);
  writer.int4(header.responseCode);
  writer.int4(header.flags);
  writer.int2(header.siteInfoSerial);
  writer.int1(header.recursionCount);
  writer.int1(0);
  writer.int4(header.expirationSeconds);
  writer.int4(bodyLength);
}
