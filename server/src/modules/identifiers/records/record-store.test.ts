// The record store on LMDB and on the simulated store: outcomes, groups, history, the log of changes, and
// that all three tell the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SimulatedNames } from '../../../../../field/simulation/simulated-names.ts';
import { embeddedSubject } from '../../../engines/embedded/subject.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { rejectsWith } from '../../../stores/contract.ts';
import type { NamesStore } from '../../../stores/names/names.ts';
import { encodeValueBlock } from '../../../wire/handle/handle.ts';
import { textValue } from '../authority/new-values.ts';
import { checkStore } from './check-store.ts';
import { openRecordStore, type OpenRecordStore } from './open-record-store.ts';
import type { LoggedChange, RecordChange, RecordVersion } from './record-store.ts';

const startMs = 1_790_000_000_000;
const dayMs = 86_400_000;

type Given = {
  store: OpenRecordStore;
  names: NamesStore;
  time: { nowMs: number };
  reopen: (historyDays?: number) => Promise<OpenRecordStore>;
};

function storeTest(title: string, work: (given: Given) => Promise<void>, historyDays = 365): void {
  for (const engine of ['LMDB', 'simulated'] as const) {
    test(`${engine} record store: ${title}`, async () => {
      const subject = engine === 'LMDB' ? await embeddedSubject('names') : simulated();
      const time = { nowMs: startMs };
      const clock = { ...realClock, now: () => time.nowMs };
      const names = await subject.store.open('node');
      const store = await openRecordStore({ names, clock, historyDays });
      const reopen = async (days = historyDays) =>
        openRecordStore({
          names: await (await subject.reopen()).open('node'),
          clock,
          historyDays: days,
        });
      try {
        await work({ store, names, time, reopen });
      } finally {
        await subject.dispose();
      }
    });
  }
}

function simulated() {
  const random = { chance: () => Math.floor(seed++ / 3) % 2 === 0, between: () => 0 };
  let seed = 0;
  const disk = new Map<string, Map<string, Uint8Array>>();
  const open = () =>
    new SimulatedNames({ schedule: (_ms, work) => void setImmediate(work), random }, disk);
  let store = open();
  return {
    store,
    async reopen() {
      await store.close();
      store = open();
      return store;
    },
    dispose: () => store.close(),
  };
}

const record = (text: string, handle = 'K/x', nowMs = startMs) => ({
  handle,
  block: encodeValueBlock([textValue({ index: 1, type: 'URL', text, nowMs })]),
});
const put = (key: string, text: string, expect?: RecordChange['expect']): RecordChange => ({
  key,
  record: record(text, key),
  ...(expect === undefined ? {} : { expect }),
});
const textOf = (block: Uint8Array): string => {
  const length = Buffer.from(block).readInt32BE(25);
  return Buffer.from(block).toString('utf8', 29, 29 + length);
};
const told = ({ position, key, action, record: written }: LoggedChange): string =>
  `${position} ${key} ${action} ${written === undefined ? '-' : textOf(written.block)}`;

storeTest('a record comes back as it was written', async ({ store, reopen, time }) => {
  assert.equal(await store.get('88/A'), undefined);
  const written = record('x', '88/a');
  assert.deepEqual(await store.write([{ key: '88/A', record: written }]), ['created']);
  for (const open of [() => store, reopen]) {
    const one = await open();
    const read = await one.get('88/A');
    assert.ok(read);
    const { block, ...rest } = read;
    assert.deepEqual(Buffer.from(block), Buffer.from(written.block));
    const facts = { key: '88/A', handle: '88/a', allPublic: true, revision: 1 };
    assert.deepEqual(rest, { ...facts, sinceMs: time.nowMs });
    assert.equal(one.position(), 1);
  }
});

storeTest('outcomes follow what stands there, change by change', async ({ store }) => {
  assert.deepEqual(await store.write([]), []);
  const changes = [
    put('88/A', '1'),
    put('88/A', '1'),
    put('88/A', '2', 'absent'),
    put('88/A', '2', 'present'),
    put('88/B', '1', 'present'),
    { key: '88/B', record: null },
    put('88/B', '1', 'absent'),
    { key: '88/A', record: null },
    put('88/A', '3', 'absent'),
  ];
  assert.equal(
    (await store.write(changes)).join(' '),
    'created unchanged refused changed refused unchanged created removed created',
  );
  const { revision } = (await store.get('88/A')) ?? { revision: -1 };
  assert.deepEqual(
    await store.write([put('88/A', '4', revision - 1), put('88/A', '4', revision)]),
    ['refused', 'changed'],
  );
  const versions = await store.historyOf('88/A', { limit: 10 });
  assert.deepEqual(
    versions.map((version) => textOf(version.record.block)),
    ['1', '2', '3', '4'],
  );
});

