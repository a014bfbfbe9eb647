// Whether a signed response was made with the private part of a public key (reference §1.6, §8.14).
import { verify } from 'node:crypto';
import { decodeSignature } from '../../../wire/handle/handle.ts';
import { sm2Verify, sm3, usualSignerId, type Sm2Claim } from '../sm/sm2.ts';
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
/** As the clients of the national system name the hash of an SM2 signature. */
const sm2HashName = 'SM3';

export type Signed = {
  /** The nonce and the request digest. */
  readonly covered: Uint8Array;
  /** The handle that the signer names, as sent: a part of what SM2 hashes. */
  readonly signer: string;
};

/** `record` is the data of an HS_PUBKEY value, `covered` what was signed by one who gave no name. */
export function verifySignature(
  record: Uint8Array,
  signedResponse: Uint8Array,
  covered: Uint8Array,
): boolean {
  return verifySignatureOf(record, signedResponse, { covered, signer: '' });
}

export function verifySignatureOf(
  record: Uint8Array,
  signedResponse: Uint8Array,
  signed: Signed,
): boolean {
  const decoded = decodeSignature(signedResponse);
  const key = verificationKeyOf(record);
  if (!decoded.ok || key === undefined) return false;
  const { hashName, signature } = decoded.value;
  if (key.algorithm === 'sm2') {
    return hashName === sm2HashName && sm2Verify(signature, key.point, sm2Claims(signed));
  }
  const own = key.algorithm === 'ed25519';
  const hash = hashes.get(hashName);
  if (own ? hashName !== ed25519HashName : hash === undefined) return false;
  try {
    return verify(own ? null : hash, signed.covered, key.key, signature);
  } catch {
    return false; // a signature that is not even formed as one
  }
}

/**
 * What the client of the national system signs: the SM3 hash of what is covered, under its handle. And
 * what GB/T 32918.2 says, under the handle or under the identity that everybody has.
 */
function sm2Claims({ covered, signer }: Signed): readonly Sm2Claim[] {
  const named = Buffer.from(signer);
  return [
    { message: sm3(covered), signerId: named },
    { message: covered, signerId: named },
    { message: covered, signerId: usualSignerId },
  ];
}
