import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoTime } from '../../../wire/iso-time.ts';
import { timeOf } from './time-text.ts';

test('a time of microseconds survives the way to text and back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -8_993_000_000, max: 8_993_000_000 }),
      fc.integer({ min: 0, max: 999_999 }),
      (s, us) => {
        assert.equal(timeOf(isoTime(s * 1_000_000 + us)), s * 1_000_000 + us);
      },
    ),
  );
});

test('zones count, digits beyond microseconds are cut', () => {
  assert.equal(isoTime(timeOf('2022-08-08T21:51:34.7167146+08:00')), '2022-08-08T13:51:34.716714Z');
  assert.equal(isoTime(timeOf('2022-08-08T13:51Z')), '2022-08-08T13:51:00.000000Z');
});

test('what is not a time is refused', () => {
  for (const text of [
    '',
    'now',
    '2022-13-01T00:00:00Z',
    '2022-08-08',
    '2022-08-08T13:51:34',
    '2022-02-30T00:00:00Z',
  ]) {
    assert.throws(() => timeOf(text), /is not a time/);
  }
});
