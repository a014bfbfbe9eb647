// HS_PUBKEY: a public key as type, flags and big integers (reference §1.6 "Key encoding"). The integers are big-endian two's
// complement as Java writes them, with a leading zero byte where the top bit is set.

import type { Decoded } from '../outcome.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

type KeyFrame = {
  readonly flags: number;
  /** Bytes behind the last number; Handle.Net leaves four zero bytes behind an RSA key. */
  readonly trailing?: Uint8Array;
};

export type RsaPublicKey = KeyFrame & {
  readonly keyType: 'RSA_PUB_KEY';
  readonly exponent: Uint8Array;
  readonly modulus: Uint8Array;
};

export type DsaPublicKey = KeyFrame & {
  readonly keyType: 'DSA_PUB_KEY';
  readonly q: Uint8Array;
  readonly p: Uint8Array;
  readonly g: Uint8Array;
  readonly y: Uint8Array;
};

export type DiffieHellmanPublicKey = KeyFrame & {
  readonly keyType: 'DH_PUB_KEY';
  readonly y: Uint8Array;
  readonly p: Uint8Array;
  readonly g: Uint8Array;
};

export type PublicKey = RsaPublicKey | DsaPublicKey | DiffieHellmanPublicKey;

/** The type word of any key record, public or private, known or not (`SM2_PUB_KEY` …), and the bytes behind it. */
export type KeyRecord = { readonly keyType: string; readonly content: Uint8Array };

export function decodeKeyRecord(bytes: Uint8Array): Decoded<KeyRecord> {
  const reader = new Reader(bytes);
  return reader.outcome({ keyType: reader.text(), content: reader.rest() });
}

export function encodeKeyRecord(record: KeyRecord): Uint8Array {
  const writer = new Writer(32 + record.content.length);
  writer.text(record.keyType);
  writer.bytes(record.content);
  return writer.finish();
}

/** Fails with `unknown-format` on a key type other than RSA, DSA and Diffie-Hellman; see `decodeKeyRecord` for those. */
export function decodePublicKey(bytes: Uint8Array): Decoded<PublicKey> {
  const reader = new Reader(bytes);
  const keyType = reader.text();
  const flags = reader.int2();
  const key = readNumbers(reader, keyType, flags);
  const trailing = reader.remaining > 0 ? reader.rest() : undefined;
  return reader.outcome({ ...key, ...(trailing === undefined ? {} : { trailing }) });
}

export function encodePublicKey(key: PublicKey): Uint8Array {
  const writer = new Writer();
  writer.text(key.keyType);
  writer.int2(key.flags);
  for (const number of numbersOf(key)) writer.counted(number);
  if (key.trailing !== undefined) writer.bytes(key.trailing);
  return writer.finish();
}

function readNumbers(reader: Reader, keyType: string, flags: number): PublicKey {
  const number = (): Uint8Array => reader.counted();
  switch (keyType) {
    case 'DSA_PUB_KEY':
      return { keyType, flags, q: number(), p: number(), g: number(), y: number() };
    case 'DH_PUB_KEY':
      return { keyType, flags, y: number(), p: number(), g: number() };
    default:
      if (keyType !== 'RSA_PUB_KEY') reader.fail('unknown-format', 0);
      return { keyType: 'RSA_PUB_KEY', flags, exponent: number(), modulus: number() };
  }
}

function numbersOf(key: PublicKey): readonly Uint8Array[] {
  switch (key.keyType) {
    case 'RSA_PUB_KEY':
      return [key.exponent, key.modulus];
    case 'DSA_PUB_KEY':
      return [key.q, key.p, key.g, key.y];
    case 'DH_PUB_KEY':
      return [key.y, key.p, key.g];
  }
}
