// What every engine of the records shape must do: documents, keys and transactions. The queries have
// their own suite in `find.contract.ts`.
import assert from 'node:assert/strict';
import { BrokenInvariant } from '../../kernel/failure/assert.ts';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { findContract } from './find.contract.ts';
import type { RecordsStore } from './records.ts';

const collection = 'assets.machines';
const tenant = '88.118.8';
const definition = {
  name: collection,
  keys: { serial: { path: 'plate.serial', unique: true }, kind: { path: 'kind' } },
} as const;

async function put(
  store: RecordsStore,
  id: string,
  document: unknown,
  options: { tenant?: string; expected?: number | 'absent' } = {},
) {
  const row = { collection, tenant: options.tenant ?? tenant, id, document };
  return store.transaction((records) => records.put(row, options.expected));
}

export function recordsContract(name: string, open: OpenSubject<RecordsStore>): void {
  const fresh = contractTests(`${name} records`, async () => {
    const subject = await open();
    await subject.store.define(definition);
    return subject;
  });
  documentTests(fresh);
  transactionTests(fresh);
  definitionTests(fresh);
  lifeTests(fresh);
  findContract(name, open);
}

type Declare = ReturnType<typeof contractTests<RecordsStore, unknown>>;

function documentTests(fresh: Declare): void {
  fresh('a document comes back as it was, at version 1, then 2', async ({ store }) => {
    const document = {
      kind: '数控机床',
      plate: { serial: 'A-1' },
      list: [1, null, { x: true }],
      zero: 0,
    };
    assert.equal(await put(store, 'm1', document), 1);
    assert.deepEqual(await store.get(collection, tenant, 'm1'), {
      tenant,
      id: 'm1',
      version: 1,
      document,
    });
    assert.equal(await put(store, 'm1', { kind: 'lathe' }), 2);
    assert.deepEqual((await store.get(collection, tenant, 'm1'))?.document, { kind: 'lathe' });
    assert.equal(await store.get(collection, tenant, 'm2'), undefined);
  });

  fresh(
    'removing says whether there was one, and a new one starts at version 1',
    async ({ store }) => {
      await put(store, 'm1', {});
      await put(store, 'm1', {});
      assert.equal(
        await store.transaction((records) => records.remove(collection, tenant, 'm1')),
        true,
      );
      assert.equal(
        await store.transaction((records) => records.remove(collection, tenant, 'm1')),
        false,
      );
      assert.equal(await store.get(collection, tenant, 'm1'), undefined);
      assert.equal(await put(store, 'm1', {}), 1);
    },
  );

  fresh('an expected version that is not there fails and changes nothing', async ({ store }) => {
    await put(store, 'm1', { n: 1 }, { expected: 'absent' });
    await rejectsWith('stores.changed-meanwhile', () =>
      put(store, 'm1', { n: 2 }, { expected: 'absent' }),
    );
    await rejectsWith('stores.changed-meanwhile', () =>
      put(store, 'm1', { n: 2 }, { expected: 2 }),
    );
    await rejectsWith('stores.changed-meanwhile', () =>
      put(store, 'm2', { n: 2 }, { expected: 1 }),
    );
    assert.equal(await put(store, 'm1', { n: 3 }, { expected: 1 }), 2);
    assert.deepEqual((await store.get(collection, tenant, 'm1'))?.document, { n: 3 });
    assert.equal(await store.get(collection, tenant, 'm2'), undefined);
  });

  fresh(
    'a unique key refuses a second row of the tenant, not of another one',
    async ({ store }) => {
      await put(store, 'm1', { plate: { serial: 'A-1' } });
      await rejectsWith('stores.duplicate-key', () =>
        put(store, 'm2', { plate: { serial: 'A-1' } }),
      );
      await put(store, 'm2', { plate: { serial: 'A-1' } }, { tenant: '88.118.9' });
      await put(store, 'm1', { plate: { serial: 'A-1' }, kind: 'same row' });
      await put(store, 'm1', { plate: { serial: 'A-2' } });
      await put(store, 'm3', { plate: { serial: 'A-1' } });
      await rejectsWith('stores.duplicate-key', () =>
        put(store, 'm1', { plate: { serial: 'A-1' } }),
      );
    },
  );

  fresh('rows without the unique key do not disturb each other', async ({ store }) => {
    await put(store, 'm1', {});
    await put(store, 'm2', { plate: null });
    await put(store, 'm3', { plate: { serial: { not: 'a key' } } });
    await put(store, 'm4', { plate: { serial: null } });
    assert.equal(await store.count(collection, { tenant }), 4);
  });

  fresh('tenants do not see each other', async ({ store }) => {
    await put(store, 'm1', { owner: 8 });
    await put(store, 'm1', { owner: 9 }, { tenant: '88.118.9' });
    assert.deepEqual((await store.get(collection, tenant, 'm1'))?.document, { owner: 8 });
    assert.deepEqual((await store.get(collection, '88.118.9', 'm1'))?.document, { owner: 9 });
    assert.equal((await store.find(collection, { tenant })).rows.length, 1);
    assert.equal(await store.count(collection, { tenant: '*' }), 2);
    await store.transaction((records) => records.remove(collection, tenant, 'm1'));
    assert.ok(await store.get(collection, '88.118.9', 'm1'));
  });

  fresh('ids and tenants that cannot be kept apart are refused', async ({ store }) => {
    await rejectsWith('stores.bad-query', () => put(store, '', {}));
    await rejectsWith('stores.bad-query', () => put(store, 'half \ud800', {}));
    await rejectsWith('stores.bad-query', () => put(store, 'm1', {}, { tenant: '*' }));
    await rejectsWith('stores.bad-query', () => put(store, 'm1', {}, { tenant: '' }));
    assert.equal(await store.count(collection, { tenant: '*' }), 0);
  });
}

