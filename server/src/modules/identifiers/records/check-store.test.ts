// The checker sees what it is for: a log, records and versions that do not agree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedSubject } from '../../../engines/embedded/subject.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import type { NamesStore } from '../../../stores/names/names.ts';
import { encodeValueBlock } from '../../../wire/handle/handle.ts';
import { textValue } from '../authority/new-values.ts';
import { checkStore } from './check-store.ts';
import { logPrefix, versionPrefix } from './internal-keys.ts';
import { openRecordStore } from './open-record-store.ts';

async function faultsAfter(damage: (names: NamesStore) => Promise<unknown>): Promise<string[]> {
  const subject = await embeddedSubject('names');
  try {
    const names = await subject.store.open('node');
    const store = await openRecordStore({ names, clock: realClock, historyDays: 365 });
    for (const text of ['1', '2']) {
      for (const key of ['88/A', '88/B']) {
        const block = encodeValueBlock([textValue({ index: 1, type: 'T', text, nowMs: 0 })]);
        await store.write([{ key, record: { handle: key, block } }]);
      }
    }
    await damage(names);
    return await checkStore(store);
  } finally {
    await subject.dispose();
  }
}

const nth = async (names: NamesStore, prefix: string, n: number): Promise<string> =>
  (await names.scan({ prefix, limit: 10 }))[n]?.key ?? '';

test('a sound store has no faults', async () => {
  assert.deepEqual(await faultsAfter(async () => {}), []);
});

test('every damage is seen', async () => {
  const damages: ((names: NamesStore) => Promise<unknown>)[] = [
    (names) => names.put([{ key: '88/A', value: null }]),
    async (names) => names.put([{ key: '88/C', value: (await names.get('88/A')) ?? null }]),
    async (names) => names.put([{ key: '88/B', value: (await names.get('88/A')) ?? null }]),
    async (names) => names.put([{ key: await nth(names, versionPrefix('88/A'), 0), value: null }]),
    async (names) => names.put([{ key: await nth(names, logPrefix, 1), value: null }]),
    async (names) => names.put([{ key: await nth(names, logPrefix, 3), value: null }]),
  ];
  for (const damage of damages) assert.notDeepEqual(await faultsAfter(damage), []);
});