storeTest('a group is done whole or not at all', async ({ store }) => {
  await store.write([put('88/A', '1')]);
  const position = store.position();
  const bad = [put('88/B', '1'), put('88/A', '2'), put('88/A', '3', 'absent')];
  const good = [put('88/A', '5'), put('88/C', '5', 'absent')];
  const outcomes = await Promise.all([
    store.write(bad, { together: true }),
    store.write(good, { together: true }),
  ]);
  assert.deepEqual(outcomes, [
    ['refused', 'refused', 'refused'],
    ['changed', 'created'],
  ]);
  assert.equal(await store.get('88/B'), undefined);
  assert.equal(textOf((await store.get('88/A'))?.block ?? new Uint8Array(0)), '5');
  assert.equal(store.position(), position + 2);
});

storeTest('a call that cannot be done spoils no other', async ({ store }) => {
  const short = new Uint8Array([0, 0, 0, 1, 0]);
  const bad = ['', '\u0001m', 'k'.repeat(1_901), 'half \ud800', '88/\u0000x'].map((key) =>
    store.write([put('88/BAD', '1'), { key, record: record('x') }]),
  );
  const torn = store.write([
    put('88/BAD', '1'),
    { key: '88/T', record: { handle: 'x', block: short } },
  ]);
  const good = store.write([put('88/GOOD', '1', 'absent'), put(`88/${'长'.repeat(630)}`, '1')]);
  for (const call of bad) await rejectsWith('stores.bad-query', () => call);
  await assert.rejects(torn);
  assert.deepEqual(await good, ['created', 'created']);
  assert.equal(await store.get('88/BAD'), undefined);
  assert.equal(await store.get('\u0001m'), undefined);
  assert.equal(await store.count(''), 2);
  assert.equal((await store.scan({ prefix: '', after: '\u0001', limit: 9 })).length, 2);
});

storeTest('of many who create one record, exactly one does', async ({ store }) => {
  const calls = Array.from({ length: 20 }, (_, n) => store.write([put('88/A', `${n}`, 'absent')]));
  const outcomes = (await Promise.all(calls)).flat();
  assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === 'refused').length, 19);
});

storeTest('what a record was at a time', async ({ store, time, reopen }) => {
  const at = async (afterMs: number): Promise<string> => {
    const found = await store.at('88/A', startMs + afterMs);
    return found.state === 'present' ? textOf(found.record.block) : found.state;
  };
  assert.equal(await at(0), 'absent');
  for (const [afterMs, change] of [
    [1_000, put('88/A', '1')],
    [2_000, put('88/A', '2')],
    [3_000, { key: '88/A', record: null }],
    [4_000, put('88/A', '4')],
  ] as const) {
    time.nowMs = startMs + afterMs;
    await store.write([change]);
  }
  const times = [-1e9, 999, 1_000, 1_999, 2_000, 2_999, 3_000, 3_999, 4_000, 1e9];
  const expected = ['absent', 'absent', '1', '1', '2', '2', 'absent', 'absent', '4', '4'];
  assert.deepEqual(await Promise.all(times.map(at)), expected);
  const again = await reopen();
  const second = await again.at('88/A', startMs + 2_500);
  assert.equal(second.state === 'present' && second.untilMs, startMs + 3_000);
  const [first] = await again.historyOf('88/A', { limit: 1 });
  const rest = await again.historyOf('88/A', { limit: 9, after: first?.endedBy ?? 0 });
  assert.deepEqual(
    rest.map(({ untilMs }) => untilMs),
    [startMs + 3_000, undefined],
  );
  assert.deepEqual(await again.historyOf('88/NONE', { limit: 9 }), []);
});

