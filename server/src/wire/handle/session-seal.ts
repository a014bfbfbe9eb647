// Messages inside a session (reference §1.6, §8.16): a MAC under the session key that counts, and AES in
// CBC mode with the IV in front where encryption is asked for. The cryptography is handed in.

import { viewOf } from './bytes.ts';
import type { Credential } from './credential.ts';
import { credentialType } from './credential.ts';
import {
  coveredBytes,
  readdressed,
  sessionCredential,
  sessionMacName,
  withCredential,
} from './credential-bytes.ts';
import { decodeEnvelope, encloseContent } from './envelope.ts';
import { opFlag } from './header.ts';
import { contentOf } from './message.ts';

/** What a session needs of a cryptographic library. */
export type SessionCrypto = {
  /** HMAC-SHA256. */
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** AES-128 in CBC mode with the padding of PKCS #5; the IV has 16 bytes. */
  encrypt(key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Undefined where the padding is wrong. */
  decrypt(key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array | undefined;
  /** Bytes that nobody can guess. */
  random(count: number): Uint8Array;
};

/** Bytes of the shared secret that are the session key, and of the session key that are the cipher's. */
export const sessionKeyBytes = 32;
const cipherKeyBytes = 16;
const ivBytes = 16;

/** The session key of a Diffie-Hellman secret: its first 32 bytes, without zero bytes in front. */
export function sessionKeyOf(sharedSecret: Uint8Array): Uint8Array {
  let from = 0;
  while (from + sessionKeyBytes < sharedSecret.length && sharedSecret[from] === 0) from++;
  return sharedSecret.slice(from, from + sessionKeyBytes);
}

export type Seal = {
  readonly key: Uint8Array;
  readonly sessionId: number;
  /** Counts the messages of one direction from 1. */
  readonly counter: number;
  readonly encrypted: boolean;
};

/** A message of a session: the message given, under the session's id, with its MAC, encrypted where that is said. */
export function sealed(message: Uint8Array, seal: Seal, crypto: SessionCrypto): Uint8Array {
  const { key, sessionId, counter, encrypted } = seal;
  const flags = opFlag.certified | (encrypted ? opFlag.encrypt : 0);
  const addressed = readdressed(message, { envelope: { sessionId }, flags });
  const mac = crypto.hmac(key, coveredBytes(addressed, counter));
  const whole = withCredential(addressed, sessionCredential(counter, mac));
  return encrypted ? encryptedMessage(whole, key, crypto) : whole;
}

/** The message given with its content encrypted. */
export function encryptedMessage(
  message: Uint8Array,
  key: Uint8Array,
  crypto: SessionCrypto,
): Uint8Array {
  const envelope = decodeEnvelope(message);
  if (!envelope.ok) return message;
  const iv = crypto.random(ivBytes);
  const body = crypto.encrypt(viewOf(key, 0, cipherKeyBytes), iv, contentOf(message));
  const content = new Uint8Array(ivBytes + body.length);
  content.set(iv);
  content.set(body, ivBytes);
  return encloseContent({ ...envelope.value, encrypted: true }, content);
}

/** The message in the clear, its envelope not marked as encrypted any more; undefined where the key does not fit. */
export function decryptedMessage(
  message: Uint8Array,
  key: Uint8Array,
  crypto: SessionCrypto,
): Uint8Array | undefined {
  const envelope = decodeEnvelope(message);
  const content = contentOf(message);
  if (!envelope.ok || content.length < 2 * ivBytes || content.length % ivBytes !== 0) {
    return undefined;
  }
  const iv = viewOf(content, 0, ivBytes);
  const body = viewOf(content, ivBytes, content.length);
  const clear = crypto.decrypt(viewOf(key, 0, cipherKeyBytes), iv, body);
  if (clear === undefined) return undefined;
  return encloseContent({ ...envelope.value, encrypted: false }, clear);
}

/** Whether a credential of a message in the clear was made with the session's key; its counter is the caller's to judge. */
export function isMacRight(
  message: Uint8Array,
  { credential, key }: { credential: Credential; key: Uint8Array },
  crypto: SessionCrypto,
): boolean {
  const { type, algorithm, sessionCounter, signature } = credential;
  if (type !== credentialType.mac || !isSessionMac(algorithm)) return false;
  return isSame(signature, crypto.hmac(key, coveredBytes(message, sessionCounter)));
}

/** Senders differ in case and hyphens. */
function isSessionMac(name: string): boolean {
  return bareName(name) === bareName(sessionMacName);
}

function bareName(name: string): string {
  return name.replaceAll('-', '').toUpperCase();
}

/** Takes the same time wherever the difference is. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}
