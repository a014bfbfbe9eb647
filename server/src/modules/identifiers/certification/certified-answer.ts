// The client's side of certified answers: whether an answer was signed with the key of a site, as the site's
// HS_SITE holds it (reference §1.6, §1.7, §8.4). To whom the question went, only the asker knows; that the
// answer is to its own question tell the request id, which is signed, and the request digest.
import { verify } from 'node:crypto';
import {
  coveredBytes,
  decodeMessage,
  isServerCredential,
  type Message,
} from '../../../wire/handle/handle.ts';
import { verificationKeyOf } from '../administration/key-records.ts';

export type CertifiedAnswer =
  | { readonly ok: true; readonly message: Message }
  | {
      readonly ok: false;
      /** `uncertified`: no server's signature; `forged`: one that this key did not make. */
      readonly reason: 'malformed' | 'uncertified' | 'bad-key' | 'forged';
    };

const hashes = new Map([
  ['SHA1', 'sha1'],
  ['SHA-1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA-256', 'sha256'],
]);

/** `answer` is one whole message in the clear, `publicKey` the key record of a server in an HS_SITE. */
export function certifiedAnswer(answer: Uint8Array, publicKey: Uint8Array): CertifiedAnswer {
  const decoded = decodeMessage(answer);
  if (!decoded.ok) return { ok: false, reason: 'malformed' };
  const { credential } = decoded.value;
  if (credential === undefined || !isServerCredential(credential)) {
    return { ok: false, reason: 'uncertified' };
  }
  const key = verificationKeyOf(publicKey);
  if (key === undefined || (key.algorithm !== 'rsa' && key.algorithm !== 'dsa')) {
    return { ok: false, reason: 'bad-key' };
  }
  const hash = hashes.get(credential.algorithm);
  const covered = coveredBytes(answer, credential.sessionCounter);
  const right = hash !== undefined && isRight(hash, covered, { key, credential });
  return right ? { ok: true, message: decoded.value } : { ok: false, reason: 'forged' };
}

function isRight(
  hash: string,
  covered: Uint8Array,
  {
    key,
    credential,
  }: { key: { key: Parameters<typeof verify>[2] }; credential: { signature: Uint8Array } },
): boolean {
  try {
    return verify(hash, covered, key.key, credential.signature);
  } catch {
    return false; // a signature that is not even formed as one
  }
}
