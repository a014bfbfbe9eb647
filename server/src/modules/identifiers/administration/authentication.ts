// Who answered a challenge: the key that the answer names is looked up and must have made the answer
// (reference §1.6 step 3).
import {
  authenticationType,
  responseCode,
  valuePermission,
  type ChallengeAnswer,
} from '../../../wire/handle/handle.ts';
import type { KnownValue, KnownValues } from './known-values.ts';
import type { Identity } from './rights.ts';
import type { MacVerifier } from './verify-mac.ts';
import { verifySignatureOf } from './verify-signature.ts';

export type Verifiers = { readonly known: KnownValues; readonly macs: MacVerifier };

export type Authenticated =
  /** `key` is the value that made the answer, as its record holds it. */
  | { readonly ok: true; readonly identity: Identity; readonly key: Uint8Array }
  | { readonly ok: false; readonly code: number };

/** Index 0 tries the keys of the handle; of hostile records not all. */
const keysTriedMax = 4;

/** `covered` are nonce and request digest; `bare` that the client speaks a protocol before 2.1. */
export async function authenticate(
  answer: ChallengeAnswer,
  { covered, bare }: { covered: Uint8Array; bare: boolean },
  { known, macs }: Verifiers,
): Promise<Authenticated> {
  const { authType, userHandle, userIndex, signedResponse } = answer;
  const isPublic = authType === authenticationType.publicKey;
  if (!isPublic && authType !== authenticationType.secretKey) return unable;
  const values = isPublic ? await known.of(userHandle) : await secretsOf(userHandle, known);
  if (values === undefined) return unable;
  const keys = values
    .filter(({ index, type }) => type === authType && (userIndex === 0 || index === userIndex))
    .slice(0, keysTriedMax);
  for (const { data } of keys) {
    const made = isPublic
      ? verifySignatureOf(data, signedResponse, { covered, signer: userHandle })
      : await macs.verify({ secret: data, covered, signedResponse, bare });
    if (made === 'busy') return { ok: false, code: responseCode.busy };
    if (made) return { ok: true, identity: { handle: userHandle, index: userIndex }, key: data };
  }
  return { ok: false, code: responseCode.authenticationFailed };
}

/** What everybody may read, here or at another node, is no secret. */
async function secretsOf(handle: string, known: KnownValues): Promise<readonly KnownValue[]> {
  const values = (await known.heldHere(handle)) ?? [];
  return values.filter(({ permissions }) => (permissions & valuePermission.publicRead) === 0);
}

const unable: Authenticated = { ok: false, code: responseCode.unableToAuthenticate };
