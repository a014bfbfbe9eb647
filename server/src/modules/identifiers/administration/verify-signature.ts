// Whether a signed response was made with the private part of a public key (reference §1.6, §8.14).
import { verify } from 'node:crypto';
import { decodeSignature } from '../../../wire/handle/handle.ts';
import { verificationKeyOf } from './key-records.ts';

/** As Handle.Net takes them: other spellings are refused. */
const hashes = new Map([
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA-1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA-256', 'sha256'],
]);

/** Ed25519 hashes by itself, so its name stands where the hash name does; our addition. */
const ed25519HashName = 'Ed25519';

/** `record` is the data of an HS_PUBKEY value, `covered` the nonce and the request digest. */
export function verifySignature(
  record: Uint8Array,
  signedResponse: Uint8Array,
  covered: Uint8Array,
): boolean {
  const decoded = decodeSignature(signedResponse);
  const key = verificationKeyOf(record);
  if (!decoded.ok || key === undefined) return false;
  const { hashName, signature } = decoded.value;
  const own = key.algorithm === 'ed25519';
  const hash = hashes.get(hashName);
  if (own ? hashName !== ed25519HashName : hash === undefined) return false;
  try {
    return verify(own ? null : hash, covered, key.key, signature);
  } catch {
    return false; // a signature that is not even formed as one
  }
}
