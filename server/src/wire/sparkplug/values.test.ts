import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrayOf, bytesOfArray, type ArrayValue } from './arrays.ts';
import { dataTypeName, dataTypes, heldOf, isArray, plainValue } from './data-types.ts';
import type { Wide } from './payload.ts';

const t = dataTypes;
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

test('every integer of every type comes back exactly, and those beyond are refused', () => {
  for (const [type, bits, signed] of [
    [t.Int8, 8, true],
    [t.Int16, 16, true],
    [t.Int32, 32, true],
    [t.Int64, 64, true],
    [t.UInt8, 8, false],
    [t.UInt16, 16, false],
    [t.UInt32, 32, false],
    [t.UInt64, 64, false],
  ] as const) {
    const min = signed ? -(2n ** BigInt(bits - 1)) : 0n;
    const max = min + 2n ** BigInt(bits) - 1n;
    const both = fc.oneof(
      fc.bigInt({ min, max }),
      fc.constantFrom(min, max, 0n, -1n < min ? 0n : -1n),
    );
    fc.assert(
      fc.property(both, (value) => {
        const held = heldOf(type, value);
        assert.ok(held, `${value} as ${dataTypeName(type)}`);
        const back = plainValue(type, held);
        assert.equal(BigInt(back as Wide), value);
      }),
    );
    assert.equal(heldOf(type, max + 1n), undefined);
    assert.equal(heldOf(type, min - 1n), undefined);
    assert.equal(heldOf(type, 1.5), undefined);
    assert.equal(heldOf(type, 'one'), undefined);
  }
});

test('a negative integer is read in its own width and sign-extended to its field', () => {
  assert.equal(plainValue(t.Int8, { field: 'int', value: 0xff }), -1);
  assert.equal(plainValue(t.Int8, { field: 'int', value: 0xffff_ffff }), -1);
  assert.equal(plainValue(t.Int16, { field: 'int', value: 0x8ad0 }), -30_000);
  assert.equal(plainValue(t.Int32, { field: 'int', value: 0xffff_fffe }), -2);
  assert.equal(plainValue(t.Int32, { field: 'long', value: 2n ** 64n - 2n }), -2);
  assert.equal(plainValue(t.Int64, { field: 'long', value: 2n ** 64n - 1n }), -1);
  assert.equal(plainValue(t.UInt32, { field: 'long', value: 4_000_000_000 }), 4_000_000_000);
});

test('a value that its type cannot have is refused, never bent', () => {
  assert.equal(plainValue(t.Int8, { field: 'int', value: 300 }), undefined);
  assert.equal(plainValue(t.UInt8, { field: 'int', value: 256 }), undefined);
  assert.equal(plainValue(t.UInt16, { field: 'long', value: 2n ** 60n }), undefined);
  assert.equal(plainValue(t.Int32, { field: 'long', value: 2n ** 63n }), undefined);
  assert.equal(plainValue(t.Int32, { field: 'string', value: '1' }), undefined);
  assert.equal(plainValue(t.Boolean, { field: 'int', value: 1 }), undefined);
  assert.equal(plainValue(t.Double, { field: 'long', value: 1 }), undefined);
  assert.equal(plainValue(t.String, { field: 'double', value: 1 }), undefined);
  assert.equal(plainValue(99, { field: 'int', value: 1 }), undefined);
  assert.equal(plainValue(t.Bytes, { field: 'bytes', value: bytesOf('00') }), undefined);
});

test('texts, truth values, floats and times are as they are', () => {
  for (const [type, value] of [
    [t.Float, 0.5],
    [t.Double, -1e300],
    [t.Boolean, false],
    [t.String, '温度'],
    [t.Text, ''],
    [t.UUID, '0b7f6d8e'],
    [t.DateTime, 1_656_107_875_000],
  ] as const) {
    const held = heldOf(type, value);
    assert.ok(held);
    assert.equal(plainValue(type, held), value);
  }
  assert.equal(heldOf(t.Boolean, 1), undefined);
  assert.equal(heldOf(t.Double, '1'), undefined);
  assert.equal(heldOf(t.String, 1), undefined);
  assert.equal(heldOf(t.DataSet, 1), undefined);
});

test('arrays are packed as the examples of the standard show', () => {
  const examples: [number, ArrayValue, string][] = [
    [t.Int8Array, [-23, 123], 'e9 7b'],
    [t.Int16Array, [-30_000, 30_000], 'd0 8a 30 75'],
    [t.Int32Array, [-1, 315_338_746], 'ff ff ff ff fa af cb 12'],
    [
      t.Int64Array,
      [-4270929666821191986n, -3601064768563266876n],
      'ce 06 72 ac 18 9c ba c4 c4 ba 9c 18 ac 72 06 ce',
    ],
    [t.UInt8Array, [23, 250], '17 fa'],
    [t.UInt16Array, [30, 52_360], '1e 00 88 cc'],
    [t.UInt32Array, [52, 3_293_969_225], '34 00 00 00 49 fb 55 c4'],
    [
      t.UInt64Array,
      [52, 16_444_743_074_749_521_625n],
      '34 00 00 00 00 00 00 00 d9 9e 02 d1 b2 76 37 e4',
    ],
    [t.FloatArray, [Math.fround(1.23), Math.fround(89.341)], 'a4 70 9d 3f 98 ae b2 42'],
    [t.DoubleArray, [12.354213, 1022.9123213], 'd7 a2 05 68 5b b5 28 40 8e 17 1c 6f 4c f7 8f 40'],
    [t.StringArray, ['ABC', 'hello'], '41 42 43 00 68 65 6c 6c 6f 00'],
    [
      t.DateTimeArray,
      [1_256_102_875_335, 1_656_107_875_000],
      'c7 d0 90 75 24 01 00 00 b8 ba b8 97 81 01 00 00',
    ],
  ];
  for (const [type, values, hex] of examples) {
    assert.deepEqual(bytesOfArray(type, values), bytesOf(hex), dataTypeName(type));
    assert.deepEqual(arrayOf(type, bytesOf(hex)), values, dataTypeName(type));
  }
  const bits = [false, false, true, true, false, true, false, false, true, true, false, true];
  assert.deepEqual(bytesOfArray(t.BooleanArray, bits), bytesOf('0c 00 00 00 34 d0'));
  assert.deepEqual(arrayOf(t.BooleanArray, bytesOf('0c 00 00 00 34 df')), bits);
});

test('arrays that are cut are refused, and any bytes are an array or none', () => {
  assert.equal(arrayOf(t.Int32Array, bytesOf('00 00 00')), undefined);
  assert.equal(arrayOf(t.BooleanArray, bytesOf('ff ff ff ff 00')), undefined);
  assert.equal(arrayOf(t.BooleanArray, bytesOf('00')), undefined);
  assert.equal(arrayOf(t.StringArray, bytesOf('41')), undefined);
  assert.equal(arrayOf(t.StringArray, bytesOf('c3 28 00')), undefined);
  assert.equal(arrayOf(t.Double, bytesOf('00')), undefined);
  assert.equal(bytesOfArray(t.Double, [1]), undefined);
  const types = Object.values(t).filter(isArray);
  assert.equal(types.length, 13);
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 64 }), (type, bytes) => {
      const values = arrayOf(type, bytes);
      if (!values || type === t.FloatArray || type === t.DoubleArray) return;
      assert.deepEqual(arrayOf(type, bytesOfArray(type, values) ?? bytes), values);
    }),
  );
});
