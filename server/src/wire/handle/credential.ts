// The trailer that signs a message (RFC 3652 §2.2.4 "message credential"; reference §1.6, §8.4): int4 length, 0 if there is
// none, then signer, session counter and signature. Only the bytes; checking the signature is the server's business.

import type { Envelope } from './envelope.ts';
import type { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const credentialType = {
  signed: 'HS_SIGNED',
  mac: 'HS_MAC',
  signedBefore2: 'HS_DSAPUBKEY',
} as const;

export type Credential = {
  readonly version: number;
  readonly options: number;
  /** Handle of the signer; empty in practice, the session tells. */
  readonly signer: string;
  /** Counts the messages of a session, against replay; stands where RFC 3652 has the signer's key index. */
  readonly sessionCounter: number;
  /** See `credentialType`. */
  readonly type: string;
  /** Name of the digest or MAC algorithm, such as `SHA-256` or `HMAC-SHA256`. */
  readonly algorithm: string;
  readonly signature: Uint8Array;
};

/** Reads a credential, or undefined where its length says 0. */
export function readCredential(reader: Reader): Credential | undefined {
  const at = reader.at;
  const length = reader.int4();
  if (length === 0) return undefined;
  const end = reader.narrow(length);
  const version = reader.int1();
  reader.int1();
  const options = reader.int2();
  const signer = reader.text();
  const sessionCounter = reader.int4();
  const type = reader.text();
  const sectionLength = reader.int4();
  if (sectionLength !== reader.remaining) reader.fail('bad-credential', at);
  const algorithm = reader.text();
  const signature = reader.counted();
  if (reader.remaining > 0) reader.fail('bad-credential', at);
  reader.widen(end);
  return { version, options, signer, sessionCounter, type, algorithm, signature };
}

/** Writes a credential, or the length 0. */
export function writeCredential(writer: Writer, credential: Credential | undefined): void {
  const at = writer.at;
  writer.int4(0);
  if (credential === undefined) return;
  writer.int1(credential.version);
  writer.int1(0);
  writer.int2(credential.options);
  writer.text(credential.signer);
  writer.int4(credential.sessionCounter);
  writer.text(credential.type);
  const section = writer.at;
  writer.int4(0);
  writer.text(credential.algorithm);
  writer.counted(credential.signature);
  writer.patchInt4(section, writer.at - section - 4);
  writer.patchInt4(at, writer.at - at - 4);
}

/**
 * The bytes signed in front of header and body, which bind a credential to its envelope. They depend on the envelope's
 * version: none before 2.6; in 2.6 the counter overwrote the half of the session id and the request id was left out.
 */
export function signedPrefix(envelope: Envelope, sessionCounter: number): Uint8Array {
  const { major, minor } = envelope;
  const writer = new Writer(16);
  if (major < 2 || (major === 2 && minor < 6)) return writer.finish();
  writer.int1(major);
  writer.int1(minor);
  if (major === 2 && minor === 6) {
    writer.int2(envelope.sessionId >>> 16);
    writer.int4(sessionCounter);
    writer.bytes(new Uint8Array(6));
    return writer.finish();
  }
  if (major > 2 || minor > 7) {
    writer.int1(envelope.suggestedMajor);
    writer.int1(envelope.suggestedMinor);
  }
  writer.int4(envelope.sessionId);
  writer.int4(envelope.requestId);
  writer.int4(sessionCounter);
  return writer.finish();
}
