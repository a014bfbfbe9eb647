// What is edited and saved unchanged is the same pattern; a line that is not understood is named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CalendarPattern } from '@jingwei/sdk';
import { draftOf, patternOf, toggled, withoutShift, withWeeks } from './pattern-draft.ts';

const pattern: CalendarPattern = {
  ...{ zone: 'Asia/Shanghai', dayStart: '06:00', weekOne: '2026-01-05' },
  shifts: [
    {
      ...{ id: 'early', name: { en: 'Early', zh: '早班' }, from: '06:00', to: '14:00' },
      breaks: [
        { from: '09:00', to: '09:30' },
        { from: '12:00', to: '12:30' },
      ],
    },
  ],
  weeks: [[['early'], ['early'], [], [], [], [], []]],
  exceptions: [
    {
      from: '2026-10-01',
      to: '2026-10-07',
      name: { en: 'National Day', zh: '国庆节' },
      shifts: [],
    },
    {
      from: '2026-10-10',
      to: '2026-10-10',
      name: { en: 'Instead', zh: '调休' },
      shifts: ['early'],
    },
  ],
};

test('there and back', () => {
  assert.deepEqual(patternOf(draftOf(pattern, 'UTC')), { pattern });
});

test('days are put on and off, weeks added, a shift leaves its days', () => {
  const draft = draftOf(pattern, 'UTC');
  const on = toggled(draft, { week: 0, day: 6, id: 'early' });
  assert.deepEqual(on.weeks[0]?.[6], ['early']);
  assert.deepEqual(toggled(on, { week: 0, day: 6, id: 'early' }), draft);
  assert.deepEqual(withWeeks(draft, 2).weeks[1], draft.weeks[0]);
  assert.deepEqual(withoutShift(draft, 0).weeks.flat(2), []);
});

test('what is not understood is named', () => {
  const draft = draftOf(pattern, 'UTC');
  assert.deepEqual(patternOf({ ...draft, exceptions: 'Christmas' }), { line: 'Christmas' });
  const [first] = draft.shifts;
  assert.ok(first);
  assert.deepEqual(patternOf({ ...draft, shifts: [{ ...first, breaks: 'noon' }] }), {
    line: 'noon',
  });
});
