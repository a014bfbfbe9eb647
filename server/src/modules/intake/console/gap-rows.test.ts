import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamGaps } from '@jingwei/sdk';
import { gapRows } from './gap-rows.ts';
import { countsText } from './words.ts';

const stream: StreamGaps = {
  ...{ kind: 'readings', gateway: '=cmd()', incarnation: 'a', read: 10, leftOut: {} },
  ...{ refused: { 'no, number': 2 }, given: 8, sent: 6, received: 6, duplicate: 1 },
  ...{ refusedHere: {}, givenUp: {}, missing: 2, clockSteps: [] },
  missingSpans: [
    { first: 3, last: 3 },
    { first: 5, last: 9 },
  ],
};

test('a row a stream, as many cells as there are heads; numbers stay numbers', () => {
  const rows = gapRows([{ enterprise: '88.118.8', source: 'press', streams: [stream, stream] }]);
  assert.deepEqual(
    rows.map((row) => row.length),
    [17, 17, 17],
  );
  assert.deepEqual(rows[1], [
    ...['88.118.8', 'press', 'readings', '=cmd()', 'a', 10, '0', '2 no, number'],
    ...['0', 8, 6, 6, 1, '0', 2, '3 5-9', ''],
  ]);
});

test('reasons are in the language of the reader, unknown ones as they came', () => {
  assert.equal(countsText({ 'disk-full': 3, odd: 1 }, 'zh'), '3 网关磁盘已满，1 odd');
  assert.equal(countsText({}, 'en'), '');
});
