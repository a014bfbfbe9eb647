// The digests by which an HS_SIGNATURE value speaks of the values of its record. Digested is the encoded value from its
// ninth byte on: kind and span of the time to live, permissions, type, data and references. The index stands beside the
// digest, and the timestamp is not covered: as Handle.Net does it (read in the Java SDK of the national system, which is
// built on Handle.Net's sources). So a changed time to live is noticed, a changed timestamp is not.
import { encodeValue, valuePermission, type HandleValue } from '../handle-value.ts';
import { valueType } from '../values/value-types.ts';
import { toBase64 } from './base64.ts';
import type { ValueDigest } from './claims.ts';

/** int4 index and int4 timestamp. */
const digestOffset = 8;

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** The bytes of a value that are digested. */
export function digestedBytes(value: HandleValue): Uint8Array {
  return encodeValue(value).subarray(digestOffset);
}

/** The values of a record that its signature must speak of: public ones that are not signatures themselves. */
export function valuesToSign(values: readonly HandleValue[]): HandleValue[] {
  return values.filter(
    ({ type, permissions }) =>
      type !== valueType.signature && (permissions & valuePermission.publicRead) !== 0,
  );
}

export function digestsOf(values: readonly HandleValue[], sha256: Sha256): ValueDigest[] {
  return values.map((value) => ({
    index: value.index,
    digest: toBase64(sha256(digestedBytes(value))),
  }));
}

/** How values differ from what was signed, as indexes. */
export type DigestComparison = {
  readonly right: readonly number[];
  readonly changed: readonly number[];
  /** There, but not signed. */
  readonly added: readonly number[];
  /** Signed, but not there. */
  readonly removed: readonly number[];
};

export function compareDigests(
  signed: readonly ValueDigest[],
  found: readonly ValueDigest[],
): DigestComparison {
  const byIndex = new Map(signed.map(({ index, digest }) => [index, digest]));
  const there = new Set(found.map(({ index }) => index));
  const indexes = (fits: (one: ValueDigest) => boolean): number[] =>
    found.filter(fits).map(({ index }) => index);
  return {
    right: indexes(({ index, digest }) => byIndex.get(index) === digest),
    changed: indexes(({ index, digest }) => (byIndex.get(index) ?? digest) !== digest),
    added: indexes(({ index }) => !byIndex.has(index)),
    removed: signed.filter(({ index }) => !there.has(index)).map(({ index }) => index),
  };
}
