// Text loses no byte, and only UTF-8 gives well-formed text.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesOfText, putText, textOf } from './text.ts';

const whole = (bytes: Uint8Array): string => textOf(bytes, 0, bytes.length);

test('any bytes become text and the same bytes again', () => {
  const utf8 = fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text));
  const mixed = fc
    .array(fc.oneof(utf8, fc.uint8Array({ maxLength: 6 })))
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
  fc.assert(
    fc.property(mixed, (bytes) => {
      assert.deepEqual(bytesOfText(whole(bytes)), bytes);
    }),
    { numRuns: 500 },
  );
});

test('text is what TextDecoder says where the bytes are UTF-8, a byte order mark included', () => {
  for (const text of [
    '',
    '88.101.1/P1',
    '88.101.1/größe-标识-😀',
    '\uFEFFx',
    'a\uFFFDb',
    '\u0000',
  ]) {
    assert.equal(whole(new TextEncoder().encode(text)), text);
    assert.ok(whole(new TextEncoder().encode(text)).isWellFormed());
  }
});

test('only well-formed UTF-8 gives well-formed text', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const valid = (bytes: Uint8Array): boolean => {
    try {
      strict.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const leads = fc.constantFrom(
    0x7f,
    0x80,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xf5,
    0xff,
  );
  const tails = fc.array(fc.constantFrom(0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(leads, tails, (lead, tail) => {
      const bytes = Uint8Array.of(lead, ...tail);
      assert.equal(whole(bytes).isWellFormed(), valid(bytes));
      assert.deepEqual(bytesOfText(whole(bytes)), bytes);
    }),
    { numRuns: 1000 },
  );
});

test('text is written at an offset and its length is in bytes', () => {
  const target = new Uint8Array(20);
  assert.equal(putText('ab标\udcff', target, 2), 6);
  assert.deepEqual([...target.subarray(0, 9)], [0, 0, 0x61, 0x62, 0xe6, 0xa0, 0x87, 0xff, 0]);
});
