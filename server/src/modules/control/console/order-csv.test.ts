import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '@jingwei/sdk';
import { orderRows } from './order-csv.ts';

test('a row for each write, with the words of the reader', () => {
  const order: Order = {
    ...{ id: 'o1', enterprise: '88.118.8', state: 'failed', by: 'a', at: 't1', expiresAt: 't2' },
    writes: [
      { signal: 's', value: 1.5, before: null, outcome: 'not-taken', says: { en: 'No', zh: '否' } },
      { signal: 't', value: true, before: false, after: true, outcome: 'taken' },
    ],
  };
  const [heads = [], first = [], second = []] = orderRows([order], 'zh');
  assert.deepEqual([first.length, second.length], [heads.length, heads.length]);
  assert.deepEqual(first.slice(-6), ['s', '', 1.5, '', 'not-taken', '否']);
  assert.deepEqual(second.slice(-6), ['t', 'false', 'true', 'true', 'taken', '']);
});
