import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePrometheus, parseSelector } from './prometheus-text.ts';

test('samples with labels, times and odd numbers are read', () => {
  const text = [
    '# HELP temp of the barrel',
    '# TYPE temp gauge',
    'temp{zone="1",note="a \\"b\\" \\\\ \\n,}",} 106.4 1700000000123',
    'temp 7',
    'up{} +Inf',
    'bad NaN',
    'x:y_total 1e3 # {trace="z"} 1',
    '',
  ].join('\n');
  const samples = parsePrometheus(text).map((one) => (one.ok ? one.sample : one.line));
  assert.deepEqual(
    samples.map((one) =>
      typeof one === 'number'
        ? one
        : [one.name, { ...one.labels }, one.value, one.timeMs, one.line],
    ),
    [
      ['temp', { zone: '1', note: 'a "b" \\ \n,}' }, 106.4, 1_700_000_000_123, 3],
      ['temp', {}, 7, undefined, 4],
      ['up', {}, Infinity, undefined, 5],
      ['bad', {}, Number.NaN, undefined, 6],
      ['x:y_total', {}, 1_000, undefined, 7],
    ],
  );
});

test('lines that are none are told with their number', () => {
  const found = parsePrometheus('ok 1\n1bad 2\nopen{a="b 3\nno\nx y\nx 1 2 3');
  assert.deepEqual(
    found.map((one) => one.ok || one.line),
    [true, 2, 3, 4, 5, 6],
  );
});

test('a selector is a name with labels and nothing more', () => {
  assert.deepEqual({ ...parseSelector('a{b="c"}')?.labels }, { b: 'c' });
  assert.equal(parseSelector('a')?.name, 'a');
  for (const text of ['', 'a 1', 'a{', '{a="b"}', 'a{b=c}'])
    assert.equal(parseSelector(text), undefined, text);
});

test('no text makes it throw, nor slow', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parsePrometheus(text)));
  const begun = performance.now();
  parsePrometheus(`a{${'b="c",'.repeat(100_000)}`);
  parsePrometheus(`a{b="${'\\'.repeat(200_000)}`);
  parsePrometheus(`a ${' '.repeat(200_000)}x`);
  assert.ok(performance.now() - begun < 1_000);
});
