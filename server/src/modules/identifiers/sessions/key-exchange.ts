// How a session gets its key, in each of the four modes (RFC 3652 §3.5; reference §1.5, §1.6): by
// Diffie–Hellman, or as a secret that one side draws and encrypts under an RSA key of the other. The cipher
// is always AES; see docs/decisions/2026-11-23-sessions.md.
import {
  constants,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../../../kernel/world/random.ts';
import {
  decodePublicKey,
  decodeSecretKeyData,
  encodeSecretKeyData,
  encodeSessionKeyData,
  keyExchangeMode,
  sessionCipher,
  sessionKeyBytes,
  valueType,
  type SessionSetupRequest,
} from '../../../wire/handle/handle.ts';
import { keyRecordOf, verificationKeyOf } from '../administration/key-records.ts';
import type { KnownValues } from '../administration/known-values.ts';
import { agreeByDiffieHellman } from './diffie-hellman.ts';

/** What the set-up comes to: the data of its answer, and the key where there is one by now. */
export type Agreed = { readonly data: Uint8Array; readonly key?: Uint8Array };

const generateKeys = promisify(generateKeyPair);
const exchangeBits = 2048;
/** A secret drawn by a peer must hold a key for AES-128 at least. */
const secretBytesMin = 16;
const secretBytesMax = 64;

export class KeyExchange {
  readonly #random: Random;
  readonly #known: Pick<KnownValues, 'of'>;
  /** Made when mode 2 is first asked for; not the node's own key, which signs and does nothing else. */
  #exchangeKey: Promise<{ privateKey: KeyObject; record: Uint8Array }> | undefined;

  constructor(random: Random, known: Pick<KnownValues, 'of'>) {
    this.#random = random;
    this.#known = known;
  }

  /** Undefined where the client's key is none that will do, or the mode none that we know. */
  async agree(setup: SessionSetupRequest): Promise<Agreed | undefined> {
    switch (setup.mode) {
      case keyExchangeMode.diffieHellman:
        return this.#byDiffieHellman(setup.publicKey);
      case keyExchangeMode.clientKey:
        return this.#underKeyOf(setup.publicKey);
      case keyExchangeMode.keyInHandle:
        return this.#underKeyOf(await this.#keyInHandle(setup));
      case keyExchangeMode.serverKey:
        return { data: (await this.#ownKey()).record };
      default:
        return undefined;
    }
  }

  /** The secret that a client encrypted under our key (op 402); undefined where it holds none for AES. */
  async keyIn(encrypted: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.#exchangeKey === undefined) return undefined;
    const { privateKey } = await this.#exchangeKey;
    const clear = decrypted(privateKey, encrypted);
    const decoded = clear === undefined ? undefined : decodeSecretKeyData(clear);
    if (decoded?.ok !== true || decoded.value.cipher !== sessionCipher.aes) return undefined;
    const { key } = decoded.value;
    const fits = key.length >= secretBytesMin && key.length <= secretBytesMax;
    return fits ? key.slice() : undefined;
  }

  async #byDiffieHellman(record: Uint8Array | undefined): Promise<Agreed | undefined> {
    const client = record === undefined ? undefined : decodePublicKey(record);
    if (client?.ok !== true || client.value.keyType !== 'DH_PUB_KEY') return undefined;
    const agreed = await agreeByDiffieHellman(client.value);
    if (agreed === undefined) return undefined;
    const { key, publicKey } = agreed;
    return { key, data: encodeSessionKeyData({ cipher: sessionCipher.aes, publicKey }) };
  }

  /** Modes 1 and 3: a secret of ours that only the holder of this RSA key can read. */
  #underKeyOf(record: Uint8Array | undefined): Agreed | undefined {
    const client = record === undefined ? undefined : verificationKeyOf(record);
    if (client?.algorithm !== 'rsa') return undefined;
    const key = this.#random.bytes(sessionKeyBytes);
    const secret = encodeSecretKeyData({ cipher: sessionCipher.aes, key });
    const padding = constants.RSA_PKCS1_PADDING;
    return { key, data: publicEncrypt({ key: client.key, padding }, secret) };
  }

  async #keyInHandle(setup: SessionSetupRequest): Promise<Uint8Array | undefined> {
    const { keyHandle = '', keyIndex = 0 } = setup;
    const values = await this.#known.of(keyHandle);
    const value = values?.find(
      ({ index, type }) => index === keyIndex && type === valueType.publicKey,
    );
    return value?.data;
  }

  #ownKey(): Promise<{ privateKey: KeyObject; record: Uint8Array }> {
    this.#exchangeKey ??= generateKeys('rsa', { modulusLength: exchangeBits }).then(
      ({ privateKey }) => {
        const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
        return { privateKey, record: keyRecordOf(pem.toString()) ?? new Uint8Array(0) };
      },
    );
    this.#exchangeKey.catch(() => (this.#exchangeKey = undefined)); // the next who asks tries again
    return this.#exchangeKey;
  }
}

/** OpenSSL answers wrong padding with bytes that look right, so that nobody learns from it. */
function decrypted(key: KeyObject, encrypted: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encrypted);
  } catch {
    return undefined; // not as long as the key
  }
}
