// What makes an authority node trustworthy: its keys over time, the signatures of its records, the certificates
// that it gives to its children, and the word to its parent when its keys change.
import type { Registrar } from '../../../kernel/module/module.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import type { ChildKey, Delegations, NodeKeyFact, NodeKeys } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { trustFailures } from './failures.ts';
import type { RecordSource } from '../listeners/record-source.ts';
import { isBelow } from '../model/question.ts';
import { KeyRing, type RingKey } from '../node-key/key-ring.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { Issuer, SlottedKey } from './certificates.ts';
import { keyJsonOf, keyJsonOfRecord, publicKeyOf, thumbprintOf } from './key-json.ts';
import { firstSlot, isSlot, signerOf } from './key-slots.ts';
import { keysInText, keyText } from './key-text.ts';
import { certifiedKeys, certify, renewBelow, type CertifyOptions } from './naming-certificates.ts';
import { RecordSigner } from './record-signer.ts';
import { SignedSource } from './signed-source.ts';

export type NodeTrustOptions = {
  /** Canonical. */
  readonly prefix: string;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly folder: string;
  /** 0: records are not signed. */
  readonly signatureDays: number;
  readonly certificateDays: number;
  /** True where nobody above holds the naming record. */
  readonly holdsOwnNaming: boolean;
};

type Child = Parameters<Delegations['delegate']>[0];

const dayMs = 86_400_000;
/** A naming record is kept for an hour; five minutes more for clocks that are not in step. */
const publishMs = 3_900_000;
/** Resolvers keep nothing longer (reference §1.8). */
const longestTtlMs = 2 * dayMs;
const checkEveryMs = 60_000;
const renewEveryMs = 3_600_000;

export class NodeTrust implements NodeKeys {
  readonly #options: NodeTrustOptions;
  readonly #ring: KeyRing;
  readonly #certifying: CertifyOptions;
  #announce: (() => Promise<boolean>) | undefined;

  static async open(options: NodeTrustOptions): Promise<NodeTrust> {
    const { folder, disk, clock, signatureDays } = options;
    const spans = { publishMs, retireMs: signatureDays * dayMs + longestTtlMs };
    return new NodeTrust(options, await KeyRing.open({ folder, disk, clock, spans }));
  }

  private constructor(options: NodeTrustOptions, ring: KeyRing) {
    const { store, clock, certificateDays } = options;
    this.#options = options;
    this.#ring = ring;
    const issuerOf = (of: string): Issuer => this.#issuerOf(of);
    this.#certifying = { store, clock, lifeMs: certificateDays * dayMs, issuerOf };
  }

  /** The record of the key that signs, for the site. */
  get publicKey(): Uint8Array {
    return this.#ring.current.key.record;
  }

  /** The key that signs. */
  get key(): NodeKey {
    return this.#ring.current.key;
  }

  /** As one value that is always the key that signs, for who holds it longer than a roll-over takes. */
  get keyOfNow(): NodeKey {
    const now = (): NodeKey => this.key;
    return {
      get privateKey() {
        return now().privateKey;
      },
      get publicKey() {
        return now().publicKey;
      },
      get record() {
        return now().record;
      },
    };
  }

  /** For the parent to certify. */
  get childKeys(): ChildKey[] {
    return this.#ring.keys.map(({ slot, key }) => ({ slot, record: key.record }));
  }

