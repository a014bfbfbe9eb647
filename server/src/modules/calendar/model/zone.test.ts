// Offsets against what Intl says in another way, hour by hour and at each change from 2020 to 2035; wall times that
// are shown twice or never.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zoneOf, type Zone } from './zone.ts';

const hourMs = 3_600_000;
const from = Date.UTC(2020, 0, 1);
const to = Date.UTC(2036, 0, 1);
/** How often the offset changes in these 16 years. */
const names = [
  ['Asia/Shanghai', 0],
  ['Europe/Berlin', 32],
  ['America/New_York', 32],
  ['Australia/Lord_Howe', 32],
] as const;

function zone(name: string): Zone {
  const found = zoneOf(name);
  assert.ok(found, name);
  return found;
}

function offsetText(name: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: name, timeZoneName: 'longOffset' });
  return (ms) => format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function textOf(offsetMs: number): string {
  if (offsetMs === 0) return 'GMT';
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (n: number) => String(n).padStart(2, '0');
  return `GMT${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

for (const [name, count] of names) {
  test(`${name} is what Intl says, at each hour and around each change`, () => {
    const own = zone(name);
    const says = offsetText(name);
    for (let ms = from; ms < to; ms += 6 * hourMs) assert.equal(textOf(own.offsetMs(ms)), says(ms));
    const changes = own.changes(from, to);
    assert.equal(changes.length, count);
    for (const { atMs } of changes) {
      for (const ms of [atMs - 1_000, atMs - 1, atMs, atMs + 1, atMs + hourMs]) {
        assert.equal(textOf(own.offsetMs(ms)), says(ms), new Date(ms).toISOString());
      }
      assert.notEqual(says(atMs - 1), says(atMs));
    }
  });

  test(`${name}: a wall time leads to the moment that shows it, and a later one never to an earlier`, () => {
    const own = zone(name);
    const changes = own.changes(from, to);
    const near = fc
      .tuple(fc.nat(Math.max(0, changes.length - 1)), fc.integer({ min: -7_200, max: 7_200 }))
      .map(([i, seconds]) => {
        const { atMs, offsetMs } = changes[i] ?? { atMs: from, offsetMs: 0 };
        return atMs + offsetMs + seconds * 1_000;
      });
    fc.assert(
      fc.property(near, fc.nat(3_600), (wall, later) => {
        const moment = own.momentOf(wall);
        assert.ok(own.momentOf(wall + later * 1_000) >= moment);
        const shown = moment + own.offsetMs(moment);
        if (shown !== wall) assert.ok(changes.some(({ atMs }) => atMs === moment));
      }),
    );
  });
}

test('in Berlin half past two is never on 29 March 2026 and twice on 25 October', () => {
  const berlin = zone('Europe/Berlin');
  const iso = (wall: string) => new Date(berlin.momentOf(Date.parse(wall))).toISOString();
  assert.equal(iso('2026-03-29T02:30:00Z'), '2026-03-29T01:00:00.000Z');
  assert.equal(iso('2026-03-29T03:00:00Z'), '2026-03-29T01:00:00.000Z');
  assert.equal(iso('2026-10-25T02:30:00Z'), '2026-10-25T00:30:00.000Z');
  assert.equal(iso('2026-10-25T03:00:00Z'), '2026-10-25T02:00:00.000Z');
});

test('a zone that is none is not found', () => {
  for (const name of ['', 'Mars/Olympus', 'x'.repeat(100), '+08:00', 'a b']) {
    assert.equal(zoneOf(name), undefined, name);
  }
});
