// Answers to challenges are read back; the recorded ones are in golden.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytes, int4, record, text } from './arbitrary.contract.ts';
import {
  decodeMac,
  decodeSignature,
  encodeMac,
  encodeSignature,
  macAlgorithm,
} from './signed-response.ts';

test('signatures and MACs are read back', () => {
  const derivation = record({ salt: bytes(), rounds: int4, keyBits: int4 });
  fc.assert(
    fc.property(text, bytes(), derivation, (hashName, mac, derived) => {
      const signature = { hashName, signature: mac };
      assert.deepEqual(decodeSignature(encodeSignature(signature)), { ok: true, value: signature });
      const plain = { algorithm: macAlgorithm.hmacSha256, mac };
      assert.deepEqual(decodeMac(encodeMac(plain)), { ok: true, value: plain });
      const salted = { algorithm: macAlgorithm.pbkdf2HmacSha1, mac, derivation: derived };
      assert.deepEqual(decodeMac(encodeMac(salted)), { ok: true, value: salted });
    }),
  );
});

test('bytes behind a signature are refused', () => {
  const encoded = encodeSignature({ hashName: 'SHA-256', signature: Uint8Array.of(1) });
  assert.deepEqual(decodeSignature(Uint8Array.of(...encoded, 0)), {
    ok: false,
    reason: 'trailing-bytes',
    at: encoded.length,
  });
});
