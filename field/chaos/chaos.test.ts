// A short chaos run: every fault once, and the count holds. And the canary: from the same run with one number removed or
// doubled, and from a run of which an outbox lost what was acknowledged, the count must not hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { audit, type StoredSignal, type Told } from './audit.ts';
import { runChaos, type ChaosReport } from './run.ts';
import { Counts } from './told.ts';

test('every fault once: nothing is lost, nothing is doubled', { timeout: 400_000 }, async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  const report = await runChaos({ folder: folder.path, seconds: 65, rate: 600, seed: 7 });
  for (const reason of report.without) t.diagnostic(reason);
  assert.deepEqual(report.wrong, []);
  for (const way of ['cut', 'twice', 'late', 'old', 'lost', 'damaged'])
    assert.ok((report.link[way] ?? 0) > 0, `${way}: ${JSON.stringify(report.link)}`);
  const givenUp = report.audits.reduce((sum, { row }) => sum + row.givenUp, 0);
  assert.ok(givenUp > 0, 'something was given up, and declared');
  for (const { row } of report.audits) assert.ok(row.stored > 100, JSON.stringify(row));
  seesPlanted(report);
});

/** The same count, of what was really there, with one number removed or doubled. */
function seesPlanted(report: ChaosReport): void {
  for (const told of report.compared) {
    assert.deepEqual(audit(told).wrong, [], 'as it is, it holds');
    const [signal] = told.stored.keys();
    assert.ok(signal !== undefined);
    const middle = numberInTheMiddle(told, signal);
    for (const change of ['remove', 'add'] as const) {
      const planted = changed(told, signal, (copies) => copies[change](middle));
      assert.notDeepEqual(
        audit(planted).wrong,
        [],
        `${told.source}: ${change} ${signal} ${middle}`,
      );
    }
    const foreign = changed(told, signal, () => {}, ['x']);
    assert.notDeepEqual(audit(foreign).wrong, [], `${told.source}: a reading that nobody told`);
    const [gaps] = told.gaps.filter(({ kind }) => kind === 'readings');
    assert.ok(gaps);
    const missing = { ...told, gaps: [{ ...gaps, missing: 1, received: gaps.received - 1 }] };
    assert.notDeepEqual(audit(missing).wrong, [], `${told.source}: a gap`);
  }
}

function numberInTheMiddle({ stored }: Told, signal: string): number {
  const copies = stored.get(signal)?.copies ?? new Counts();
  let number = Math.floor(copies.highest / 2);
  while (copies.of(number) !== 1) number += 1;
  return number;
}

function changed(
  told: Told,
  signal: string,
  change: (copies: Counts) => void,
  foreign: readonly string[] = [],
): Told {
  const before = told.stored.get(signal);
  const copies = new Counts();
  for (let n = 1; n <= (before?.copies.highest ?? 0); n += 1) {
    for (let time = 0; time < (before?.copies.of(n) ?? 0); time += 1) copies.add(n);
  }
  change(copies);
  const one: StoredSignal = { copies, unknown: before?.unknown ?? 0, foreign };
  return { ...told, stored: new Map([...told.stored, [signal, one]]) };
}

test('a run that really loses is seen', { timeout: 300_000 }, async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  const given = { folder: folder.path, seconds: 8, rate: 600, seed: 8 };
  const report = await runChaos({ ...given, isSabotaged: true, faults: [] });
  const told = report.wrong.join('\n');
  assert.match(told, /acknowledged and not stored/);
  assert.match(told, /hook/);
});
