import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberOf, truthOf } from './number-text.ts';
import { timeReader } from './time-text.ts';

function time(told: string | number, format = 'iso', zone = 'UTC'): string | undefined {
  const reader = timeReader(format, zone);
  assert.ok(reader.ok, `${format} ${zone}`);
  const read = reader.read(told);
  return read && `${new Date(read.timeUs / 1_000).toISOString()}${read.sure ? '' : '?'}`;
}

test('a comma and a point mean what the setting says, and nothing else is guessed', () => {
  assert.equal(numberOf('1,5', 'comma'), 1.5);
  assert.equal(numberOf('1.234,5', 'comma'), 1234.5);
  assert.equal(numberOf('1.5', 'comma'), undefined);
  assert.equal(numberOf('1,234.5'), 1234.5);
  assert.equal(numberOf('1,5'), undefined);
  assert.equal(numberOf(' -1e3 '), -1_000);
  assert.equal(numberOf('1 234,5', 'comma'), 1234.5);
  for (const text of ['', 'NaN', 'Infinity', '1e999', '0x10', '1.2.3', '--1', '9'.repeat(500)]) {
    assert.equal(numberOf(text), undefined, text);
    assert.equal(numberOf(text, 'comma'), undefined, text);
  }
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      // The text of -0 is 0.
      const text = String(value);
      assert.equal(numberOf(text), Number(text));
      assert.equal(numberOf(text.replace('.', ','), 'comma'), Number(text));
    }),
  );
});

test('truth in both languages', () => {
  assert.deepEqual(['On', '是', '0', 'FALSE', 'perhaps'].map(truthOf), [
    true,
    true,
    false,
    false,
    undefined,
  ]);
});

test('times of a zone are moments, in summer and in winter', () => {
  assert.equal(time('2026-07-01 12:00:00', 'iso', 'Europe/Berlin'), '2026-07-01T10:00:00.000Z');
  assert.equal(time('2026-01-01T12:00', 'iso', 'Europe/Berlin'), '2026-01-01T11:00:00.000Z');
  assert.equal(
    time('2026-01-01T12:00:00.25+08:00', 'iso', 'Europe/Berlin'),
    '2026-01-01T04:00:00.250Z',
  );
  assert.equal(
    time('2026/1/2 3:04:05', 'yyyy/M/d H:mm:ss', 'Asia/Shanghai'),
    '2026-01-01T19:04:05.000Z',
  );
  assert.equal(
    time('02.01.2026 15:04:05,678', 'dd.MM.yyyy HH:mm:ss,SSS'),
    '2026-01-02T15:04:05.678Z',
  );
  assert.equal(time('1/2/26 12:30 AM', 'M/d/yy h:mm a'), '2026-01-02T00:30:00.000Z');
});

test('the hour that a clock shows twice, and the one that it leaves out, are not sure', () => {
  assert.equal(time('2026-10-25 02:30:00', 'iso', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z?');
  assert.equal(time('2026-10-25 03:30:00', 'iso', 'Europe/Berlin'), '2026-10-25T02:30:00.000Z');
  assert.equal(time('2026-03-29 02:30:00', 'iso', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z?');
  assert.equal(time('2026-03-29 03:30:00', 'iso', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
});

test('counts since 1970 are taken in their unit only, to the microsecond', () => {
  assert.equal(time(1_767_225_600, 'unix-s'), '2026-01-01T00:00:00.000Z');
  assert.equal(time('1767225600.25', 'unix-s'), '2026-01-01T00:00:00.250Z');
  assert.equal(time('1767225600000', 'unix-ms'), '2026-01-01T00:00:00.000Z');
  assert.equal(time('1767225600000000123', 'unix-ns'), '2026-01-01T00:00:00.000Z');
  assert.equal(time(1_767_225_600_000, 'unix-s'), undefined, 'milliseconds as seconds');
  assert.equal(time(1_767_225_600, 'unix-ms'), undefined, 'seconds as milliseconds');
});

test('what is no time is none', () => {
  for (const text of [
    '',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '0000-00-00 00:00:00',
    '99999-01-01T00:00:00Z',
  ]) {
    assert.equal(time(text), undefined, text);
  }
  assert.deepEqual(timeReader('iso', 'Europe/Berlim'), { ok: false, trouble: 'zone' });
  for (const pattern of ['', 'HH:mm', 'yyyy-MM', 'foo', 'yyyy-MM-dd dd']) {
    assert.deepEqual(timeReader(pattern, 'UTC'), { ok: false, trouble: 'pattern' }, pattern);
  }
  const formats = fc.constantFrom('iso', 'unix-s', 'unix-ns', 'd/M/yyyy');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), formats, (text, format) => void time(text, format)),
  );
});