function transactionTests(fresh: Declare): void {
  fresh(
    'a transaction that rejects leaves nothing, one that resolves everything',
    async ({ store }) => {
      await put(store, 'm1', { n: 1 });
      const work = store.transaction(async (records) => {
        await records.put({ collection, tenant, id: 'm1', document: { n: 2 } });
        await records.put({ collection, tenant, id: 'm2', document: { n: 2 } });
        await records.remove(collection, tenant, 'm1');
        throw new Error('changed my mind');
      });
      await assert.rejects(work, /changed my mind/);
      assert.deepEqual((await store.get(collection, tenant, 'm1'))?.document, { n: 1 });
      assert.equal(await store.get(collection, tenant, 'm2'), undefined);
    },
  );

  fresh('inside, changes are seen; outside, only when it has ended', async ({ store }) => {
    await store.transaction(async (records) => {
      await records.put({ collection, tenant, id: 'm1', document: { kind: 'lathe' } });
      assert.equal((await records.get(collection, tenant, 'm1'))?.version, 1);
      assert.equal(await records.count(collection, { tenant }), 1);
      assert.equal((await records.find(collection, { tenant })).rows.length, 1);
      assert.equal(await store.get(collection, tenant, 'm1'), undefined);
      assert.equal(await store.count(collection, { tenant: '*' }), 0);
      assert.equal((await store.find(collection, { tenant })).rows.length, 0);
    });
    assert.equal(await store.count(collection, { tenant }), 1);
  });

  fresh('a failed put inside does not spoil the rest of the transaction', async ({ store }) => {
    await put(store, 'm1', { plate: { serial: 'A-1' } });
    await store.transaction(async (records) => {
      await rejectsWith('stores.duplicate-key', () =>
        records.put({ collection, tenant, id: 'm2', document: { plate: { serial: 'A-1' } } }),
      );
      await records.put({ collection, tenant, id: 'm3', document: {} });
    });
    assert.equal(await store.count(collection, { tenant }), 2);
  });

  fresh('fifty concurrent transactions run one after the other', async ({ store }) => {
    await put(store, 'counter', { n: 0 });
    const order: number[] = [];
    const add = (turn: number) =>
      store.transaction(async (records) => {
        const row = await records.get<{ n: number }>(collection, tenant, 'counter');
        await new Promise((resolve) => setImmediate(resolve));
        order.push(turn);
        const document = { n: (row?.document.n ?? 0) + 1 };
        await records.put(
          { collection, tenant, id: 'counter', document },
          row?.version ?? 'absent',
        );
      });
    await Promise.all(Array.from({ length: 50 }, (_, turn) => add(turn)));
    assert.deepEqual((await store.get(collection, tenant, 'counter'))?.document, { n: 50 });
    assert.deepEqual(
      order,
      Array.from({ length: 50 }, (_, turn) => turn),
    );
  });

  fresh('a failed transaction does not hold up the next', async ({ store }) => {
    const failed = store.transaction(() => Promise.reject(new Error('no')));
    const done = put(store, 'm1', {});
    await assert.rejects(failed);
    assert.equal(await done, 1);
  });

  fresh('a nested transaction is a bug that is named, not a silence', async ({ store }) => {
    const nested = store.transaction(() => put(store, 'm1', {}));
    await assert.rejects(nested, BrokenInvariant);
    assert.equal(await put(store, 'm1', {}), 1);
  });

  fresh('a transaction used after its end is refused', async ({ store }) => {
    const late = await store.transaction(async (records) => ({ records }));
    await assert.rejects(
      late.records.put({ collection, tenant, id: 'm1', document: {} }),
      BrokenInvariant,
    );
    assert.equal(await store.count(collection, { tenant }), 0);
  });
}

