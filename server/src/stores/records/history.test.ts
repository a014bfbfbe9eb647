// Versions of what people set stay bounded, and what holds is never forgotten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldMax, historyBytesMax, replacedMax, withVersion } from './history.ts';

type Version = { from: string; at: string; replacedAt?: string; text?: string };
const put = (versions: readonly Version[], from: string, at: string, text = '') =>
  withVersion<Version>(versions, { from, at, text }, (one) => one.from === from);

test('the same start again and again keeps the one that holds and the newest that did', () => {
  let versions: Version[] = [{ from: 'a', at: '0' }];
  for (let round = 1; round <= 2 * replacedMax; round += 1) {
    versions = put(versions, 'b', String(round)) ?? assert.fail('full');
  }
  assert.equal(versions.length, replacedMax + 2);
  const held = versions.filter(({ replacedAt }) => replacedAt === undefined);
  assert.deepEqual(
    held.map(({ from, at }) => [from, at]),
    [
      ['a', '0'],
      ['b', String(2 * replacedMax)],
    ],
  );
  const oldest = versions.find(({ replacedAt }) => replacedAt !== undefined);
  assert.equal(oldest?.at, String(replacedMax));
});

test('as many that hold as there may be, then one may only take the place of another', () => {
  let versions: Version[] = [];
  for (let round = 0; round < heldMax; round += 1) {
    versions = put(versions, `d${round}`, '0') ?? assert.fail(`full at ${round}`);
  }
  assert.equal(put(versions, 'one more', '1'), undefined);
  assert.equal(put(versions, 'd7', '1')?.length, heldMax + 1);
});

test('large ones are fewer', () => {
  const third = 'x'.repeat(historyBytesMax / 3);
  let versions: Version[] = [];
  for (let round = 0; round < 5; round += 1) {
    versions = put(versions, 'a', String(round), third) ?? assert.fail('full');
  }
  assert.deepEqual(
    versions.map(({ at }) => at),
    ['3', '4'],
  );
  assert.equal(put(versions, 'b', '5', 'x'.repeat(historyBytesMax)), undefined);
});
