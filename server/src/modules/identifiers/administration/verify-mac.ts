// Whether a signed response was made with a secret key (reference §1.6). The peer chooses the form: a
// derivation that takes long, or that throws most of the secret away, is refused.
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { decodeMac, macAlgorithm, type Mac } from '../../../wire/handle/handle.ts';

export type MacQuestion = {
  /** The data of the HS_SECKEY value, used as it stands. */
  readonly secret: Uint8Array;
  /** The nonce and the request digest. */
  readonly covered: Uint8Array;
  readonly signedResponse: Uint8Array;
  /** Before protocol 2.1 the answer is a bare MD5. */
  readonly bare: boolean;
};

export const roundsMax = 100_000;
const saltBytesMax = 1024;
/** A derived key of no bits would be the same for every secret; Handle.Net derives 160. */
const keyBitsMin = 128;
const keyBitsMax = 1024;

const derivationsMax = 2;
const waitingMax = 64;

const hashNames: Readonly<Record<number, string>> = {
  [macAlgorithm.md5]: 'md5',
  [macAlgorithm.sha1]: 'sha1',
  [macAlgorithm.sha256]: 'sha256',
};
const hmacNames: Readonly<Record<number, string>> = {
  [macAlgorithm.hmacSha1]: 'sha1',
  [macAlgorithm.hmacSha256]: 'sha256',
};

/** Derives at most two keys at a time, on other threads, and lets a few more wait. */
export class MacVerifier {
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  /** `busy` when too many derivations wait. */
  async verify(question: MacQuestion): Promise<boolean | 'busy'> {
    const { secret, covered, signedResponse } = question;
    if (secret.length === 0) return false; // everybody knows it
    if (question.bare) return same(signedResponse, enclosed('md5', secret, covered));
    const decoded = decodeMac(signedResponse);
    if (!decoded.ok) return false;
    const { algorithm, mac, derivation } = decoded.value;
    if (derivation !== undefined) return this.#verifyDerived({ mac, derivation }, question);
    const hash = hashNames[algorithm];
    if (hash !== undefined) return same(mac, enclosed(hash, secret, covered));
    const hmac = hmacNames[algorithm];
    return hmac !== undefined && same(mac, createHmac(hmac, secret).update(covered).digest());
  }

  async #verifyDerived(
    { mac, derivation }: { mac: Uint8Array; derivation: NonNullable<Mac['derivation']> },
    { secret, covered }: MacQuestion,
  ): Promise<boolean | 'busy'> {
    if (!isAcceptable(derivation)) return false;
    if (this.#underWay >= derivationsMax) {
      if (this.#waiting.length >= waitingMax) return 'busy';
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#underWay += 1;
    try {
      const key = await derivedKey(secret, derivation);
      return same(mac, createHmac('sha1', key).update(covered).digest());
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }
}

type Derivation = NonNullable<Mac['derivation']>;

function isAcceptable({ salt, rounds, keyBits }: Derivation): boolean {
  return (
    rounds >= 1 &&
    rounds <= roundsMax &&
    keyBits >= keyBitsMin &&
    keyBits <= keyBitsMax &&
    keyBits % 8 === 0 &&
    salt.length <= saltBytesMax
  );
}

function derivedKey(secret: Uint8Array, { salt, rounds, keyBits }: Derivation): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(secret, salt, rounds, keyBits / 8, 'sha1', (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function enclosed(hash: string, secret: Uint8Array, covered: Uint8Array): Uint8Array {
  return createHash(hash).update(secret).update(covered).update(secret).digest();
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
