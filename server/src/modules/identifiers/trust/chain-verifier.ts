// Says whether a record is what its authority signed: every public value as it was signed and no other, by
// somebody whose right leads to a trust root, now, and not older than what was seen before.
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  canonicalKey,
  compareDigests,
  covers,
  digestsOf,
  parseJws,
  signatureClaims,
  valuesToSign,
  valueType,
  type HandleValue,
  type JsonWebSignature,
  type SignatureClaims,
  type ValueDigest,
} from '../../../wire/handle/handle.ts';
import type { SignatureState } from '../api.ts';
import { CertificateChain, type Signer } from './certificate-chain.ts';
import type { Certificate } from './certificates.ts';
import { reasonWords, type TrustReason } from './reasons.ts';
import type { RecordVerifier, ValuesLookup, VerifiedRecord } from './record-verifier.ts';
import { SeenStates } from './seen-states.ts';
import { isSignedBy, sha256 } from './statements.ts';
import { isUnderRoot, type TrustRoot } from './trust-roots.ts';
import { timeFault } from './validity.ts';

export type ChainVerifierOptions = {
  readonly roots: readonly TrustRoot[];
  readonly clock: Clock;
  /** True where nothing that is not verified is believed under the prefixes of the roots. */
  readonly required: boolean;
};

/** What proves that a record is verified: a signature, certificates from its signer's upwards, and a root. */
export type Evidence = {
  readonly signature: Uint8Array;
  readonly certificates: readonly Certificate[];
  readonly root: { readonly prefix: string; readonly key: KeyObject };
};

/** A state, and what proves it. */
export type Examination = {
  readonly state: SignatureState;
  readonly evidence?: Evidence;
};

/** One signature that holds. */
type Held = {
  readonly ok: true;
  readonly claims: SignatureClaims;
  readonly signer: Signer;
  /** Of the signer's keys the one that fits. */
  readonly key: KeyObject;
  readonly data: Uint8Array;
  readonly covered: readonly number[];
};
type Fault = {
  readonly ok: false;
  readonly state: 'undecided' | 'refused';
  readonly reason: TrustReason;
};

const signaturesMax = 8;

export class ChainVerifier implements RecordVerifier {
  readonly #options: ChainVerifierOptions;
  readonly #chain: CertificateChain;
  readonly #seen = new SeenStates();

  constructor(options: ChainVerifierOptions) {
    this.#options = options;
    this.#chain = new CertificateChain(options.roots, options.clock);
  }

  async verify(record: VerifiedRecord, lookup: ValuesLookup): Promise<SignatureState> {
    return (await this.examine(record, lookup)).state;
  }

