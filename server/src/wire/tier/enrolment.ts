// Enrolment: a gateway shows an invitation once, with its public key, signed with the other half (Ed25519, RFC 8032), so
// that nobody enrols a key that he does not hold.
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

export type Enrolment = {
  readonly invitation: string;
  /** What the gateway calls itself. */
  readonly gateway: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
};

export type SignedEnrolment = Enrolment & { readonly signature: string };

export function signEnrolment(enrolment: Enrolment, privateKey: KeyObject): SignedEnrolment {
  const signature = sign(null, signedBytes(enrolment), privateKey).toString('base64url');
  return { ...enrolment, signature };
}

/** The key, when it is one and has signed this. Never throws. */
export function openEnrolment(enrolment: SignedEnrolment): KeyObject | undefined {
  try {
    const key = createPublicKey(enrolment.publicKey);
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    const signature = Buffer.from(enrolment.signature, 'base64url');
    return verify(null, signedBytes(enrolment), key, signature) ? key : undefined;
  } catch {
    return undefined; // no key in PEM
  }
}

function signedBytes({ invitation, gateway, publicKey }: Enrolment): Buffer {
  return Buffer.from(JSON.stringify(['jingwei-enrolment-1', invitation, gateway, publicKey]));
}
