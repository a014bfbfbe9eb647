// SM2 and SM3 against the examples of the standards, against OpenSSL, against what a client of the national
// system signed, and against bytes that are nearly right.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { realRandom } from '../../../kernel/world/real/random.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { sm2PrivateKeyIn, sm2PrivatePem, sm2PublicKeyIn, sm2PublicPem } from './sm2-pem.ts';
import { sm2Point, sm2PublicKey, sm2Sign, sm2Verify, sm3, usualSignerId } from './sm2.ts';

const unhex = (text: string): Buffer => Buffer.from(text, 'hex');
const hex = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? 'none' : Buffer.from(bytes).toString('hex');

/** GB/T 32918.5 Annex A.2. */
const example = {
  privateKey: unhex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8'),
  publicKey: unhex(
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  ),
  chance: unhex('59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21'),
  r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
  s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  message: Buffer.from('message digest'),
};

test('SM3 gives the hashes of the standard', () => {
  const abc = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
  assert.equal(hex(sm3(Buffer.from('abc'))), abc);
  assert.equal(hex(sm3(Buffer.from('a'), Buffer.from('bc'))), abc);
  const long = 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732';
  assert.equal(hex(sm3(Buffer.from('abcd'.repeat(16)))), long);
});

test('SM2 signs and verifies the example of the standard', () => {
  const { privateKey, publicKey, chance, message, r, s } = example;
  assert.equal(hex(sm2PublicKey(privateKey)), hex(publicKey));
  const random = { ...realRandom, bytes: () => chance };
  const signature = sm2Sign(message, privateKey, { signerId: usualSignerId, random });
  assert.equal(hex(signature), `3046022100${r}022100${s}`);
  const claim = { message, signerId: usualSignerId };
  assert.ok(sm2Verify(signature, publicKey, [claim]));
  assert.ok(sm2Verify(unhex(r + s), publicKey, [claim]), 'r and s bare');
  assert.ok(!sm2Verify(signature, publicKey, []), 'no claim');
  assert.ok(sm2Verify(signature, publicKey, [{ ...claim, message: Buffer.from('x') }, claim]));
  assert.ok(!sm2Verify(signature, publicKey, [{ ...claim, signerId: Buffer.from('x') }]));
  assert.ok(!sm2Verify(signature, publicKey, [{ ...claim, signerId: Buffer.alloc(8_192) }]));
});

test('whatever is signed verifies, and with one bit changed nothing does', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((key) => key[0] !== 0xff),
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.nat(),
      (privateKey, message, signerId, place) => {
        if (privateKey.every((byte) => byte === 0)) return;
        const publicKey = sm2PublicKey(privateKey);
        const signature = sm2Sign(message, privateKey, { signerId, random: realRandom });
        const claims = [{ message, signerId }];
        assert.ok(sm2Verify(signature, publicKey, claims));
        const changed = (bytes: Uint8Array): Uint8Array =>
          bytes.map((byte, at) => (at === place % bytes.length ? byte ^ (1 << (place % 8)) : byte));
        assert.ok(!sm2Verify(changed(signature), publicKey, claims));
        assert.ok(!sm2Verify(signature, publicKey, [{ message: changed(message), signerId }]));
        assert.ok(!sm2Verify(signature, publicKey, [{ message, signerId: changed(signerId) }]));
      },
    ),
    { numRuns: 20 },
  );
});

test('keys that are used often, and more of them than are kept in mind, verify as on the first day', () => {
  const signerId = usualSignerId;
  for (let number = 1; number <= 40; number++) {
    const privateKey = Buffer.alloc(32, number);
    const publicKey = sm2PublicKey(privateKey);
    for (let use = 0; use < (number % 13 === 0 ? 8 : 1); use++) {
      const message = Uint8Array.of(number, use);
      const signature = sm2Sign(message, privateKey, { signerId, random: realRandom });
      assert.ok(sm2Verify(signature, publicKey, [{ message, signerId }]));
      const other = Uint8Array.of(number, use + 1);
      assert.ok(!sm2Verify(signature, publicKey, [{ message: other, signerId }]));
      const stranger = sm2PublicKey(Buffer.alloc(32, number + 1));
      assert.ok(!sm2Verify(signature, stranger, [{ message, signerId }]));
    }
  }
});

