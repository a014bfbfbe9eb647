// Private-key files of Handle.Net, decrypted: as public keys but without flags (reference §8.15). They are never sent; they
// are read when someone brings the key that their present server gave them.

import type { Decoded } from '../outcome.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

export type RsaPrivateKey = {
  readonly keyType: 'RSA_PRIVCRT_KEY';
  readonly modulus: Uint8Array;
  readonly publicExponent: Uint8Array;
  readonly privateExponent: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly exponentP: Uint8Array;
  readonly exponentQ: Uint8Array;
  readonly coefficient: Uint8Array;
};

export type DsaPrivateKey = {
  readonly keyType: 'DSA_PRIV_KEY';
  readonly x: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly g: Uint8Array;
};

export type PrivateKey = RsaPrivateKey | DsaPrivateKey;

/** Fails with `unknown-format` on a key type other than RSA and DSA. */
export function decodePrivateKey(bytes: Uint8Array): Decoded<PrivateKey> {
  const reader = new Reader(bytes);
  const keyType = reader.text();
  const number = (): Uint8Array => reader.counted();
  if (keyType === 'DSA_PRIV_KEY')
    return reader.whole({ keyType, x: number(), p: number(), q: number(), g: number() });
  if (keyType !== 'RSA_PRIVCRT_KEY') reader.fail('unknown-format', 0);
  return reader.whole({
    keyType: 'RSA_PRIVCRT_KEY',
    modulus: number(),
    publicExponent: number(),
    privateExponent: number(),
    p: number(),
    q: number(),
    exponentP: number(),
    exponentQ: number(),
    coefficient: number(),
  });
}

export function encodePrivateKey(key: PrivateKey): Uint8Array {
  const writer = new Writer(2048);
  writer.text(key.keyType);
  for (const number of numbersOf(key)) writer.counted(number);
  return writer.finish();
}

function numbersOf(key: PrivateKey): readonly Uint8Array[] {
  if (key.keyType === 'DSA_PRIV_KEY') return [key.x, key.p, key.q, key.g];
  const { modulus, publicExponent, privateExponent, p, q, exponentP, exponentQ, coefficient } = key;
  return [modulus, publicExponent, privateExponent, p, q, exponentP, exponentQ, coefficient];
}
