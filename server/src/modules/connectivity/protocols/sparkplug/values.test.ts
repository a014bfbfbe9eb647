import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataTypes } from '../../../../wire/sparkplug/data-types.ts';
import type { Metric } from '../../../../wire/sparkplug/payload.ts';
import { epochUsOf, formOf, readMetric } from './values.ts';

const t = dataTypes;
const quality = (value: number): Metric => ({
  properties: { keys: ['Quality'], values: [{ type: 3, field: 'int', value }] },
});

test('null, no value, and values that do not fit are bad and say why', () => {
  const double: Metric = { field: 'double', value: NaN };
  assert.deepEqual(readMetric(t.Double, { isNull: true }), { value: null, quality: 0 });
  assert.equal(readMetric(t.Double, {}).trouble, 'no-value');
  assert.equal(readMetric(t.Double, double).trouble, 'not-finite');
  assert.equal(readMetric(t.Int8, { field: 'int', value: 300 }).trouble, 'wrong-field');
  assert.equal(readMetric(t.Boolean, { field: 'string', value: 'true' }).trouble, 'wrong-field');
  assert.equal(
    readMetric(t.String, { field: 'string', value: 'x'.repeat(70_000) }).trouble,
    'too-large',
  );
  assert.equal(readMetric(t.DateTime, { field: 'long', value: 2n ** 63n }).trouble, 'wrong-field');
  const bytes = new Uint8Array(3);
  assert.equal(readMetric(t.Int32Array, { field: 'bytes', value: bytes }).trouble, 'bad-array');
  for (const type of [t.Double, t.Int8, t.Boolean, t.DateTime, t.Int32Array])
    assert.equal(readMetric(type, { field: 'extension', value: bytes }).quality, 0);
});

test('an integer beyond 2^53 is uncertain, never good', () => {
  const read = readMetric(t.UInt64, { field: 'long', value: 2n ** 64n - 1n });
  assert.deepEqual(read, { value: 2 ** 64, quality: 1, trouble: 'not-exact' });
});

test('the quality property says good, stale or bad', () => {
  const of = (code: number) =>
    readMetric(t.Double, { field: 'double', value: 1, ...quality(code) }).quality;
  assert.deepEqual([of(192), of(500), of(0), of(7)], [2, 1, 0, 1]);
});

test('a data set is JSON with its columns, cells that do not fit are null', () => {
  const metric: Metric = {
    field: 'dataset',
    value: {
      columns: ['a', 'b'],
      types: [t.Int8, t.String],
      rows: [
        [
          { field: 'int', value: 255 },
          { field: 'string', value: 'x' },
        ],
        [{ field: 'string', value: 'no' }],
      ],
    },
  };
  assert.equal(
    readMetric(t.DataSet, metric).value,
    '{"columns":["a","b"],"rows":[[-1,"x"],[null,null]]}',
  );
  const broken: Metric = { field: 'dataset', value: { columns: ['a'], types: [], rows: [] } };
  assert.equal(readMetric(t.DataSet, broken).trouble, 'bad-array');
});

test('forms and times', () => {
  assert.equal(formOf(t.UInt64), 'number');
  assert.equal(formOf(t.Boolean), 'boolean');
  assert.equal(formOf(t.DoubleArray), 'text');
  assert.equal(epochUsOf(1_700_000_000_000), 1_700_000_000_000_000);
  for (const time of [0, undefined, 2n ** 63n, 9e15]) assert.equal(epochUsOf(time), undefined);
});
