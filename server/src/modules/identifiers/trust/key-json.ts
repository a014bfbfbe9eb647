// Public keys as certificates carry them, and the short name by which a trust root is pinned: the SHA-256
// thumbprint of RFC 7638.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { keyJson, toBase64Url, type KeyJson } from '../../../wire/handle/handle.ts';
import { isSoundRsa, verificationKeyOf } from '../administration/key-records.ts';

/** Keys that sign for others are not weaker than this; larger ones would make verifying a way to slow us down. */
const rsaBitsMin = 2_048;
const rsaBitsMax = 8_192;

/** Undefined for a key that is neither RSA nor Ed25519. */
export function keyJsonOf(key: KeyObject): KeyJson | undefined {
  const { asymmetricKeyType } = key;
  if (asymmetricKeyType !== 'rsa' && asymmetricKeyType !== 'ed25519') return undefined;
  return keyJson(key.export({ format: 'jwk' }));
}

/** Of an HS_PUBKEY record, as an HS_SITE carries it too. */
export function keyJsonOfRecord(record: Uint8Array): KeyJson | undefined {
  const known = verificationKeyOf(record);
  return known !== undefined && 'key' in known ? keyJsonOf(known.key) : undefined;
}

/** Undefined for numbers that make no key, and for weak or huge ones. */
export function publicKeyOf(json: KeyJson): KeyObject | undefined {
  if (json.kty === 'RSA') {
    const [modulus, exponent] = [
      Buffer.from(json.n, 'base64url'),
      Buffer.from(json.e, 'base64url'),
    ];
    if (!isSoundRsa({ modulus, exponent })) return undefined;
  }
  try {
    const key = createPublicKey({ key: json, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? rsaBitsMin;
    return bits >= rsaBitsMin && bits <= rsaBitsMax ? key : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7638 §3: the required members in the order of their names, without spaces. */
export function thumbprintOf(json: KeyJson): string {
  const members =
    json.kty === 'RSA'
      ? { e: json.e, kty: json.kty, n: json.n }
      : { crv: json.crv, kty: json.kty, x: json.x };
  return toBase64Url(createHash('sha256').update(JSON.stringify(members)).digest());
}
