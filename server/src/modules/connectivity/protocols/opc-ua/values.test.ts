import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quality } from '../../../../stores/series/series.ts';
import { qualityOf, readValue, textMax, timeUsOf } from './values.ts';
import { builtIn, integer64, type ToldValue } from './variants.ts';
import { writtenValue } from './written-values.ts';

const { good, uncertain, bad } = quality;

function told(dataType: number, value: unknown, status = 0, arrayType = 0): ToldValue {
  return { value: { dataType, arrayType, value }, statusCode: { value: status } };
}

test('a value is kept as it is, or it is bad or uncertain and named', () => {
  const cases: readonly [ToldValue, 'number' | 'text' | 'boolean', unknown[], number?][] = [
    [told(builtIn.double, 1.5), 'number', [1.5, good]],
    [told(builtIn.double, 1.5, 0x4000_0000), 'number', [1.5, uncertain]],
    [told(builtIn.double, 1.5, 0x8000_0000), 'number', [null, bad]],
    [told(builtIn.double, Number.NaN), 'number', [null, bad, 'not-finite']],
    [told(builtIn.float, -Infinity), 'number', [null, bad, 'not-finite']],
    [told(builtIn.string, '12.5'), 'number', [12.5, good]],
    [told(builtIn.string, 'many'), 'number', [null, bad, 'not-a-number']],
    [told(builtIn.string, ''), 'number', [null, bad, 'not-a-number']],
    [told(builtIn.string, '1e999'), 'number', [null, bad, 'not-finite']],
    [told(builtIn.boolean, true), 'number', [1, good]],
    [told(builtIn.int16, 0), 'boolean', [false, good]],
    [told(builtIn.int16, 2), 'boolean', [null, bad, 'not-a-boolean']],
    [told(builtIn.dateTime, new Date(0)), 'number', [null, bad, 'not-a-number']],
    [told(builtIn.dateTime, new Date(0)), 'text', ['1970-01-01T00:00:00.000Z', good]],
    [told(builtIn.localizedText, { text: '温度', locale: 'zh' }), 'text', ['温度', good]],
    [told(builtIn.qualifiedName, { name: 'N', namespaceIndex: 1 }), 'text', ['N', good]],
    [told(builtIn.byteString, Buffer.from([1, 2])), 'text', ['AQI=', good]],
    [told(builtIn.uInt64, [1, 1]), 'number', [4_294_967_297, good]],
    [told(builtIn.int64, [0xffff_ffff, 0xffff_fffb]), 'number', [-5, good]],
    [told(builtIn.uInt64, [0x20_0000, 1]), 'text', ['9007199254740993', good]],
    [
      told(builtIn.uInt64, [0x20_0000, 1]),
      'number',
      [9_007_199_254_740_992, uncertain, 'integer-too-large'],
    ],
    [told(builtIn.double, [1, 2], 0, 1), 'text', ['[1,2]', good]],
    [told(builtIn.double, [1, Number.NaN], 0, 1), 'text', ['[1,"NaN"]', good]],
    [told(builtIn.double, new Float64Array([1, 2]), 0, 1), 'number', [2, good], 1],
    [told(builtIn.double, [1, 2], 0, 1), 'number', [null, bad, 'array']],
    [told(builtIn.double, [1, 2], 0, 1), 'number', [null, bad, 'no-such-element'], 2],
    [told(builtIn.double, 1), 'number', [null, bad, 'no-such-element'], 0],
    [told(builtIn.string, 'x'.repeat(textMax + 1)), 'text', [null, bad, 'too-long']],
    [told(builtIn.double, 3, 0x0480), 'number', [3, good, 'overflow']],
    [{ value: null, statusCode: { value: 0 } }, 'number', [null, bad]],
  ];
  for (const [value, form, expected, element] of cases) {
    const read = readValue(value, form, element);
    const all = [read.value, read.quality, ...(read.refused ? [read.refused] : [])];
    assert.deepEqual(all, expected, JSON.stringify(expected));
  }
});

test('structures become JSON without the marks of the library', () => {
  const structure = { speed: 2, $schema: 1, inner: { at: new Date(0), list: [1, Number.NaN] } };
  assert.deepEqual(JSON.parse(String(readValue(told(22, structure), 'text', undefined).value)), {
    speed: 2,
    inner: { at: '1970-01-01T00:00:00.000Z', list: [1, 'NaN'] },
  });
});

test('times that are none are not taken for one', () => {
  assert.equal(timeUsOf(new Date(1_700_000_000_123), 456_700_000), 1_700_000_000_123_456);
  for (const date of [null, undefined, new Date(Number.NaN), new Date(-11_644_473_600_000)])
    assert.equal(timeUsOf(date, 0), undefined);
  assert.deepEqual([0, 0x4000_0000, 0x8000_0000, 0xc000_0000].map(qualityOf), [2, 1, 0, 0]);
});

test('whatever a server tells, a good number is finite and exact', () => {
  const anything = fc.anything({ withDate: true, withTypedArray: true, withBigInt: true });
  fc.assert(
    fc.property(fc.nat(25), anything, fc.nat(2), (dataType, value, arrayType) => {
      const read = readValue(told(dataType, value, 0, arrayType), 'number', undefined);
      if (read.quality === good) assert.ok(Number.isFinite(read.value));
      readValue(told(dataType, value, 0, arrayType), 'boolean', undefined);
    }),
  );
});

test('a written 64-bit integer is the one that is read', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (whole) => {
      const type = { dataType: builtIn.int64, array: false };
      const written = writtenValue(type, String(whole));
      assert.ok(written.ok);
      assert.equal(integer64(builtIn.int64, written.value), whole);
    }),
  );
});

test('what cannot be written exactly is refused before it is sent', () => {
  const cases: readonly [number, boolean, number | string | boolean, unknown][] = [
    [builtIn.byte, false, 255, 255],
    [builtIn.byte, false, 256, undefined],
    [builtIn.int16, false, '-32768', -32_768],
    [builtIn.int32, false, 1.5, undefined],
    [builtIn.uInt64, false, 2 ** 60, undefined],
    [builtIn.uInt64, false, '18446744073709551616', undefined],
    [builtIn.double, false, 'abc', undefined],
    [builtIn.double, false, '', undefined],
    [builtIn.float, false, 1e39, undefined],
    [builtIn.boolean, false, 'TRUE', true],
    [builtIn.boolean, false, 2, undefined],
    [builtIn.string, false, 5, '5'],
    [builtIn.localizedText, false, 'x', { text: 'x' }],
    [builtIn.dateTime, false, 'yesterday', undefined],
    [builtIn.guid, false, 'x', undefined],
    [builtIn.byteString, false, 'AQI=', Buffer.from([1, 2])],
    [builtIn.int16, true, '[1,2]', [1, 2]],
    [builtIn.int16, true, '[1,70000]', undefined],
    [builtIn.int16, true, 5, undefined],
    [builtIn.extensionObject, false, '{}', undefined],
  ];
  for (const [dataType, array, given, expected] of cases) {
    const outcome = writtenValue({ dataType, array }, given);
    assert.deepEqual(outcome.ok ? outcome.value : undefined, expected, `${dataType} ${given}`);
    if (!outcome.ok) assert.ok(outcome.why.zh.length > 3);
  }
});