  source(authority: RecordSource): RecordSource {
    const { prefix, clock, signatureDays } = this.#options;
    if (signatureDays === 0) return authority;
    const options = { prefix, clock, ring: this.#ring, lifeMs: signatureDays * dayMs };
    return new SignedSource(authority, new RecordSigner(options));
  }

  /** `announce` tells the parent of the node's keys and gives false where it cannot be told from here. */
  async begin(announce: () => Promise<boolean>): Promise<void> {
    this.#announce = announce;
    await this.#tell();
    await this.#renew();
  }

  /** What is to be done from time to time; by a mirror only once it has begun. */
  tendBy(register: Registrar): void {
    const begun = (work: () => Promise<void>) => async (): Promise<void> => {
      if (this.#announce !== undefined) await work();
    };
    register.job(
      'keys',
      checkEveryMs,
      begun(() => this.advance()),
    );
    register.job(
      'certificates',
      renewEveryMs,
      begun(() => this.#renew()),
    );
  }

  /** Does the step of a roll-over that is due, and tells the parent again where it did not hear of the next key. */
  async advance(): Promise<void> {
    const changed = await this.#ring.advance();
    if (!changed && !this.#waitsForParent) return;
    await this.#tell();
    if (changed) await this.#renew();
  }

  /** Certifies the keys that a child brings; of one that brings a single key without a list, the first one only. */
  async certifyChild(child: Child): Promise<void> {
    const prefix = canonicalKey(child.prefix);
    const brought = child.keys ?? (await this.#firstKey(prefix, child.publicKey));
    const keys = brought?.flatMap(({ slot, record }) => {
      const json = keyJsonOfRecord(record);
      const fit = isSlot(slot) && json !== undefined && publicKeyOf(json) !== undefined;
      return fit ? [{ slot, json }] : [];
    });
    if (keys !== undefined) await certify(prefix, this.#certifying, keys);
  }

  async #firstKey(prefix: string, record: Uint8Array | undefined): Promise<ChildKey[] | undefined> {
    const known = await certifiedKeys(prefix, this.#options.store);
    return record === undefined || known.length > 0 ? undefined : [{ slot: firstSlot, record }];
  }

  /** Certifies the first keys of a configured child; those of a later roll-over stay. */
  async certifyConfigured(prefix: string, text: string, source: string): Promise<void> {
    const keys = keysIn(text, prefix, source);
    const known = await certifiedKeys(prefix, this.#options.store);
    if (known.length === 0) await certify(prefix, this.#certifying, keys);
  }

  list(): readonly NodeKeyFact[] {
    const { prefix } = this.#options;
    return this.#ring.keys.map((one) => factOf(one, prefix));
  }

  nextStepAt(): string | undefined {
    const dueMs = this.#ring.dueMs;
    return dueMs === undefined ? undefined : new Date(dueMs).toISOString();
  }

  async roll(): Promise<void> {
    await this.#ring.begin();
    await this.#tell();
    await this.#renew();
  }

  async confirm(): Promise<void> {
    const { prefix } = this.#options;
    if (!this.#waitsForParent) throw trustFailures['no-roll-over']({ prefix });
    await this.#ring.told();
  }

  async certify(child: string, text: string): Promise<void> {
    const prefix = canonicalKey(child);
    const { prefix: parent } = this.#options;
    if (!isBelow(prefix, parent)) {
      throw identifiersFailures['not-a-child']({ prefix: child, parent });
    }
    const keys = keysIn(text, prefix, 'pem');
    if (await certify(prefix, this.#certifying, keys)) return;
    throw trustFailures['not-delegated']({ prefix: child, parent });
  }

  async #tell(): Promise<void> {
    const { prefix, holdsOwnNaming } = this.#options;
    const told = await this.#announce?.();
    if (holdsOwnNaming) await certify(prefix, this.#certifying, this.#slottedKeys());
    if (this.#waitsForParent && (told === true || holdsOwnNaming)) await this.#ring.told();
  }

  /** A next key is made, and nobody certifies it yet. */
  get #waitsForParent(): boolean {
    return this.#ring.keys.some(({ stage, sinceMs }) => stage === 'next' && sinceMs === 0);
  }

  async #renew(): Promise<void> {
    const { prefix, holdsOwnNaming } = this.#options;
    if (holdsOwnNaming) await certify(prefix, this.#certifying, this.#slottedKeys());
    await renewBelow(prefix, this.#certifying);
  }

  #slottedKeys(): SlottedKey[] {
    return this.#ring.keys.flatMap(({ slot, key }) => {
      const json = keyJsonOf(key.publicKey);
      return json === undefined ? [] : [{ slot, json }];
    });
  }

  /** The key that signs certifies children; of its own keys at the top, the older certifies the newer and itself. */
  #issuerOf(prefix: string): Issuer {
    const own = prefix === this.#options.prefix;
    const [oldest] = this.#ring.keys;
    const { slot, key } = own && oldest !== undefined ? oldest : this.#ring.current;
    return { signer: signerOf(slot, this.#options.prefix), privateKey: key.privateKey };
  }
}

/** Fails with `trust.bad-child-key`. */
function keysIn(text: string, prefix: string, source: string): SlottedKey[] {
  const keys = keysInText(text, prefix);
  if (keys === undefined) throw trustFailures['bad-child-key']({ prefix, source });
  return keys;
}

function factOf({ slot, stage, sinceMs, key }: RingKey, prefix: string): NodeKeyFact {
  const json = keyJsonOf(key.publicKey);
  return {
    signer: signerOf(slot, prefix),
    stage,
    ...(sinceMs > 0 ? { since: new Date(sinceMs).toISOString() } : {}),
    thumbprint: json === undefined ? '' : thumbprintOf(json),
    text: keyText(slot, prefix, key.publicKey),
  };
}
