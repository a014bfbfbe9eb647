// HS_CERT values: a parent says which key a prefix signs with, for how long, and for what (reference §1.7).
// They stand in the naming record of that prefix, which the parent holds.
import type { KeyObject } from 'node:crypto';
import {
  certificateClaims,
  parseJws,
  prefixHandle,
  valueType,
  type CertificateClaims,
  type HandleValue,
  type JsonWebSignature,
  type KeyJson,
  type TrustPermission,
} from '../../../wire/handle/handle.ts';
import { publicValue } from '../authority/new-values.ts';
import { rootPrefix } from '../model/question.ts';
import { thumbprintOf } from './key-json.ts';
import { isSlot, signerOf } from './key-slots.ts';
import { signedNow } from './statements.ts';

/** A key of a prefix, and the index at which its certificate stands. */
export type SlottedKey = { readonly slot: number; readonly json: KeyJson };

export type Issuer = { readonly signer: string; readonly privateKey: KeyObject };

export type Certificate = {
  readonly claims: CertificateClaims;
  readonly statement: JsonWebSignature;
  readonly data: Uint8Array;
};

/** As naming records: a resolver must hear of new keys soon. */
export const certificateTtlSeconds = 3_600;
const earlySeconds = 300;

/** The certificate in a value's data; undefined where there is none that we read. */
export function certificateIn(data: Uint8Array): Certificate | undefined {
  const parsed = parseJws(data);
  const claims = parsed.ok ? certificateClaims(parsed.value.claims) : undefined;
  return parsed.ok && claims !== undefined ? { claims, statement: parsed.value, data } : undefined;
}

/** All that a node does: the handles under its prefix, the prefixes derived from it, and its own naming record. */
export function permissionsOf(prefix: string): TrustPermission[] {
  if (prefix === rootPrefix) return [{ perm: 'everything' }];
  const handle = prefixHandle(prefix);
  return [
    { perm: 'handlesUnderThisPrefix', handle },
    { perm: 'derivedPrefixes', handle },
    { perm: 'thisHandle', handle },
  ];
}

export type IssueOptions = {
  /** Canonical, of the keys' owner. */
  readonly prefix: string;
  readonly issuer: Issuer;
  readonly nowMs: number;
  readonly lifeMs: number;
};

/** The certificates for just these keys: good ones are kept, the others are made anew. */
export function certificatesFor(
  keys: readonly SlottedKey[],
  old: readonly HandleValue[],
  options: IssueOptions,
): HandleValue[] {
  return keys.map((key) => {
    const known = old.find(({ index }) => index === key.slot);
    return known !== undefined && isGood(known, key, options) ? known : issued(key, options);
  });
}

/** The certificates that a parent keeps in a naming record, those of administrators excepted. */
export function isKept({ index, type }: HandleValue): boolean {
  return isSlot(index) && type === valueType.certificate;
}

/** The keys that the certificates of a naming record are for. */
export function keysIn(values: readonly HandleValue[]): SlottedKey[] {
  return values.filter(isKept).flatMap(({ index, data }) => {
    const certificate = certificateIn(data);
    return certificate === undefined ? [] : [{ slot: index, json: certificate.claims.publicKey }];
  });
}

/** With more than half of its life before it, for this key and by the key that signs today. */
function isGood(value: HandleValue, key: SlottedKey, options: IssueOptions): boolean {
  const claims = certificateIn(value.data)?.claims;
  if (claims === undefined || claims.iss !== options.issuer.signer) return false;
  if (thumbprintOf(claims.publicKey) !== thumbprintOf(key.json)) return false;
  const leftMs = claims.exp * 1000 - options.nowMs;
  return leftMs > options.lifeMs / 2 && leftMs <= options.lifeMs;
}

function issued({ slot, json }: SlottedKey, options: IssueOptions): HandleValue {
  const { prefix, issuer, nowMs, lifeMs } = options;
  const iat = Math.floor(nowMs / 1000);
  const claims = {
    iss: issuer.signer,
    sub: signerOf(slot, prefix),
    iat,
    nbf: iat - earlySeconds,
    exp: iat + Math.floor(lifeMs / 1000),
    chain: [issuer.signer],
    perms: permissionsOf(prefix),
    publicKey: json,
  };
  const data = signedNow(claims, issuer.privateKey);
  const common = { index: slot, type: valueType.certificate, data, nowMs };
  return publicValue({ ...common, ttlSeconds: certificateTtlSeconds });
}
