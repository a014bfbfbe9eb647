// A whole message: envelope, then the content, which is header, request digest, body and credential (reference §1). What
// decodes is encoded to the same bytes again, except reserved bytes, which are written as zero. Encryption lies between
// envelope and content: for an encrypted message decode the envelope, decrypt, and decode the content.

import type { Body } from './body.ts';
import { bodyKind, readBody, writeBody } from './body.ts';
import { viewOf } from './bytes.ts';
import type { Credential } from './credential.ts';
import { readCredential, writeCredential } from './credential.ts';
import type { RequestDigest } from './digest.ts';
import { digestAlgorithm, readDigest, writeDigest } from './digest.ts';
import type { Envelope } from './envelope.ts';
import { decodeEnvelope, envelopeBytes, writeEnvelope } from './envelope.ts';
import type { Header, ReceivedHeader } from './header.ts';
import { hasFlag, readHeader, writeHeader } from './header.ts';
import type { DecodeFailure } from './outcome.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** What stands behind the envelope. */
export type Content = {
  readonly header: Header;
  /** Digest of the request, in answers only: where the flag `returnDigest` is set, and in every challenge. */
  readonly digest?: RequestDigest;
  readonly body: Body;
  /** Bytes that the body length covers behind the last field known. */
  readonly bodyTrailing?: Uint8Array;
  readonly credential?: Credential;
  /** The sender left out even the credential's length; some clients do. */
  readonly credentialOmitted?: true;
  /** Bytes that the message length covers behind the credential. */
  readonly trailing?: Uint8Array;
};

export type Message = Content & { readonly envelope: Envelope };

/** A refusal with as much as could be read, so that a server can still answer under the right request id. */
export type MessageFailure = DecodeFailure & {
  readonly envelope?: Envelope;
  readonly header?: Header;
};

export type DecodedMessage = { readonly ok: true; readonly value: Message } | MessageFailure;
export type DecodedContent = { readonly ok: true; readonly value: Content } | MessageFailure;

export type DecodeOptions = {
  /**
   * An answer whose request asked for a digest. Needed for protocol 2.0 only, where the answer carries the digest without
   * setting the flag (reference §8.3).
   */
  readonly digestAsked?: boolean;
};

/** Decodes exactly one message, envelope included. Byte fields are views of `bytes`. */
export function decodeMessage(bytes: Uint8Array, options: DecodeOptions = {}): DecodedMessage {
  const received = decodeEnvelope(bytes);
  if (!received.ok) return received;
  const { messageLength, ...envelope } = received.value;
  const refuse = (reason: DecodeFailure['reason'], at: number): MessageFailure => ({
    ok: false,
    reason,
    at,
    envelope,
  });
  if (bytes.length !== envelopeBytes + messageLength)
    return refuse('length-mismatch', bytes.length);
  if (envelope.encrypted) return refuse('encrypted', 2);
  if (envelope.compressed) return refuse('compressed', 2);
  const content = decodeAt(bytes, envelopeBytes, options);
  return content.ok
    ? { ok: true, value: { envelope, ...content.value } }
    : { ...content, envelope };
}

/** Decodes the bytes behind an envelope, after decryption where there was any. */
export function decodeContent(bytes: Uint8Array, options: DecodeOptions = {}): DecodedContent {
  return decodeAt(bytes, 0, options);
}

/** Encodes a message; whether it is within `limits.messageBytesMax` is the caller's to see. */
export function encodeMessage(message: Message): Uint8Array {
  const writer = new Writer();
  writeEnvelope(writer, message.envelope, 0);
  writeContent(writer, message);
  writer.patchInt4(envelopeBytes - 4, writer.at - envelopeBytes);
  return writer.finish();
}

/** Encodes header, digest, body and credential, to be encrypted and handed to `encloseContent`. */
export function encodeContent(content: Content): Uint8Array {
  const writer = new Writer();
  writeContent(writer, content);
  return writer.finish();
}

/** The bytes behind the envelope of a whole message; a view. */
export function contentOf(message: Uint8Array): Uint8Array {
  return viewOf(message, Math.min(envelopeBytes, message.length), message.length);
}

function decodeAt(bytes: Uint8Array, from: number, options: DecodeOptions): DecodedContent {
  const reader = new Reader(bytes, from);
  const { bodyLength, ...header } = readHeader(reader);
  const headerOutcome = reader.outcome(header);
  if (!headerOutcome.ok) return headerOutcome;
  const end = reader.narrow(bodyLength);
  const bodyParts = readBodyParts(reader, { bodyLength, ...header }, options);
  reader.widen(end);
  const credentialParts = readCredentialParts(reader);
  const outcome = reader.outcome({ header, ...bodyParts, ...credentialParts });
  return outcome.ok ? outcome : { ...outcome, header };
}

function readBodyParts(
  reader: Reader,
  header: ReceivedHeader,
  options: DecodeOptions,
): Pick<Content, 'digest' | 'body' | 'bodyTrailing'> {
  const answer = header.responseCode !== 0;
  const kind = bodyKind(header.op, header.responseCode);
  const flagged = hasFlag(header.flags, 'returnDigest');
  const digestFirst = answer && (flagged || (options.digestAsked === true && kind !== 'challenge'));
  let digest = digestFirst ? readDigest(reader) : undefined;
  const body = readBody(reader, answer && reader.remaining === 0 ? 'empty' : kind);
  if (body.kind === 'challenge' && !flagged && reader.remaining > 0) {
    digest = { algorithm: digestAlgorithm.md5Legacy, bytes: reader.counted() };
  }
  const bodyTrailing = reader.remaining > 0 ? reader.rest() : undefined;
  return {
    ...(digest === undefined ? {} : { digest }),
    body,
    ...(bodyTrailing === undefined ? {} : { bodyTrailing }),
  };
}

function readCredentialParts(
  reader: Reader,
): Pick<Content, 'credential' | 'credentialOmitted' | 'trailing'> {
  if (reader.remaining === 0) return { credentialOmitted: true };
  const credential = readCredential(reader);
  const trailing = reader.remaining > 0 ? reader.rest() : undefined;
  return {
    ...(credential === undefined ? {} : { credential }),
    ...(trailing === undefined ? {} : { trailing }),
  };
}

function writeContent(writer: Writer, content: Content): void {
  const { header, digest, body } = content;
  writeHeader(writer, header, 0);
  const bodyStart = writer.at;
  const digestLast = body.kind === 'challenge' && !hasFlag(header.flags, 'returnDigest');
  if (digest !== undefined && !digestLast) writeDigest(writer, digest);
  writeBody(writer, body);
  if (digest !== undefined && digestLast) writer.counted(digest.bytes);
  if (content.bodyTrailing !== undefined) writer.bytes(content.bodyTrailing);
  writer.patchInt4(bodyStart - 4, writer.at - bodyStart);
  if (content.credentialOmitted !== true) writeCredential(writer, content.credential);
  if (content.trailing !== undefined) writer.bytes(content.trailing);
}
