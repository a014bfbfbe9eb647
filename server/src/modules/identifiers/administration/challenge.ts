// The answer 402: a nonce and the digest of the request, to be signed (reference §1.6 step 1, §8.3).
import {
  answerVersion,
  digestAlgorithm,
  encodeMessage,
  makeEnvelope,
  opFlag,
  responseCode,
  type Message,
  type RequestDigest,
} from '../../../wire/handle/handle.ts';
import { answerFlags, expirationSeconds } from '../listeners/reply.ts';

export type ChallengeParts = {
  readonly sessionId: number;
  readonly nonce: Uint8Array;
  readonly digest: RequestDigest;
  readonly siteSerial: number;
  readonly nowMs: number;
};

const notOurs = opFlag.returnDigest | opFlag.mintNewSuffix | opFlag.overwriteWhenExists;

/** Protocol 2.0 sends the digest behind the nonce and does not set the flag for it. */
export function challengeTo({ envelope, header }: Message, parts: ChallengeParts): Uint8Array {
  const { sessionId, nonce, digest, siteSerial, nowMs } = parts;
  const flags = answerFlags(header.flags, true) & ~notOurs;
  const legacy = digest.algorithm === digestAlgorithm.md5Legacy;
  const { requestId } = envelope;
  return encodeMessage({
    envelope: makeEnvelope({ ...answerVersion(envelope), sessionId, requestId }),
    header: {
      op: header.op,
      responseCode: responseCode.authenticationNeeded,
      flags: (legacy ? flags : flags | opFlag.returnDigest) >>> 0,
      siteInfoSerial: siteSerial,
      recursionCount: header.recursionCount,
      expirationSeconds: expirationSeconds(nowMs),
    },
    digest,
    body: { kind: 'challenge', nonce },
  });
}
