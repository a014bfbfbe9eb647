import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productRecord } from './product-record.ts';

const lens = {
  part: 'L-000123',
  product: 'road-lamp lens',
  machine: '88.118.8/M-press',
  startedAt: '2026-11-22T08:00:00.000Z',
  finishedAt: '2026-11-22T08:01:14.830Z',
  qualityClass: '1',
  values: [
    { name: 'melt temperature', value: 106.476, unit: 'Cel' },
    { name: 'Formnest Nr.', value: 'A' },
  ],
};

test('a product becomes values that others can look for by type', () => {
  const record = productRecord('88.118.8', 'https://plant.example', lens);
  assert.equal(record.handle, '88.118.8/L-000123');
  assert.deepEqual(
    record.values.map(({ index, type, text }) => [index, type, text]),
    [
      [1, 'URL', 'https://plant.example/resolve/88.118.8/L-000123'],
      [2, 'PRODUCT_TYPE', 'road-lamp lens'],
      [3, 'MACHINE', '88.118.8/M-press'],
      [4, 'CYCLE_START', '2026-11-22T08:00:00.000Z'],
      [5, 'CYCLE_END', '2026-11-22T08:01:14.830Z'],
      [6, 'QUALITY_CLASS', '1'],
      [10, 'PROCESS.MELT_TEMPERATURE', '106.476 Cel'],
      [11, 'PROCESS.FORMNEST_NR', 'A'],
    ],
  );
});

test('what is not known is left out, not invented', () => {
  const { startedAt: _start, qualityClass: _class, ...rest } = lens;
  const types = productRecord('88.118.8', 'http://x', rest).values.map(({ type }) => type);
  assert.ok(!types.includes('CYCLE_START') && !types.includes('QUALITY_CLASS'));
});
