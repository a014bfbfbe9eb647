// Paths, times and payloads: what is read, what is refused, and that nothing brings it down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leavesOf, parsePath, readPayload, readTime, valueAt } from './payload.ts';
import { idOf, parseAddress, pathText } from './topic-map.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('paths are read, and what is none is refused', () => {
  assert.deepEqual(parsePath('$.a.b[2]["odd.\\"name"]'), ['a', 'b', 2, 'odd."name']);
  for (const wrong of ['a[', 'a]', 'a[x]', 'a..b', '["a]'])
    assert.equal(parsePath(wrong), undefined, wrong);
  assert.equal(valueAt({ a: 1 }, ['constructor']), undefined, 'own members only');
});

test('every leaf is found again by its path as text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      for (const leaf of leavesOf(value, 100)) {
        const path = parsePath(pathText(leaf.path));
        assert.ok(path, pathText(leaf.path));
        assert.deepEqual(valueAt(value, path), leaf.value);
      }
    }),
  );
});

test('payloads: numbers and texts, JSON, and what is neither', () => {
  const json = (text: string) => readPayload(bytesOf(text), 'auto', 1_000);
  assert.deepEqual(json('21.5'), { ok: true, json: 21.5 });
  assert.deepEqual(json('on'), { ok: true, json: 'on' });
  assert.deepEqual(json('21,5'), { ok: true, json: '21,5' });
  assert.deepEqual(json('{"a":'), { ok: false, why: 'not-json' });
  assert.deepEqual(readPayload(Uint8Array.of(0xff), 'auto', 10), { ok: false, why: 'not-text' });
  assert.deepEqual(readPayload(bytesOf('12345'), 'auto', 4), { ok: false, why: 'too-long' });
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void readPayload(bytes, 'auto', 100)));
});

test('times in every unit are one moment; nonsense is none', () => {
  const ms = Date.UTC(2026, 10, 23, 6, 0, 0, 123);
  for (const told of [ms, ms * 1_000, ms * 1_000_000, new Date(ms).toISOString(), String(ms)])
    assert.equal(readTime(told, 'auto'), ms * 1_000, String(told));
  assert.equal(readTime(ms / 1_000, 's'), ms * 1_000);
  for (const told of [0, -1, 'yesterday', true, null, Number.NaN, 1e300])
    assert.equal(readTime(told, 'auto'), undefined);
});

test('ids are those of the topic below the fixed beginning of its filter', () => {
  assert.equal(idOf('plant/line1/press', ['plant/+/#'], ['temp']), 'line1.press.temp');
  assert.equal(idOf('a', ['#'], []), 'a');
  assert.equal(idOf('/täst', ['#'], []), 't_st');
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (topic) => {
      assert.match(idOf(topic, ['#'], []), /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
    }),
  );
  assert.deepEqual(parseAddress('a/b#c[0]'), { topic: 'a/b', path: ['c', 0] });
});
