// Moments with and without zones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exactLocalText, localText, momentOf } from './moment.ts';

test('moments in any zone are the same moment', () => {
  const moment = Date.parse('2026-11-22T08:00:00Z');
  const texts = [
    '2026-11-22T08:00:00Z',
    '2026-11-22T16:00:00+08:00',
    '2026-11-22 16:00:00+0800',
    '2026-11-22T16:00:00 08:00',
    '2026-11-22t16:00+08:00',
    '2026-11-22T02:30:00-05:30',
    '2026-11-22T08:00:00.000z',
  ];
  for (const text of texts) assert.equal(momentOf(text), moment, text);
  assert.equal(momentOf('2026-11-22T08:00:00.123456789Z'), moment + 123);
  assert.equal(momentOf('2026-11-22T08:00:00,5Z'), moment + 500);
});

test('without a zone it is the machine’s, or nothing', () => {
  const local = new Date(2026, 10, 22, 8, 30).getTime();
  assert.equal(momentOf('2026-11-22 08:30'), 'no-zone');
  assert.equal(momentOf('2026-11-22 08:30', { localZone: true }), local);
  assert.equal(momentOf('2026-11-22', { localZone: true }), new Date(2026, 10, 22).getTime());
});

test('what is no moment is told', () => {
  const texts = ['', 'yesterday', '2026-13-01Z', '2026-02-30Z', '2026-01-01T24:00Z', '2026-1-1Z'];
  for (const text of texts) assert.equal(momentOf(text), undefined, text);
});

test('any moment is read back from ISO 8601 and from the local form', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
      const iso = new Date(seconds * 1000).toISOString();
      assert.equal(momentOf(iso), seconds * 1000);
      assert.equal(momentOf(localText(iso)), seconds * 1000);
    }),
  );
});

test('digits behind the second stay, zeros at the end do not', () => {
  const ends: [string, RegExp][] = [
    ['2026-11-23T04:41:24.157010Z', /:24\.15701[+-]\d\d:\d\d$/],
    ['2026-11-23T04:41:24.000Z', /:24[+-]\d\d:\d\d$/],
    ['2026-11-23T04:41:20Z', /:20[+-]\d\d:\d\d$/],
  ];
  for (const [iso, end] of ends) {
    assert.match(exactLocalText(iso), end);
    const told = momentOf(exactLocalText(iso));
    assert.equal(told, Date.parse(iso.replace(/(\.\d{3})\d+/, '$1')));
  }
});