test('bytes that are no signature and numbers out of range are refused', () => {
  const claims = [{ message: example.message, signerId: usualSignerId }];
  const order = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123';
  const zero = '00'.repeat(32);
  const one = `${'00'.repeat(31)}01`;
  const { r, s } = example;
  const lessOne = `${order.slice(0, -2)}22`;
  for (const numbers of [zero + s, r + zero, order + s, r + order, one + lessOne, zero + zero]) {
    assert.ok(!sm2Verify(unhex(numbers), example.publicKey, claims), numbers);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      assert.ok(!sm2Verify(bytes, example.publicKey, claims));
      assert.equal(sm2Point(Uint8Array.of(2, 3, ...bytes)), undefined);
    }),
  );
});

test('keys come and go in PEM, and other keys are none', () => {
  const publicPem = sm2PublicPem(example.publicKey);
  assert.equal(hex(sm2PublicKeyIn(publicPem)), hex(example.publicKey));
  assert.equal(hex(sm2PublicKeyIn(publicPem.replaceAll('\n', '\r\n'))), hex(example.publicKey));
  const privatePem = sm2PrivatePem(example.privateKey);
  assert.equal(hex(sm2PrivateKeyIn(privatePem)), hex(example.privateKey));
  for (const pem of ['', 'PEM', privatePem.slice(0, 60), publicPem.replace('MFkw', 'MFkx')]) {
    assert.equal(sm2PublicKeyIn(pem), undefined, pem);
    assert.equal(sm2PrivateKeyIn(pem), undefined, pem);
  }
  const offTheCurve = Buffer.from(example.publicKey);
  offTheCurve[64] = 0;
  assert.equal(sm2PublicKeyIn(sm2PublicPem(offTheCurve)), undefined);
});

const opensslSpeaksSm2 =
  spawnSync('openssl', ['genpkey', '-algorithm', 'SM2'], { timeout: 10_000 }).status === 0;
const skip = opensslSpeaksSm2 ? false : 'the openssl command of this machine does not know SM2';

test('OpenSSL verifies what is signed here, and the other way round', { skip }, (t) => {
  const folder = folderOf(t);
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): string => execFileSync('openssl', args).toString();
  openssl('genpkey', '-algorithm', 'SM2', '-out', file('key.pem'));
  const privateKey = sm2PrivateKeyIn(openssl('pkey', '-in', file('key.pem')));
  const publicPem = openssl('pkey', '-in', file('key.pem'), '-pubout');
  const publicKey = sm2PublicKeyIn(publicPem);
  assert.ok(privateKey && publicKey);
  assert.equal(sm2PublicPem(publicKey), publicPem);
  writeFileSync(file('ours.pem'), sm2PrivatePem(privateKey));
  assert.equal(openssl('pkey', '-in', file('ours.pem'), '-pubout'), publicPem);
  const message = randomBytes(100);
  writeFileSync(file('message'), message);
  writeFileSync(file('public.pem'), publicPem);
  for (const signer of ['1234567812345678', '0.NA/88.118.8']) {
    const signerId = Buffer.from(signer);
    const how = [
      '-in',
      file('message'),
      '-rawin',
      '-digest',
      'sm3',
      '-pkeyopt',
      `distid:${signer}`,
    ];
    writeFileSync(file('ours'), sm2Sign(message, privateKey, { signerId, random: realRandom }));
    const key = ['-pubin', '-inkey', file('public.pem')];
    const told = openssl('pkeyutl', '-verify', ...how, ...key, '-sigfile', file('ours'));
    assert.match(told, /Verified Successfully/);
    const theirs = execFileSync('openssl', ['pkeyutl', '-sign', ...how, '-inkey', file('key.pem')]);
    assert.ok(sm2Verify(theirs, publicKey, [{ message, signerId }]));
    assert.ok(!sm2Verify(theirs, publicKey, [{ message, signerId: Buffer.from('x') }]));
  }
});
