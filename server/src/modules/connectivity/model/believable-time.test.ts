// Times of sources that can be, and cannot, whatever our own clock does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BelievableTime } from './believable-time.ts';

const maxMs = 600_000;
const ownMs = Date.UTC(2026, 10, 22);
const own = fc.integer({ min: Date.UTC(2020, 0, 2), max: Date.UTC(2100, 0, 1) });
const span = fc.integer({ min: 0, max: 10 * 365 * 86_400_000 });

test('up to the bound a time is believed, beyond it is not', () => {
  fc.assert(
    fc.property(own, span, fc.integer({ min: 0, max: maxMs }), (ms, behindMs, aheadMs) => {
      const time = new BelievableTime(maxMs);
      const now = { ms, monotonicMs: 77 };
      assert.equal(time.against((ms + aheadMs) * 1_000, now), undefined);
      assert.equal(time.against((ms - behindMs) * 1_000, now), undefined);
      assert.equal(time.against((ms + maxMs + 1 + behindMs) * 1_000, now), 'ahead');
    }),
  );
});

test('whatever way our clock is set back, a source whose clock goes on is believed', () => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 20 }), (backMs) => {
      const time = new BelievableTime(maxMs);
      backMs.forEach((back, i) => {
        const monotonicMs = i * 60_000;
        const now = { ms: ownMs + monotonicMs - (i === 0 ? 0 : back), monotonicMs };
        assert.equal(time.against((ownMs + monotonicMs) * 1_000, now), undefined);
        assert.equal(time.against((ownMs + monotonicMs + maxMs + 1) * 1_000, now), 'ahead');
      });
    }),
  );
});

test('no time, and times before machines had clocks', () => {
  const time = new BelievableTime(maxMs);
  const now = { ms: ownMs, monotonicMs: 0 };
  for (const timeUs of [NaN, Infinity, -Infinity]) {
    assert.equal(time.against(timeUs, now), 'no-time');
  }
  for (const timeUs of [0, -1, Date.UTC(1990, 0, 1) * 1_000 - 1]) {
    assert.equal(time.against(timeUs, now), 'before-1990');
  }
});

test('a gateway that starts in 1970 believes its machines until it knows the time', () => {
  const time = new BelievableTime(maxMs);
  assert.equal(time.against(ownMs * 1_000, { ms: 5_000, monotonicMs: 0 }), undefined);
  const now = { ms: ownMs, monotonicMs: 1_000 };
  assert.equal(time.against(ownMs * 2 * 1_000, now), 'ahead');
});
