// Stored texts as people read them: units, times, and everything else as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownText, utcText } from './shown-text.ts';

const shown = (type: string, text: string): string => shownText(type, text, utcText);

test('codes of units become signs, in measures and in units only', () => {
  assert.equal(shown('PROCESS.MELT_TEMPERATURE', '236.82 Cel'), '236.82 °C');
  assert.equal(shown('PROCESS.TORQUE_PEAK', '116.1 N.m'), '116.1 N·m');
  assert.equal(shown('PROCESS.SHOT_VOLUME', '18.72 cm3'), '18.72 cm³');
  assert.equal(shown('PROCESS.PART_COUNT', '1'), '1');
  assert.equal(shown('PROCESS.PART_COUNT', '3 1'), '3');
  assert.equal(shown('PROCESS.NOTE', 'no measure at all'), 'no measure at all');
  assert.equal(shown('UNIT', 'Cel'), '°C');
  assert.equal(shown('UNIT', '1'), '1');
  assert.equal(shown('DESC', '5 Cel'), '5 Cel');
});

test('times name their zone and lose no digit but zeros at the end', () => {
  const cases = [
    ['2026-11-23T04:41:24.157000Z', '2026-11-23 04:41:24.157 UTC'],
    ['2026-11-23T04:41:24.157001Z', '2026-11-23 04:41:24.157001 UTC'],
    ['2026-11-23T04:40:00.000Z', '2026-11-23 04:40:00 UTC'],
    ['2026-11-23T10:00:00Z', '2026-11-23 10:00:00 UTC'],
    ['2026-11-23', '2026-11-23'],
  ];
  for (const [stored = '', read] of cases) assert.equal(shown('CYCLE_START', stored), read);
});
