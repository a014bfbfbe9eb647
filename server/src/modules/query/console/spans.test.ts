import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, pathOf, signalsMax, type Address } from './address.ts';
import { everyOf, instantOf, instantsOf, monthBefore, spansOf, wallTime } from './spans.ts';

const berlin = 'Europe/Berlin';
const utc = (text: string) => Date.parse(text);

test('an hour that is gone through twice is two moments, one that is left out is none', () => {
  const iso = (found: readonly number[] | undefined) =>
    found?.map((ms) => new Date(ms).toISOString());
  assert.deepEqual(iso(instantsOf('2026-10-25T02:30', berlin)), [
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ]);
  assert.deepEqual(iso(instantsOf('2026-03-29T02:30', berlin)), []);
  assert.deepEqual(iso(instantsOf('2026-07-01T12:00:07', berlin)), ['2026-07-01T10:00:07.000Z']);
  assert.equal(instantsOf('not a time', berlin), undefined);
  assert.equal(instantOf('2026-10-25T02:30', berlin, 'from'), utc('2026-10-25T00:30Z'));
  assert.equal(instantOf('2026-10-25T02:30', berlin, 'to'), utc('2026-10-25T01:30Z'));
  assert.equal(instantOf('2026-03-29T02:30', berlin, 'from'), utc('2026-03-29T01:30Z'));
});

test('what the wall clock shows leads back to the moment, in any zone, all year', () => {
  for (const zone of [berlin, 'Asia/Shanghai', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC']) {
    for (let ms = utc('2026-01-01T00:00Z'); ms < utc('2027-01-01T00:00Z'); ms += 17_777_000) {
      assert.ok(instantsOf(wallTime(ms, zone), zone)?.includes(ms), `${zone} ${ms}`);
    }
  }
});

const day = (date: string, from: string, hours = 24) => {
  const ms = utc(`${date}T${from}Z`);
  const iso = (at: number) => new Date(at).toISOString();
  const shift = (id: string, n: number) => ({
    ...{ id, name: { en: id, zh: id }, breaks: [] },
    ...{ from: iso(ms + n * 8 * 3_600_000), to: iso(ms + (n + 1) * 8 * 3_600_000) },
  });
  const shifts = [shift('early', 0), shift('late', 1), shift('night', 2)];
  return { day: date, keepsShifts: true, shifts, from: iso(ms), to: iso(ms + hours * 3_600_000) };
};

test('spans are those of the plant, up to now', () => {
  const days = Array.from({ length: 16 }, (_, n) => {
    const date = new Date(utc('2026-11-10') + n * 86_400_000).toISOString().slice(0, 10);
    return day(date, '22:00');
  });
  const now = utc('2026-11-24T07:30Z');
  const spans = new Map(spansOf(days, now).map((one) => [one.id, one]));
  const told = (id: string) => {
    const { fromMs = 0, toMs = 0 } = spans.get(id) ?? {};
    return [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' ');
  };
  assert.equal(told('hour'), '2026-11-24T06:30 2026-11-24T07:30');
  assert.equal(told('shift'), '2026-11-24T06:00 2026-11-24T07:30');
  assert.equal(spans.get('shift')?.name.en, 'This shift (late)');
  assert.equal(told('shift-before'), '2026-11-23T22:00 2026-11-24T06:00');
  assert.equal(told('day'), '2026-11-23T22:00 2026-11-24T07:30');
  assert.equal(told('day-before'), '2026-11-22T22:00 2026-11-23T22:00');
  assert.equal(told('week'), '2026-11-23T22:00 2026-11-24T07:30');
  assert.equal(told('week-before'), '2026-11-16T22:00 2026-11-23T22:00');
  assert.deepEqual(
    [...new Map(spansOf([], now).map(({ id }) => [id, 1])).keys()],
    ['hour', 'hours-8', 'days-30'],
  );
  assert.deepEqual(['2026-01', '2026-11'].map(monthBefore), ['2025-12', '2026-10']);
});

test('stretches are of round length, and not too many', () => {
  const span = (ms: number) => ({ fromMs: 0, toMs: ms });
  assert.deepEqual(
    [1_000, 3_600_000, 86_400_000, 3e12].map((ms) => everyOf(span(ms), 300)),
    ['100ms', '15s', '5m', '116d'],
  );
});

test('an address says all that is shown, and a broken one something sensible', () => {
  const shown: Address = {
    signals: ['88.118.8/M-1/温度', '88.118.8/M-1/a&b'],
    ...{ span: { fromMs: utc('2026-11-01'), toMs: utc('2026-11-02') } },
    view: 'sql',
    ...{ every: '15m', live: false, measured: true, sql: 'SELECT 1' },
  };
  const again = (path: string) => addressOf(new URL(path, 'http://x').searchParams);
  assert.deepEqual(again(pathOf(shown)), shown);
  const live = { ...shown, span: { named: 'shift' }, view: 'chart', live: true } as const;
  assert.deepEqual(again(pathOf(live)), live);
  const many = Array.from({ length: 50 }, (_, n) => `s=${n}`).join('&');
  const broken = again(`/explore?${many}&from=x&to=2026-01-01&view=pie&every=1y`);
  assert.equal(broken.signals.length, signalsMax);
  assert.deepEqual([broken.span, broken.view, broken.every], [{ named: 'hour' }, 'chart', '']);
});
