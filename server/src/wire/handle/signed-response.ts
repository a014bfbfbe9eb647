// What the answer to a challenge holds (reference §1.6): for a public key the hash name and the signature, for a secret key
// the MAC and how it was derived. Both cover the nonce followed by the request digest.

import type { Decoded } from './outcome.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const authenticationType = { publicKey: 'HS_PUBKEY', secretKey: 'HS_SECKEY' } as const;

/** `md5`, `sha1` and `sha256` hash key, nonce, digest, key; the others are HMACs, the last under a derived key. */
export const macAlgorithm = {
  md5: 0x01,
  sha1: 0x02,
  sha256: 0x03,
  hmacSha1: 0x12,
  hmacSha256: 0x13,
  pbkdf2HmacSha1: 0x22,
} as const;

export type Signature = {
  /** As sent: `SHA1`, `SHA-1`, `SHA-256`, `SHA256`, `MD5`, `SM3` … */
  readonly hashName: string;
  readonly signature: Uint8Array;
};

export type Mac = {
  /** See `macAlgorithm`. */
  readonly algorithm: number;
  readonly mac: Uint8Array;
  /** Only under a derived key. The verifier must bound the rounds, the peer chose them. */
  readonly derivation?: {
    readonly salt: Uint8Array;
    readonly rounds: number;
    readonly keyBits: number;
  };
};

export function decodeSignature(bytes: Uint8Array): Decoded<Signature> {
  const reader = new Reader(bytes);
  return reader.whole({ hashName: reader.text(), signature: reader.counted() });
}

export function encodeSignature(signature: Signature): Uint8Array {
  const writer = new Writer(32 + signature.signature.length);
  writer.text(signature.hashName);
  writer.counted(signature.signature);
  return writer.finish();
}

/** Before protocol 2.1 the answer is a bare MD5 without an algorithm byte, and nothing to decode. */
export function decodeMac(bytes: Uint8Array): Decoded<Mac> {
  const reader = new Reader(bytes);
  const algorithm = reader.int1();
  if (algorithm !== macAlgorithm.pbkdf2HmacSha1)
    return reader.whole({ algorithm, mac: reader.rest() });
  const derivation = { salt: reader.counted(), rounds: reader.int4(), keyBits: reader.int4() };
  return reader.whole({ algorithm, mac: reader.counted(), derivation });
}

export function encodeMac(mac: Mac): Uint8Array {
  const writer = new Writer(64);
  writer.int1(mac.algorithm);
  if (mac.derivation === undefined) {
    writer.bytes(mac.mac);
    return writer.finish();
  }
  writer.counted(mac.derivation.salt);
  writer.int4(mac.derivation.rounds);
  writer.int4(mac.derivation.keyBits);
  writer.counted(mac.mac);
  return writer.finish();
}
