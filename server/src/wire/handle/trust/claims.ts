// What HS_SIGNATURE and HS_CERT say (reference §1.7): who says it of whom and for how long, the digests of a record's
// values, or a key and what it may sign. Times are whole seconds since 1970. Handle.Net lets times be absent; a statement
// without an end cannot be taken back, so that here `iat` and `exp` must be there.
import type { Reference } from '../handle-value.ts';
import { isObject, type JsonObject } from './strict-json.ts';
import { isPermissionWord, type TrustPermission } from './permissions.ts';

type CommonClaims = {
  /** The signer as `index:handle`. */
  readonly iss: string;
  /** The handle of a signed record; of a certificate the owner of the key, as `index:handle`. */
  readonly sub: string;
  readonly iat: number;
  readonly nbf?: number;
  readonly exp: number;
  /** Where certificates stand: first that of the signer, then that of its signer, and so on. May be empty. */
  readonly chain?: readonly string[];
};

export type ValueDigest = {
  readonly index: number;
  /** Base64, padded. */ readonly digest: string;
};

export type SignatureClaims = CommonClaims & {
  readonly digests: { readonly alg: 'SHA-256'; readonly digests: readonly ValueDigest[] };
};

/** A public key as JSON (RFC 7517, RFC 8037). */
export type KeyJson =
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

export type CertificateClaims = CommonClaims & {
  readonly publicKey: KeyJson;
  readonly perms: readonly TrustPermission[];
};

const chainMax = 16;
const digestsMax = 2_048;
const permsMax = 64;
const textMax = 2_100;
/** Of an RSA modulus of 8,192 bits. */
const keyTextMax = 1_366;

/** Undefined for claims that are not those of an HS_SIGNATURE value. */
export function signatureClaims(claims: JsonObject): SignatureClaims | undefined {
  const common = commonClaims(claims);
  const { digests } = claims;
  if (common === undefined || !isObject(digests) || digests['alg'] !== 'SHA-256') return undefined;
  const list = listOf(digests['digests'], digestsMax, valueDigest);
  if (list === undefined || new Set(list.map(({ index }) => index)).size < list.length) {
    return undefined;
  }
  return { ...common, digests: { alg: 'SHA-256', digests: list } };
}

/** Undefined for claims that are not those of an HS_CERT value. */
export function certificateClaims(claims: JsonObject): CertificateClaims | undefined {
  const common = commonClaims(claims);
  const publicKey = keyJson(claims['publicKey']);
  const perms = listOf(claims['perms'], permsMax, permission);
  if (common === undefined || publicKey === undefined || perms === undefined) return undefined;
  return { ...common, publicKey, perms };
}

/** `410:0.NA/88.118` in parts; undefined for other texts. */
export function referenceOf(text: string): Reference | undefined {
  const [, index = '', handle = ''] = /^(\d{1,10}):([^/]+\/.*)$/s.exec(text) ?? [];
  const number = Number(index);
  return handle === '' || number > 0x7fffffff ? undefined : { handle, index: number };
}

export function referenceText({ index, handle }: Reference): string {
  return `${index}:${handle}`;
}

export function keyJson(value: unknown): KeyJson | undefined {
  if (!isObject(value)) return undefined;
  const { kty, n, e, crv, x } = value;
  if (kty === 'RSA' && isText(n, keyTextMax) && isText(e, 8)) return { kty, n, e };
  if (kty === 'OKP' && crv === 'Ed25519' && isText(x, 43)) return { kty, crv, x };
  return undefined;
}

function commonClaims(claims: JsonObject): CommonClaims | undefined {
  const { iss, sub, iat, nbf, exp, chain } = claims;
  if (!isText(iss, textMax) || !isText(sub, textMax)) return undefined;
  if (!isTime(iat) || !isTime(exp) || (nbf !== undefined && !isTime(nbf))) return undefined;
  const links = chain === undefined ? undefined : listOf(chain, chainMax, textOnly);
  if (chain !== undefined && links === undefined) return undefined;
  const optional = {
    ...(nbf === undefined ? {} : { nbf }),
    ...(links === undefined ? {} : { chain: links }),
  };
  return { iss, sub, iat, exp, ...optional };
}

/** A list whose every element is right, or undefined. */
function listOf<T>(
  value: unknown,
  countMax: number,
  of: (element: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value) || value.length > countMax) return undefined;
  const list: T[] = [];
  for (const element of value) {
    const one = of(element);
    if (one === undefined) return undefined;
    list.push(one);
  }
  return list;
}

function valueDigest(element: unknown): ValueDigest | undefined {
  if (!isObject(element)) return undefined;
  const { index, digest } = element;
  if (!Number.isInteger(index) || !isText(digest, 44)) return undefined;
  return { index: index as number, digest };
}

function permission(element: unknown): TrustPermission | undefined {
  if (!isObject(element)) return undefined;
  const { perm, handle } = element;
  if (!isPermissionWord(perm)) return undefined;
  if (perm === 'everything') return { perm };
  return isText(handle, textMax) ? { perm, handle } : undefined;
}

function textOnly(element: unknown): string | undefined {
  return isText(element, textMax) ? element : undefined;
}

function isText(value: unknown, charactersMax: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= charactersMax;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
