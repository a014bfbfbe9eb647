// What the journal forgets: only what is older than it may be, of all enterprises, in pages, also after a kill in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../testing/until.ts';
import { JournalPruning } from './journal-pruning.ts';
import { journalCollection, type JournalDocument } from './store.ts';
import { AlarmsUnderTest, enterprise, folderFor, startMs } from './testing/alarms-under-test.ts';

const collection = journalCollection.name;
const dayMs = 86_400_000;
const days = 31;

async function fill(under: AlarmsUnderTest, count: number, ageMs: number): Promise<void> {
  await under.records.transaction(async (records) => {
    for (let i = 0; i < count; i += 1) {
      const [recordedMs, tenant] = [startMs - ageMs, i % 2 === 0 ? enterprise : '88.118.9'];
      const id = `${ageMs}-${i}`;
      const at = new Date(recordedMs).toISOString();
      const entry = { id, at, recordedAt: at, event: 'rule-removed', by: 'policy' } as const;
      const document: JournalDocument = { entry, recordedMs, happenedMs: recordedMs };
      await records.put({ collection, tenant, id, document });
    }
  });
}

test('older entries go, page by page, also when a kill comes between; younger ones stay', async (t) => {
  const folder = folderFor(t);
  const under = new AlarmsUnderTest(folder, { journalDays: days });
  await under.open();
  await fill(under, 1_300, (days + 1) * dayMs);
  await fill(under, 40, (days - 1) * dayMs);
  const count = () => under.records.count(collection, { tenant: '*' });
  assert.equal(await count(), 1_340);
  // Ended after its first page, as by a kill: the page is gone whole, nothing else is.
  const pruning = new JournalPruning({ records: under.records, clock: under.clock, days });
  const running = pruning.run();
  assert.equal(pruning.run(), running, 'one at a time');
  await pruning.close();
  const forgotten = await running;
  assert.equal(forgotten, 500);
  assert.equal(await count(), 840);
  await under.kill();
  await under.open();
  await until('the rest is forgotten', async () => (await count()) === 40);
  const { rows } = await under.records.find<JournalDocument>(collection, { tenant: '*' });
  assert.ok(rows.every(({ document }) => document.recordedMs === startMs - (days - 1) * dayMs));
  // Later they are too old as well.
  await under.pass(2 * dayMs);
  await until('all are forgotten', async () => {
    await under.pass(3_600_000);
    return (await count()) === 0;
  });
  await under.close();
});
