import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBatches } from './batches.ts';
import { uniqueIds } from './learn.ts';
import { ucumOf } from './units.ts';

test('a server that finds calls too large gets smaller ones, and everything once', async () => {
  const sizes: number[] = [];
  const batching = { size: 100 };
  const items = Array.from({ length: 70 }, (_, i) => i);
  const results = await inBatches(items, batching, async (some) => {
    if (some.length > 20) throw new Error('BadTooManyOperations (0x80100000)');
    sizes.push(some.length);
    return some.map((one) => one * 2);
  });
  assert.deepEqual(
    results,
    items.map((one) => one * 2),
  );
  assert.deepEqual([sizes, batching.size], [[18, 18, 18, 16], 18]);
  const refuse = async () => Promise.reject(new Error('BadTooManyOperations'));
  await assert.rejects(inBatches([1], { size: 5 }, refuse), /BadTooManyOperations/);
  await assert.rejects(
    inBatches([1, 2], { size: 5 }, async () => [1]),
    /BadUnexpectedError/,
  );
});

test('learned ids are stable, allowed and unique', () => {
  const paths = [['A', 'b c'], ['A', 'b/c'], ['Z', '温度'], ['plain', 'x'], ['x'.repeat(300)]];
  const ids = uniqueIds(paths, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(ids[3], 'plain.x');
  assert.equal(new Set(ids.map((id) => id.toLowerCase())).size, 5);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
  assert.deepEqual(uniqueIds(paths.toReversed(), ['e', 'd', 'c', 'b', 'a']).toReversed(), ids);
});

test('units by their UNECE code or their sign', () => {
  const cases: readonly [number, string, string | undefined][] = [
    [4_408_652, '°C', 'Cel'],
    [-1, 'bar', 'bar'],
    [5_066_068, 'mm', 'mm'],
    [-1, 'm³/h', 'm3/h'],
    [-1, 'pieces of eight', undefined],
    [0, '', undefined],
  ];
  for (const [unitId, shown, expected] of cases) assert.equal(ucumOf(unitId, shown), expected);
});
