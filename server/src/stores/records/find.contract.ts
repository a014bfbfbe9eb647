// What every engine of the records shape must answer: filters, orders and pages.
import assert from 'node:assert/strict';
import { byUtf8, rejectsWith, sharedContractTests, type OpenSubject } from '../contract.ts';
import type { Filter, RecordsQuery, RecordsStore } from './records.ts';

const collection = 'shop.parts';
const tenant = '88.1';
const keys = {
  name: { path: 'name' },
  weight: { path: 'physics.weight' },
  tested: { path: 'tested' },
  mixed: { path: 'mixed' },
};
/** UTF-16 would put the emoji before the private-use character; UTF-8 puts it behind. */
const names = [
  '',
  'A',
  'B',
  'a',
  'aa',
  'ab',
  'b',
  'z',
  'é',
  '中',
  '中国',
  '\uE000',
  '\uFFFD',
  '😀',
  'a\u0000b',
];

type Part = { name: string; physics: { weight: number }; tested: boolean; mixed?: unknown };

async function fill(store: RecordsStore): Promise<void> {
  await store.define({ name: collection, keys });
  await store.transaction(async (records) => {
    for (let i = 0; i < 60; i++) {
      const document: Part = {
        name: names[i % names.length] ?? '',
        physics: { weight: (i % 7) - 2.5 },
        tested: i % 2 === 0,
        ...(i < 6 ? { mixed: [1, 2, 'x', 'y', null, true][i] } : {}),
      };
      for (const owner of [tenant, '88.2']) {
        await records.put({ collection, tenant: owner, id: idOf(i), document });
      }
    }
  });
}

function idOf(i: number): string {
  return `p${String(i).padStart(2, '0')}`;
}

export function findContract(name: string, open: OpenSubject<RecordsStore>): void {
  const shared = sharedContractTests(`${name} records find`, async () => {
    const subject = await open();
    await fill(subject.store);
    return subject;
  });
  filterTests(shared);
  orderTests(shared);
  pageTests(shared);
  refusalTests(shared);
}

type Declare = ReturnType<typeof sharedContractTests<RecordsStore, unknown>>;

async function idsWhere(store: RecordsStore, ...where: Filter[]): Promise<string[]> {
  const { rows } = await store.find(collection, { tenant, where, limit: 1000 });
  assert.equal(await store.count(collection, { tenant, where }), rows.length);
  return rows.map((row) => row.id);
}

