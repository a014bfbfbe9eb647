// What every engine of the names shape must do.
import assert from 'node:assert/strict';
import { byUtf8, contractTests, rejectsWith, type OpenSubject, type Subject } from '../contract.ts';
import type { Shapes } from '../ports.ts';
import type { NamesStore, NameWrite } from './names.ts';

type Opener = Shapes['names'];

export function namesContract(engine: string, open: OpenSubject<Opener>): void {
  const inSpace = contractTests(`${engine} names`, async () => {
    const { store: opener, reopen, dispose }: Subject<Opener> = await open();
    const store = await opener.open('node');
    return { store, reopen: async () => (await reopen()).open('node'), dispose };
  });
  valueTests(inSpace);
  writeTests(inSpace);
  putTests(inSpace);
  scanTests(inSpace);
  lifeTests(inSpace);
  spaceTests(contractTests(`${engine} names`, open));
}

type Declare = ReturnType<typeof contractTests<NamesStore, unknown>>;

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (key: string, value = key): NameWrite => ({ key, value: bytes(value) });

async function text(store: NamesStore, key: string): Promise<string | undefined> {
  const value = await store.get(key);
  return value && new TextDecoder().decode(value);
}

function valueTests(inSpace: Declare): void {
  inSpace(
    'values of any size come back exactly, in an array of exactly that size',
    async ({ store }) => {
      for (const size of [0, 1, 200, 4_096, 40_000, 3_000_000]) {
        const value = new Uint8Array(size).map((_, i) => i * 31);
        await store.write([{ key: `size/${size}`, value }]);
        const read = await store.get(`size/${size}`);
        assert.ok(read);
        assert.equal(read.byteLength, size);
        assert.deepEqual(new Uint8Array(read), value);
      }
      assert.equal(await store.get('size/2'), undefined);
    },
  );

  inSpace('a value that was read stays what it was', async ({ store }) => {
    await store.write([put('a', 'first'), put('b', 'other')]);
    const [read] = await store.scan({ prefix: 'a', limit: 1 });
    const got = await store.get('a');
    await store.write([put('a', 'SECOND'), put('c', 'more')]);
    for (const key of ['a', 'b', 'c']) await store.get(key);
    assert.deepEqual(new Uint8Array(got ?? []), bytes('first'));
    assert.deepEqual(new Uint8Array(read?.value ?? []), bytes('first'));
  });

  inSpace('what a resolved write wrote is read at once', async ({ store }) => {
    for (let i = 0; i < 50; i++) {
      await store.write([put('key', `v${i}`)]);
      assert.equal(await text(store, 'key'), `v${i}`);
    }
  });

  inSpace('keys of up to 1,950 bytes, in any script', async ({ store }) => {
    const keys = ['k'.repeat(1_950), '中'.repeat(650), '88.118.8/😀', '\u0000', 'a\u0000b'];
    assert.deepEqual(
      await store.write(keys.map((key) => put(key))),
      keys.map(() => 'written'),
    );
    for (const key of keys) assert.equal(await text(store, key), key);
    const { length } = await store.scan({ prefix: '', limit: 10 });
    assert.equal(length, keys.length);
  });

  inSpace('other keys are refused in a write and have no value', async ({ store }) => {
    for (const key of ['', 'k'.repeat(1_951), '中'.repeat(651), 'half \ud800', 'k'.repeat(5_000)]) {
      await rejectsWith('stores.bad-query', () =>
        store.write([put('good'), { key, value: bytes('x') }]),
      );
      assert.equal(await store.get(key), undefined);
    }
    assert.equal(await store.get('good'), undefined);
    await store.write([put('half \ufffd')]);
    assert.equal(await store.get('half \ud800'), undefined);
  });

  inSpace('a value above 16 MiB is refused', async ({ store }) => {
    const value = new Uint8Array(16_777_217);
    await rejectsWith('stores.bad-query', () => store.write([{ key: 'big', value }]));
  });
}

