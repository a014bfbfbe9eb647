// Counts by prefix follow the changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedAfter, countIn } from './record-counts.ts';
import type { ChangeAction } from './record-store.ts';

const changes = (action: ChangeAction, ...keys: string[]) => keys.map((key) => ({ key, action }));

test('records are counted by prefix', () => {
  const some = countedAfter({}, changes('created', '88/A', '88/B', '0.NA/88.1', '88/C', '88.1/A'));
  assert.deepEqual(some, { '88/': 3, '0.NA/': 1, '88.1/': 1 });
  const fewer = countedAfter(some, [
    ...changes('removed', '88/A', '0.NA/88.1'),
    ...changes('changed', '88/B'),
  ]);
  assert.deepEqual(fewer, { '88/': 2, '88.1/': 1 });
  assert.equal(countIn(fewer, '88/'), 2);
  assert.equal(countIn(fewer, '99/'), 0);
  assert.equal(countIn(fewer, ''), 3);
  assert.equal(countIn(fewer, '88/A'), undefined);
  assert.equal(countIn(fewer, '88'), undefined);
  assert.deepEqual(countedAfter({}, []), {});
});

test('too many prefixes are not counted', () => {
  const keys = Array.from({ length: 65 }, (_, n) => `88.${n}/A`);
  assert.equal(countedAfter({}, changes('created', ...keys)), null);
  assert.equal(countedAfter(null, changes('created', '88/A')), null);
  assert.equal(countIn(null, '88/'), undefined);
});
