// The digest of a request that its answer carries (reference §1.5): one byte for the algorithm, then the raw digest without
// a length. It covers the header and the body of the request, never its envelope or its credential.

import { int4At, viewOf } from './bytes.ts';
import { headerBytes } from './header.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** `md5Legacy` is the algorithm byte of protocol 2.0. */
export const digestAlgorithm = { md5Legacy: 0, md5: 1, sha1: 2, sha256: 3 } as const;

const digestLengths: readonly number[] = [16, 16, 20, 32];

export type RequestDigest = {
  /** See `digestAlgorithm`. */
  readonly algorithm: number;
  readonly bytes: Uint8Array;
};

export function readDigest(reader: Reader): RequestDigest {
  const at = reader.at;
  const algorithm = reader.int1();
  const length = digestLengths[algorithm];
  if (length === undefined) reader.fail('unknown-digest-algorithm', at);
  return { algorithm, bytes: reader.bytes(length ?? 0) };
}

export function writeDigest(writer: Writer, digest: RequestDigest): void {
  writer.int1(digest.algorithm);
  writer.bytes(digest.bytes);
}

/**
 * The header and body of a message's content (the bytes behind the envelope): what a digest, a challenge and a credential
 * cover. A view; empty if the content is shorter than it says.
 */
export function headerAndBody(content: Uint8Array): Uint8Array {
  const end = headerBytes + int4At(content, headerBytes - 4);
  return viewOf(
    content,
    0,
    content.length < headerBytes || end < headerBytes || end > content.length ? 0 : end,
  );
}
