// The fields of a Handle login as the answer to a challenge of the wire: what is signed with which algorithm
// (reference §1.6, §1.9). The wire says the algorithm in front, the header beside.
import {
  authenticationType,
  encodeMac,
  encodeSignature,
  macAlgorithm,
} from '../../../wire/handle/handle.ts';
import { restFailures } from './failures.ts';

/** `alg` and `signature`, and for a derived key `salt`, `iterations` and `length`. */
export type SignedFields = (name: string) => string | undefined;

/** The signed response of an answer. Fails with `handle-api.bad-login`. */
export function signedResponseOf(authType: string, field: SignedFields): Uint8Array {
  const name = plain(field('alg') ?? '');
  const signature = bytesIn(field, 'signature');
  if (authType === authenticationType.secretKey) return macOf(name, signature, field);
  if (authType === authenticationType.publicKey) {
    return encodeSignature({ hashName: hashNames.get(name) ?? field('alg') ?? '', signature });
  }
  throw badLogin('type', 'HS_PUBKEY / HS_SECKEY');
}

export function bytesIn(field: SignedFields, name: string): Uint8Array {
  const text = field(name) ?? '';
  if (text !== '' && text.length <= textMax && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) {
    return Buffer.from(text, 'base64');
  }
  throw badLogin(name, 'base64');
}

const textMax = 16_384;

/** Names as clients write them, without case and punctuation. */
const hashNames: ReadonlyMap<string, string> = new Map([
  ['MD5', 'MD5'],
  ['SHA', 'SHA1'],
  ['SHA1', 'SHA1'],
  ['SHA2', 'SHA-256'],
  ['SHA256', 'SHA-256'],
]);
const macs: ReadonlyMap<string, number> = new Map([
  ['MD5', macAlgorithm.md5],
  ['SHA', macAlgorithm.sha1],
  ['SHA1', macAlgorithm.sha1],
  ['SHA2', macAlgorithm.sha256],
  ['SHA256', macAlgorithm.sha256],
  ['HMACSHA1', macAlgorithm.hmacSha1],
  ['HMACSHA256', macAlgorithm.hmacSha256],
  ['PBKDF2HMACSHA1', macAlgorithm.pbkdf2HmacSha1],
  ['PBKDF2WITHHMACSHA1', macAlgorithm.pbkdf2HmacSha1],
]);

function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
}

function macOf(name: string, mac: Uint8Array, field: SignedFields): Uint8Array {
  const algorithm = macs.get(name);
  if (algorithm === undefined) throw badLogin('alg', [...macs.keys()].join(', '));
  const isDerived = algorithm === macAlgorithm.pbkdf2HmacSha1;
  if (!isDerived || field('salt') === undefined) {
    return Buffer.concat([Uint8Array.of(algorithm), mac]); // a derived one tells its derivation itself
  }
  const derivation = {
    salt: bytesIn(field, 'salt'),
    rounds: wholeIn(field, 'iterations'),
    keyBits: wholeIn(field, 'length'),
  };
  return encodeMac({ algorithm, mac, derivation });
}

function wholeIn(field: SignedFields, name: string): number {
  const text = field(name) ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badLogin(name, '1–999999999');
}

function badLogin(name: string, form: string) {
  const reason = {
    en: `the field ${name} must be given as ${form}`,
    zh: `字段 ${name} 须为 ${form}`,
  };
  return restFailures['bad-login']({ reason });
}
