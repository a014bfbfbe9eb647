// The answer to a decoded question, as bytes: version, ids and flags follow from the question
// (reference §1.2, §8.2, §8.5).
import { createHash } from 'node:crypto';
import { assert } from '../../../kernel/failure/assert.ts';
import {
  answerVersion,
  bytesOfText,
  contentOf,
  decodeEnvelope,
  decodeHeader,
  decodeValueBlock,
  digestAlgorithm,
  encodeMessage,
  hasFlag,
  headerAndBody,
  makeEnvelope,
  opFlag,
  responseCode,
  siteInfoSerialUnknown,
  type Body,
  type Envelope,
  type Message,
  type MessageFailure,
  type RequestDigest,
} from '../../../wire/handle/handle.ts';
import { everything, publicValues } from '../model/value-block.ts';

/** How long an answer may be of interest (reference §1.2). */
const answerLifeSeconds = 12 * 60 * 60;

export function expirationSeconds(nowMs: number): number {
  return Math.floor(nowMs / 1000) + answerLifeSeconds;
}

const notOurs = opFlag.certified | opFlag.encrypt | opFlag.continuous | opFlag.authoritative;

/** The question's flags without what the answer does not have, and `recursive`, which Handle.Net always sets. */
export function answerFlags(asked: number, authoritative: boolean): number {
  const kept = (asked & ~notOurs) | opFlag.recursive;
  return (authoritative ? kept | opFlag.authoritative : kept) >>> 0;
}

export type ReplyParts = {
  readonly code: number;
  readonly body: Body;
  readonly authoritative: boolean;
  readonly siteInfoSerial: number;
  readonly nowMs: number;
  /** 0 where there is no session. */
  readonly sessionId?: number;
  /** More parts of this answer follow. */
  readonly continued?: boolean;
  /** Bytes behind the last field of the body. */
  readonly bodyTrailing?: Uint8Array;
};

/** `raw` are the bytes of the question, for the digest that it may have asked for. */
export function replyTo(question: Message, raw: Uint8Array, parts: ReplyParts): Uint8Array {
  const { header, envelope } = question;
  const digest = hasFlag(header.flags, 'returnDigest') ? digestOf(raw, envelope) : undefined;
  const flags = answerFlags(header.flags, parts.authoritative);
  return encodeMessage({
    envelope: makeEnvelope({
      ...answerVersion(envelope),
      sessionId: parts.sessionId ?? 0,
      requestId: envelope.requestId,
    }),
    header: {
      op: header.op,
      responseCode: parts.code,
      flags: parts.continued === true ? (flags | opFlag.continuous) >>> 0 : flags,
      siteInfoSerial: parts.siteInfoSerial,
      recursionCount: header.recursionCount,
      expirationSeconds: expirationSeconds(parts.nowMs),
    },
    ...(digest === undefined ? {} : { digest }),
    body: parts.body,
    ...(parts.bodyTrailing === undefined ? {} : { bodyTrailing: parts.bodyTrailing }),
  });
}

/**
 * In place of an answer that cannot be sent: its ids and flags, another code and words, nothing else.
 * `truncated` tells a client that the same question is answered over TCP.
 */
export function insteadOf(
  answer: Uint8Array,
  { code, message, truncated = false }: { code: number; message: string; truncated?: boolean },
): Uint8Array {
  const envelope = decodeEnvelope(answer);
  const header = decodeHeader(contentOf(answer));
  assert(envelope.ok && header.ok, 'an answer of our own that cannot be read');
  const { flags } = header.value;
  const kept = flags & ~(opFlag.returnDigest | opFlag.continuous);
  return encodeMessage({
    envelope: { ...envelope.value, truncated },
    header: { ...header.value, responseCode: code, flags: kept >>> 0 },
    body: { kind: 'error', message },
  });
}

/** The body of a resolve answer around values that are encoded already. */
export function resolvedBody(handle: string, block: Uint8Array): Body {
  const name = bytesOfText(handle);
  const bytes = new Uint8Array(4 + name.length + block.length);
  new DataView(bytes.buffer).setInt32(0, name.length);
  bytes.set(name, 4);
  bytes.set(block, 4 + name.length);
  return { kind: 'raw', bytes };
}

/** Where to ask instead, by the site values of a delegated prefix. */
export function referralBody(block: Uint8Array): Body {
  const values = decodeValueBlock(publicValues(block, everything));
  return { kind: 'referral', handle: '', values: values.ok ? values.value : [] };
}

export const noMessage: Body = { kind: 'error', message: '' };

/**
 * The answer to what could not be decoded: a protocol error under the ids where they could be read,
 * otherwise what Handle.Net says, op 0 and request id -1 in version 2.3. Undefined for a broken answer.
 */
export function refusalOf(failure: MessageFailure, nowMs: number): Uint8Array | undefined {
  const { header, envelope } = failure;
  if (header !== undefined && header.responseCode !== 0) return undefined;
  const known = header !== undefined && envelope !== undefined;
  const ids = known
    ? { ...answerVersion(envelope), requestId: envelope.requestId }
    : { major: 2, minor: 3, requestId: -1 };
  return encodeMessage({
    envelope: makeEnvelope(ids),
    header: {
      op: known ? header.op : 0,
      responseCode: known ? responseCode.protocolError : responseCode.error,
      flags: 0,
      siteInfoSerial: siteInfoSerialUnknown,
      recursionCount: 0,
      expirationSeconds: expirationSeconds(nowMs),
    },
    body: { kind: 'error', message: `malformed message: ${failure.reason} at byte ${failure.at}` },
  });
}

/** The digest of a request in the form of the answer's protocol version (reference §8.3). */
export function digestOf(raw: Uint8Array, envelope: Envelope): RequestDigest {
  const { major, minor } = answerVersion(envelope);
  const covered = headerAndBody(contentOf(raw));
  const digest = (algorithm: number, name: string): RequestDigest => ({
    algorithm,
    bytes: createHash(name).update(covered).digest(),
  });
  if (major > 2 || minor >= 7) return digest(digestAlgorithm.sha256, 'sha256');
  if (minor >= 1) return digest(digestAlgorithm.sha1, 'sha1');
  return digest(digestAlgorithm.md5Legacy, 'md5');
}
