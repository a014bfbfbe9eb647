// Public keys between the forms that they come in: the HS_PUBKEY record of the wire (reference §1.6 "Key
// encoding"), Node's key objects, and PEM files. The national system adds `SM2_PUB_KEY`, int2 flags, then
// PEM as a counted string, and HS_PUBKEY values that are a PEM text and nothing else. Ed25519 is our own
// addition: key type `ED25519_PUB_KEY`, int2 flags, then the 32 bytes as a counted string.
import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  decodeKeyRecord,
  decodePublicKey,
  encodeKeyRecord,
  encodePublicKey,
  type DsaPublicKey,
  type RsaPublicKey,
} from '../../../wire/handle/handle.ts';
import { pemOf, sm2PublicKeyIn, sm2PublicPem } from '../sm/sm2-pem.ts';

export type VerificationKey =
  | { readonly algorithm: 'rsa' | 'dsa' | 'ed25519'; readonly key: KeyObject }
  /** `point` is uncompressed. */
  | { readonly algorithm: 'sm2'; readonly point: Uint8Array };

const ed25519Type = 'ED25519_PUB_KEY';
const ed25519Bytes = 32;
const sm2Type = 'SM2_PUB_KEY';
/** int2 flags and int4 length in front of an Ed25519 key, or of the PEM of an SM2 key. */
const countedOffset = 6;
const pemHead = '-----BEGIN PUBLIC KEY-----';

/** Weaker keys can be broken, larger ones would make a signature check the way to slow us down. */
const bitsMin = 1024;
const rsaBitsMax = 8192;
const dsaBitsMax = 3072;
/** Of RSA: nearly everybody has 65537, of 17 bits. */
const exponentBitsMax = 64;
const recordBytesMax = 4096;

/** The key of an HS_PUBKEY value; undefined for what is no key that we verify with. */
export function verificationKeyOf(record: Uint8Array): VerificationKey | undefined {
  if (record.length > recordBytesMax) return undefined;
  const bare = bareKeyOf(record);
  if (bare !== undefined) return verificationKeyOf(bare);
  try {
    return ed25519Of(record) ?? sm2Of(record) ?? numberKeyOf(record);
  } catch {
    return undefined; // numbers that make no key
  }
}

/** The HS_PUBKEY record of a public key in PEM; undefined unless it is RSA of 2048 to 8192 bits, Ed25519 or SM2. */
export function keyRecordOf(pem: string): Uint8Array | undefined {
  const point = sm2PublicKeyIn(pem);
  if (point !== undefined) return sm2Record(point);
  const key = publicKeyOf(pem);
  if (key?.asymmetricKeyType === 'ed25519') {
    const content = new Uint8Array(countedOffset + ed25519Bytes);
    content[countedOffset - 1] = ed25519Bytes;
    content.set(fromBase64Url(key.export({ format: 'jwk' }).x), countedOffset);
    return encodeKeyRecord({ keyType: ed25519Type, content });
  }
  if (key?.asymmetricKeyType !== 'rsa') return undefined;
  const { n, e } = key.export({ format: 'jwk' });
  const numbers = { exponent: signed(fromBase64Url(e)), modulus: signed(fromBase64Url(n)) };
  if (bitsOf(numbers.modulus) < 2 * bitsMin || !isSoundRsa(numbers)) return undefined;
  const trailing = new Uint8Array(4); // which Handle.Net leaves behind an RSA key
  return encodePublicKey({ keyType: 'RSA_PUB_KEY', flags: 0, ...numbers, trailing });
}

/**
 * Not by `KeyObject.equals`: for keys of two types it leaves an error behind in OpenSSL, which makes the next
 * call fail that has nothing to do with it.
 */
export function isSameKey(one: KeyObject, other: KeyObject): boolean {
  const form = { type: 'spki', format: 'der' } as const;
  return one.export(form).equals(other.export(form));
}

function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function ed25519Of(record: Uint8Array): VerificationKey | undefined {
  const decoded = decodeKeyRecord(record);
  if (!decoded.ok || decoded.value.keyType !== ed25519Type) return undefined;
  const { content } = decoded.value;
  if (content.length !== countedOffset + ed25519Bytes) return undefined;
  const x = toBase64Url(content.subarray(countedOffset));
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { algorithm: 'ed25519', key };
}

