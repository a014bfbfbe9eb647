// Keys, signatures and secrets of hostile peers on every way in which they reach OpenSSL: what is no key is
// refused before it is used, and nothing is left behind in OpenSSL's queue of errors, from which an innocent
// call that comes later would take it for its own.
import assert from 'node:assert/strict';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { realRandom } from '../../../kernel/world/real/random.ts';
import {
  encodePublicKey,
  encodeSignature,
  keyExchangeMode,
  type KeyJson,
} from '../../../wire/handle/handle.ts';
import { certifiedAnswer } from '../certification/certified-answer.ts';
import { checkRequest } from '../delegation/request.ts';
import { KeyExchange } from '../sessions/key-exchange.ts';
import { sessionCrypto } from '../sessions/session-crypto.ts';
import { sm2PrivateKeyIn, sm2PublicKeyIn, sm2PublicPem } from '../sm/sm2-pem.ts';
import { sm2PublicKey } from '../sm/sm2.ts';
import { publicKeyOf } from '../trust/key-json.ts';
import { keysInText } from '../trust/key-text.ts';
import { isSignedBy } from '../trust/statements.ts';
import { rootKeyIn } from '../trust/trust-roots.ts';
import { isSameKey, keyRecordOf, verificationKeyOf } from './key-records.ts';
import { verifySignature } from './verify-signature.ts';

const pairs = [
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
  generateKeyPairSync('ed25519'),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
];
const [rsa] = pairs as [(typeof pairs)[0]];
const privatePem = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const publicPem = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }));
const covered = Buffer.from('nonce and digest');
const good = sign('sha256', covered, rsa.privateKey);

/** Each takes the first error of OpenSSL's queue for its own where one was left there. */
function innocentCalls(): void {
  assert.equal(createPrivateKey(privatePem).type, 'private');
  assert.equal(createPublicKey(publicPem).type, 'public');
  assert.equal(verify('sha256', covered, rsa.publicKey, good), true);
  assert.equal(sign('sha256', covered, rsa.privateKey).length, 256);
}

const odd = (length: number): Buffer => {
  const bytes = randomBytes(length);
  bytes[0] = 0xc1;
  bytes[length - 1] = (bytes.at(-1) ?? 0) | 1;
  return bytes;
};
const rsaRecord = (modulus: Uint8Array, exponent: Uint8Array): Uint8Array =>
  encodePublicKey({
    keyType: 'RSA_PUB_KEY',
    flags: 0,
    exponent,
    modulus: Buffer.concat([Buffer.alloc(1), modulus]),
    trailing: new Uint8Array(4),
  });
const usual = Uint8Array.of(1, 0, 1);
const unsound: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
  ['an even modulus', Buffer.alloc(256, 0xfe), usual],
  ['a modulus of zero', Buffer.alloc(256), usual],
  ['a modulus of 8 bits', Uint8Array.of(255), usual],
  ['a modulus of 16384 bits', odd(2048), usual],
  ['the exponent 0', odd(256), Uint8Array.of(0)],
  ['the exponent 1', odd(256), Uint8Array.of(1)],
  ['an even exponent', odd(256), Uint8Array.of(2)],
  ['an exponent as long as the modulus', odd(384), odd(384)],
];

const exchange = (record?: Uint8Array): KeyExchange =>
  new KeyExchange(realRandom, {
    of: async () =>
      record && [{ index: 300, type: 'HS_PUBKEY', data: record, permissions: 14 } as never],
  });
const asked = { timeoutSeconds: 60, identityHandle: '', identityIndex: 0 };
const body = { kind: 'session-setup-request', ...asked } as const;

for (const [what, modulus, exponent] of unsound) {
  test(`an RSA key with ${what} is no key, on whatever way it comes`, async () => {
    const record = rsaRecord(modulus, exponent);
    assert.equal(verificationKeyOf(record), undefined);
    const { clientKey, keyInHandle } = keyExchangeMode;
    const setUp = { ...body, mode: clientKey, publicKey: record };
    assert.equal(await exchange().agree(setUp), undefined);
    const inHandle = { ...body, mode: keyInHandle, keyHandle: '88.1/A', keyIndex: 300 };
    assert.equal(await exchange(record).agree(inHandle), undefined);
    const [n, e] = [modulus, exponent].map((one) => Buffer.from(one).toString('base64url'));
    const json = { kty: 'RSA', n: n ?? '', e: e ?? '' } as const;
    assert.equal(publicKeyOf(json), undefined);
    assert.equal(rootKeyIn(Buffer.from(JSON.stringify(json))), undefined);
    const found = pemOfNumbers(json);
    if (found === undefined) return;
    assert.equal(keyRecordOf(found), undefined);
    assert.equal(keysInText(found, '88.1'), undefined);
    innocentCalls();
  });
}

/** OpenSSL writes down as a key what it could not use as one. */
function pemOfNumbers(json: KeyJson): string | undefined {
  try {
    const key = createPublicKey({ key: json, format: 'jwk' });
    return String(key.export({ type: 'spki', format: 'pem' }));
  } catch {
    return undefined;
  }
}

