import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SignalSettings } from '@jingwei/sdk';
import { readRows, rowOf, rowsOfSheet } from './signal-sheet.ts';

const full: SignalSettings = {
  ...{ id: 'temp', name: 'Temperature', address: 'holding 1', kind: 'sample', type: 'TEMPERATURE' },
  ...{ unit: 'Cel', value: 'number', scale: { factor: 0.1, offset: -40 }, intervalMs: 500 },
  ...{ deadBand: { absolute: 0.5, percent: 1, silenceMs: 60_000 }, keepWhen: 'value > 0' },
  writable: true,
};

test('a signal comes back from its row as it was', () => {
  const { signals, problems } = readRows([rowOf(full), rowOf({ id: 'b', address: 'x' })]);
  assert.deepEqual([...problems], []);
  assert.deepEqual(signals, [full, { id: 'b', address: 'x' }]);
});

test('what is wrong is named at its cell', () => {
  const rows = [rowOf({ id: 'a', address: '' }), rowOf({ id: 'A', address: 'x' })];
  rows.push({ ...rowOf({ id: ' -', address: 'x' }), factor: 'two' });
  const { problems } = readRows(rows);
  const cells = [...problems.keys()].map((place) => place.split('/')[1]);
  assert.deepEqual(cells, ['address', 'id', 'id', 'factor']);
});

test('a table of a spreadsheet with headings of its own, in any order, with quotes', () => {
  const rows = rowsOfSheet(
    '地址\t编号\tData type\tnote\r\n"unit 3\tholding 1"\tt1\tFloat\tx\n\nc 2\tt2\tBOOL\n',
  );
  assert.deepEqual(
    rows.map(({ id, address, value }) => [id, address, value]),
    [
      ['t1', 'unit 3\tholding 1', 'number'],
      ['t2', 'c 2', 'boolean'],
    ],
  );
});

test('without headings the columns are those of the page', () => {
  const [row] = rowsOfSheet('t1\tMelt\tholding 1\tCel\tnumber\t500\t0.5\t0.1\t-40\tyes');
  assert.deepEqual(
    [row?.id, row?.name, row?.unit, row?.factor, row?.offset, row?.writable],
    ['t1', 'Melt', 'Cel', '0.1', '-40', 'true'],
  );
});

test('no text makes it crash', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void rowsOfSheet(text)));
});