function sm2Record(point: Uint8Array): Uint8Array {
  const pem = Buffer.from(sm2PublicPem(point));
  const content = Buffer.concat([new Uint8Array(countedOffset), pem]);
  content.writeInt32BE(pem.length, 2);
  return encodeKeyRecord({ keyType: sm2Type, content });
}

/** The clients of the national system write PEM into the record, and also read the bytes that PEM stands for. */
function sm2Of(record: Uint8Array): VerificationKey | undefined {
  const decoded = decodeKeyRecord(record);
  if (!decoded.ok || decoded.value.keyType !== sm2Type) return undefined;
  const key = Buffer.from(decoded.value.content.subarray(countedOffset));
  const text = key.toString('latin1').trim();
  const pem = text.startsWith(pemHead) ? text : pemOf('PUBLIC KEY', key);
  const point = sm2PublicKeyIn(pem);
  return point && { algorithm: 'sm2', point };
}

/** The record of a key that stands as PEM alone, without a type in front. */
function bareKeyOf(value: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(value).toString('latin1').trim();
  return text.startsWith(pemHead) ? keyRecordOf(text) : undefined;
}

function numberKeyOf(record: Uint8Array): VerificationKey | undefined {
  const decoded = decodePublicKey(record);
  if (!decoded.ok) return undefined;
  if (decoded.value.keyType === 'RSA_PUB_KEY') return rsaOf(decoded.value);
  return decoded.value.keyType === 'DSA_PUB_KEY' ? dsaOf(decoded.value) : undefined;
}

type RsaNumbers = Pick<RsaPublicKey, 'modulus' | 'exponent'>;

/**
 * Whether numbers can be a key at all, and one that is used quickly. OpenSSL takes any for a key: with an even
 * modulus it fails at the first use, and with an exponent as long as the modulus a use takes 16 ms, not 0.1.
 */
export function isSoundRsa({ modulus, exponent }: RsaNumbers): boolean {
  const bits = bitsOf(modulus);
  const isOdd = (number: Uint8Array): boolean => (number.at(-1) ?? 0) % 2 === 1;
  if (bits < bitsMin || bits > rsaBitsMax || !isOdd(modulus) || !isOdd(exponent)) return false;
  return bitsOf(exponent) > 1 && bitsOf(exponent) <= exponentBitsMax;
}

function rsaOf({ modulus, exponent }: RsaPublicKey): VerificationKey | undefined {
  if (!isSoundRsa({ modulus, exponent })) return undefined;
  const numbers = { n: toBase64Url(unsigned(modulus)), e: toBase64Url(unsigned(exponent)) };
  return {
    algorithm: 'rsa',
    key: createPublicKey({ key: { kty: 'RSA', ...numbers }, format: 'jwk' }),
  };
}

/** 1.2.840.10040.4.1 */
const dsaIdentifier = Uint8Array.of(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01);
export const derTag = { integer: 0x02, bitString: 0x03, sequence: 0x30 } as const;

/** Node takes DSA keys only as the SubjectPublicKeyInfo of X.509 (RFC 3279 §2.3.2). */
function dsaOf({ p, q, g, y }: DsaPublicKey): VerificationKey | undefined {
  if (bitsOf(p) < bitsMin || bitsOf(p) > dsaBitsMax) return undefined;
  const integer = (number: Uint8Array): Uint8Array => der(derTag.integer, signed(number));
  const parameters = der(derTag.sequence, integer(p), integer(q), integer(g));
  const info = der(
    derTag.sequence,
    der(derTag.sequence, dsaIdentifier, parameters),
    der(derTag.bitString, Uint8Array.of(0), integer(y)),
  );
  const key = createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' });
  return { algorithm: 'dsa', key };
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...head), content]);
}

/** Without zero bytes in front. */
export function unsigned(number: Uint8Array): Uint8Array {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(1) : number.subarray(first);
}

/** As Java and DER write a positive number: a zero byte in front where the top bit is set. */
export function signed(number: Uint8Array): Uint8Array {
  const bare = unsigned(number);
  return (bare[0] ?? 0) < 0x80 ? bare : Uint8Array.of(0, ...bare);
}

function bitsOf(number: Uint8Array): number {
  const bare = unsigned(number);
  return bare.length * 8 - Math.clz32(bare[0] ?? 0) + 24;
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function fromBase64Url(text: string | undefined): Uint8Array {
  return Buffer.from(text ?? '', 'base64url');
}
