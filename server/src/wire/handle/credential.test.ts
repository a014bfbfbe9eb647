// The bytes that a credential signs in front of header and body; those of 2.0 to 2.5, 2.8 and later are also checked against
// the recording, in golden.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signedPrefix } from './credential.ts';
import { makeEnvelope } from './envelope.ts';
import { hex } from './recorded.contract.ts';

test('the signed prefix follows the version', () => {
  const ids = { sessionId: 0x0a0b_0c0d, requestId: 0x0102_0304 };
  const prefix = (major: number, minor: number): string =>
    hex(signedPrefix(makeEnvelope({ ...ids, major, minor }), 5));
  assert.equal(prefix(2, 5), '');
  assert.equal(prefix(2, 6), '02060a0b00000005000000000000');
  assert.equal(prefix(2, 7), '02070a0b0c0d0102030400000005');
  assert.equal(prefix(2, 8), '0208020b0a0b0c0d0102030400000005');
  assert.equal(prefix(3, 0), '0300020b0a0b0c0d0102030400000005');
});
