// What every engine of the blobs shape must do. The subject can damage the bytes behind a name.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import type { BlobsStore } from './blobs.ts';

/** Changes what is stored under the name behind the store's back. */
export type WithDamage = { damage(name: string): Promise<void> };

const bytesOf = (text: string) => new TextEncoder().encode(text);
const nameOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const absent = nameOf(bytesOf('never stored'));

export function blobsContract(engine: string, open: OpenSubject<BlobsStore, WithDamage>): void {
  const fresh = contractTests(`${engine} blobs`, open);

  fresh('bytes come back under their SHA-256', async ({ store }) => {
    for (const bytes of [
      bytesOf('drawing 图纸'),
      new Uint8Array(0),
      new Uint8Array(3_000_000).fill(7),
    ]) {
      const name = await store.put(bytes);
      assert.equal(name, nameOf(bytes));
      assert.deepEqual(new Uint8Array((await store.get(name)) ?? [1]), bytes);
      assert.equal(await store.has(name), true);
    }
    assert.equal(await store.get(absent), undefined);
    assert.equal(await store.has(absent), false);
  });

  fresh('the same bytes are kept once, also from callers at the same time', async ({ store }) => {
    const names = await Promise.all(Array.from({ length: 20 }, () => store.put(bytesOf('same'))));
    assert.equal(new Set(names).size, 1);
    assert.deepEqual(await store.list(10), [names[0]]);
  });

  fresh('bytes that the caller changes afterwards are stored as they were', async ({ store }) => {
    const bytes = bytesOf('before');
    const putting = store.put(bytes);
    bytes.fill(0);
    const name = await putting;
    assert.equal(name, nameOf(bytesOf('before')));
    assert.deepEqual(new Uint8Array((await store.get(name)) ?? []), bytesOf('before'));
  });

  fresh('removing says whether there was one', async ({ store }) => {
    const name = await store.put(bytesOf('gone'));
    assert.equal(await store.remove(name), true);
    assert.equal(await store.remove(name), false);
    assert.equal(await store.get(name), undefined);
    assert.equal(await store.put(bytesOf('gone')), name);
    assert.equal(await store.has(name), true);
  });

  fresh(
    'damaged bytes are never handed out, and putting them again repairs them',
    async ({ store, damage }) => {
      const name = await store.put(bytesOf('whole'));
      await damage(name);
      await rejectsWith('stores.damaged-blob', () => store.get(name));
      await store.put(bytesOf('whole'));
      assert.deepEqual(new Uint8Array((await store.get(name)) ?? []), bytesOf('whole'));
    },
  );

  fresh('names are listed in order, in pages that neither repeat nor skip', async ({ store }) => {
    const texts = Array.from({ length: 100 }, (_, i) => `blob ${i}`);
    const expected = texts.map((text) => nameOf(bytesOf(text))).toSorted();
    assert.deepEqual(await store.list(10), []);
    await Promise.all(texts.map((text) => store.put(bytesOf(text))));
    assert.deepEqual(await store.list(10_000), expected);
    const paged: string[] = [];
    for (
      let page = await store.list(7);
      page.length > 0;
      page = await store.list(7, paged.at(-1))
    ) {
      paged.push(...page);
    }
    assert.deepEqual(paged, expected);
    const between = expected[50] ?? '';
    await store.remove(between);
    assert.deepEqual(await store.list(10_000, between), expected.slice(51));
  });

  fresh('limits out of range and things that are no names are refused', async ({ store }) => {
    for (const limit of [0, 10_001, 0.5])
      await rejectsWith('stores.bad-query', () => store.list(limit));
    for (const name of ['', 'x', '../../etc/passwd', absent.toUpperCase(), `${absent}0`]) {
      await rejectsWith('stores.bad-query', () => store.get(name));
      await rejectsWith('stores.bad-query', () => store.has(name));
      await rejectsWith('stores.bad-query', () => store.remove(name));
    }
    await rejectsWith('stores.bad-query', () => store.list(1, 'x'));
  });

  fresh('everything is there after reopening', async ({ store, reopen }) => {
    const name = await store.put(bytesOf('kept'));
    const again = await reopen();
    assert.deepEqual(new Uint8Array((await again.get(name)) ?? []), bytesOf('kept'));
  });

  fresh('a closed store says so', async ({ store }) => {
    await store.close();
    await store.close();
    await rejectsWith('stores.closed', () => store.put(bytesOf('late')));
    await rejectsWith('stores.closed', () => store.get(absent));
    await rejectsWith('stores.closed', () => store.has(absent));
    await rejectsWith('stores.closed', () => store.remove(absent));
    await rejectsWith('stores.closed', () => store.list(1));
  });
}