function definitionTests(fresh: Declare): void {
  fresh('a collection that was never defined fails', async ({ store }) => {
    const missing = 'assets.ghosts';
    await rejectsWith('stores.unknown-collection', () => store.get(missing, tenant, 'm1'));
    await rejectsWith('stores.unknown-collection', () => store.find(missing, { tenant }));
    await rejectsWith('stores.unknown-collection', () => store.count(missing, { tenant }));
    await rejectsWith('stores.unknown-collection', () =>
      store.transaction((records) =>
        records.put({ collection: missing, tenant, id: 'm1', document: {} }),
      ),
    );
  });

  fresh(
    'defining again is harmless; a key added later indexes what is there',
    async ({ store }) => {
      await put(store, 'm1', { kind: 'lathe', place: { hall: 7 } });
      await store.define(definition);
      await store.define({
        ...definition,
        keys: { ...definition.keys, hall: { path: 'place.hall' } },
      });
      const where = [{ key: 'hall', is: 'equal', value: 7 }] as const;
      assert.equal((await store.find(collection, { tenant, where })).rows[0]?.id, 'm1');
      assert.equal((await store.find(collection, { tenant, where })).rows[0]?.version, 1);
    },
  );

  fresh('a key may move to another path or go away', async ({ store }) => {
    await put(store, 'm1', { kind: 'old', sort: 'new' });
    await store.define({ name: collection, keys: { kind: { path: 'sort' } } });
    const kind = (value: string) =>
      store.count(collection, { tenant, where: [{ key: 'kind', is: 'equal', value }] });
    assert.equal(await kind('new'), 1);
    assert.equal(await kind('old'), 0);
    await rejectsWith('stores.bad-query', () =>
      store.find(collection, { tenant, order: { key: 'serial' } }),
    );
    await put(store, 'm2', { plate: { serial: 'X' } });
    await put(store, 'm3', { plate: { serial: 'X' } });
  });

  fresh(
    'a new unique key that the rows contradict is refused, the old keys stay',
    async ({ store }) => {
      await put(store, 'm1', { tag: 't', kind: 'k' });
      await put(store, 'm2', { tag: 't' });
      const keys = { ...definition.keys, tag: { path: 'tag', unique: true } };
      await rejectsWith('stores.duplicate-key', () => store.define({ name: collection, keys }));
      const where = [{ key: 'kind', is: 'equal', value: 'k' }] as const;
      assert.equal(await store.count(collection, { tenant, where }), 1);
    },
  );
}

function lifeTests(fresh: Declare): void {
  fresh('everything is there after reopening', async ({ store, reopen }) => {
    for (let i = 0; i < 20; i++) await put(store, `m${i}`, { kind: i % 2 ? 'odd' : 'even' });
    await put(store, 'm0', { kind: 'even', again: true });
    const again = await reopen();
    await rejectsWith('stores.unknown-collection', () => again.get(collection, tenant, 'm1'));
    await again.define(definition);
    assert.equal((await again.get(collection, tenant, 'm0'))?.version, 2);
    const where = [{ key: 'kind', is: 'equal', value: 'odd' }] as const;
    assert.equal(await again.count(collection, { tenant, where }), 10);
  });

  fresh(
    'closing waits for the transactions under way; a closed store says so',
    async ({ store, reopen }) => {
      const last = put(store, 'm1', {});
      const closing = store.close();
      await rejectsWith('stores.closed', () => put(store, 'm2', {}));
      await Promise.all([last, closing, store.close()]);
      await rejectsWith('stores.closed', () => store.get(collection, tenant, 'm1'));
      await rejectsWith('stores.closed', () => store.find(collection, { tenant }));
      await rejectsWith('stores.closed', () => store.count(collection, { tenant }));
      await rejectsWith('stores.closed', () => store.define(definition));
      const again = await reopen();
      await again.define(definition);
      assert.ok(await again.get(collection, tenant, 'm1'));
    },
  );
}