storeTest('a clock that is set back does not turn the history round', async ({ store, time }) => {
  await store.write([put('88/A', '1')]);
  time.nowMs = startMs - 5_000;
  await store.write([put('88/A', '2')]);
  const versions = await store.historyOf('88/A', { limit: 9 });
  assert.deepEqual(
    versions.map(({ record: { sinceMs } }) => sinceMs),
    [startMs, startMs],
  );
  const found = await store.at('88/A', startMs);
  assert.equal(found.state === 'present' && textOf(found.record.block), '2');
});

storeTest('the log tells every change once, from any position', async ({ store }) => {
  const heard: number[] = [];
  const end = store.watch((position) => heard.push(position));
  await store.write([put('88/B', '1'), put('88/A', '1'), put('88/中', '1'), put('88/😀', '1')]);
  await store.write([put('88/A', '2'), { key: '88/B', record: null }, put('88/A', '9', 'absent')]);
  end();
  await store.write([put('88/😁', '1')]);
  const { changes, truncated } = await store.changes(0, 100);
  assert.equal(truncated, false);
  assert.deepEqual(changes.map(told), [
    '1 88/A created 1',
    '2 88/B created 1',
    '3 88/中 created 1',
    '4 88/😀 created 1',
    '5 88/A changed 2',
    '6 88/B removed -',
    '7 88/😁 created 1',
  ]);
  assert.deepEqual(
    changes.map(({ endsStep }) => endsStep).join(),
    'false,false,false,true,false,true,true',
  );
  assert.deepEqual(heard, [4, 6]);
  for (let after = 0; after <= 7; after++) {
    const page = await store.changes(after, 2);
    assert.deepEqual(page.changes.map(told), changes.slice(after, after + 2).map(told));
  }
});

storeTest(
  'a load of thousands fills many log entries and is scanned in order',
  async ({ store }) => {
    const keys = Array.from({ length: 5_000 }, (_, n) => `88/${(n * 7_919) % 5_000}`);
    await Promise.all([
      store.write(keys.map((key) => put(key, key))),
      store.write([put('88/Z', '')]),
    ]);
    assert.equal(store.position(), 5_001);
    assert.equal(await store.count(''), 5_001);
    assert.equal(await store.count('88/49'), 111);
    const page = await store.scan({ prefix: '', limit: 10_000 });
    assert.deepEqual(
      page.map(({ key }) => key),
      [...keys, '88/Z'].toSorted(),
    );
    assert.equal((await store.scan({ prefix: '88/', after: '88/4999', limit: 3 })).length, 3);
    const { changes } = await store.changes(4_000, 10_000);
    assert.deepEqual(
      changes.map(({ position }) => position),
      Array.from({ length: 1_001 }, (_, n) => 4_001 + n),
    );
  },
);

storeTest('loads in order see each other and what stands there', async ({ store }) => {
  const load = (from: number, to: number, text: string): RecordChange[] =>
    Array.from({ length: to - from }, (_, n) => put(`88/${1_000 + from + n}`, text, 'absent'));
  await store.write([put('88/1050', 'old')]);
  const calls = [load(0, 40, 'a'), load(60, 90, 'b'), load(30, 70, 'c'), load(41, 60, 'd')];
  const outcomes = await Promise.all(calls.map((call) => store.write(call)));
  const refused = outcomes.map((all) => all.filter((outcome) => outcome === 'refused').length);
  assert.deepEqual(refused, [0, 0, 21, 19]);
  assert.equal(await store.count('88/10'), 90);
  const again = await store.write(load(0, 100, 'e'));
  assert.equal(again.filter((outcome) => outcome === 'created').length, 10);
  assert.deepEqual(await checkStore(store), []);
});

storeTest('old versions and their log go, newer ones stay', async ({ store, time, reopen }) => {
  for (let day = 0; day < 20; day++) {
    time.nowMs = startMs + day * dayMs;
    await store.write([put('88/A', `${day}`), put(`88/N-${day}`, 'x')]);
  }
  const short = await reopen(10);
  assert.equal(await short.purge(), false);
  const versions = await short.historyOf('88/A', { limit: 99 });
  assert.deepEqual(
    versions.map((one) => textOf(one.record.block)),
    versionsFrom(8),
  );
  const unknown = await short.at('88/A', startMs + 5 * dayMs);
  assert.deepEqual(unknown, { state: 'unknown', historyFromMs: startMs + 8 * dayMs });
  const known = await short.at('88/A', startMs + 9.5 * dayMs);
  assert.equal(known.state === 'present' && textOf(known.record.block), '9');
  assert.deepEqual(await short.changes(0, 10), { changes: [], truncated: true });
  const { changes } = await short.changes(18, 1);
  assert.deepEqual(changes.map(told), ['19 88/A changed 9']);
  assert.deepEqual(await checkStore(short), []);
});
const versionsFrom = (day: number) => Array.from({ length: 20 - day }, (_, n) => `${day + n}`);

