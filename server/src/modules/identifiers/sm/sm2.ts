// Signatures by SM2 with SM3, the algorithms of the national system (GB/T 32918.2 and .5, GB/T 32905).
// Node signs on this curve too, but puts no identity of the signer into the hash and takes none.
import { createHash } from 'node:crypto';
import { DER, weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { assert } from '../../../kernel/failure/assert.ts';
import type { Random } from '../../../kernel/world/random.ts';

/** The recommended curve of GB/T 32918.5. */
const curve = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const;

const Point = weierstrass(curve);
const { Fn } = Point;

/** The identity of a signer who has agreed on no other (GB/T 35276 §10). */
export const usualSignerId: Uint8Array = Buffer.from('1234567812345678');

/** A public key: 0x04, x, y. */
export const publicKeyBytes = 65;
const numberBytes = 32;
/** The length of an identity stands in the hash as 16 bits that count bits. */
const signerIdBytesMax = 8191;

export type Sm2Signer = {
  /** Who signs: a part of what is hashed. */
  readonly signerId: Uint8Array;
  readonly random: Random;
};

/** The signature over a message in DER, as OpenSSL and Bouncy Castle write it. */
export function sm2Sign(
  message: Uint8Array,
  privateKey: Uint8Array,
  { signerId, random }: Sm2Signer,
): Uint8Array {
  const d = Fn.fromBytes(privateKey);
  const e = hashed(message, signerId, sm2PublicKey(privateKey));
  for (;;) {
    const k = numberIn(random.bytes(numberBytes));
    if (k === 0n || k >= curve.n) continue;
    const r = Fn.create(e + Point.BASE.multiply(k).toAffine().x);
    if (r === 0n || r + k === curve.n) continue;
    const s = Fn.mul(Fn.inv(Fn.add(1n, d)), Fn.sub(k, Fn.mul(r, d)));
    if (s !== 0n) return Buffer.from(DER.hexFromSig({ r, s }), 'hex');
  }
}

/** What a signature may be over; the identity of the signer is a part of what is hashed. */
export type Sm2Claim = { readonly message: Uint8Array; readonly signerId: Uint8Array };

/**
 * Whether a signature, in DER or as r and s of 32 bytes each, was made with the key over one of the
 * claims. The curve is worked on once, however many claims there are.
 */
export function sm2Verify(
  signature: Uint8Array,
  publicKey: Uint8Array,
  claims: readonly Sm2Claim[],
): boolean {
  const numbers = signatureNumbers(signature);
  if (numbers === undefined) return false;
  const { r, s } = numbers;
  if (r === 0n || s === 0n || r >= curve.n || s >= curve.n) return false;
  const t = Fn.add(r, s);
  if (t === 0n) return false;
  const key = usedKeys.pointOf(publicKey);
  const sum = Point.BASE.multiplyUnsafe(s).add(key.multiplyUnsafe(t));
  if (sum.is0()) return false;
  const { x } = sum.toAffine();
  const made = claims.some(
    ({ message, signerId }) =>
      signerId.length <= signerIdBytesMax &&
      Fn.create(hashed(message, signerId, publicKey) + x) === r,
  );
  if (made) usedKeys.hasSigned(publicKey, key);
  return made;
}

type CurvePoint = typeof Point.BASE;

/** A key gets its table, 20 ms and 100 kB, when it has signed this often; checks then take less than half the time. */
const usesBeforeTable = 4;
const keysMax = 32;

/** Keys that made signatures lately. Who only claims to have a key gets none in here. */
class UsedKeys {
  /** The one that waited longest stands in front. */
  readonly #keys = new Map<string, { readonly point: CurvePoint; uses: number }>();

  pointOf(publicKey: Uint8Array): CurvePoint {
    return this.#keys.get(nameOf(publicKey))?.point ?? Point.fromBytes(publicKey);
  }

  hasSigned(publicKey: Uint8Array, point: CurvePoint): void {
    const name = nameOf(publicKey);
    const used = this.#keys.get(name) ?? { point, uses: 0 };
    this.#keys.delete(name);
    this.#keys.set(name, used);
    used.uses += 1;
    if (used.uses === usesBeforeTable) used.point.precompute(4);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > keysMax && oldest !== undefined) this.#keys.delete(oldest);
  }
}

const usedKeys = new UsedKeys();

function nameOf(publicKey: Uint8Array): string {
  return Buffer.from(publicKey).toString('latin1');
}

/** The public key, uncompressed, that belongs to 32 bytes of private key. */
export function sm2PublicKey(privateKey: Uint8Array): Uint8Array {
  return Point.BASE.multiply(Fn.fromBytes(privateKey)).toBytes(false);
}

/** The uncompressed form of a point on the curve; undefined for what is none. */
export function sm2Point(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const point = Point.fromBytes(bytes);
    return point.is0() ? undefined : point.toBytes(false);
  } catch {
    return undefined;
  }
}

/** e = SM3(Z ‖ message), where Z binds the signer's identity and key (GB/T 32918.2 §5.5). */
function hashed(message: Uint8Array, signerId: Uint8Array, publicKey: Uint8Array): bigint {
  assert(signerId.length <= signerIdBytesMax, 'the identity of a signer is too long');
  const bits = signerId.length * 8;
  const z = sm3(Uint8Array.of(bits >> 8, bits & 0xff), signerId, domain, publicKey.subarray(1));
  return numberIn(sm3(z, message));
}

/** a, b and the base point, as Z hashes them. */
const domain = Buffer.concat(
  [curve.a, curve.b, curve.Gx, curve.Gy].map((number) => bytesOf(number)),
);

export function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sm3');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function signatureNumbers(signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  if (signature.length === 2 * numberBytes) {
    return {
      r: numberIn(signature.subarray(0, numberBytes)),
      s: numberIn(signature.subarray(numberBytes)),
    };
  }
  try {
    return DER.toSig(signature);
  } catch {
    return undefined;
  }
}

function numberIn(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(number: bigint): Uint8Array {
  return Buffer.from(number.toString(16).padStart(2 * numberBytes, '0'), 'hex');
}
