// From a signer to a trust root, one certificate after the other: each stands in the naming record of the
// prefix that it is about and is signed by the key of the parent. Kept for an hour, as naming records are.
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  canonicalKey,
  prefixHandle,
  prefixNamedBy,
  referenceOf,
  valueType,
  type HandleValue,
  type Reference,
  type TrustPermission,
} from '../../../wire/handle/handle.ts';
import { selfAndAncestors } from '../model/question.ts';
import { certificateIn, certificateTtlSeconds, type Certificate } from './certificates.ts';
import { publicKeyOf, thumbprintOf } from './key-json.ts';
import type { TrustReason } from './reasons.ts';
import { Recent } from './recent.ts';
import { isSignedBy } from './statements.ts';
import { rootNamed, type TrustRoot } from './trust-roots.ts';
import { timeFault } from './validity.ts';

/** Somebody whose key is known, and by whom. */
export type Signer = {
  /** Usually one; several where a root of several keys does not say which. */
  readonly keys: readonly KeyObject[];
  /** Of each link up to the root; every one must cover what is signed. */
  readonly permissions: readonly (readonly TrustPermission[])[];
  /** From the signer's own upwards; empty for a root whose key we hold. */
  readonly certificates: readonly Certificate[];
  /** The earliest end of all links, in seconds since 1970. */
  readonly untilSeconds: number;
  /** The prefix of the root, and the key of it at which the chain ends; the latter is not yet known of a root itself. */
  readonly root: { readonly prefix: string; readonly key?: KeyObject };
};

export type SignerOutcome =
  | { readonly ok: true; readonly signer: Signer }
  | { readonly ok: false; readonly state: 'undecided' | 'refused'; readonly reason: TrustReason };

/** The public values of a naming record, or undefined where nobody answers. */
export type Fetch = (handle: string) => Promise<readonly HandleValue[] | undefined>;

type Kept = { readonly signer: Signer; readonly untilMs: number };

const keptMax = 10_000;
const linksMax = 10;

export class CertificateChain {
  readonly #roots: readonly TrustRoot[];
  readonly #clock: Clock;
  readonly #kept = new Recent<Kept>(keptMax);

  constructor(roots: readonly TrustRoot[], clock: Clock) {
    this.#roots = roots;
    this.#clock = clock;
  }

  get roots(): readonly TrustRoot[] {
    return this.#roots;
  }

  /** Who `410:0.NA/88.118` is. All naming records on the way are asked for at once. */
  async signer(name: string, fetch: Fetch): Promise<SignerOutcome> {
    const once = fetchOnce(fetch);
    const reference = referenceOf(name);
    if (reference === undefined) return refused('bad-signature');
    if (this.#known(name) === undefined) this.#askAhead(reference, once);
    return this.#resolve(name, once, []);
  }

  /** Whether the answer would come from memory, which a key that was changed in haste makes wrong. */
  remembers(name: string): boolean {
    return this.#known(name) !== undefined;
  }

  forget(name: string): void {
    this.#kept.delete(keyOf(name));
  }

  async #resolve(name: string, fetch: Fetch, below: readonly string[]): Promise<SignerOutcome> {
    const known = this.#known(name);
    if (known !== undefined) return { ok: true, signer: known };
    const reference = referenceOf(name);
    if (reference === undefined) return refused('bad-certificate');
    if (below.length >= linksMax || below.includes(keyOf(name))) return refused('chain-broken');
    const roots = rootNamed(this.#roots, reference.handle);
    const [exact] = roots.flatMap((one) => rootSigner(one, reference.index) ?? []);
    if (exact !== undefined) return { ok: true, signer: exact };
    const found = certificateAbout(name, await fetch(reference.handle));
    if (!found.ok) {
      const [any] = roots.flatMap((one) => rootSigner(one) ?? []);
      return any !== undefined && found.state === 'undecided' ? { ok: true, signer: any } : found;
    }
    const outcome = await this.#throughParent(found.certificate, roots, (parent) =>
      this.#resolve(parent, fetch, [...below, keyOf(name)]),
    );
    if (outcome.ok) this.#keep(name, outcome.signer);
    return outcome;
  }

