// What every engine of the leases shape must do. The subject brings the clock that its store looks at.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import type { LeasesStore } from './leases.ts';

/** Moves the store's clock. */
export type WithClock = { pass(ms: number): void };

const name = 'outbox.plant-7';

export function leasesContract(engine: string, open: OpenSubject<LeasesStore, WithClock>): void {
  const fresh = contractTests(`${engine} leases`, open);

  fresh('one holder at a time; the next one gets a greater token', async ({ store, pass }) => {
    const first = await store.acquire(name, 'a', 1000);
    assert.equal(await store.acquire(name, 'b', 1000), undefined);
    assert.deepEqual(await store.current(name), first);
    pass(999);
    assert.equal(await store.acquire(name, 'b', 1000), undefined);
    pass(1);
    const second = await store.acquire(name, 'b', 1000);
    assert.ok(first && second);
    assert.equal(second.holder, 'b');
    assert.ok(second.token > first.token);
    assert.equal(second.expiresAt, first.expiresAt + 1000);
  });

  fresh('the holder takes it again with the same token', async ({ store, pass }) => {
    const first = await store.acquire(name, 'a', 1000);
    pass(500);
    const again = await store.acquire(name, 'a', 1000);
    assert.equal(again?.token, first?.token);
    assert.equal(again?.expiresAt, (first?.expiresAt ?? 0) + 500);
  });

  fresh('after expiry even the same holder has a greater token', async ({ store, pass }) => {
    const first = await store.acquire(name, 'a', 1000);
    pass(1000);
    assert.equal(await store.current(name), undefined);
    const again = await store.acquire(name, 'a', 1000);
    assert.ok(first && again && again.token > first.token);
  });

  fresh('renewing extends it, and fails once it was lost', async ({ store, pass }) => {
    const first = await store.acquire(name, 'a', 1000);
    assert.ok(first);
    pass(900);
    const renewed = await store.renew(first, 1000);
    assert.deepEqual(renewed, { ...first, expiresAt: first.expiresAt + 900 });
    pass(900);
    assert.deepEqual(await store.current(name), renewed);
    pass(100);
    assert.equal(await store.renew(first, 1000), undefined);
    await store.acquire(name, 'b', 1000);
    assert.equal(await store.renew(first, 1000), undefined);
    assert.equal((await store.current(name))?.holder, 'b');
  });

  fresh('giving it back frees it at once and keeps the token growing', async ({ store }) => {
    const first = await store.acquire(name, 'a', 1000);
    assert.ok(first);
    await store.release(first);
    assert.equal(await store.current(name), undefined);
    assert.equal(await store.renew(first, 1000), undefined);
    const second = await store.acquire(name, 'b', 1000);
    assert.ok(second && second.token > first.token);
    await store.release(first);
    assert.deepEqual(await store.current(name), second);
  });

  fresh('names do not touch each other', async ({ store }) => {
    await store.acquire(name, 'a', 1000);
    assert.equal(await store.current('another'), undefined);
    assert.ok(await store.acquire('another', 'b', 1000));
  });

  fresh('of many callers at once one gets it', async ({ store }) => {
    const tries = Array.from({ length: 20 }, (_, i) => store.acquire(name, `h${i}`, 1000));
    const won = (await Promise.all(tries)).filter((lease) => lease !== undefined);
    assert.equal(won.length, 1);
  });

  fresh('spans and names that make no sense are refused', async ({ store }) => {
    for (const forMs of [0, -5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await rejectsWith('stores.bad-query', () => store.acquire(name, 'a', forMs));
    }
    await rejectsWith('stores.bad-query', () => store.acquire('', 'a', 1));
    await rejectsWith('stores.bad-query', () => store.acquire(name, '', 1));
  });

  fresh('a lease and its token outlive the process', async ({ store, reopen, pass }) => {
    const first = await store.acquire(name, 'a', 1000);
    const again = await reopen();
    assert.deepEqual(await again.current(name), first);
    assert.equal(await again.acquire(name, 'b', 1000), undefined);
    pass(1000);
    const second = await again.acquire(name, 'b', 1000);
    assert.ok(first && second && second.token > first.token);
  });

  fresh('a closed store says so', async ({ store }) => {
    const lease = await store.acquire(name, 'a', 1000);
    assert.ok(lease);
    await store.close();
    await store.close();
    await rejectsWith('stores.closed', () => store.acquire(name, 'a', 1000));
    await rejectsWith('stores.closed', () => store.renew(lease, 1000));
    await rejectsWith('stores.closed', () => store.release(lease));
    await rejectsWith('stores.closed', () => store.current(name));
  });
}
