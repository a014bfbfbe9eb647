import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeObservations } from './encode.ts';
import { splitFields, writeField } from './fields.ts';
import type { ItemKind, KindOfKey, ShdrMessage } from './message.ts';
import { parseLine } from './parse-line.ts';
import { epochUsOf, isoTime } from '../iso-time.ts';
import { parseTimestamp } from './timestamp.ts';

const kinds: Readonly<Record<string, ItemKind>> = {
  Xact: 'sample',
  'press:Xact': 'sample',
  mode: 'event',
  system: 'condition',
  note: 'message',
  wave: 'timeseries',
};
const kindOf: KindOfKey = (key) => (Object.hasOwn(kinds, key) ? kinds[key] : undefined);

function parsed(line: string): ShdrMessage {
  const outcome = parseLine(line, kindOf);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.message;
}

function observed(line: string): [string, ...string[]][] {
  const message = parsed(line);
  assert.equal(message.kind, 'observations');
  return message.kind === 'observations'
    ? message.observations.map(({ key, values }) => [key, ...values])
    : [];
}

test('seven decimals become microseconds, rounded down', () => {
  assert.equal(epochUsOf('2022-08-08T13:51:34.7167146Z'), 1_659_966_694_716_714);
  assert.equal(epochUsOf('2022-08-08T13:51:34Z'), 1_659_966_694_000_000);
  assert.equal(epochUsOf('2022-08-08T13:51:34.7'), 1_659_966_694_700_000);
  assert.equal(epochUsOf('2022-08-08T21:51:34.7+08:00'), 1_659_966_694_700_000);
});

test('what is no moment of the calendar is no time stamp', () => {
  for (const text of [
    '2022-02-30T00:00:00Z',
    '2022-13-01T00:00:00Z',
    '2022-08-08',
    'now',
    '12.5',
    '',
  ]) {
    assert.equal(epochUsOf(text), undefined, text);
  }
});

test('a stamp may be absent, and may carry a duration', () => {
  assert.deepEqual(parseTimestamp(''), { ok: true });
  assert.deepEqual(parseTimestamp('2022-08-08T13:51:34Z@10.5'), {
    ok: true,
    timeUs: 1_659_966_694_000_000,
    durationSeconds: 10.5,
  });
  assert.equal(parseTimestamp('2022-08-08T13:51:34Z@soon').ok, false);
});

test('every microsecond is written so that it is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_000_000_000_000_000 }), (timeUs) => {
      assert.equal(epochUsOf(isoTime(timeUs)), timeUs);
    }),
  );
});

test('fields follow the quoting of the reference agent', () => {
  const cases: [string, string[]][] = [
    ['   |hello   |   kitty| cat | ', ['', 'hello', 'kitty', 'cat', '']],
    ['hello|kitty|', ['hello', 'kitty', '']],
    ['hello|xxx={b="12345", c="xxxxx"}}|bbb', ['hello', 'xxx={b="12345", c="xxxxx"}}', 'bbb']],
    ['y|"a\\|b"|z', ['y', 'a|b', 'z']],
    ['"\\|b\\|c"', ['|b|c']],
    ['"a\\|b\\|"|z', ['a|b|', 'z']],
    ['y|a\\|b"|z', ['y', 'a\\', 'b"', 'z']],
    ['y|"a\\|b', ['y', '"a\\', 'b']],
    ['y|"a\\|', ['y', '"a\\', '']],
    ['y|"a\\|"z', ['y', '"a\\', '"z']],
    ['x|y||z', ['x', 'y', '', 'z']],
  ];
  for (const [line, fields] of cases) assert.deepEqual(splitFields(line), fields, line);
});

test('a key takes as many fields as its kind', () => {
  const line =
    '2022-08-08T13:51:34Z|Xact|1.5|system|FAULT|E7|3|HIGH|hot|mode|AUTO|wave|3|100|1 2 3|note|N1|hello|press:Xact|2';
  assert.deepEqual(observed(line), [
    ['Xact', '1.5'],
    ['system', 'FAULT', 'E7', '3', 'HIGH', 'hot'],
    ['mode', 'AUTO'],
    ['wave', '3', '100', '1 2 3'],
    ['note', 'N1', 'hello'],
    ['press:Xact', '2'],
  ]);
});

