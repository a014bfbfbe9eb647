// What every engine of the log shape must do.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import type { LogStore } from './log.ts';

const topic = 'plant.events';

function entries(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    id: `e${from + i}`,
    body: `{"n":${from + i},"zh":"事件"}`,
  }));
}

export function logContract(name: string, open: OpenSubject<LogStore>): void {
  const fresh = contractTests(`${name} log`, open);
  appendTests(fresh);
  consumerTests(fresh);
  lifeTests(fresh);
}

type Declare = ReturnType<typeof contractTests<LogStore, unknown>>;

function appendTests(fresh: Declare): void {
  fresh('positions are 1, 2, 3 … within each topic', async ({ store }) => {
    assert.deepEqual(await store.append(topic, entries(1, 3)), [1, 2, 3]);
    assert.deepEqual(await store.append('other', entries(1, 2)), [1, 2]);
    assert.deepEqual(await store.append(topic, entries(4, 5)), [4, 5]);
    assert.equal(await store.head(topic), 5);
    assert.equal(await store.head('unheard of'), 0);
  });

  fresh('an id that is there is not written again and has its old position', async ({ store }) => {
    await store.append(topic, entries(1, 3));
    const again = [
      { id: 'e2', body: 'another body' },
      ...entries(4, 4),
      { id: 'e4', body: 'twice' },
    ];
    assert.deepEqual(await store.append(topic, again), [2, 4, 4]);
    assert.equal(await store.head(topic), 4);
    const read = await store.read(topic, 0, 10);
    assert.deepEqual(
      read.map((entry) => entry.body),
      entries(1, 4).map((entry) => entry.body),
    );
    assert.deepEqual(await store.append('other', entries(2, 2)), [1]);
  });

  fresh('appending nothing is nothing', async ({ store }) => {
    assert.deepEqual(await store.append(topic, []), []);
    assert.equal(await store.head(topic), 0);
  });

  fresh('a bad entry leaves nothing of its call', async ({ store }) => {
    await rejectsWith('stores.bad-query', () =>
      store.append(topic, [...entries(1, 2), { id: '', body: '' }]),
    );
    await rejectsWith('stores.bad-query', () => store.append('', entries(1, 1)));
    assert.equal(await store.head(topic), 0);
    assert.deepEqual(await store.append(topic, entries(1, 1)), [1]);
  });

  fresh(
    'concurrent callers get positions without gaps, each call in one piece',
    async ({ store }) => {
      const calls = Array.from({ length: 40 }, (_, i) =>
        store.append(topic, entries(i * 5, i * 5 + 4)),
      );
      const positions = await Promise.all(calls);
      for (const [first = 0, ...rest] of positions) {
        assert.deepEqual(
          rest,
          rest.map((_, i) => first + i + 1),
        );
      }
      const all = Array.from({ length: 200 }, (_, i) => i + 1);
      assert.deepEqual(
        positions.flat().toSorted((a, b) => a - b),
        all,
      );
    },
  );

  fresh('reading goes from a position, in order, up to a limit', async ({ store }) => {
    await store.append(topic, entries(1, 25));
    const read: string[] = [];
    for (let after = 0; ;) {
      const page = await store.read(topic, after, 10);
      if (page.length === 0) break;
      for (const entry of page) {
        assert.equal(entry.position, ++after);
        read.push(entry.id);
      }
    }
    assert.deepEqual(
      read,
      entries(1, 25).map(({ id }) => id),
    );
    assert.deepEqual(await store.read(topic, 25, 10), []);
    assert.deepEqual(await store.read(topic, 1000, 10), []);
    assert.deepEqual(await store.read('unheard of', 0, 10), []);
  });

  fresh('limits and positions out of range are refused', async ({ store }) => {
    for (const limit of [0, -1, 1.5, 10_001, Number.NaN]) {
      await rejectsWith('stores.bad-query', () => store.read(topic, 0, limit));
    }
    await rejectsWith('stores.bad-query', () => store.read(topic, -1, 1));
    await rejectsWith('stores.bad-query', () => store.truncate(topic, 0.5));
  });
}

function consumerTests(fresh: Declare): void {
  fresh('each consumer has its own place in each topic', async ({ store }) => {
    await store.append(topic, entries(1, 9));
    await store.append('other', entries(1, 9));
    assert.equal(await store.committed(topic, 'alarms'), 0);
    await store.commit(topic, 'alarms', 4);
    await store.commit(topic, 'trace', 7);
    assert.equal(await store.committed(topic, 'alarms'), 4);
    assert.equal(await store.committed(topic, 'trace'), 7);
    assert.equal(await store.committed('other', 'alarms'), 0);
  });

  fresh('a place never goes back and is never behind the newest entry', async ({ store }) => {
    await store.append(topic, entries(1, 9));
    await store.commit(topic, 'alarms', 5);
    await store.commit(topic, 'alarms', 3);
    assert.equal(await store.committed(topic, 'alarms'), 5);
    await rejectsWith('stores.bad-query', () => store.commit(topic, 'alarms', 10));
    await rejectsWith('stores.bad-query', () => store.commit('unheard of', 'alarms', 1));
    await store.commit('unheard of', 'alarms', 0);
    assert.equal(await store.committed(topic, 'alarms'), 5);
  });

  fresh('truncation forgets entries, not positions', async ({ store }) => {
    await store.append(topic, entries(1, 9));
    await store.commit(topic, 'alarms', 2);
    await store.truncate(topic, 6);
    assert.deepEqual(
      (await store.read(topic, 0, 10)).map((entry) => entry.position),
      [7, 8, 9],
    );
    await store.truncate(topic, 100);
    assert.deepEqual(await store.read(topic, 0, 10), []);
    assert.equal(await store.head(topic), 9);
    assert.equal(await store.committed(topic, 'alarms'), 2);
    assert.deepEqual(await store.append(topic, entries(1, 1)), [10]);
    await store.truncate('unheard of', 5);
  });
}

function lifeTests(fresh: Declare): void {
  fresh('everything is there after reopening', async ({ store, reopen }) => {
    await store.append(topic, entries(1, 9));
    await store.commit(topic, 'alarms', 4);
    await store.truncate(topic, 9);
    const again = await reopen();
    assert.equal(await again.head(topic), 9);
    assert.equal(await again.committed(topic, 'alarms'), 4);
    assert.deepEqual(await again.append(topic, entries(10, 11)), [10, 11]);
    assert.deepEqual(
      (await again.read(topic, 0, 5)).map(({ id }) => id),
      ['e10', 'e11'],
    );
  });

  fresh('a closed store says so', async ({ store }) => {
    await store.close();
    await store.close();
    await rejectsWith('stores.closed', () => store.append(topic, entries(1, 1)));
    await rejectsWith('stores.closed', () => store.read(topic, 0, 1));
    await rejectsWith('stores.closed', () => store.head(topic));
    await rejectsWith('stores.closed', () => store.truncate(topic, 1));
    await rejectsWith('stores.closed', () => store.committed(topic, 'alarms'));
    await rejectsWith('stores.closed', () => store.commit(topic, 'alarms', 0));
  });
}
