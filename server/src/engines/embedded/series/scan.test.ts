// A scan of this engine is of one moment: subscriptions meet what arrives next without a double.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toColumns, type Reading } from '../../../stores/series/series.ts';
import { embeddedSubject } from '../subject.ts';

function reading(atUs: number, value: number): Reading {
  return { series: 'e/a', sourceTimeUs: atUs, serverTimeUs: atUs, value, quality: 2 };
}

test('what comes after the first batch was asked for is not seen', async (t) => {
  const { store, dispose } = await embeddedSubject('series');
  t.after(dispose);
  await store.append(toColumns([reading(5, 1)]));
  const query = { series: ['e/a'], fromUs: 0, toUs: 10 };
  const batches = store.scan(query)[Symbol.asyncIterator]();
  const first = batches.next();
  await store.append(toColumns([reading(6, 2), reading(4, 3)]));
  const { value } = await first;
  assert.deepEqual(value?.values, [1]);
  assert.equal((await batches.next()).done, true);
});

test('a store that closes does not wait for who stopped reading, and tells who goes on', async (t) => {
  const { store, dispose } = await embeddedSubject('series');
  t.after(dispose);
  const many = Array.from({ length: 20_000 }, (_, n) => reading(n, n));
  await store.append(toColumns(many));
  const query = { series: ['e/a'], fromUs: 0, toUs: 20_000 };
  const batches = store.scan(query)[Symbol.asyncIterator]();
  await batches.next();
  await store.close();
  await assert.rejects(() => Promise.resolve(batches.next()), { code: 'stores.closed' });
});
