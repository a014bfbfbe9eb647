import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, dateTimeText, durationText, epochMs, exactText, zoneText } from './time.ts';

const moment = '2022-08-08T13:51:34.716714Z';
const ms = epochMs(moment) ?? 0;
const shanghai = { language: 'zh', zone: 'Asia/Shanghai' } as const;

test('times are shown in the zone, midnight as 00', () => {
  assert.equal(dateTimeText(ms, shanghai), '2022-08-08 21:51:34');
  assert.equal(clockText(ms, { language: 'en', zone: 'UTC' }, true), '13:51:34.716');
  assert.equal(clockText(Date.UTC(2022, 0, 1), { language: 'en', zone: 'UTC' }), '00:00:00');
});

test('the microseconds of the machine are kept', () => {
  assert.equal(exactText(moment, shanghai), '2022-08-08 21:51:34.716714');
  assert.equal(exactText('not a time', shanghai), 'not a time');
});

test('the zone is named as it is at that moment', () => {
  assert.equal(zoneText(ms, 'Asia/Shanghai'), 'UTC+8');
  assert.equal(zoneText(ms, 'Asia/Kolkata'), 'UTC+5:30');
  assert.equal(zoneText(ms, 'UTC'), 'UTC');
  assert.equal(zoneText(Date.UTC(2022, 0, 1), 'Europe/Berlin'), 'UTC+1');
  assert.equal(zoneText(Date.UTC(2022, 6, 1), 'Europe/Berlin'), 'UTC+2');
  assert.equal(zoneText(ms, 'America/New_York'), 'UTC-4');
});

test('durations in both languages', () => {
  assert.equal(durationText(74_830, 'en'), '1 min 15 s');
  assert.equal(durationText(74_830, 'zh'), '1分15秒');
  assert.equal(durationText(2_345, 'en'), '2.3 s');
  assert.equal(durationText(86_400_000, 'en'), '1 d');
  assert.equal(durationText(3_600_000 + 59_700, 'en'), '1 h 1 min');
});
