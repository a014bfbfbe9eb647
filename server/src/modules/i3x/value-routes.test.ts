// What the i3X 1.0 guide asks of current and past values; the numbers are those of the conformance suite of
// cesmii/i3X, which field/interop/i3x.test.ts runs where it can be had.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toColumns, type Reading } from '../../stores/series/series.ts';
import { telemetryPort } from '../telemetry/api.ts';
import {
  barrel,
  bogus,
  caller,
  isBulk,
  machine,
  mode,
  nowUs,
  platform,
  reading,
  silent,
  temperature,
} from './testing/plant.ts';

test('QRY: values with their quality, of their type, as deep as asked for', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const ids = [temperature, mode, silent, machine, bogus];
  const values = await call('POST', '/objects/value', { elementIds: ids });
  isBulk(values, ids);
  const told = values.results.slice(0, 3).map(({ result }) => [result['value'], result['quality']]);
  assert.deepEqual(told, [
    [21, 'Good'],
    ['AUTO', 'Good'],
    [null, 'GoodNoData'],
  ]);
  const facts = { name: '压机 7', kind: 'machine', type: 'Device' };
  assert.deepEqual(values.results[3]?.result['value'], facts);
  assert.equal('components' in (values.results[3]?.result ?? {}), false);
  for (const [depth, expected] of [
    [0, [barrel, temperature, mode, silent]],
    [2, [barrel, mode, silent]],
  ] as const) {
    const deep = await call('POST', '/objects/value', { elementIds: [machine], maxDepth: depth });
    const components = deep.results[0]?.result['components'] as Record<string, { quality: string }>;
    assert.deepEqual(Object.keys(components).toSorted(), [...expected].toSorted());
  }
  const append = (...readings: Reading[]) =>
    program.port(telemetryPort).append(toColumns(readings));
  await append(reading(temperature, 5, 'not a number'), reading(mode, 5, 'MANUAL', 1));
  const odd = await call('POST', '/objects/value', { elementIds: [temperature, mode] });
  assert.deepEqual(
    odd.results.map(({ result }) => [result['value'], result['quality']]),
    [
      [null, 'Bad'],
      ['MANUAL', 'Uncertain'],
    ],
  );
});

test('QRY-07 … 09: history within its span, and UPD-05: writes are refused as not offered', async (t) => {
  const call = caller(await platform(t));
  const at = (us: number) => new Date(us / 1_000).toISOString();
  const span = { startTime: at(nowUs - 60_000_000), endTime: at(nowUs) };
  const ids = [temperature, machine, bogus];
  const past = await call('POST', '/objects/history', { elementIds: ids, ...span });
  isBulk(past, ids);
  const values = past.results[0]?.result['values'] as { value: number; quality: string }[];
  assert.deepEqual(
    values.map(({ value, quality }) => [value, quality]),
    [
      [20.5, 'Good'],
      [21, 'Good'],
    ],
  );
  assert.deepEqual(past.results[1]?.result['values'], []);
  const later = { ...span, startTime: at(nowUs - 59_500_000) };
  const less = await call('POST', '/objects/history', { elementIds: [temperature], ...later });
  assert.equal(((less.results[0]?.result['values'] ?? []) as []).length, 1);
  const { startTime } = span;
  const open = await call('POST', '/objects/history', { elementIds: [temperature], startTime });
  assert.deepEqual(open.results[0]?.result['values'], values);
  const wrong = await call('POST', '/objects/history', {
    elementIds: ids,
    startTime: 'x',
    endTime: 'y',
  });
  assert.deepEqual([wrong.status, wrong.success, wrong.responseDetail?.status], [400, false, 400]);
  for (const path of ['/objects/value', '/objects/history']) {
    const updates = [{ elementId: temperature, value: { value: 0 } }];
    const refused = await call('PUT', path, { updates });
    assert.deepEqual([refused.status, refused.responseDetail?.status], [501, 501]);
  }
});

test('one answer has so many past values and no more: the objects after them are refused, each for itself', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const many = Array.from({ length: 10_000 }, (_, n) => reading(temperature, n / 1_000 + 2, n));
  await program.port(telemetryPort).append(toColumns(many));
  const span = { startTime: '2020-01-01T00:00:00Z', endTime: new Date().toISOString() };
  const elementIds = Array.from({ length: 7 }, () => temperature);
  const answer = await call('POST', '/objects/history', { elementIds, ...span });
  assert.deepEqual(
    answer.results.map(({ success, result, responseDetail }) =>
      success ? (result['values'] as []).length : responseDetail?.status,
    ),
    [10_000, 10_000, 10_000, 10_000, 10_000, 429, 429],
  );
  assert.deepEqual([answer.status, answer.success], [206, false]);
});
