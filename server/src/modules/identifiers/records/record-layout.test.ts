// What is packed comes back byte for byte, by shape or literally, whatever the values are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeValueBlock, type HandleValue } from '../../../wire/handle/handle.ts';
import { allPublic } from '../model/value-block.ts';
import { blockOf, layoutOf, packRecord, readRecord, sameContent, stamp } from './record-layout.ts';
import { Shapes } from './shapes.ts';
import { TextPacker } from './text-packer.ts';

const timeMs = 1_790_000_000_123;
const aTime = fc.oneof(fc.constant(1_790_000_000), fc.constant(7), fc.nat());
const aValue = fc.record({
  index: fc.integer({ min: 1, max: 6 }),
  timestampSeconds: aTime,
  ttlType: fc.constantFrom(0, 1),
  ttlSeconds: fc.nat(),
  permissions: fc.nat(15),
  type: fc.constantFrom('URL', 'HS_ADMIN', '类型', ''),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.uint8Array({ minLength: 60, maxLength: 200 }),
  ),
  references: fc.array(fc.record({ handle: fc.string({ maxLength: 5 }), index: fc.nat() }), {
    maxLength: 2,
  }),
});
const someValues = fc.array(aValue, { maxLength: 6 });
const oneTime = fc
  .tuple(someValues, aTime)
  .map(([values, timestampSeconds]) => values.map((value) => ({ ...value, timestampSeconds })));

for (const [how, max] of [
  ['by shape', 100],
  ['literally', 0],
] as const) {
  test(`a record packed ${how} comes back`, () => {
    const shapes = new Shapes(max);
    const suffixes = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(suffixes, fc.oneof(someValues, oneTime), (suffix, values) => {
        const handle = `88.118/${suffix}`;
        const block = encodeValueBlock(values);
        for (const key of [handle, handle.toUpperCase()]) {
          const { packed } = packRecord({ key, handle, block, timeMs }, shapes);
          stamp(packed, 281_474_976_710_655, timeMs);
          const read = readRecord(key, packed, shapes);
          assert.equal(layoutOf(packed), 2);
          assert.equal(read.handle, handle);
          assert.equal(read.allPublic, allPublic(block));
          assert.equal(read.revision, 281_474_976_710_655);
          assert.equal(read.sinceMs, timeMs);
          assert.deepEqual(Buffer.from(read.block), Buffer.from(block));
          assert.deepEqual(Buffer.from(blockOf(packed, shapes)), Buffer.from(block));
        }
      }),
    );
    assert.equal(shapes.count > 0, how === 'by shape');
  });
}

const value = (index: number, type: string, text: string): HandleValue => ({
  index,
  type,
  timestampSeconds: Math.floor(timeMs / 1000),
  ttlType: 0,
  ttlSeconds: 86_400,
  permissions: 14,
  data: Buffer.from(text),
  references: [],
});

test('texts packed at once give the block that their values would', () => {
  const texts = fc.array(
    fc.record({
      index: fc.integer({ min: 1, max: 5 }),
      type: fc.constantFrom('URL', '类型', 'HS_ADMIN'),
      text: fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ minLength: 100, maxLength: 300 }),
      ),
    }),
    { maxLength: 4 },
  );
  const shapes = new Shapes(50);
  const admin = value(100, 'HS_ADMIN', 'somebody');
  const valuesOf = (all: readonly { index: number; type: string; text: string }[]) => [
    ...all.map(({ index, type, text }) => value(index, type, text)),
    admin,
  ];
  const packer = new TextPacker(shapes, { valuesOf, nowMs: timeMs });
  fc.assert(
    fc.property(texts, (all) => {
      const { packed } = packer.pack('88/A', '88/a', all);
      stamp(packed, 1, timeMs);
      const read = readRecord('88/A', packed, shapes);
      assert.equal(read.handle, '88/a');
      assert.deepEqual(Buffer.from(read.block), Buffer.from(encodeValueBlock(valuesOf(all))));
    }),
  );
});

test('three values and an HS_ADMIN cost their data, a byte each and fifteen', () => {
  const shapes = new Shapes();
  const admin = value(100, 'HS_ADMIN', 'twenty bytes or more of it');
  const values = [
    value(1, 'URL', 'https://a.example/1'),
    value(2, 'T', 'lens'),
    value(3, 'Q', '1'),
  ];
  const block = encodeValueBlock([...values, admin]);
  const record = { key: '88/A', handle: '88/A', block, timeMs };
  assert.equal(packRecord(record, shapes).packed.length, 14 + 1 + 3 + 24);
  assert.equal(block.length, 171);
});

test('content is compared without times and positions, and not across shapes', () => {
  const shapes = new Shapes();
  const pack = (values: HandleValue[], at: number) => {
    const block = encodeValueBlock(values);
    const { packed } = packRecord({ key: 'k/1', handle: 'k/1', block, timeMs }, shapes);
    stamp(packed, at, timeMs + at);
    return packed;
  };
  const one = pack([value(1, 'URL', 'a')], 1);
  assert.equal(sameContent(one, pack([value(1, 'URL', 'a')], 2)), true);
  assert.equal(sameContent(one, pack([value(1, 'URL', 'b')], 2)), false);
  assert.equal(sameContent(one, pack([value(1, 'URL', 'aa')], 2)), false);
  assert.equal(sameContent(one, pack([value(2, 'URL', 'a')], 2)), false);
});

test('the dictionary of shapes is bounded; what comes once only gets no place when it is half full', () => {
  const shapes = new Shapes(4);
  const shaped = (n: number) => {
    const block = encodeValueBlock([value(n, 'URL', 'x')]);
    return packRecord({ key: 'k/1', handle: 'k/1', block, timeMs }, shapes).shape?.number;
  };
  assert.deepEqual([1, 2, 1, 2].map(shaped), [0, 1, 0, 1]);
  assert.deepEqual([3, 4, 3, 4].map(shaped), [undefined, undefined, 2, 3]);
  assert.deepEqual([5, 5, 5].map(shaped), [undefined, undefined, undefined]);
  assert.equal(shapes.count, 4);
});
