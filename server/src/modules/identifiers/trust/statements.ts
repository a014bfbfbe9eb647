// Making and checking signed statements: the cryptography behind HS_SIGNATURE and HS_CERT values.
import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import {
  bytesToSign,
  serialisedJws,
  type JsonWebSignature,
  type JwsAlgorithm,
} from '../../../wire/handle/handle.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  createHash('sha256').update(bytes).digest();

/** At once: for the few certificates of a node. */
export function signedNow(claims: object, key: KeyObject): Uint8Array {
  const bytes = bytesToSign(algorithmOf(key), claims);
  return serialisedJws(bytes, sign(hashOf(key), bytes, key));
}

/** On another thread, so that nobody else's answer waits. */
export function signedLater(claims: object, key: KeyObject): Promise<Uint8Array> {
  const bytes = bytesToSign(algorithmOf(key), claims);
  return new Promise((resolve, reject) => {
    sign(hashOf(key), bytes, key, (error, signature) => {
      if (error === null) resolve(serialisedJws(bytes, signature));
      else reject(error);
    });
  });
}

export function isSignedBy(statement: JsonWebSignature, key: KeyObject): boolean {
  if (statement.algorithm !== algorithmOf(key)) return false;
  return verify(hashOf(key), statement.signedBytes, key, statement.signature);
}

function algorithmOf(key: KeyObject): JwsAlgorithm {
  return key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'RS256';
}

function hashOf(key: KeyObject): string | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}
