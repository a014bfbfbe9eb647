// Calculated sources that would feed each other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circleOf, type Resting } from './circle.ts';

function resting(name: string, ...restsOn: string[]): Resting {
  return { name, machines: [`88.1/M-${name}`], restsOn: restsOn.map((on) => `88.1/m-${on}/x`) };
}

test('a circle of any length is found, and named', () => {
  assert.deepEqual(circleOf(resting('a', 'b'), [resting('b', 'A')]), ['a', 'b', 'a']);
  const others = [resting('b', 'c', 'press'), resting('c', 'press', 'd'), resting('d', 'a')];
  assert.deepEqual(circleOf(resting('a', 'press', 'b'), others), ['a', 'b', 'c', 'd', 'a']);
});

test('sources that rest on each other without a circle are fine, also where a circle of others is', () => {
  assert.equal(
    circleOf(resting('a', 'b', 'c'), [resting('b', 'c'), resting('c', 'press')]),
    undefined,
  );
  assert.equal(circleOf(resting('a', 'b'), [resting('b', 'c'), resting('c', 'b')]), undefined);
  assert.equal(
    circleOf(resting('a', 'aa'), [resting('aa', 'press')]),
    undefined,
    'a longer name is another',
  );
});
