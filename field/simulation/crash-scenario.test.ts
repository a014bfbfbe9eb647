// The identifier nodes under a crash, for several seeds; `SEED=7` repeats one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCrashScenario } from './crash-scenario.ts';

const repeated = process.env['SEED'];
const seeds =
  repeated === undefined ? Array.from({ length: 10 }, (_, n) => n + 1) : [Number(repeated)];

test('a crashed enterprise node loses nothing that it acknowledged and no answer is wrong', async () => {
  for (const seed of seeds) {
    const report = await runCrashScenario(seed);
    assert.deepEqual(report.violations, [], `repeat with SEED=${seed}`);
    assert.ok(report.acknowledged > 10, `SEED=${seed} acknowledged ${report.acknowledged}`);
    assert.ok(report.answers > 50, `SEED=${seed} answered ${report.answers}`);
    assert.ok(report.unreachable > 0, `SEED=${seed} never met the dead node`);
  }
});

test('the same seed gives the same run', async () => {
  const seed = seeds[0] ?? 1;
  assert.deepEqual(await runCrashScenario(seed), await runCrashScenario(seed));
});

test('the canary: a store that acknowledges before it is durable is caught', async () => {
  for (const seed of seeds.slice(0, 3)) {
    const report = await runCrashScenario(seed, { brokenStore: true });
    assert.notEqual(report.violations.length, 0, `SEED=${seed} did not catch the broken store`);
  }
});
