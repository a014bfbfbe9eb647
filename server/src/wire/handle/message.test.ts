// Round trips and robustness of whole messages; the recorded ones are in golden.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { damaged, message } from './arbitrary.contract.ts';
import { makeEnvelope } from './envelope.ts';
import { flagsOf } from './header.ts';
import { limits } from './limits.ts';
import type { Content } from './message.ts';
import {
  contentOf,
  decodeContent,
  decodeMessage,
  encodeContent,
  encodeMessage,
} from './message.ts';
import { skip } from './recorded.contract.ts';

const header = {
  op: 101,
  responseCode: 1,
  flags: 0,
  siteInfoSerial: 7,
  recursionCount: 0,
  expirationSeconds: 5,
};

test('every message that can be written is read back', () => {
  fc.assert(
    fc.property(message, (written) => {
      const read = decodeMessage(encodeMessage(written));
      assert.ok(read.ok, JSON.stringify(read));
      assert.deepEqual(read.value, written);
    }),
    { numRuns: 400 },
  );
});

test('no bytes make the decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      assert.equal(typeof decodeMessage(noise).ok, 'boolean');
      assert.equal(typeof decodeContent(noise).ok, 'boolean');
    }),
  );
});

test(
  'a damaged recorded message is refused inside its bytes or encodes to the same bytes',
  { skip },
  () => {
    let readable = 0;
    fc.assert(
      fc.property(damaged, (noise) => {
        const read = decodeMessage(noise);
        if (!read.ok) {
          assert.ok(read.at >= 0 && read.at <= noise.length, JSON.stringify(read));
          return;
        }
        readable++;
        const again = encodeMessage(read.value);
        assert.equal(again.length, noise.length);
        const differing = again.findIndex((byte, at) => byte !== noise[at]);
        const { length } = encodeContent({
          ...read.value,
          credentialOmitted: true,
          trailing: new Uint8Array(0),
        });
        // Reserved bytes are written as zero: one in the header, one in the credential.
        const reserved = [35, 20 + length + 5];
        assert.ok(
          differing < 0 || (reserved.includes(differing) && again[differing] === 0),
          `differs at ${differing}`,
        );
      }),
      { numRuns: 1500 },
    );
    assert.ok(readable > 100, 'the damage leaves some messages readable');
  },
);

test('a message must be as long as its envelope says', () => {
  const bytes = encodeMessage({
    envelope: makeEnvelope({ requestId: 9 }),
    header,
    body: { kind: 'empty' },
  });
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  for (const wrong of [bytes.subarray(0, bytes.length - 1), longer]) {
    const read = decodeMessage(wrong);
    assert.ok(!read.ok);
    assert.equal(read.reason, 'length-mismatch');
    assert.equal(read.envelope?.requestId, 9);
  }
});

test('an envelope that announces too much is refused', () => {
  const bytes = encodeMessage({ envelope: makeEnvelope(), header, body: { kind: 'empty' } });
  new DataView(bytes.buffer).setUint32(16, limits.messageBytesMax + 1);
  assert.deepEqual(decodeMessage(bytes), { ok: false, reason: 'message-too-large', at: 16 });
});

test('a body that cannot be read leaves envelope and header to answer with', () => {
  const envelope = makeEnvelope({ requestId: 77 });
  const broken: Content = {
    header: { ...header, op: 1, responseCode: 0 },
    body: { kind: 'raw', bytes: new Uint8Array(3) },
  };
  const read = decodeMessage(encodeMessage({ envelope, ...broken }));
  assert.ok(!read.ok);
  assert.deepEqual([read.reason, read.envelope?.requestId, read.header?.op], ['past-end', 77, 1]);
});

test('a session set-up is read with and without the two zero bytes of Handle.Net', () => {
  const body = { kind: 'session-setup-response', mode: 4, data: new Uint8Array(3) } as const;
  for (const bodyTrailing of [undefined, new Uint8Array(2)]) {
    const content = {
      header: { ...header, op: 400 },
      body,
      ...(bodyTrailing === undefined ? {} : { bodyTrailing }),
    };
    const read = decodeContent(encodeContent(content));
    assert.deepEqual(read, { ok: true, value: content });
  }
});

test('bytes behind the credential are kept', () => {
  const content: Content = { header, body: { kind: 'empty' }, trailing: Uint8Array.of(1, 2, 3) };
  assert.deepEqual(decodeContent(encodeContent(content)), { ok: true, value: content });
});

test('a digest of an unknown algorithm is refused', () => {
  const flags = flagsOf('returnDigest');
  const digest = { algorithm: 9, bytes: new Uint8Array(16) };
  const read = decodeContent(
    encodeContent({ header: { ...header, flags }, digest, body: { kind: 'empty' } }),
  );
  assert.ok(!read.ok);
  assert.equal(read.reason, 'unknown-digest-algorithm');
});

test('a credential that disagrees with its lengths is refused', () => {
  const credential = {
    version: 0,
    options: 0,
    signer: '',
    sessionCounter: 3,
    type: 'HS_MAC',
    algorithm: 'HMAC-SHA256',
    signature: new Uint8Array(32),
  };
  const bytes = encodeContent({ header, body: { kind: 'empty' }, credential });
  const shorter = bytes.slice();
  new DataView(shorter.buffer).setInt32(24, bytes.length - 28 - 1);
  const read = decodeContent(shorter);
  assert.ok(!read.ok);
  assert.equal(read.reason, 'bad-credential');
});

test('byte fields are views of the message, not copies', () => {
  const body = { kind: 'site-info-response', site: Uint8Array.of(1, 2) } as const;
  const bytes = encodeMessage({ envelope: makeEnvelope(), header: { ...header, op: 2 }, body });
  const read = decodeMessage(bytes);
  assert.ok(read.ok && read.value.body.kind === 'site-info-response');
  assert.equal(read.value.body.site.buffer, bytes.buffer);
  assert.equal(contentOf(bytes).length, bytes.length - 20);
});
