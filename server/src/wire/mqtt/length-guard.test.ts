// The guard finds the length of each packet wherever the stream is cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LengthGuard } from './length-guard.ts';

const packetOf = (length: number): Buffer => {
  const bytes = [0x30];
  let rest = length;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Uint8Array.from(bytes), Buffer.alloc(length, 0xff)]);
};

test('packets up to the limit fit, wherever the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20_000), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1 }),
      (lengths, cuts) => {
        const stream = Buffer.concat(lengths.map(packetOf));
        const longest = Math.max(2, ...lengths.map((length) => packetOf(length).length));
        const pushAll = (bytesMax: number) => {
          const guard = new LengthGuard(bytesMax);
          let at = 0;
          for (let i = 0; at < stream.length; i += 1) {
            const cut = cuts[i % cuts.length] ?? 1;
            const verdict = guard.push(stream.subarray(at, at + cut));
            if (verdict !== 'fits') return verdict;
            at += cut;
          }
          return 'fits';
        };
        assert.equal(pushAll(longest), 'fits');
        if (lengths.length > 0 && longest > 2) assert.equal(pushAll(longest - 1), 'too-long');
      },
    ),
  );
});

test('a length in five bytes is malformed, and any bytes give a verdict', () => {
  assert.equal(new LengthGuard(10).push(Uint8Array.of(0x30, 255, 255, 255, 255, 1)), 'malformed');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.ok(['fits', 'too-long', 'malformed'].includes(new LengthGuard(50).push(bytes)));
    }),
  );
});
