import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ItemKind } from '../../../../wire/shdr/message.ts';
import type { Signal } from '../../../assets/api.ts';
import type { FoundItem } from './found-item.ts';
import { packFields, readSeries, readValue } from './values.ts';

function found(
  kind: ItemKind,
  form: Signal['value'],
  extra: { resets?: boolean; sampleRate?: number } = {},
): FoundItem {
  return {
    kind,
    form,
    signal: 0,
    item: {
      id: 'i',
      category: 'SAMPLE',
      type: 'LOAD',
      representation: 'VALUE',
      resets: false,
      ...extra,
    },
  };
}

const sample = found('sample', 'number');

test('a sample is a number, or unknown and counted', () => {
  assert.deepEqual(readValue(sample, ['-1.1761875153']), { value: -1.1761875153, quality: 2 });
  assert.deepEqual(readValue(sample, ['1e3']), { value: 1000, quality: 2 });
  for (const text of ['', 'abc', '0x10', 'Infinity', 'NaN', '1,5', '1 2']) {
    assert.deepEqual(
      readValue(sample, [text]),
      { value: null, quality: 0, refused: 'not-a-number' },
      text,
    );
  }
});

test('UNAVAILABLE is unknown in every kind, in any case', () => {
  for (const [kind, form] of [
    ['sample', 'number'],
    ['event', 'text'],
    ['condition', 'text'],
    ['three-space', 'three-space'],
    ['message', 'text'],
  ] as const) {
    assert.deepEqual(
      readValue(found(kind, form), ['unavailable']),
      { value: null, quality: 0 },
      kind,
    );
  }
});

test('three numbers stay a text; anything else is refused', () => {
  const space = found('three-space', 'three-space');
  assert.deepEqual(readValue(space, ['1039.897 0 269.0133']), {
    value: '1039.897 0 269.0133',
    quality: 2,
  });
  assert.equal(readValue(space, ['1 2']).refused, 'not-three-numbers');
});

test('an event is its text, empty too; a reset trigger is not part of the value', () => {
  assert.deepEqual(readValue(found('event', 'text'), ['']), { value: '', quality: 2 });
  assert.deepEqual(readValue(found('event', 'number', { resets: true }), ['12:DAY']), {
    value: 12,
    quality: 2,
  });
});

test('a condition is always five fields', () => {
  const condition = found('condition', 'text');
  assert.equal(readValue(condition, ['NORMAL', '', '', '', '']).value, 'NORMAL||||');
  assert.equal(
    readValue(condition, ['fault', 'E|7', '3', 'HIGH', 'a\\b']).value,
    'FAULT|E\\|7|3|HIGH|a\\\\b',
  );
  assert.equal(readValue(condition, ['WARNING']).value, 'WARNING||||');
  assert.equal(readValue(condition, ['BROKEN']).refused, 'unknown-level');
});

test('packed fields can be told apart whatever they hold', () => {
  const fields = fc.array(fc.string(), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(fields, (texts) => {
      const read = [...packFields(texts).matchAll(/((?:\\[\s\S]|[^\\|])*)(?:\||$)/g)].slice(
        0,
        texts.length,
      );
      assert.deepEqual(
        read.map(([, field]) => (field ?? '').replace(/\\([\s\S])/g, '$1')),
        texts,
      );
    }),
  );
});

test('a time series ends at the time of its line', () => {
  const wave = found('timeseries', 'number');
  assert.deepEqual(readSeries(wave, ['3', '100', '1 2 3']), [
    { value: 1, quality: 2, beforeUs: 20_000 },
    { value: 2, quality: 2, beforeUs: 10_000 },
    { value: 3, quality: 2, beforeUs: 0 },
  ]);
  assert.equal(
    readSeries(found('timeseries', 'number', { sampleRate: 10 }), ['2', '', '1 2'])[0]?.beforeUs,
    100_000,
  );
  for (const values of [
    ['2', '100', '1 2 3'],
    ['1', '0', '1'],
    ['2', '100', '1 x'],
  ]) {
    assert.equal(readSeries(wave, values)[0]?.refused, 'bad-series');
  }
});

test('a number that is none is refused at once, however long', () => {
  const startedMs = performance.now();
  const text = `${'1'.repeat(1024 * 1024)}x`;
  assert.equal(readValue(sample, [text]).refused, 'not-a-number');
  assert.ok(performance.now() - startedMs < 500);
});

test('a number too large to be kept is refused', () => {
  assert.equal(readValue(sample, ['1e999']).refused, 'not-a-number');
  const series = found('timeseries', 'number');
  assert.equal(readSeries(series, ['2', '1', '1 1e999'])[0]?.refused, 'bad-series');
});

test('a time series cannot begin before all time', () => {
  const series = found('timeseries', 'number');
  assert.equal(readSeries(series, ['2', '1e-300', '1 2'])[0]?.refused, 'bad-series');
  assert.equal(readSeries(series, ['2', '0.001', '1 2'])[0]?.beforeUs, 1_000_000_000);
});
