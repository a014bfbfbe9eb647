// The 20 bytes in front of every message and of every UDP packet (DO-IRP 3.0 "message envelope", RFC 3652 §2.1; reference
// §1.1): version, what the sender would rather speak, session, request, sequence number and length.

import type { Decoded } from './outcome.ts';
import { limits } from './limits.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const envelopeBytes = 20;

/** The version that this codec writes unless a peer asks for an older one. */
export const protocolVersion = { major: 2, minor: 11 } as const;

/** Everything of an envelope but the message length, which follows from the message. */
export type Envelope = {
  readonly major: number;
  readonly minor: number;
  /** The version that the sender suggests for the answer; 0.0 suggests none. */
  readonly suggestedMajor: number;
  readonly suggestedMinor: number;
  readonly compressed: boolean;
  readonly encrypted: boolean;
  /** Marks fragments of a UDP message. Many senders leave it unset: never rely on it. */
  readonly truncated: boolean;
  /** Signed 32 bits; 0 is no session. A challenge carries one that its answer must echo. */
  readonly sessionId: number;
  /** Signed 32 bits; an answer copies it. */
  readonly requestId: number;
  /** Number of the UDP fragment, from 0. */
  readonly sequence: number;
};

/** An envelope as received, with the length in bytes of the whole message behind it. */
export type ReceivedEnvelope = Envelope & { readonly messageLength: number };

/** The two version fields of an envelope. */
export type VersionOffer = Pick<Envelope, 'major' | 'minor' | 'suggestedMajor' | 'suggestedMinor'>;

/** An envelope in our own version with the given ids and no flags; `over` replaces fields. */
export function makeEnvelope(over: Partial<Envelope> = {}): Envelope {
  return {
    ...protocolVersion,
    suggestedMajor: protocolVersion.major,
    suggestedMinor: protocolVersion.minor,
    compressed: false,
    encrypted: false,
    truncated: false,
    sessionId: 0,
    requestId: 0,
    sequence: 0,
    ...over,
  };
}

/** Reads the first 20 bytes; whatever follows is not looked at. */
export function decodeEnvelope(bytes: Uint8Array): Decoded<ReceivedEnvelope> {
  const reader = new Reader(bytes, 0, envelopeBytes);
  const major = reader.int1();
  const minor = reader.int1();
  const flags = reader.int1();
  const envelope = {
    major,
    minor,
    suggestedMajor: flags & 0x1f,
    suggestedMinor: reader.int1(),
    compressed: (flags & 0x80) !== 0,
    encrypted: (flags & 0x40) !== 0,
    truncated: (flags & 0x20) !== 0,
    sessionId: reader.int4(),
    requestId: reader.int4(),
    sequence: reader.int4(),
    messageLength: reader.uint4(),
  };
  if (envelope.messageLength > limits.messageBytesMax)
    reader.fail('message-too-large', envelopeBytes - 4);
  return reader.outcome(envelope);
}

/** Writes the 20 bytes. */
export function writeEnvelope(writer: Writer, envelope: Envelope, messageLength: number): void {
  writer.int1(envelope.major);
  writer.int1(envelope.minor);
  const flags =
    (envelope.compressed ? 0x80 : 0) |
    (envelope.encrypted ? 0x40 : 0) |
    (envelope.truncated ? 0x20 : 0);
  writer.int1(flags | (envelope.suggestedMajor & 0x1f));
  writer.int1(envelope.suggestedMinor);
  writer.int4(envelope.sessionId);
  writer.int4(envelope.requestId);
  writer.int4(envelope.sequence);
  writer.int4(messageLength);
}

/** The whole message of an envelope and the content behind it, for content that was encrypted elsewhere. */
export function encloseContent(envelope: Envelope, content: Uint8Array): Uint8Array {
  const writer = new Writer(envelopeBytes + content.length);
  writeEnvelope(writer, envelope, content.length);
  writer.bytes(content);
  return writer.finish();
}

/**
 * The version to answer in: the one suggested, or without a suggestion the envelope's, and never one newer than ours
 * (reference §8.2).
 */
export function answerVersion(offer: VersionOffer): { major: number; minor: number } {
  const suggests = offer.suggestedMajor !== 0 || offer.suggestedMinor !== 0;
  const major = suggests ? offer.suggestedMajor : offer.major;
  const minor = suggests ? offer.suggestedMinor : offer.minor;
  const newer =
    major > protocolVersion.major ||
    (major === protocolVersion.major && minor > protocolVersion.minor);
  return newer ? { ...protocolVersion } : { major, minor };
}