  async #throughParent(
    certificate: Certificate,
    roots: readonly TrustRoot[],
    parentOf: (name: string) => Promise<SignerOutcome>,
  ): Promise<SignerOutcome> {
    const { claims, statement } = certificate;
    const fault = timeFault(claims, this.#clock.now());
    if (fault !== undefined) return refused(`certificate-${fault}`);
    const key = publicKeyOf(claims.publicKey);
    if (key === undefined) return refused('bad-certificate');
    const own = { keys: [key], certificates: [certificate], untilSeconds: claims.exp };
    const pinnedBy = roots.find((root) => root.isPinned(thumbprintOf(claims.publicKey)));
    if (pinnedBy !== undefined) {
      const root = { prefix: pinnedBy.prefix, key };
      const signer = { ...own, permissions: [pinnedBy.permissions], certificates: [], root };
      return { ok: true, signer };
    }
    if (keyOf(claims.iss) === keyOf(claims.sub)) return refused('untrusted-root');
    const outcome = await parentOf(claims.iss);
    if (!outcome.ok) return outcome;
    const parent = outcome.signer;
    const parentKey = parent.keys.find((one) => isSignedBy(statement, one));
    if (parentKey === undefined) return refused('certificate-forged');
    const signer = {
      keys: own.keys,
      permissions: [claims.perms, ...parent.permissions],
      certificates: [certificate, ...parent.certificates],
      untilSeconds: Math.min(claims.exp, parent.untilSeconds),
      root: { key: parentKey, ...parent.root },
    };
    return { ok: true, signer };
  }

  /** The answers are waited for one by one later; here the questions go out together. */
  #askAhead({ handle }: Reference, fetch: Fetch): void {
    const named = prefixNamedBy(handle);
    if (named === undefined) return;
    for (const prefix of selfAndAncestors(canonicalKey(named))) {
      const naming = prefixHandle(prefix);
      const roots = rootNamed(this.#roots, naming);
      if (roots.some((root) => root.keys().some(({ slot }) => slot !== undefined))) return;
      void fetch(naming);
      if (roots.length > 0) return;
    }
  }

  #known(name: string): Signer | undefined {
    const kept = this.#kept.get(keyOf(name));
    return kept !== undefined && kept.untilMs > this.#clock.now() ? kept.signer : undefined;
  }

  #keep(name: string, signer: Signer): void {
    const nowMs = this.#clock.now();
    const untilMs = Math.min(nowMs + certificateTtlSeconds * 1000, signer.untilSeconds * 1000);
    this.#kept.set(keyOf(name), { signer, untilMs });
  }
}

function keyOf(name: string): string {
  return canonicalKey(name);
}

/** Of the key at a slot, or of all keys: a root's file does not say at which slots they stand. */
function rootSigner(root: TrustRoot, index?: number): Signer | undefined {
  const keys = root
    .keys()
    .filter(({ slot }) => slot === index || index === undefined)
    .flatMap(({ json }) => publicKeyOf(json) ?? []);
  const rest = { certificates: [], untilSeconds: Number.MAX_SAFE_INTEGER / 1000 };
  const { permissions, prefix } = root;
  return keys.length === 0
    ? undefined
    : { keys, permissions: [permissions], root: { prefix }, ...rest };
}

/** The newest certificate about a signer. */
function certificateAbout(
  name: string,
  values: readonly HandleValue[] | undefined,
):
  | { readonly ok: true; readonly certificate: Certificate }
  | Extract<SignerOutcome, { readonly ok: false }> {
  if (values === undefined) return undecided('silent');
  const all = values
    .filter(({ type }) => type === valueType.certificate)
    .flatMap(({ data }) => certificateIn(data) ?? []);
  if (all.length === 0) return undecided('not-certified');
  const [newest] = all
    .filter(({ claims }) => keyOf(claims.sub) === keyOf(name))
    .toSorted((one, other) => other.claims.iat - one.claims.iat);
  return newest === undefined ? refused('unknown-signer') : { ok: true, certificate: newest };
}

/** One question for each naming record, however often it is needed. */
function fetchOnce(fetch: Fetch): Fetch {
  const asked = new Map<string, ReturnType<Fetch>>();
  return (handle) => {
    const key = canonicalKey(handle);
    const known = asked.get(key) ?? fetch(handle).catch(() => undefined);
    asked.set(key, known);
    return known;
  };
}

function refused(reason: TrustReason): Extract<SignerOutcome, { ok: false }> {
  return { ok: false, state: 'refused', reason };
}

function undecided(reason: TrustReason): Extract<SignerOutcome, { ok: false }> {
  return { ok: false, state: 'undecided', reason };
}
