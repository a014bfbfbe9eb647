// Our codec and the schema of Eclipse Tahu (in pysparkplug, protobuf of Google) on the same payloads: byte for byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { payloads } from '../../server/src/wire/sparkplug/arbitrary.contract.ts';
import { decodePayload } from '../../server/src/wire/sparkplug/decode.ts';
import { encodePayload } from '../../server/src/wire/sparkplug/encode.ts';
import type { Payload } from '../../server/src/wire/sparkplug/payload.ts';
import { until } from '../../server/src/testing/until.ts';
import { python, startPeer } from './sparkplug-peers.ts';

const skip = 'missing' in python ? python.missing : false;

/** The schema makes extensions of values messages of their own; ours are bytes, which need not be one. */
function withoutExtensions(payload: Payload): boolean {
  return !JSON.stringify(payload, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  ).includes('"extension"');
}

test('what we write Tahu reads and writes alike', { skip }, async (t) => {
  const peer = startPeer(t, 'sparkplug-codec.py', []);
  const samples = fc.sample(payloads.filter(withoutExtensions), { numRuns: 1_000, seed: 1 });
  const hexes = samples.map((payload) => Buffer.from(encodePayload(payload)).toString('hex'));
  for (const hex of hexes) peer.say(hex);
  await until('all are answered', () => peer.told.length === hexes.length);
  peer.told.forEach(({ hex, strange }, i) => {
    assert.equal(hex, hexes[i]);
    assert.equal(strange, 0);
    const read = decodePayload(Buffer.from(String(hex), 'hex'));
    assert.ok(read.ok);
    assert.deepEqual(read.payload, samples[i]);
  });
});
