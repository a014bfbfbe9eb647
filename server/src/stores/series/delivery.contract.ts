// What every engine of the series shape must answer about deliveries: which numbers of a stream have arrived,
// durable together with the readings that they came with.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { toColumns, type Delivery, type SeriesStore } from './series.ts';

const stream = 'GW-1/inc-a/readings/88.118.8/压机-7';
const none = toColumns([]);
const anHourUs = 3_600_000_000;

function numbered(first: number, last: number, of = stream): Delivery {
  return { stream: of, first, last };
}

function readings(first: number, last: number) {
  return toColumns(
    Array.from({ length: last - first + 1 }, (_, i) => ({
      series: 's',
      sourceTimeUs: first + i,
      serverTimeUs: first + i,
      value: first + i,
      quality: 2 as const,
    })),
  );
}

export function deliveryContract(name: string, open: OpenSubject<SeriesStore>): void {
  const fresh = contractTests(`${name} series delivery`, open);

  fresh('spans merge whatever their order; gaps stay', async ({ store, reopen }) => {
    assert.deepEqual(await store.delivered(stream), []);
    for (const [first, last] of [
      [21, 30],
      [1, 10],
      [11, 12],
      [25, 40],
      [14, 14],
      [1, 3],
    ] as const) {
      await store.append(readings(first, last), [numbered(first, last)]);
    }
    const expected = [
      { first: 1, last: 12 },
      { first: 14, last: 14 },
      { first: 21, last: 40 },
    ];
    assert.deepEqual(await store.delivered(stream), expected);
    const again = await reopen();
    assert.deepEqual(await again.delivered(stream), expected);
    await again.append(none, [numbered(13, 20)]);
    assert.deepEqual(await again.delivered(stream), [{ first: 1, last: 40 }]);
    assert.deepEqual(await (await reopen()).delivered(stream), [{ first: 1, last: 40 }]);
  });

  fresh('numbers without readings, and several streams in one step', async ({ store }) => {
    await store.append(none, [numbered(5, 9), numbered(1, 1, 'other'), numbered(2, 4)]);
    assert.deepEqual(await store.delivered(stream), [{ first: 2, last: 9 }]);
    assert.deepEqual(await store.delivered('other'), [{ first: 1, last: 1 }]);
    assert.deepEqual(await store.delivered('another'), []);
    assert.equal((await store.statistics()).readings, 0);
  });

  fresh(
    'many streams of many callers at once, and sealing beside them',
    async ({ store, reopen }) => {
      const streams = Array.from({ length: 50 }, (_, i) => `gateway/${i}`);
      const asked: Promise<unknown>[] = [];
      await Promise.all(
        streams.flatMap((of, i) =>
          Array.from({ length: 20 }, async (_, n) => {
            const number = ((n * 7) % 20) + 1;
            await store.append(readings(i * 20 + number, i * 20 + number), [
              numbered(number, number, of),
            ]);
            if (n % 5 === 0) asked.push(store.delivered(of));
          }),
        ),
      );
      await Promise.all([...asked, store.seal(anHourUs)]);
      for (const open of [async () => store, reopen]) {
        const opened = await open();
        assert.equal((await opened.statistics()).readings, 1_000);
        for (const of of streams) {
          assert.deepEqual(await opened.delivered(of), [{ first: 1, last: 20 }]);
        }
      }
    },
  );

  fresh('a question on its way while numbers arrive misses none', async ({ store }) => {
    for (let first = 1; first < 200; first += 2) await store.append(none, [numbered(first, first)]);
    const filling = Promise.all(
      Array.from({ length: 100 }, (_, i) => store.append(none, [numbered(2 * i + 2, 2 * i + 2)])),
    );
    const asking = store.delivered(stream);
    await filling;
    await asking;
    assert.deepEqual(await store.delivered(stream), [{ first: 1, last: 200 }]);
  });

  fresh('what the caller got does not change behind its back', async ({ store }) => {
    await store.append(none, [numbered(1, 1)]);
    const before = await store.delivered(stream);
    await store.append(none, [numbered(2, 2)]);
    assert.deepEqual(before, [{ first: 1, last: 1 }]);
  });

  fresh('a hundred thousand small spans are as good as one', async ({ store, reopen }) => {
    for (let at = 0; at < 10; at++) {
      const spans = Array.from({ length: 10_000 }, (_, i) => numbered(at + i * 10, at + i * 10));
      await store.append(none, spans);
    }
    await store.append(none, [numbered(0, 0)]);
    assert.deepEqual(await store.delivered(stream), [{ first: 0, last: 99_999 }]);
    assert.deepEqual(await (await reopen()).delivered(stream), [{ first: 0, last: 99_999 }]);
  });

  fresh('a delivery that is none is refused with its readings', async ({ store }) => {
    for (const bad of [
      numbered(2, 1),
      numbered(-1, 1),
      numbered(0.5, 1),
      numbered(1, Number.NaN),
      numbered(1, 1, ''),
      numbered(1, 1, 'x'.repeat(1_001)),
      numbered(1, 1, '\ud800'),
      numbered(1, 1, 'a\0b'),
    ]) {
      await rejectsWith('stores.bad-query', () => store.append(readings(1, 1), [bad]));
    }
    await rejectsWith('stores.bad-query', () =>
      store.append(readings(1, 1), [numbered(7, 7), numbered(2, 1)]),
    );
    await rejectsWith('stores.bad-query', () => store.delivered(''));
    assert.equal((await store.statistics()).readings, 0);
    assert.deepEqual(await store.delivered(stream), []);
    await store.close();
    await rejectsWith('stores.closed', () => store.append(none, [numbered(1, 1)]));
    await rejectsWith('stores.closed', () => store.delivered(stream));
  });
}
