import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '@jingwei/sdk';
import { LiveValues } from './live-values.ts';

function reading(signal: string, value: number, second: number): Reading {
  const time = `2022-08-08T13:51:${String(second).padStart(2, '0')}.000000Z`;
  return { signal, value, quality: 'good', sourceTime: time, serverTime: time };
}

test('only the listeners of changed signals are called, once for many readings', () => {
  const values = new LiveValues();
  const calls = { a: 0, b: 0 };
  values.subscribe('a', () => (calls.a += 1));
  values.subscribe('b', () => (calls.b += 1));
  values.take([reading('a', 1, 1), reading('a', 2, 2), reading('a', 3, 3)]);
  assert.equal(values.get('a'), undefined, 'nothing is seen before it is shown');
  assert.equal(values.show(), true);
  assert.deepEqual(calls, { a: 1, b: 0 });
  assert.equal(values.get('a')?.reading.value, 3);
  assert.equal(values.show(), false);
});

test('a change counts only when the value differs, and the first is none', () => {
  const values = new LiveValues();
  values.take([reading('a', 1, 1)]);
  values.show();
  assert.equal(values.get('a')?.changes, 0);
  values.take([reading('a', 1, 2)]);
  values.show();
  assert.equal(values.get('a')?.changes, 0);
  values.take([reading('a', 2, 3)]);
  values.show();
  assert.equal(values.get('a')?.changes, 1);
});

test('a late reading does not turn the clock back', () => {
  const values = new LiveValues();
  values.take([reading('a', 5, 30), reading('a', 4, 10)]);
  values.show();
  assert.equal(values.get('a')?.reading.value, 5);
  assert.equal(values.newestTime(), '2022-08-08T13:51:30.000000Z');
});

test('the same object is given out until it changes, as React demands', () => {
  const values = new LiveValues();
  values.take([reading('a', 1, 1)]);
  values.show();
  const first = values.get('a');
  values.take([reading('b', 1, 1)]);
  values.show();
  assert.equal(values.get('a'), first);
});

test('who has left is not called any more', () => {
  const values = new LiveValues();
  let calls = 0;
  values.subscribe('a', () => (calls += 1))();
  values.take([reading('a', 1, 1)]);
  values.show();
  assert.equal(calls, 0);
});
