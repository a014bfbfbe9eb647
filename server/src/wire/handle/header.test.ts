// Operation flags by name, against the recording, and headers that are too short.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { OpFlagName } from './header.ts';
import { decodeHeader, flagsOf, hasFlag, opFlag } from './header.ts';
import { contentOf } from './message.ts';
import { recordedMessages, skip } from './recorded.contract.ts';

const names = Object.keys(opFlag) as OpFlagName[];

test('flags combine as an unsigned number and are found again', () => {
  assert.equal(flagsOf('authoritative', 'recursive'), 0x9000_0000);
  assert.equal(flagsOf(), 0);
  assert.ok(flagsOf(...names) > 0);
  for (const name of names) {
    assert.equal(hasFlag(flagsOf(name), name), true);
    assert.equal(hasFlag(flagsOf(...names.filter((other) => other !== name)), name), false, name);
  }
});

test('the flags mean in the recording what their names say', { skip }, () => {
  const flags = (name: string): number => {
    const header = decodeHeader(
      contentOf(recordedMessages.find((one) => one.name === name)?.bytes ?? new Uint8Array(0)),
    );
    assert.ok(header.ok, name);
    return header.value.flags;
  };
  const doIrp = names.filter((name) => name !== 'recursiveAuthentication');
  assert.equal(flags('encoded.resolve-every-flag request'), flagsOf(...doIrp));
  assert.equal(flags('raw.public-only-flag request'), flagsOf('publicOnly'));
  assert.equal(flags('raw.keep-connection request'), flagsOf('keepConnection'));
  assert.equal(flags('raw.digest-v2.0 request'), flagsOf('returnDigest'));
  assert.equal(flags('resolve.all request'), flagsOf('recursive', 'cacheCertified', 'publicOnly'));
  assert.ok(hasFlag(flags('resolve.certified request'), 'certified'));
  assert.ok(hasFlag(flags('create.minted/challenge request'), 'mintNewSuffix'));
  assert.ok(hasFlag(flags('resolve.prefix-referral-declined request'), 'doNotRefer'));
  const parts = [1, 2, 3].map((n) =>
    hasFlag(flags(`list.three-parts/answer response part ${n}`), 'continuous'),
  );
  assert.deepEqual(parts, [true, true, false]);
});

test('a header needs all of its bytes and a length that is not negative', () => {
  const content = new Uint8Array(24);
  assert.equal(decodeHeader(content).ok, true);
  assert.deepEqual(decodeHeader(content.subarray(0, 23)), {
    ok: false,
    reason: 'past-end',
    at: 20,
  });
  content[20] = 0xff;
  assert.deepEqual(decodeHeader(content), { ok: false, reason: 'negative-length', at: 20 });
});
