import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality } from '../../../stores/series/series.ts';
import { toldValue } from './told-value.ts';

test('what a signal cannot hold exactly is never good', () => {
  const told = (...given: Parameters<typeof toldValue>) => {
    const { value, quality: how, remedy } = toldValue(...given);
    return [value, how, remedy !== undefined];
  };
  const { bad, uncertain, good } = quality;
  assert.deepEqual(told(5n, 'number'), [5, good, false]);
  assert.deepEqual(told(2n ** 53n + 1n, 'number'), [2 ** 53, uncertain, true]);
  assert.deepEqual(told(-(2n ** 63n), 'text'), ['-9223372036854775808', good, false]);
  assert.deepEqual(told(NaN, 'number'), [null, bad, true]);
  assert.deepEqual(told(Infinity, 'text'), [null, bad, true]);
  assert.deepEqual(told('12.5 ', 'number'), [12.5, good, false]);
  assert.deepEqual(told('9007199254740993', 'number'), [9007199254740992, uncertain, true]);
  assert.deepEqual(told('', 'number'), [null, bad, true]);
  assert.deepEqual(told('on', 'boolean'), [null, bad, true]);
  assert.deepEqual(told(0n, 'boolean'), [false, good, false]);
  assert.deepEqual(told(true, 'number'), [1, good, false]);
});
