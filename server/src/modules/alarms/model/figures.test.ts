import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FigureCount } from './figures.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

test('the figures of a day, counted by hand', () => {
  const count = new FigureCount({ fromMs: 0, toMs: dayMs });
  const shown = (atMs: number, alarm: string, priority: 'high' | 'low' = 'low') =>
    count.add({ atMs, alarm, name: alarm, position: 'A', priority });
  // Twelve within two minutes: a flood from the eleventh until fewer than five are within ten minutes.
  for (let i = 0; i < 12; i++) shown(i * 10_000, `a${i}`);
  // Three within a minute of one alarm.
  for (let i = 0; i < 3; i++) shown(600 * minuteMs + i * 20_000, 'noisy', 'high');
  const figures = count.figures();
  assert.equal(figures.alarms, 15);
  const [position] = figures.positions;
  assert.ok(position);
  assert.equal(position.averagePer10Min, 15 / 144);
  assert.equal(position.peakPer10Min, 12);
  assert.deepEqual(position.periods[0], { fromMs: 0, count: 12 });
  // The eighth of the twelve leaves the window at 70 s + 10 min: four are left.
  assert.deepEqual(position.floods, [{ fromMs: 100_000, toMs: 670_000, count: 12 }]);
  assert.equal(position.floodShare, 570_000 / dayMs);
  assert.deepEqual(figures.topTen[0], { alarm: 'noisy', name: 'noisy', count: 3 });
  assert.equal(figures.topTenShare, 12 / 15);
  assert.deepEqual(figures.chattering, [{ alarm: 'noisy', name: 'noisy', count: 1 }]);
  assert.deepEqual(
    figures.priorities.map(({ priority, share }) => [priority, share]),
    [
      ['critical', 0],
      ['high', 0.2],
      ['medium', 0],
      ['low', 0.8],
    ],
  );
});

test('nothing shown, nothing divided by nothing', () => {
  const figures = new FigureCount({ fromMs: 0, toMs: dayMs }).figures();
  assert.deepEqual([figures.alarms, figures.topTenShare, figures.positions], [0, 0, []]);
});
