import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { payloads } from './arbitrary.contract.ts';
import { decodePayload, depthMax } from './decode.ts';
import { encodePayload } from './encode.ts';
import type { Metric, Payload, PropertySet } from './payload.ts';

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function decoded(bytes: Uint8Array): Payload {
  const outcome = decodePayload(bytes);
  if (!outcome.ok) assert.fail(outcome.trouble);
  return outcome.payload;
}

function trouble(bytes: Uint8Array): string {
  const outcome = decodePayload(bytes);
  return outcome.ok ? 'ok' : outcome.trouble;
}

test('a payload of every part comes back as it was', () => {
  fc.assert(
    fc.property(payloads, (payload) => {
      assert.deepEqual(decoded(encodePayload(payload)), payload);
    }),
    { numRuns: 500 },
  );
});

test('the bytes are those of the schema, field by field', () => {
  const payload: Payload = {
    timestamp: 1486144502122,
    metrics: [{ name: 'My Metric', alias: 1, datatype: 12, field: 'string', value: 'Test' }],
    seq: 2,
  };
  const hex = '08 eaf2f5a8a02b 12 15 0a 09 4d79204d6574726963 10 01 20 0c 7a 04 54657374 18 02';
  assert.deepEqual(encodePayload(payload), bytesOf(hex));
  assert.deepEqual(decoded(bytesOf(hex)), payload);
});

test('integers of 64 bits are exact', () => {
  for (const value of [0, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    const payload: Payload = { timestamp: value, metrics: [{ field: 'long', value }], seq: value };
    assert.deepEqual(decoded(encodePayload(payload)), payload);
  }
});

test('a field of 32 bits keeps the low 32 bits of a longer number, as sign-extending senders need', () => {
  const minusOne = bytesOf('12 0b 50 ffffffffffffffffff01');
  assert.deepEqual(decoded(minusOne).metrics, [{ field: 'int', value: 0xffff_ffff }]);
});

test('any bytes are a payload or a reason, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const outcome = decodePayload(bytes);
      assert.ok(outcome.ok || (outcome.trouble.length > 0 && outcome.at <= bytes.length));
    }),
    { numRuns: 2_000 },
  );
});

test('real messages with bytes changed, cut or doubled are a payload or a reason', () => {
  const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }), cut: fc.nat() });
  fc.assert(
    fc.property(payloads, fc.array(change, { maxLength: 4 }), (payload, changes) => {
      let bytes = encodePayload(payload);
      for (const { at, to, cut } of changes) {
        if (bytes.length === 0) return;
        bytes[at % bytes.length] = to;
        if (cut % 3 === 0) bytes = bytes.slice(0, cut % bytes.length);
      }
      const outcome = decodePayload(bytes);
      if (outcome.ok) assert.deepEqual(decodePayload(encodePayload(outcome.payload)).ok, true);
    }),
    { numRuns: 1_000 },
  );
});

test('what is malformed is named', () => {
  assert.equal(trouble(bytesOf('12 05 0a 01')), 'past-end');
  assert.equal(trouble(bytesOf('12 ff ff ff ff 0f')), 'past-end');
  assert.equal(trouble(bytesOf('12 03 0a 7f 41')), 'past-end');
  assert.equal(trouble(bytesOf('08 ffffffffffffffffffff01')), 'bad-varint');
  assert.equal(trouble(bytesOf('0b 0c')), 'bad-wire-type');
  assert.equal(trouble(bytesOf('00 01')), 'bad-field');
  assert.equal(trouble(bytesOf('12 04 0a 02 c3 28')), 'not-utf-8');
});

test('a field that claims more than its message has does not reach into the next', () => {
  const two = bytesOf('12 04 0a 05 61 62 12 03 0a 01 63');
  assert.equal(trouble(two), 'past-end');
});

test('unknown fields and extensions are passed over', () => {
  const bytes = bytesOf(
    '18 07 3a 02 6869 4d 00000000 51 0000000000000000 58 05 12 06 0a 01 41 a2 06 00',
  );
  assert.deepEqual(decoded(bytes), { metrics: [{ name: 'A' }], seq: 7 });
});

test('the last of several values counts', () => {
  assert.deepEqual(decoded(bytesOf('12 07 50 01 70 01 7a 01 61')).metrics, [
    { field: 'string', value: 'a' },
  ]);
});

test('packed and unpacked column types are the same', () => {
  const packed = decoded(bytesOf('12 09 8a 01 06 1a 02 03 0c 18 0b'));
  const [metric] = packed.metrics;
  assert.deepEqual(metric?.value, { columns: [], types: [3, 12, 11], rows: [] });
});

test('templates and property sets nest to a depth, and no further', () => {
  let metric: Metric = { name: 'leaf' };
  for (let i = 0; i < depthMax; i += 1)
    metric = { field: 'template', value: { metrics: [metric], parameters: [] } };
  assert.equal(trouble(encodePayload({ metrics: [metric] })), 'ok');
  const deeper: Metric = { field: 'template', value: { metrics: [metric], parameters: [] } };
  assert.equal(trouble(encodePayload({ metrics: [deeper] })), 'too-deep');
  let set: PropertySet = { keys: [], values: [] };
  for (let i = 0; i < 2_000; i += 1)
    set = { keys: ['k'], values: [{ type: 20, field: 'propertyset', value: set }] };
  assert.equal(trouble(encodePayload({ metrics: [{ properties: set }] })), 'too-deep');
});

test('a message of empty metrics is bounded', () => {
  const bytes = new Uint8Array(2 * 200_001).map((_, i) => (i % 2 === 0 ? 0x12 : 0));
  assert.equal(trouble(bytes), 'too-many');
});
