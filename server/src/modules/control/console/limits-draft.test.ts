import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interlock } from '@jingwei/sdk';
import { draftOf, interlockOf } from './limits-draft.ts';

test('limits come back from the form as they were; who says nothing gets a second person', () => {
  const full: Interlock = {
    ...{ minimum: 0, maximum: 80, stepMaximum: 5, tolerance: 0.1, allowed: [1, 2] },
    ...{ condition: 'door == "CLOSED"', inputs: [{ name: 'door', signal: '88.118.8/M-1/door' }] },
    ...{ secondPerson: false, readBackMs: 500 },
  };
  assert.deepEqual(interlockOf(draftOf(full), 'number'), { interlock: full, wrong: [] });
  assert.equal(interlockOf(draftOf(), 'number').interlock.secondPerson, true);
  assert.deepEqual(interlockOf({ ...draftOf(), allowed: '1' }, 'text').interlock.allowed, ['1']);
});

test('what is no number is named', () => {
  const draft = { ...draftOf(), minimum: 'a', allowed: '1\nb', readBackMs: 'x' };
  assert.deepEqual(interlockOf(draft, 'number').wrong, ['minimum', 'allowed', 'readBackMs']);
});
