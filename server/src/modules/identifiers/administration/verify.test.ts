// Keys, signatures and MACs: what was recorded verifies, what is nearly right does not, and no bytes that
// a peer sends can crash or stop us.
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeMac, encodeSignature, macAlgorithm, type Mac } from '../../../wire/handle/handle.ts';
import { hex, recordedCases, skip, unhex } from '../../../wire/handle/recorded.contract.ts';
import { secretHolder, signer } from '../testing/administrator.ts';
import { keyRecordOf, verificationKeyOf } from './key-records.ts';
import { MacVerifier, roundsMax, type MacQuestion } from './verify-mac.ts';
import { verifySignature } from './verify-signature.ts';

const nobody = { handle: '0.NA/88', index: 300 };
const covered = Buffer.from('nonce and digest');
const secret = Buffer.from('golden-test-secret');

type Fields = Readonly<Record<string, string>>;

test('recorded key records are the keys that they were made from', { skip }, () => {
  const material = recordedCases.find(({ name }) => name === 'key-material');
  const { keys } = material as unknown as { keys: Record<string, Fields> };
  for (const name of ['server', 'admin', 'adminDsa', 'listOnly', 'wrong']) {
    const { spkiDer = '', handlePublicKeyRecord = '', algorithm } = keys[name] ?? {};
    const found = verificationKeyOf(unhex(handlePublicKeyRecord));
    assert.ok(found && 'key' in found, name);
    assert.equal(found.algorithm, algorithm?.toLowerCase());
    assert.equal(hex(found.key.export({ format: 'der', type: 'spki' })), spkiDer);
    const pem = String(found.key.export({ format: 'pem', type: 'spki' }));
    const record = keyRecordOf(pem);
    assert.equal(record && hex(record), algorithm === 'RSA' ? handlePublicKeyRecord : undefined);
  }
});

test('recorded signatures and MACs verify, and not with a bit changed', { skip }, async () => {
  const macs = new MacVerifier();
  let seen = 0;
  for (const one of recordedCases) {
    const { keys = {}, fields } = one as unknown as {
      keys?: Fields;
      fields: Record<string, Fields>;
    };
    const { signedBytes = '' } = fields['challenge'] ?? {};
    const body = fields['request']?.['body'] as unknown as Fields | undefined;
    if (signedBytes === '' || body?.['signedResponseHex'] === undefined) continue;
    const signedResponse = unhex(body['signedResponseHex']);
    const bytes = unhex(signedBytes);
    const key = unhex(keys['publicKeyRecord'] ?? keys['secretKeyHex'] ?? '');
    const isRight = async (response: Uint8Array): Promise<boolean | 'busy'> =>
      body['authType'] === 'HS_PUBKEY'
        ? verifySignature(key, response, bytes)
        : macs.verify({
            secret: key,
            covered: bytes,
            signedResponse: response,
            bare: response.length === 16,
          });
    const refused = String(fields['response']?.['responseCode']) === '403';
    assert.equal(await isRight(signedResponse), !refused, one.name);
    const changed = signedResponse.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    assert.equal(await isRight(changed), false, one.name);
    seen += 1;
  }
  assert.ok(seen >= 40, `only ${seen}`);
});

test('the recorded MACs of every algorithm verify', { skip }, async () => {
  const table = recordedCases.find(({ name }) => name === 'mac-algorithms')?.fields['table'];
  const macs = new MacVerifier();
  for (const row of table as readonly Fields[]) {
    const part = unhex(row['macPart'] ?? '');
    const signedResponse = Uint8Array.of(Number(row['algorithm']), ...part);
    const bytes = unhex(`${row['nonce']}${row['digest']}`);
    const question = {
      secret: unhex(row['key'] ?? ''),
      covered: bytes,
      signedResponse,
      bare: false,
    };
    assert.equal(await macs.verify(question), true, String(row['algorithm']));
    const other = { ...question, covered: bytes.toReversed() };
    assert.equal(await macs.verify(other), false, String(row['algorithm']));
  }
});

test('every form of MAC verifies under its own secret only', async () => {
  const macs = new MacVerifier();
  for (const algorithm of [...Object.values(macAlgorithm), 0]) {
    const signedResponse = secretHolder(nobody, secret, algorithm).prove(covered);
    const question = { secret, covered, signedResponse, bare: algorithm === 0 };
    assert.equal(await macs.verify(question), true, String(algorithm));
    assert.equal(await macs.verify({ ...question, secret: Buffer.from('other') }), false);
    assert.equal(await macs.verify({ ...question, bare: !question.bare }), false);
  }
});

const derived = (
  over: Partial<NonNullable<Mac['derivation']>>,
  mac: Uint8Array = new Uint8Array(20),
) =>
  encodeMac({
    algorithm: macAlgorithm.pbkdf2HmacSha1,
    mac,
    derivation: { salt: new Uint8Array(16), rounds: 10_000, keyBits: 160, ...over },
  });