storeTest(
  'without history there are no versions, and it says so',
  async ({ store, time }) => {
    await store.write([put('88/A', '1')]);
    time.nowMs += 1_000;
    await store.write([put('88/A', '2')]);
    const present: RecordVersion[] = await store.historyOf('88/A', { limit: 9 });
    assert.equal(present.length, 1);
    const before = await store.at('88/A', startMs + 500);
    assert.deepEqual(before, { state: 'unknown', historyFromMs: startMs + 1_000 });
    const { changes } = await store.changes(0, 9);
    assert.deepEqual(changes.map(told), ['1 88/A created -', '2 88/A changed 2']);
  },
  0,
);

storeTest('a store of layout 1 is brought along, also when it is broken off', async (given) => {
  const { store, names, reopen } = given;
  assert.equal(store.position(), 0);
  const handles = Array.from({ length: 5_100 }, (_, n) => `88/old-${n}`);
  const layout1 = (handle: string) => {
    const name = Buffer.from(handle);
    const { block } = record(handle, handle, startMs - 9_000);
    return Buffer.concat([Buffer.of(1, 1, 0, name.length), name, block]);
  };
  const old = handles.map((handle) => ({ key: handle.toUpperCase(), value: layout1(handle) }));
  await names.put(old);
  let broken = 2;
  const failing = Object.assign(Object.create(null) as NamesStore, {
    get: (key: string) => names.get(key),
    scan: (range: Parameters<NamesStore['scan']>[0]) => names.scan(range),
    put: async (entries: Parameters<NamesStore['put']>[0]) => {
      if (--broken === 0) throw new Error('the power goes');
      return names.put(entries);
    },
  });
  const clock = { ...realClock, now: () => startMs };
  await assert.rejects(openRecordStore({ names: failing, clock, historyDays: 9 }), /the power/);
  const again = await reopen();
  assert.equal(await again.count(''), 5_100);
  assert.equal(again.position(), 5_100);
  for (const n of [0, 4_999, 5_099]) {
    const read = await again.get(`88/OLD-${n}`);
    assert.equal(read?.handle, `88/old-${n}`);
    const { block } = record(`88/old-${n}`, '', startMs - 9_000);
    assert.deepEqual(Buffer.from(read?.block ?? []), Buffer.from(block));
  }
  assert.deepEqual(await checkStore(again), []);
});

storeTest(
  'whatever is done, records, versions and log tell the same',
  async ({ store, time, reopen }) => {
    const keys = fc.constantFrom('88/A', '88/B', '88/中', '88/C');
    const change = fc.oneof(
      fc.tuple(keys, fc.constantFrom('1', '2', '3')).map(([key, text]) => put(key, text)),
      keys.map((key): RecordChange => ({ key, record: null })),
      keys.map((key) => put(key, 'new', 'absent')),
    );
    const call = fc.record({ changes: fc.array(change, { maxLength: 5 }), together: fc.boolean() });
    const rounds = fc.array(fc.array(call, { maxLength: 3 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        for (const calls of all) {
          time.nowMs += 10;
          await Promise.all(calls.map(({ changes, ...options }) => store.write(changes, options)));
        }
        assert.deepEqual(await checkStore(store), []);
      }),
      { numRuns: 25 },
    );
    assert.deepEqual(await checkStore(await reopen()), []);
  },
);

storeTest(
  'a write that is durable is told so, whatever becomes of who watches',
  async ({ store }) => {
    const told: number[] = [];
    store.watchKeys(
      () => true,
      () => Promise.reject(new Error('who watches fails')),
    );
    store.watch(() => {
      throw new Error('and another');
    });
    store.watch((position) => void told.push(position));
    const [one] = await store.write([put('88.1/A', 'x')]);
    assert.equal(one, 'created');
    assert.notEqual(await store.get('88.1/A'), undefined);
    assert.deepEqual(await store.write([put('88.1/B', 'x')]), ['created']);
    assert.deepEqual(told, [1, 2]);
  },
);
