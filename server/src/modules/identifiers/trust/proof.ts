// Proofs as documents (docs/reference/proofs.md): made from what a verifier found, read back strictly, and
// verified with nothing else than the document, the time and the key of a root.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  bytesOfText,
  certificateClaims,
  isValidName,
  keyJson,
  parseJws,
  prefixHandle,
  referenceOf,
  strictObject,
  textOf,
  valuesToSign,
  valueType,
  type HandleValue,
  type KeyJson,
} from '../../../wire/handle/handle.ts';
import type { Proof, SignatureState } from '../api.ts';
import { publicValue } from '../authority/new-values.ts';
import { ChainVerifier, type Evidence } from './chain-verifier.ts';
import { keyJsonOf, thumbprintOf } from './key-json.ts';
import { proofValue, valueOfProof } from './proof-value.ts';
import { reasonWords } from './reasons.ts';
import type { ValuesLookup, VerifiedRecord } from './record-verifier.ts';
import { rootOf } from './trust-roots.ts';

export function proofOf({ handle, values }: VerifiedRecord, evidence: Evidence): Proof {
  const { signature, certificates, root } = evidence;
  const publicKey = keyJsonOf(root.key);
  const text = (bytes: Uint8Array): string => textOf(bytes, 0, bytes.length);
  return {
    format: 'jingwei-proof/1',
    handle,
    values: valuesToSign(values).map(proofValue),
    signature: text(signature),
    certificates: certificates.map(({ data }) => text(data)),
    root: { prefix: root.prefix, publicKey: { ...publicKey } },
  };
}

/** The document as a file; every byte of it counts. */
export function proofText(proof: Proof): string {
  return `${JSON.stringify(proof, undefined, 2)}\n`;
}

const textMax = 4 * 1024 * 1024;
const valuesMax = 2_048;
const certificatesMax = 16;

/** Undefined for what `proofText` or HTTP does not write just so. */
export function proofIn(bytes: Uint8Array): Proof | undefined {
  if (bytes.length > textMax) return undefined;
  const text = textOf(bytes, 0, bytes.length);
  const proof = parsedProof(text);
  if (proof === undefined) return undefined;
  return text === proofText(proof) || text === JSON.stringify(proof) ? proof : undefined;
}

export type OfflineOutcome = {
  readonly state: SignatureState;
  /** Of the root's key; to be compared where no root was given. */
  readonly rootThumbprint: string;
};

/** Without roots, a proof that holds together is `undecided`. */
export async function verifyProof(
  proof: Proof,
  clock: Clock,
  trusted?: readonly KeyJson[],
): Promise<OfflineOutcome> {
  const key = keyJson(proof.root.publicKey);
  const rootThumbprint = key === undefined ? '' : thumbprintOf(key);
  const refuse = (reason: keyof typeof reasonWords): OfflineOutcome => {
    const state = { state: 'refused', reason, text: reasonWords[reason] } as const;
    return { state, rootThumbprint };
  };
  if (key === undefined) return refuse('untrusted-root');
  if (!isInOrder(proof)) return refuse('bad-certificate');
  const roots = [rootOf(proof.root.prefix, [key])];
  const verifier = new ChainVerifier({ roots, clock, required: true });
  const values = proof.values.flatMap((value) => valueOfProof(value) ?? []);
  const { state, evidence } = await verifier.examine(
    { handle: proof.handle, values },
    lookupIn(proof),
  );
  if (state.state !== 'verified') return { state, rootThumbprint };
  if (evidence?.certificates.length !== proof.certificates.length) return refuse('bad-certificate');
  if (subjectOf(proof.signature) !== proof.handle) return refuse('other-handle');
  if (trusted === undefined) {
    const reason = 'no-trust-root';
    return { state: { state: 'undecided', reason, text: reasonWords[reason] }, rootThumbprint };
  }
  const isTrusted = trusted.some((one) => thumbprintOf(one) === rootThumbprint);
  return isTrusted ? { state, rootThumbprint } : refuse('untrusted-root');
}

/** Answers from the document alone. */
function lookupIn({ signature, certificates }: Proof): ValuesLookup {
  const value = (type: string, text: string): HandleValue =>
    publicValue({ index: 1, type, data: bytesOfText(text), nowMs: 0 });
  return {
    alsoThere: async () => [value(valueType.signature, signature)],
    elsewhere: async (handle) =>
      certificates
        .filter((text) => referenceOf(subjectOf(text))?.handle === handle)
        .map((text) => value(valueType.certificate, text)),
  };
}

/** Each certificate is about who signed what stands before it, and the root signed the last. */
function isInOrder({ signature, certificates, root }: Proof): boolean {
  let signer = issuerOf(signature);
  for (const text of certificates) {
    const claims = claimsOf(text);
    if (certificateClaims(claims) === undefined || claims['sub'] !== signer) return false;
    signer = issuerOf(text);
  }
  return referenceOf(signer)?.handle === prefixHandle(root.prefix);
}

function claimsOf(text: string): Readonly<Record<string, unknown>> {
  const parsed = parseJws(bytesOfText(text));
  return parsed.ok ? parsed.value.claims : {};
}

function subjectOf(text: string): string {
  return String(claimsOf(text)['sub'] ?? '');
}

function issuerOf(text: string): string {
  return String(claimsOf(text)['iss'] ?? '');
}

/** The fields that a proof has, in their order; undefined where one is missing or of another kind. */
function parsedProof(text: string): Proof | undefined {
  const { format, handle, values, signature, certificates, root } = strictObject(text) ?? {};
  if (format !== 'jingwei-proof/1' || typeof handle !== 'string' || !isValidName(handle)) return;
  if (!Array.isArray(values) || values.length > valuesMax) return undefined;
  if (!Array.isArray(certificates) || certificates.length > certificatesMax) return undefined;
  if (typeof signature !== 'string' || typeof root !== 'object' || root === null) return undefined;
  if (!certificates.every((one) => typeof one === 'string')) return undefined;
  const { prefix, publicKey } = root as Readonly<Record<string, unknown>>;
  const key = keyJson(publicKey);
  const decoded = values.map(valueOfProof);
  if (typeof prefix !== 'string' || key === undefined) return undefined;
  const good = decoded.filter((value) => value !== undefined);
  if (good.length < values.length) return undefined;
  const rest = { signature, certificates, root: { prefix, publicKey: { ...key } } };
  return { format, handle, values: good.map(proofValue), ...rest };
}
