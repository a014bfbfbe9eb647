// Signs records when somebody asks for a signature, and remembers what it signed until the record changes
// (decision 2026-11-23-signatures-on-demand). One signature for all who ask for the same at once; beyond
// a bound under way the node says that it is busy.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  decodeValueBlock,
  digestsOf,
  encodeValueBlock,
  responseCode,
  ttlType,
  valuePermission,
  valuesToSign,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Finding } from '../listeners/record-source.ts';
import type { KeyRing, RingKey } from '../node-key/key-ring.ts';
import { firstSignatureIndex, signerOf } from './key-slots.ts';
import { Recent } from './recent.ts';
import { sha256, signedLater } from './statements.ts';

export type SignerOptions = {
  /** Of the node. */
  readonly prefix: string;
  readonly ring: KeyRing;
  readonly clock: Clock;
  /** How long a signature is good. */
  readonly lifeMs: number;
  readonly bounds?: SignerBounds;
};

export type SignerBounds = { readonly rememberedMax: number; readonly underWayMax: number };

/** A signature takes about 1.2 kB: 10,000 of them are 12 MB. */
const defaultBounds: SignerBounds = { rememberedMax: 10_000, underWayMax: 256 };

/** A signature is good a little before it was made, for verifiers whose clock is behind. */
const earlySeconds = 300;
const ttlSecondsMax = 86_400;

type Remembered = {
  readonly of: Uint8Array;
  readonly value: HandleValue;
  readonly fadesMs: number;
};

export class RecordSigner {
  readonly #options: SignerOptions;
  readonly #bounds: SignerBounds;
  readonly #remembered: Recent<Remembered>;
  readonly #underWay = new Map<string, Promise<HandleValue>>();

  constructor(options: SignerOptions) {
    this.#options = options;
    this.#bounds = options.bounds ?? defaultBounds;
    this.#remembered = new Recent(this.#bounds.rememberedMax);
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** The record with a signature of its public values; as it is where one stands in it already. */
  async signed(handle: string, block: Uint8Array): Promise<Finding> {
    const decoded = decodeValueBlock(block);
    const values = decoded.ok ? decoded.value : [];
    const asItIs: Finding = { code: responseCode.ok, block };
    if (valuesToSign(values).length === 0 || values.some(isPublicSignature)) return asItIs;
    const { current } = this.#options.ring;
    const state = sha256(block);
    const key = `${current.slot} ${handle} ${Buffer.from(state).toString('base64')}`;
    const known = this.#knownFor(handle, current, state);
    if (known !== undefined) return withValue(values, known);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return withValue(values, await underWay);
    if (this.#underWay.size >= this.#bounds.underWayMax) {
      return { code: responseCode.busy, message: 'Too many signatures are under way; ask again' };
    }
    const made = this.#make(handle, values, current).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, made);
    const value = await made;
    const { clock, lifeMs } = this.#options;
    const fadesMs = clock.now() + lifeMs / 2; // renewed at half its life
    this.#remembered.set(rememberedKey(handle, current), { of: state, value, fadesMs });
    return withValue(values, value);
  }

  #knownFor(handle: string, key: RingKey, state: Uint8Array): HandleValue | undefined {
    const known = this.#remembered.get(rememberedKey(handle, key));
    if (known === undefined || Buffer.compare(known.of, state) !== 0) return undefined;
    return known.fadesMs > this.#options.clock.now() ? known.value : undefined;
  }

  async #make(handle: string, values: readonly HandleValue[], key: RingKey): Promise<HandleValue> {
    const { clock, prefix, lifeMs } = this.#options;
    const iat = Math.floor(clock.now() / 1000);
    const signer = signerOf(key.slot, prefix);
    const lifeSeconds = Math.floor(lifeMs / 1000);
    const claims = {
      iss: signer,
      sub: handle,
      iat,
      nbf: iat - earlySeconds,
      exp: iat + lifeSeconds,
      chain: [signer],
      digests: { alg: 'SHA-256', digests: digestsOf(valuesToSign(values), sha256) },
    };
    return {
      index: freeIndex(values),
      timestampSeconds: iat,
      ttlType: ttlType.relative,
      ttlSeconds: Math.min(ttlSecondsMax, Math.floor(lifeSeconds / 2)),
      permissions: valuePermission.adminRead | valuePermission.publicRead,
      type: valueType.signature,
      data: await signedLater(claims, key.key.privateKey),
      references: [],
    };
  }
}

export function isPublicSignature({ type, permissions }: HandleValue): boolean {
  return type === valueType.signature && (permissions & valuePermission.publicRead) !== 0;
}

function rememberedKey(handle: string, key: RingKey): string {
  return `${key.slot} ${handle}`;
}

function withValue(values: readonly HandleValue[], value: HandleValue): Finding {
  return { code: responseCode.ok, block: encodeValueBlock([...values, value]) };
}

function freeIndex(values: readonly HandleValue[]): number {
  const taken = new Set(values.map(({ index }) => index));
  let index = firstSignatureIndex;
  while (taken.has(index)) index += 1;
  return index;
}