  async examine(record: VerifiedRecord, lookup: ValuesLookup): Promise<Examination> {
    if (!isUnderRoot(this.#options.roots, record.handle))
      return { state: undecided('no-trust-root') };
    const examination = await this.#examine(record, lookup);
    const { state } = examination;
    if (!this.#options.required || state.state === 'verified') return examination;
    if (state.state === 'unsigned') return { state: refused('unsigned') };
    return state.state === 'undecided' ? { state: { ...state, state: 'refused' } } : examination;
  }

  async #examine(record: VerifiedRecord, lookup: ValuesLookup): Promise<Examination> {
    const signatures = await signaturesOf(record, lookup);
    if (signatures === undefined) return { state: undecided('silent') };
    const values = valuesToSign(record.values);
    if (signatures.length === 0 || values.length === 0) return { state: { state: 'unsigned' } };
    const found = digestsOf(values, sha256);
    const outcomes: (Held | Fault)[] = [];
    for (const { data } of signatures.slice(0, signaturesMax)) {
      outcomes.push(await this.#check(data, { handle: record.handle, found, lookup }));
    }
    return concluded(outcomes, found);
  }

  async #check(
    data: Uint8Array,
    record: { handle: string; found: readonly ValueDigest[]; lookup: ValuesLookup },
  ): Promise<Held | Fault> {
    const parsed = parseJws(data);
    const claims = parsed.ok ? signatureClaims(parsed.value.claims) : undefined;
    if (!parsed.ok || claims === undefined) return fault('bad-signature');
    const { handle, found, lookup } = record;
    if (canonicalKey(claims.sub) !== canonicalKey(handle)) return fault('other-handle');
    const time = timeFault(claims, this.#options.clock.now());
    if (time !== undefined) return fault(time);
    const outcome = await this.#signerOf(claims.iss, parsed.value, lookup);
    if (!outcome.ok) return outcome;
    const { signer, key } = outcome;
    if (!signer.permissions.every((one) => covers(one, handle))) return fault('not-permitted');
    const { changed, removed, right } = compareDigests(claims.digests.digests, found);
    if (changed.length > 0) return fault('value-changed');
    if (removed.length > 0) return fault('value-removed');
    if (!this.#seen.note(claims)) return fault('replayed');
    return { ok: true, claims, signer, key, data, covered: right };
  }

  /** Asks again where a key that is remembered does not fit. */
  async #signerOf(
    name: string,
    statement: JsonWebSignature,
    lookup: ValuesLookup,
  ): Promise<{ readonly ok: true; readonly signer: Signer; readonly key: KeyObject } | Fault> {
    const remembered = this.#chain.remembers(name);
    for (const again of [false, true]) {
      const outcome = await this.#chain.signer(name, lookup.elsewhere);
      if (!outcome.ok) return outcome;
      const key = outcome.signer.keys.find((one) => isSignedBy(statement, one));
      if (key !== undefined) return { ...outcome, key };
      if (again || !remembered) break;
      this.#chain.forget(name);
    }
    return fault('forged');
  }
}

/** Signatures that came with the record, or that the node gives when asked; undefined where it is silent. */
async function signaturesOf(
  { values }: VerifiedRecord,
  lookup: ValuesLookup,
): Promise<readonly HandleValue[] | undefined> {
  const isSignature = ({ type }: HandleValue): boolean => type === valueType.signature;
  const here = values.filter(isSignature);
  if (here.length > 0) return here;
  const there = await lookup.alsoThere(valueType.signature).catch(() => undefined);
  return there?.filter(isSignature);
}

/** All values must be covered; a signature that does not hold matters only where no other does. */
function concluded(
  outcomes: readonly (Held | Fault)[],
  found: readonly ValueDigest[],
): Examination {
  const held = outcomes.filter((one) => one.ok);
  const [first] = held;
  if (first === undefined) {
    const faults = outcomes.filter((one) => !one.ok);
    const worst = faults.find(({ state }) => state === 'refused') ?? faults[0];
    const { state, reason } = worst ?? fault('bad-signature');
    return { state: state === 'refused' ? refused(reason) : undecided(reason) };
  }
  const covered = new Set(held.flatMap((one) => one.covered));
  if (found.some(({ index }) => !covered.has(index))) return { state: refused('value-added') };
  const untilSeconds = Math.min(
    ...held.map(({ claims, signer }) => Math.min(claims.exp, signer.untilSeconds)),
  );
  const until = `${new Date(untilSeconds * 1000).toISOString().slice(0, 19)}Z`;
  const { certificates, root } = first.signer;
  const evidence = { signature: first.data, certificates, root: { key: first.key, ...root } };
  const state = { state: 'verified', signer: first.claims.iss, until } as const;
  return held.length === 1 ? { state, evidence } : { state };
}

function fault(reason: TrustReason): Fault {
  return { ok: false, state: 'refused', reason };
}

function refused(reason: TrustReason): SignatureState {
  return { state: 'refused', reason, text: reasonWords[reason] };
}

function undecided(reason: TrustReason): SignatureState {
  return { state: 'undecided', reason, text: reasonWords[reason] };
}
