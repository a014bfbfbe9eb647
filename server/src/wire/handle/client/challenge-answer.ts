// A client's answer to a challenge, op 200 (reference §1.6 step 2). The proof is made by a function that is
// handed in; what it signs is checked first: a server that sends the digest of another request wants a
// signature under something that the client never asked for.

import type { RequestDigest } from '../digest.ts';
import { digestAlgorithm, headerAndBody } from '../digest.ts';
import { opCode, responseCode } from '../codes.ts';
import { contentOf, type Message } from '../message.ts';
import { encodeRequest, type RequestOptions } from './requests.ts';

/** Who a client says that it is, and how it proves it. */
export type Prover = {
  readonly handle: string;
  readonly index: number;
  /** See `authenticationType`. */
  readonly authType: string;
  /** The signed response over nonce and request digest: see `encodeSignature` and `encodeMac`. */
  readonly prove: (covered: Uint8Array) => Uint8Array;
};

/** A digest by the name that Web Crypto, OpenSSL and Node give it: `md5`, `sha1`, `sha256`. */
export type Digests = (name: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array) => Uint8Array;

export type ChallengeAnswerOutcome =
  | { readonly ok: true; readonly message: Uint8Array }
  | { readonly ok: false; readonly reason: 'no-challenge' | 'digest-of-another-request' };

/** `request` is the message as it was sent; inside a session, before it was sealed, with the session's flags. */
export function answerChallenge(
  { request, challenge }: { request: Uint8Array; challenge: Message },
  { prover, digests }: { prover: Prover; digests: Digests },
  options: RequestOptions,
): ChallengeAnswerOutcome {
  const { body, digest, envelope, header } = challenge;
  const asked = header.responseCode === responseCode.authenticationNeeded;
  if (!asked || body.kind !== 'challenge' || digest === undefined) {
    return { ok: false, reason: 'no-challenge' };
  }
  if (!isDigestOf(digest, request, digests)) {
    return { ok: false, reason: 'digest-of-another-request' };
  }
  const covered = new Uint8Array(body.nonce.length + digest.bytes.length);
  covered.set(body.nonce);
  covered.set(digest.bytes, body.nonce.length);
  const { handle, index, authType, prove } = prover;
  const signedResponse = prove(covered);
  const answer = { userHandle: handle, userIndex: index, authType, signedResponse };
  const message = encodeRequest(
    { op: opCode.challengeAnswer, body: { kind: 'challenge-answer', ...answer } },
    { ...options, envelope: { ...options.envelope, sessionId: envelope.sessionId } },
  );
  return { ok: true, message };
}

const digestNames: Readonly<Record<number, Parameters<Digests>[0]>> = {
  [digestAlgorithm.md5Legacy]: 'md5',
  [digestAlgorithm.md5]: 'md5',
  [digestAlgorithm.sha1]: 'sha1',
  [digestAlgorithm.sha256]: 'sha256',
};

/** Whether an answer's digest is that of the request given, as the client sent it. */
export function isDigestOf(
  { algorithm, bytes }: RequestDigest,
  request: Uint8Array,
  digests: Digests,
): boolean {
  const name = digestNames[algorithm];
  if (name === undefined) return false;
  const own = digests(name, headerAndBody(contentOf(request)));
  return own.length === bytes.length && own.every((byte, at) => byte === bytes[at]);
}
