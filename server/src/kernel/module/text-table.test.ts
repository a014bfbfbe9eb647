import assert from 'node:assert/strict';
import { test } from 'node:test';
import { padded, textTable } from './text-table.ts';

test('columns stand under each other, whatever the script, and lines end in no blanks', () => {
  const rows = [
    ['索引', '类型', '值'],
    ['1', 'URL', 'x'],
    ['20', 'PRODUCT_TYPE', ''],
  ];
  assert.deepEqual(textTable(rows), [
    '索引  类型          值',
    '1     URL           x',
    '20    PRODUCT_TYPE',
  ]);
});

test('what is longer than its column stays whole', () => {
  assert.equal(padded('abc', 2), 'abc');
});