function writeTests(inSpace: Declare): void {
  inSpace('outcomes: written, unchanged, refused', async ({ store }) => {
    assert.deepEqual(await store.write([]), []);
    assert.deepEqual(await store.write([put('a', '1'), put('b', '2')]), ['written', 'written']);
    const writes: NameWrite[] = [
      put('a', '1'),
      put('a', '9'),
      { key: 'ghost', value: null },
      { key: 'b', value: null },
      { ...put('a'), expect: 'absent' },
      { ...put('new'), expect: 'present' },
      { ...put('a', 'x'), expect: bytes('1') },
      { ...put('a', 'x'), expect: bytes('9') },
      { ...put('c'), expect: 'absent' },
      { key: 'c', value: null, expect: 'present' },
      { ...put('new'), expect: bytes('') },
    ];
    assert.equal(
      (await store.write(writes)).join(' '),
      'unchanged written unchanged written refused refused refused written written written refused',
    );
    assert.equal(await text(store, 'a'), 'x');
    assert.deepEqual(
      (await store.scan({ prefix: '', limit: 10 })).map(({ key }) => key),
      ['a'],
    );
  });

  inSpace('of many callers at once, exactly one creates each key', async ({ store }) => {
    const calls = Array.from({ length: 30 }, (_, caller) =>
      store.write(
        Array.from({ length: 20 }, (_, i): NameWrite => ({
          ...put(`k${i}`, `${caller}`),
          expect: 'absent',
        })),
      ),
    );
    const outcomes = await Promise.all(calls);
    for (let i = 0; i < 20; i++) {
      const winners = outcomes.flatMap((list, caller) =>
        list[i] === 'written' ? [`${caller}`] : [],
      );
      assert.equal(winners.length, 1);
      assert.equal(await text(store, `k${i}`), winners[0]);
      assert.equal(outcomes.filter((list) => list[i] === 'refused').length, 29);
    }
  });

  inSpace('calls are done in the order they were made', async ({ store }) => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.write([put('key', `v${i}`)])));
    assert.equal(await text(store, 'key'), 'v49');
  });

  inSpace('a refused call does not spoil its neighbours', async ({ store }) => {
    const first = store.write([put('a')]);
    const bad = store.write([put('b'), put('')]);
    const last = store.write([put('c')]);
    await rejectsWith('stores.bad-query', () => bad);
    assert.deepEqual(await Promise.all([first, last]), [['written'], ['written']]);
    assert.equal(await store.get('b'), undefined);
  });

  inSpace('a batch of 20,000', async ({ store }) => {
    const writes = Array.from({ length: 20_000 }, (_, i) =>
      put(`88.118.8/${String(i).padStart(9, '0')}`),
    );
    const outcomes = await store.write(writes);
    assert.ok(outcomes.every((outcome) => outcome === 'written'));
    assert.equal(await store.count('88.118.8/'), 20_000);
    assert.equal(await store.count('88.118.8/00000001'), 10);
  });
}

function putTests(inSpace: Declare): void {
  inSpace('what is put stands there, whatever stood there before', async ({ store }) => {
    await store.put([]);
    await store.put([put('a', '1'), put('b', '2')]);
    await store.put([
      put('a', '9'),
      { key: 'b', value: null },
      { key: 'ghost', value: null },
      put('c', '1'),
      put('c', '2'),
    ]);
    assert.equal(await text(store, 'a'), '9');
    assert.equal(await text(store, 'b'), undefined);
    assert.equal(await text(store, 'c'), '2');
    assert.equal(await store.count(''), 2);
  });

  inSpace('puts and writes are done in the order they were made', async ({ store, reopen }) => {
    const calls: Promise<unknown>[] = [];
    for (let i = 0; i < 60; i++) {
      if (i % 3 === 0) calls.push(store.write([{ ...put('key', `v${i}`), expect: 'present' }]));
      else calls.push(store.put([put('key', `v${i}`), put(`k${i}`)]));
    }
    assert.deepEqual((await Promise.all(calls)).slice(0, 4), [
      ['refused'],
      undefined,
      undefined,
      ['written'],
    ]);
    assert.equal(await text(store, 'key'), 'v59');
    const again = await reopen();
    assert.equal(await text(again, 'key'), 'v59');
    assert.equal(await again.count('k'), 41);
  });

  inSpace('of a put with a bad key nothing is done', async ({ store }) => {
    const first = store.put([put('a')]);
    const bad = store.put([put('b'), put('')]);
    const last = store.put([put('c')]);
    await rejectsWith('stores.bad-query', () => bad);
    await Promise.all([first, last]);
    assert.equal(await store.get('b'), undefined);
    assert.equal(await text(store, 'c'), 'c');
  });

  inSpace('a put of 20,000 is read at once', async ({ store }) => {
    const entries = Array.from({ length: 20_000 }, (_, i) => put(`p/${(i * 7_919) % 20_000}`));
    await store.put(entries);
    assert.equal(await store.count('p/'), 20_000);
    assert.equal(await text(store, 'p/7919'), 'p/7919');
  });
}