function filterTests(shared: Declare): void {
  const cases: [Filter, (part: Part) => boolean][] = [
    [{ key: 'name', is: 'equal', value: 'a' }, ({ name }) => name === 'a'],
    [{ key: 'name', is: 'equal', value: 'a\u0000b' }, ({ name }) => name === 'a\u0000b'],
    [{ key: 'name', is: 'equal', value: '' }, ({ name }) => name === ''],
    [{ key: 'name', is: 'less', value: 'a' }, ({ name }) => byUtf8(name, 'a') < 0],
    [{ key: 'name', is: 'at-most', value: '中' }, ({ name }) => byUtf8(name, '中') <= 0],
    [{ key: 'name', is: 'greater', value: '\uE000' }, ({ name }) => byUtf8(name, '\uE000') > 0],
    [{ key: 'name', is: 'at-least', value: 'é' }, ({ name }) => byUtf8(name, 'é') >= 0],
    [{ key: 'name', is: 'starts-with', value: 'a' }, ({ name }) => name.startsWith('a')],
    [{ key: 'name', is: 'starts-with', value: '中' }, ({ name }) => name.startsWith('中')],
    [{ key: 'name', is: 'starts-with', value: '😀' }, ({ name }) => name.startsWith('😀')],
    [{ key: 'name', is: 'starts-with', value: '' }, () => true],
    [{ key: 'name', is: 'starts-with', value: '\u{10FFFF}' }, () => false],
    [{ key: 'name', is: 'starts-with', value: '\uD7FF' }, () => false],
    [{ key: 'mixed', is: 'greater', value: 1 }, ({ mixed }) => mixed === 2],
    [{ key: 'mixed', is: 'at-least', value: 'x' }, ({ mixed }) => mixed === 'x' || mixed === 'y'],
    [{ key: 'mixed', is: 'less', value: 'y' }, ({ mixed }) => mixed === 'x'],
    [
      { key: 'name', is: 'one-of', value: ['a', '中', 'nope'] },
      ({ name }) => name === 'a' || name === '中',
    ],
    [{ key: 'name', is: 'one-of', value: [] }, () => false],
    [{ key: 'name', is: 'less', value: 5 }, () => false],
    [{ key: 'weight', is: 'equal', value: -0.5 }, ({ physics }) => physics.weight === -0.5],
    [{ key: 'weight', is: 'greater', value: 1.5 }, ({ physics }) => physics.weight > 1.5],
    [{ key: 'weight', is: 'at-most', value: -1.5 }, ({ physics }) => physics.weight <= -1.5],
    [{ key: 'weight', is: 'greater', value: 'a' }, () => false],
    [
      { key: 'weight', is: 'one-of', value: [0.5, 3.5] },
      ({ physics }) => [0.5, 3.5].includes(physics.weight),
    ],
    [{ key: 'tested', is: 'equal', value: true }, ({ tested }) => tested],
    [{ key: 'tested', is: 'equal', value: 0 }, ({ tested }) => !tested],
  ];
  for (const [filter, fits] of cases) {
    const title = `${filter.key} ${filter.is} ${JSON.stringify(filter.value)}`;
    shared(title, async (store) => {
      const { rows } = await store.find<Part>(collection, { tenant, limit: 1000 });
      const expected = rows.filter((row) => fits(row.document)).map((row) => row.id);
      assert.deepEqual(await idsWhere(store, filter), expected);
    });
  }

  shared('several filters must all hold', async (store) => {
    const heavy: Filter = { key: 'weight', is: 'greater', value: 0 };
    const tested: Filter = { key: 'tested', is: 'equal', value: true };
    const both = await idsWhere(store, heavy, tested);
    const [first, second] = [await idsWhere(store, heavy), await idsWhere(store, tested)];
    assert.deepEqual(
      both,
      first.filter((id) => second.includes(id)),
    );
    assert.ok(both.length > 0 && both.length < first.length);
  });

  shared('a row without the key fits no filter on it', async (store) => {
    assert.deepEqual(await idsWhere(store, { key: 'mixed', is: 'at-least', value: '' }), [
      idOf(2),
      idOf(3),
    ]);
    assert.deepEqual(await idsWhere(store, { key: 'mixed', is: 'at-most', value: 1e300 }), [
      idOf(0),
      idOf(1),
      idOf(5),
    ]);
  });
}

function orderTests(shared: Declare): void {
  shared('the order is by id when none is given', async (store) => {
    const { rows } = await store.find(collection, { tenant, limit: 1000 });
    assert.deepEqual(
      rows.map((row) => row.id),
      Array.from({ length: 60 }, (_, i) => idOf(i)),
    );
  });

  shared(
    'texts are ordered by their UTF-8 bytes, ties by id, backwards all reversed',
    async (store) => {
      const order = { key: 'name' };
      const { rows } = await store.find<Part>(collection, { tenant, order, limit: 1000 });
      const expected = rows.toSorted(
        (a, b) => byUtf8(a.document.name, b.document.name) || byUtf8(a.id, b.id),
      );
      assert.deepEqual(rows, expected);
      const back = await store.find<Part>(collection, {
        tenant,
        order: { ...order, descending: true },
        limit: 1000,
      });
      assert.deepEqual(back.rows, expected.toReversed());
    },
  );

  shared('numbers come before texts, rows without the key last', async (store) => {
    const query = { tenant, order: { key: 'mixed' }, limit: 7 };
    const { rows } = await store.find(collection, query);
    assert.deepEqual(
      rows.map((row) => row.id),
      [0, 5, 1, 2, 3, 4, 6].map(idOf),
    );
    const back = await store.find(collection, {
      tenant,
      order: { key: 'mixed', descending: true },
      limit: 1000,
    });
    assert.deepEqual(
      back.rows.slice(-5).map((row) => row.id),
      [3, 2, 1, 5, 0].map(idOf),
    );
  });
}

