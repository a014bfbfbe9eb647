// SM2 keys in the containers that tools write: X.509 SubjectPublicKeyInfo and PKCS #8, in PEM
// (RFC 5480, RFC 5958; GB/T 35276 names the curve). Node loads them and then can do nothing with them.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { sm2Point } from './sm2.ts';

/** id-ecPublicKey on the curve 1.2.156.10197.1.301. */
const algorithm = Buffer.from('301306072a8648ce3d020106082a811ccf5501822d', 'hex');
/** ECPrivateKey: version 1, then 32 bytes. */
const privateKeyHead = Buffer.from('0201010420', 'hex');
const privateBytes = 32;
const compressedBytes = 33;
const uncompressedBytes = 65;

/** The uncompressed point of a public key in PEM; undefined for any other text. */
export function sm2PublicKeyIn(pem: string): Uint8Array | undefined {
  const info = derOf(() => createPublicKey(pem).export({ format: 'der', type: 'spki' }));
  if (info === undefined || info.indexOf(algorithm) !== 2) return undefined;
  const rest = info.subarray(2 + algorithm.length);
  // BIT STRING: tag, length, no unused bits, point
  const point = rest.subarray(3);
  if (rest[0] !== 3 || rest[1] !== point.length + 1 || rest[2] !== 0) return undefined;
  return [compressedBytes, uncompressedBytes].includes(point.length) ? sm2Point(point) : undefined;
}

/** The 32 bytes of a private key in PEM; undefined for any other text. */
export function sm2PrivateKeyIn(pem: string): Uint8Array | undefined {
  const info = derOf(() => createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' }));
  const from = info?.indexOf(algorithm) ?? -1;
  if (info === undefined || from < 0) return undefined;
  const head = info.indexOf(privateKeyHead, from);
  const key = info.subarray(head + privateKeyHead.length).subarray(0, privateBytes);
  return head > 0 && key.length === privateBytes ? key : undefined;
}

/** The public key in PEM, as the clients of the national system carry it. */
export function sm2PublicPem(point: Uint8Array): string {
  const bits = Buffer.concat([Uint8Array.of(3, point.length + 1, 0), point]);
  const content = Buffer.concat([algorithm, bits]);
  return pemOf('PUBLIC KEY', Buffer.concat([Uint8Array.of(0x30, content.length), content]));
}

/** The private key in PEM, without the public one. */
export function sm2PrivatePem(key: Uint8Array): string {
  const inner = Buffer.concat([Uint8Array.of(0x30, 5 + key.length), privateKeyHead, key]);
  const octets = Buffer.concat([Uint8Array.of(4, inner.length), inner]);
  const content = Buffer.concat([Uint8Array.of(2, 1, 0), algorithm, octets]);
  return pemOf('PRIVATE KEY', Buffer.concat([Uint8Array.of(0x30, content.length), content]));
}

/** RFC 7468; `what` as in `PUBLIC KEY`. */
export function pemOf(what: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${what}-----\n${lines.join('\n')}\n-----END ${what}-----\n`;
}

function derOf(load: () => Buffer): Buffer | undefined {
  try {
    return load();
  } catch {
    return undefined;
  }
}
