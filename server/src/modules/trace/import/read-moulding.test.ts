import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { mouldingColumns } from '../model/moulding-columns.ts';
import { readMoulding } from './read-moulding.ts';

const header = [...mouldingColumns.map((column) => column.header), 'quality'].join(';');
const row = '106.4;80.6;7.1;3.1;74.83;886.9;904;116.9;104.3;145.6;922.3;8.82;18.73;1.0';
const given = {
  path: 'lenses.csv',
  product: 'road-lamp lens',
  machine: '88.118.8/M-press',
  firstPart: 'L-000001',
  firstStart: Date.UTC(2021, 0, 1),
};
const file = (lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`;

test('rows become products whose cycles follow each other', () => {
  const [first, second] = readMoulding({ ...given, text: file([row, row]) });
  assert.equal(first?.part, 'L-000001');
  assert.equal(first.startedAt, '2021-01-01T00:00:00.000Z');
  assert.equal(first.finishedAt, '2021-01-01T00:01:14.830Z');
  assert.equal(second?.part, 'L-000002');
  assert.equal(second.startedAt, first.finishedAt);
  assert.equal(first.qualityClass, '1');
  assert.equal(first.values.length, 13);
  assert.deepEqual(first.values[0], { name: 'melt temperature', value: 106.4, unit: 'Cel' });
});

test('a wrong column at row 700 is named with its line, and nothing comes of the file', () => {
  const lines = Array.from({ length: 1451 }, () => row);
  lines[698] = row.replace(';904;', ';high;');
  lines[999] = `${row};7`;
  assert.throws(
    () => readMoulding({ ...given, text: file(lines) }),
    (error: unknown) => {
      assert.ok(isFailure(error, 'trace.bad-row'));
      assert.match(error.message, /line 700, column “SKs - Clamping force peak value”: “high”/);
      assert.match(error.publicMessage.zh, /第 700 行.*“high”不是数字/);
      assert.match(error.message, /line 1001: 15 columns instead of 14/);
      return true;
    },
  );
});

test('foreign columns, an empty file and a numbering without digits are refused', () => {
  assert.throws(() => readMoulding({ ...given, text: 'a;b\n1;2\n' }), /unknown: a/);
  assert.throws(
    () => readMoulding({ ...given, text: file([row, `x"${row}`]) }),
    (error: unknown) => {
      assert.ok(isFailure(error, 'trace.bad-row'));
      assert.match(error.publicMessage.zh, /第 3 行：引号/);
      return true;
    },
  );
  assert.throws(() => readMoulding({ ...given, text: '' }), /has no rows/);
  assert.throws(() => readMoulding({ ...given, text: file([]) }), /has no rows/);
  assert.throws(
    () => readMoulding({ ...given, firstPart: 'L-', text: file([row]) }),
    /end in digits/,
  );
});

const recording = new URL('../../../../../../shared/data/moulding/data.csv', import.meta.url);
const absent = existsSync(recording) ? false : 'skipped: ../shared/data/moulding is absent';

test('the real recording has 1,451 cycles, each with its class', { skip: absent }, () => {
  const products = readMoulding({ ...given, text: readFileSync(recording, 'utf8') });
  assert.equal(products.length, 1451);
  assert.equal(products.at(-1)?.part, 'L-001451');
  assert.deepEqual([...new Set(products.map((product) => product.qualityClass))].toSorted(), [
    '1',
    '2',
    '3',
    '4',
  ]);
});