function pageTests(shared: Declare): void {
  const queries: RecordsQuery[] = [
    { tenant },
    { tenant: '*' },
    { tenant, order: { key: 'name' } },
    { tenant, order: { key: 'weight', descending: true } },
    { tenant: '*', order: { key: 'weight' } },
    { tenant: '*', order: { key: 'mixed', descending: true } },
    { tenant, order: { key: 'mixed' }, where: [{ key: 'tested', is: 'equal', value: true }] },
  ];
  for (const query of queries) {
    shared(`pages neither repeat nor skip: ${JSON.stringify(query)}`, async (store) => {
      const whole = await store.find(collection, { ...query, limit: 1000 });
      assert.equal(whole.next, undefined);
      for (const limit of [1, 7, whole.rows.length]) {
        assert.deepEqual(await allPages(store, { ...query, limit }), whole.rows);
      }
    });
  }

  shared('rows written meanwhile do not make a page repeat or skip', async (store) => {
    const other = { tenant: '88.3', order: { key: 'name' }, limit: 2 };
    const put = (id: string) =>
      store.transaction((records) =>
        records.put({ collection, tenant: '88.3', id, document: { name: id } }),
      );
    for (const id of ['b', 'd', 'f', 'h']) await put(id);
    const first = await store.find(collection, other);
    await put('a');
    await put('e');
    await store.transaction((records) => records.remove(collection, '88.3', 'd'));
    assert.ok(first.next);
    const second = await store.find(collection, { ...other, after: first.next, limit: 10 });
    assert.deepEqual(
      second.rows.map((row) => row.id),
      ['e', 'f', 'h'],
    );
  });

  shared('a page has 100 rows when nothing else is said', async (store) => {
    const page = await store.find(collection, { tenant: '*' });
    assert.equal(page.rows.length, 100);
    assert.ok(page.next);
  });
}

async function allPages(store: RecordsStore, query: RecordsQuery) {
  const rows = [];
  let after: string | undefined;
  do {
    const page = await store.find(collection, { ...query, ...(after ? { after } : {}) });
    assert.ok(page.rows.length <= (query.limit ?? 100));
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

function refusalTests(shared: Declare): void {
  const bad: [string, RecordsQuery][] = [
    ['a limit of 0', { tenant, limit: 0 }],
    ['a limit of 1001', { tenant, limit: 1001 }],
    ['half a limit', { tenant, limit: 1.5 }],
    ['an order by an undeclared key', { tenant, order: { key: 'colour' } }],
    [
      'a filter on an undeclared key',
      { tenant, where: [{ key: 'colour', is: 'equal', value: 1 }] },
    ],
    ['a key with a quote', { tenant, where: [{ key: 'name" OR 1=1 --', is: 'equal', value: 1 }] }],
    ['equal to a list', { tenant, where: [{ key: 'name', is: 'equal', value: ['a'] }] }],
    ['one of a single value', { tenant, where: [{ key: 'name', is: 'one-of', value: 'a' }] }],
    [
      'one of 1001 values',
      {
        tenant,
        where: [{ key: 'name', is: 'one-of', value: Array.from({ length: 1001 }, () => 'a') }],
      },
    ],
    ['starting with a number', { tenant, where: [{ key: 'name', is: 'starts-with', value: 1 }] }],
    ['not a number', { tenant, where: [{ key: 'weight', is: 'less', value: Number.NaN }] }],
    ['an "after" that is no position', { tenant, after: 'x' }],
  ];
  for (const [title, query] of bad) {
    shared(`refuses ${title}`, (store) =>
      rejectsWith('stores.bad-query', () => store.find(collection, query)),
    );
  }

  shared('refuses the position of another order', async (store) => {
    const { next } = await store.find(collection, { tenant, limit: 1 });
    assert.ok(next);
    await rejectsWith('stores.bad-query', () =>
      store.find(collection, { tenant, order: { key: 'name' }, after: next }),
    );
  });
}
