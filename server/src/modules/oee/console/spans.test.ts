// Spans to choose from: the newest shift and day first, nothing that has not begun.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthBefore, spansOf } from './spans.ts';

test('shifts and days that have begun, the newest first', () => {
  const name = { en: 'Early', zh: '早班' };
  const days = [20, 21, 22, 23, 24].map((day) => ({
    ...{ day: `2026-11-${day}`, keepsShifts: true },
    ...{ from: `2026-11-${day}T00:00:00Z`, to: `2026-11-${day + 1}T00:00:00Z` },
    shifts: [
      {
        id: 'e',
        name,
        from: `2026-11-${day}T06:00:00Z`,
        to: `2026-11-${day}T14:00:00Z`,
        breaks: [],
      },
    ],
  }));
  const spans = spansOf(days, Date.parse('2026-11-23T05:00:00Z'));
  assert.deepEqual(
    spans.map(({ id }) => id),
    [
      'hour',
      ...['shift 2026-11-22 e', 'shift 2026-11-21 e', 'shift 2026-11-20 e'],
      ...['day 0', 'day 1', 'day 2', 'day 3'],
    ],
  );
  assert.equal(spans[1]?.name.zh, '早班，2026-11-22');
  assert.equal(spans[4]?.from, '2026-11-23T00:00:00Z');
  assert.deepEqual([monthBefore('2026-01'), monthBefore('2026-11')], ['2025-12', '2026-10']);
});
