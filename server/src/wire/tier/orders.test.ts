// Answers to a gateway that asks for orders: only the platform's own, to this gateway, to this ask.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { openOrders, sealOrders } from './orders.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const asked = { gateway: 'hall-3', nonce: 'n-1' };
const sealed = (answer: object) =>
  sealOrders({ ...asked, ...answer }, (bytes) => sign(null, bytes, privateKey));

test('what was sealed is opened by whoever asked, and by nobody else', () => {
  const bytes = sealed({ items: [1] });
  assert.deepEqual(openOrders(bytes, publicKey, asked), {
    ok: true,
    value: { ...asked, items: [1] },
  });
  for (const other of [{ gateway: 'hall-4' }, { nonce: 'n-2' }]) {
    assert.equal(openOrders(bytes, publicKey, { ...asked, ...other }).ok, false);
  }
  const stranger = generateKeyPairSync('ed25519').publicKey;
  assert.deepEqual(openOrders(bytes, stranger, asked), { ok: false, reason: 'signature' });
});

test('no bytes make it throw, and no changed byte is believed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(openOrders(bytes, publicKey, asked).ok, false);
    }),
  );
  const whole = sealed({ items: [{ value: 1 }] });
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Uint8Array.from(whole);
      changed[at] = (changed[at] ?? 0) ^ by;
      assert.equal(openOrders(changed, publicKey, asked).ok, false);
      assert.equal(openOrders(whole.subarray(0, at), publicKey, asked).ok, false);
    }),
  );
});