test('an unknown key takes one field; an unknown condition leaves nothing behind', () => {
  assert.deepEqual(observed('2022-08-08T13:51:34Z|other|7|Xact|1'), [
    ['other', '7'],
    ['Xact', '1'],
  ]);
  assert.deepEqual(observed('2022-08-08T13:51:34Z|strange|NORMAL||||'), [['strange', 'NORMAL']]);
});

test('empty values are values; a key at the end without any is named', () => {
  assert.deepEqual(observed('2022-08-08T13:51:34Z|mode||Xact|'), [
    ['mode', ''],
    ['Xact', ''],
  ]);
  const message = parsed('2022-08-08T13:51:34Z|Xact|1|mode');
  assert.equal(message.kind === 'observations' && message.withoutValue, 'mode');
});

test('commands, pings and assets', () => {
  assert.deepEqual(parsed('* PONG 10000'), { kind: 'pong', intervalMs: 10_000 });
  assert.deepEqual(parsed('* PING'), { kind: 'ping' });
  assert.deepEqual(parsed('*adapterVersion:UNAVAILABLE'), {
    kind: 'command',
    name: 'adapterversion',
    value: 'UNAVAILABLE',
  });
  const timeUs = 1_659_966_694_000_000;
  const stamp = '2022-08-08T13:51:34Z';
  assert.deepEqual(parsed(`${stamp}|@ASSET@|T1|CuttingTool|<CuttingTool/>`), {
    kind: 'asset',
    timeUs,
    assetId: 'T1',
    assetType: 'CuttingTool',
    body: '<CuttingTool/>',
  });
  assert.deepEqual(parsed(`${stamp}|@UPDATE_ASSET@|T1|OverallToolLength|120.65`), {
    kind: 'asset-changed',
    timeUs,
    assetId: 'T1',
    changes: ['OverallToolLength', '120.65'],
  });
  assert.deepEqual(parsed(`${stamp}|@REMOVE_ASSET@|T1`), {
    kind: 'asset-removed',
    timeUs,
    assetId: 'T1',
  });
  assert.deepEqual(parsed(`${stamp}|@REMOVE_ALL_ASSETS@|CuttingTool`), {
    kind: 'assets-removed',
    timeUs,
    assetType: 'CuttingTool',
  });
});

test('what is not SHDR is refused by name', () => {
  const cases: [string, string][] = [
    ['GET / HTTP/1.1', 'bad-timestamp'],
    ['2022-08-08T13:51:34Z', 'no-observation'],
    ['2022-08-08T13:51:34Z|@ASSET@|T1', 'bad-asset'],
    ['2022-08-08T13:51:34Z|@WHAT@|T1', 'bad-asset'],
    ['* nonsense', 'bad-command'],
  ];
  for (const [line, trouble] of cases) {
    const outcome = parseLine(line, kindOf);
    assert.equal(outcome.ok ? 'ok' : outcome.trouble, trouble, line);
  }
});

test('no text makes the parser fail', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '|',
          '"',
          '\\',
          '@',
          '*',
          ':',
          ' ',
          'Xact',
          'system',
          'wave',
          '2022-08-08T13:51:34Z',
          '@ASSET@',
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(hostile, (line) => void parseLine(line, kindOf)),
    { numRuns: 2_000 },
  );
});

test('what is written is read back, whatever the texts', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((value) => !/[\r\n]/.test(value));
  const observation = fc.oneof(
    fc.record({ key: fc.constantFrom('Xact', 'mode'), values: fc.tuple(text) }),
    fc.record({ key: fc.constant('system'), values: fc.tuple(text, text, text, text, text) }),
    fc.record({ key: fc.constant('note'), values: fc.tuple(text, text) }),
  );
  const line = fc.tuple(
    fc.integer({ min: 0, max: 7_000_000_000_000_000 }),
    fc.array(observation, { minLength: 1, maxLength: 8 }),
  );
  fc.assert(
    fc.property(line, ([timeUs, observations]) => {
      const told = observations.map(({ key, values }) => ({ key, values: [...values] }));
      const message = parsed(encodeObservations(timeUs, told).slice(0, -1));
      assert.deepEqual(message, { kind: 'observations', timeUs, observations: told });
    }),
  );
});

test('a line break in a value cannot begin a new line', () => {
  assert.equal(writeField('a\r\n* PONG 1'), 'a * PONG 1');
});
