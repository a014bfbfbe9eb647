// Credentials on whole messages as bytes: what one covers, how it is put behind a message that is encoded
// already, and how it is taken from one (reference §1.6, §8.4). Making and checking the signature itself is
// handed in, so that servers and clients use the cryptography that they have.

import { int4At, putInt4, viewOf } from './bytes.ts';
import type { Credential } from './credential.ts';
import { credentialType, signedPrefix, writeCredential } from './credential.ts';
import { headerAndBody } from './digest.ts';
import type { Envelope } from './envelope.ts';
import { decodeEnvelope, envelopeBytes, writeEnvelope } from './envelope.ts';
import { headerBytes } from './header.ts';
import { contentOf } from './message.ts';
import { Writer } from './writer.ts';

const flagsOffset = envelopeBytes + 8;

/** The bytes that a credential with this counter signs: those that bind it to the envelope, then header and body. */
export function coveredBytes(message: Uint8Array, sessionCounter: number): Uint8Array {
  const envelope = decodeEnvelope(message);
  const content = headerAndBody(contentOf(message));
  if (!envelope.ok) return content;
  const prefix = signedPrefix(envelope.value, sessionCounter);
  const covered = new Uint8Array(prefix.length + content.length);
  covered.set(prefix);
  covered.set(content, prefix.length);
  return covered;
}

/** A copy of a message with other envelope fields, more operation flags, and no credential yet. */
export function readdressed(
  message: Uint8Array,
  { envelope: over = {}, flags = 0 }: { envelope?: Partial<Envelope>; flags?: number },
): Uint8Array {
  const envelope = decodeEnvelope(message);
  if (!envelope.ok) return message;
  const content = headerAndBody(contentOf(message));
  const writer = new Writer(envelopeBytes + content.length + 4);
  writeEnvelope(writer, { ...envelope.value, ...over }, content.length + 4);
  writer.bytes(content);
  writer.int4(0);
  const copy = writer.finish();
  if (content.length >= headerBytes) putInt4(copy, flagsOffset, int4At(copy, flagsOffset) | flags);
  return copy;
}

/** A message with this credential behind its body, instead of the one that it had. */
export function withCredential(message: Uint8Array, credential: Credential): Uint8Array {
  const bodyEnd = envelopeBytes + headerAndBody(contentOf(message)).length;
  const writer = new Writer(bodyEnd + 128 + credential.signature.length);
  writer.bytes(viewOf(message, 0, bodyEnd));
  writeCredential(writer, credential);
  writer.patchInt4(envelopeBytes - 4, writer.at - envelopeBytes);
  return writer.finish();
}

/** The hash under which a server of this version signs its answers: SHA-1 before 2.7. */
export function certificationHash({
  major,
  minor,
}: Pick<Envelope, 'major' | 'minor'>): 'SHA-256' | 'SHA1' {
  return major > 2 || (major === 2 && minor >= 7) ? 'SHA-256' : 'SHA1';
}

/** The credential of a certified answer, signed with the key that stands in the server's HS_SITE. */
export function serverCredential(algorithm: string, signature: Uint8Array): Credential {
  return { ...bare, sessionCounter: 0, type: credentialType.signed, algorithm, signature };
}

/** The name of the only MAC that protocol 2.7 and later use in sessions. */
export const sessionMacName = 'HMAC-SHA256';

/** The credential of a message in a session. */
export function sessionCredential(sessionCounter: number, signature: Uint8Array): Credential {
  const algorithm = sessionMacName;
  return { ...bare, sessionCounter, type: credentialType.mac, algorithm, signature };
}

/** Whether a credential claims to be a server's signature. */
export function isServerCredential({ type }: Credential): boolean {
  return type === credentialType.signed || type === credentialType.signedBefore2;
}

const bare = { version: 0, options: 0, signer: '' } as const;