const noise = fc.uint8Array({ maxLength: 300 });
const keyTypes = ['RSA_PUB_KEY', 'DSA_PUB_KEY', 'DH_PUB_KEY', 'ED25519_PUB_KEY', 'SM2_PUB_KEY'];
/** Real keys of all kinds, numbers of all sizes under their names, and anything. */
const records = fc.oneof(
  noise,
  fc.constantFrom(
    ...pairs.flatMap(({ publicKey }) => keyRecordOf(pemOf(publicKey)) ?? []),
    keyRecordOf(sm2PublicPem(sm2PublicKey(Buffer.alloc(32, 7)))) ?? Buffer.alloc(0),
    ...unsound.map(([, modulus, exponent]) => rsaRecord(modulus, exponent)),
  ),
  fc
    .tuple(fc.uint8Array({ minLength: 127, maxLength: 260 }), noise)
    .map(([n, e]) => rsaRecord(n, e)),
  fc
    .tuple(fc.constantFrom(...keyTypes), fc.array(noise, { minLength: 1, maxLength: 4 }))
    .map(([name, parts]) =>
      Buffer.concat([counted(Buffer.from(name)), Buffer.alloc(2), ...parts.map(counted)]),
    ),
);

function counted(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: 'spki', format: 'pem' }));
}

const texts = fc.oneof(
  fc.string(),
  noise.map(
    (bytes) =>
      `-----BEGIN PUBLIC KEY-----\n${Buffer.from(bytes).toString('base64')}\n-----END PUBLIC KEY-----\n`,
  ),
  fc
    .tuple(
      fc.constantFrom(...pairs.map(({ publicKey }) => pemOf(publicKey)), privatePem),
      fc.nat(500),
    )
    .map(([pem, at]) => `${pem.slice(0, at)}A${pem.slice(at + 1)}`),
);

/** Every way on which a peer's bytes reach OpenSSL. */
async function tryEverything(record: Uint8Array, bytes: Uint8Array, pem: string): Promise<void> {
  for (const hashName of ['SHA1', 'SHA-256', 'MD5', 'Ed25519', 'SM3', 'none']) {
    assert.equal(
      verifySignature(record, encodeSignature({ hashName, signature: bytes }), covered),
      false,
    );
  }
  const { clientKey, keyInHandle, diffieHellman } = keyExchangeMode;
  const keyed = exchange(record);
  for (const mode of [clientKey, diffieHellman])
    await keyed.agree({ ...body, mode, publicKey: record });
  await keyed.agree({ ...body, mode: keyInHandle, keyHandle: '88.1/A', keyIndex: 300 });
  assert.equal(await ours.keyIn(bytes), undefined);
  assert.equal(certifiedAnswer(bytes, record).ok, false);
  const [publicKey, signature] = [record, bytes].map((one) => Buffer.from(one).toString('base64'));
  const request = { prefix: '88.1', publicKey, signature, time: 'now' };
  assert.throws(() => checkRequest(request as never, 0), { code: 'identifiers.bad-proof' });
  for (const text of [pem, pemNear(bytes)]) {
    for (const read of [keyRecordOf, sm2PublicKeyIn, sm2PrivateKeyIn]) read(text);
    keysInText(text, '88.1');
    rootKeyIn(Buffer.from(text));
  }
  const key = verificationKeyOf(record);
  sessionCrypto(realRandom).decrypt(Buffer.alloc(16), Buffer.alloc(16), bytes);
  for (const pair of pairs) {
    if (key !== undefined && 'key' in key) isSameKey(key.key, pair.publicKey);
  }
  for (const { publicKey: known } of pairs.slice(0, 2)) {
    for (const algorithm of ['RS256', 'EdDSA'] as const) {
      const statement = { algorithm, signedBytes: covered, signature: bytes };
      assert.equal(isSignedBy(statement as never, known), false);
    }
  }
}

function pemNear(bytes: Uint8Array): string {
  return sm2PublicPem(bytes.length > 0 ? bytes.subarray(0, 100) : Uint8Array.of(4));
}

/** Has made its key, since it was asked for it. */
const ours = exchange();

test('no key, signature or secret of a peer throws, or makes a later call fail that has nothing to do with it', async () => {
  await ours.agree({ ...body, mode: keyExchangeMode.serverKey });
  const signatures = fc.oneof(noise, fc.uint8Array({ minLength: 256, maxLength: 256 }));
  await fc.assert(
    fc.asyncProperty(records, signatures, texts, async (record, bytes, pem) => {
      await tryEverything(record, bytes, pem);
      innocentCalls();
    }),
    { numRuns: 150 },
  );
});

test('keys of two types are different, and the next call knows nothing of it', () => {
  for (const one of pairs) {
    for (const other of pairs) {
      assert.equal(isSameKey(one.publicKey, other.publicKey), one === other);
      innocentCalls();
    }
  }
});

test('the innocent calls would notice', () => {
  const [first, second] = pairs as [(typeof pairs)[0], (typeof pairs)[0]];
  assert.equal(first.publicKey.equals(second.publicKey), false);
  assert.throws(innocentCalls, /different key type/);
});
