// A receipt or a request holds only with the key that made it, for exactly the bytes that it speaks of.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeReceipt, openReceipt, type Receipt } from './receipt.ts';
import { claimedGateway, requestHeaders, signRequest, verifyRequest } from './request.ts';
import { keys } from './tier-samples.contract.ts';

const receipt: Receipt = {
  gateway: 'hall-3',
  incarnation: 'x',
  parcel: 'aa',
  receivedAtMs: 1,
  spans: [
    { kind: 'readings', stream: 'readings/88/a', first: 1, count: 5, outcome: 'stored' },
    {
      kind: 'facts',
      stream: 'facts/88/a',
      first: 1,
      count: 1,
      outcome: 'refused',
      code: 'intake.x',
    },
  ],
};

test('a receipt is proof with its key alone, and any changed byte ends that', () => {
  const bytes = encodeReceipt(receipt, keys.privateKey);
  assert.deepEqual(openReceipt(bytes, keys.publicKey), { ok: true, value: receipt });
  const other = generateKeyPairSync('ed25519').publicKey;
  assert.deepEqual(openReceipt(bytes, other), { ok: false, reason: 'signature' });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ change;
      assert.equal(openReceipt(changed, keys.publicKey).ok, false);
      assert.equal(openReceipt(bytes.subarray(0, at), keys.publicKey).ok, false);
    }),
  );
});

test('what the key signed and is no receipt is refused', () => {
  for (const spans of [[{}], [{ ...receipt.spans[0], count: 0 }], 'x']) {
    const wrong = encodeReceipt({ ...receipt, spans: spans as never }, keys.privateKey);
    assert.deepEqual(openReceipt(wrong, keys.publicKey), { ok: false, reason: 'malformed' });
  }
});

test('a request is the gateway’s for exactly this method, path and body', () => {
  const request = {
    method: 'POST',
    path: '/api/intake/parcels',
    body: Uint8Array.of(1, 2),
  } as const;
  const headers = signRequest(request, { gateway: 'hall-3', timeMs: 7 }, keys.privateKey);
  assert.equal(claimedGateway(headers), 'hall-3');
  assert.equal(verifyRequest(request, headers, keys.publicKey), true);
  const wrong = [
    verifyRequest({ ...request, path: '/x' }, headers, keys.publicKey),
    verifyRequest({ ...request, method: 'GET' }, headers, keys.publicKey),
    verifyRequest({ ...request, body: Uint8Array.of(1) }, headers, keys.publicKey),
    verifyRequest(request, { ...headers, [requestHeaders.gateway]: 'b' }, keys.publicKey),
    verifyRequest(request, { ...headers, [requestHeaders.signature]: 'zz' }, keys.publicKey),
    verifyRequest(request, {}, keys.publicKey),
  ];
  assert.deepEqual(
    wrong,
    wrong.map(() => false),
  );
  assert.equal(claimedGateway({ [requestHeaders.gateway]: 'a\nb' }), undefined);
});