test('a derivation that takes long or forgets the secret is refused without being done', async () => {
  const macs = new MacVerifier();
  const ask = (signedResponse: Uint8Array): MacQuestion => ({
    secret,
    covered,
    signedResponse,
    bare: false,
  });
  const startedMs = performance.now();
  for (const rounds of [roundsMax + 1, 0x7fff_ffff, 0, -1]) {
    assert.equal(await macs.verify(ask(derived({ rounds }))), false);
  }
  for (const keyBits of [0, 8, 127, 161, 2048, -8]) {
    const mac = secretHolder(nobody, Buffer.alloc(0), macAlgorithm.hmacSha1)
      .prove(covered)
      .subarray(1);
    assert.equal(await macs.verify(ask(derived({ keyBits }, mac))), false, String(keyBits));
  }
  assert.equal(await macs.verify(ask(derived({ salt: new Uint8Array(5_000) }))), false);
  assert.ok(performance.now() - startedMs < 200);
  const empty = secretHolder(nobody, Buffer.alloc(0), macAlgorithm.hmacSha256).prove(covered);
  assert.equal(await macs.verify({ ...ask(empty), secret: new Uint8Array(0) }), false);
});

test('derivations leave the program free, and too many at once are told so', async () => {
  const macs = new MacVerifier();
  const slow = { secret, covered, signedResponse: derived({ rounds: 20_000 }), bare: false };
  const all = Promise.all(Array.from({ length: 80 }, () => macs.verify({ ...slow })));
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  const results = await all;
  clearInterval(turning);
  assert.equal(results.filter((result) => result === 'busy').length, 80 - 66);
  assert.equal(results.filter((result) => result === false).length, 66);
  assert.ok(turns > 20, `only ${turns} turns`);
  assert.equal(
    await macs.verify({
      ...slow,
      signedResponse: secretHolder(nobody, secret, 0x22).prove(covered),
    }),
    true,
  );
});

test('signatures of RSA and Ed25519 verify under their own key and hash name only', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const edwards = generateKeyPairSync('ed25519');
  const record = (key: typeof rsa.publicKey): Uint8Array =>
    keyRecordOf(String(key.export({ format: 'pem', type: 'spki' }))) ?? new Uint8Array(0);
  for (const name of ['MD5', 'SHA1', 'SHA-1', 'SHA256', 'SHA-256']) {
    const response = signer(nobody, rsa.privateKey, name).prove(covered);
    assert.equal(verifySignature(record(rsa.publicKey), response, covered), true, name);
    assert.equal(verifySignature(record(rsa.publicKey), response, secret), false, name);
    assert.equal(verifySignature(record(edwards.publicKey), response, covered), false, name);
  }
  for (const name of ['sha-256', 'SHA-512', 'SM3', '', 'constructor']) {
    const { prove } = signer(nobody, rsa.privateKey, 'SHA-256');
    const signature = prove(covered).subarray(4 + 'SHA-256'.length + 4);
    const response = encodeSignature({ hashName: name, signature });
    assert.equal(verifySignature(record(rsa.publicKey), response, covered), false, name);
  }
  const own = signer(nobody, edwards.privateKey, 'Ed25519').prove(covered);
  assert.equal(verifySignature(record(edwards.publicKey), own, covered), true);
  assert.equal(verifySignature(record(edwards.publicKey), own, secret), false);
  const signature = own.subarray(4 + 'Ed25519'.length + 4);
  const otherName = encodeSignature({ hashName: 'SHA-256', signature });
  assert.equal(verifySignature(record(edwards.publicKey), otherName, covered), false);
  assert.equal(verifySignature(record(rsa.publicKey), own, covered), false);
});

test('keys that are too weak, too large or of other kinds are no keys', () => {
  const pemOf = (key: { export: (options: { format: 'pem'; type: 'spki' }) => string | Buffer }) =>
    String(key.export({ format: 'pem', type: 'spki' }));
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  assert.equal(keyRecordOf(pemOf(weak)), undefined);
  assert.equal(keyRecordOf(pemOf(curve)), undefined);
  assert.equal(keyRecordOf('no key'), undefined);
  const huge = Buffer.concat([
    Buffer.from('0000000b5253415f5055425f4b4559000000000003010001', 'hex'),
    Buffer.from([0, 0, 0x10, 0]),
    Buffer.alloc(0x1000, 0xff),
  ]);
  assert.equal(verificationKeyOf(huge), undefined);
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  assert.deepEqual(keyRecordOf(pem), keyRecordOf(pemOf(createPublicKey(createPrivateKey(pem)))));
});

test('no bytes of a peer crash a verification', async () => {
  const macs = new MacVerifier();
  const { publicKey } = generateKeyPairSync('ed25519');
  const record = keyRecordOf(String(publicKey.export({ format: 'pem', type: 'spki' })));
  const noise = fc.uint8Array({ maxLength: 200 });
  const heads = ['0000000b5253415f5055425f4b45590000', '0000000b4453415f5055425f4b45590000'];
  const records = fc.oneof(
    noise,
    fc.constant(record ?? new Uint8Array(0)),
    fc
      .tuple(fc.constantFrom(...heads), noise)
      .map(([head, rest]) => Buffer.concat([unhex(head), rest])),
  );
  await fc.assert(
    fc.asyncProperty(records, noise, noise, fc.boolean(), async (key, response, bytes, bare) => {
      assert.equal(verifySignature(key, response, bytes), false);
      const question = { secret: key, covered: bytes, signedResponse: response, bare };
      assert.equal(await macs.verify(question), false);
    }),
    { numRuns: 300 },
  );
});