function scanTests(inSpace: Declare): void {
  const keys = [
    'a',
    'a/1',
    'a/2',
    'a0',
    'b',
    'é',
    '中/1',
    '中/2',
    '\uE000',
    '\uFFFD',
    '😀',
    '😀/1',
    '\u{10FFFF}',
  ];

  inSpace(
    'a scan is in the order of UTF-8 bytes and stays within its prefix',
    async ({ store }) => {
      await store.write(keys.toReversed().map((key) => put(key)));
      const sorted = keys.toSorted(byUtf8);
      for (const prefix of ['', 'a', 'a/', '中/', '😀', '\u{10FFFF}', 'zz', 'k'.repeat(3_000)]) {
        const found = await store.scan({ prefix, limit: 100 });
        const expected = sorted.filter((key) => key.startsWith(prefix));
        assert.deepEqual(
          found.map((entry) => entry.key),
          expected,
          prefix,
        );
        assert.ok(found.every((entry) => new TextDecoder().decode(entry.value) === entry.key));
        assert.equal(await store.count(prefix), expected.length);
      }
    },
  );

  inSpace('pages neither repeat nor skip, whatever is written between them', async ({ store }) => {
    await store.write(keys.map((key) => put(key)));
    for (const limit of [1, 2, 5, 100]) {
      const paged: string[] = [];
      for (;;) {
        const after = paged.at(-1);
        const page = await store.scan({
          prefix: '',
          limit,
          ...(after === undefined ? {} : { after }),
        });
        if (page.length === 0) break;
        paged.push(...page.map((entry) => entry.key));
        await store.write([put('', ''), put(' ', ' ')].slice(1));
      }
      assert.deepEqual(
        paged.filter((key) => key !== ' '),
        keys.toSorted(byUtf8),
      );
    }
  });

  inSpace(
    'the key behind which a scan starts need not be there or fit the prefix',
    async ({ store }) => {
      await store.write(keys.map((key) => put(key)));
      const scan = async (prefix: string, after: string) =>
        (await store.scan({ prefix, after, limit: 100 })).map((entry) => entry.key);
      await store.write([{ key: 'a/1', value: null }]);
      assert.deepEqual(await scan('a/', 'a/1'), ['a/2']);
      assert.deepEqual(await scan('a/', 'A'), ['a/2']);
      assert.deepEqual(await scan('a/', 'b'), []);
      assert.deepEqual(await scan('a/', 'a/2'), []);
      assert.deepEqual(await scan('b', 'a/2'), ['b']);
    },
  );

  inSpace('limits out of range are refused', async ({ store }) => {
    for (const limit of [0, -1, 10_001, 1.5]) {
      await rejectsWith('stores.bad-query', () => store.scan({ prefix: '', limit }));
    }
    await rejectsWith('stores.bad-query', () => store.scan({ prefix: '', after: '', limit: 1 }));
  });
}

function lifeTests(inSpace: Declare): void {
  inSpace('everything is there after reopening', async ({ store, reopen }) => {
    await store.write(Array.from({ length: 500 }, (_, i) => put(`k${i}`)));
    await store.write([{ key: 'k7', value: null }, put('k8', 'new')]);
    const again = await reopen();
    assert.equal(await again.count(''), 499);
    assert.equal(await text(again, 'k8'), 'new');
    assert.equal(await again.get('k7'), undefined);
  });

  inSpace(
    'closing waits for the writes under way; a closed store says so',
    async ({ store, reopen }) => {
      const last = store.write([put('last')]);
      const closing = store.close();
      await rejectsWith('stores.closed', () => store.write([put('late')]));
      assert.deepEqual(await last, ['written']);
      await Promise.all([closing, store.close()]);
      await rejectsWith('stores.closed', () => store.get('last'));
      await rejectsWith('stores.closed', () => store.scan({ prefix: '', limit: 1 }));
      await rejectsWith('stores.closed', () => store.count(''));
      const again = await reopen();
      assert.equal(await text(again, 'last'), 'last');
    },
  );
}

function spaceTests(fresh: ReturnType<typeof contractTests<Opener, unknown>>): void {
  fresh('spaces do not see each other, whatever their names', async ({ store: opener }) => {
    const spaces = ['a', 'A', 'a/b', '..', '.', '中国', 'x.y', '88.118.8', 'a_2fb', 'a%2fb', ' '];
    for (const space of spaces) await (await opener.open(space)).write([put('key', space)]);
    for (const space of spaces) {
      const store = await opener.open(space);
      assert.equal(await text(store, 'key'), space);
      assert.equal(await store.count(''), 1);
    }
  });

  fresh('a space opened twice is one store', async ({ store: opener }) => {
    const [first, second] = await Promise.all([opener.open('s'), opener.open('s')]);
    await first.write([put('key', 'x')]);
    assert.equal(await text(second, 'key'), 'x');
    await first.close();
    await rejectsWith('stores.closed', () => second.get('key'));
    assert.equal(await text(await opener.open('s'), 'key'), 'x');
  });

  fresh('names of spaces that cannot be are refused', async ({ store: opener }) => {
    for (const space of ['', '\ud800', 's'.repeat(101)]) {
      await rejectsWith('stores.bad-query', () => opener.open(space));
    }
  });

  fresh('closing the opener closes its spaces', async ({ store: opener }) => {
    const store = await opener.open('s');
    await opener.close();
    await opener.close();
    await rejectsWith('stores.closed', () => store.get('key'));
    await rejectsWith('stores.closed', () => opener.open('s'));
  });
}
