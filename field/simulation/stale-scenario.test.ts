// Old answers while the authority cannot be reached, for several seeds; `SEED=7` repeats one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStaleScenario } from './stale-scenario.ts';

const repeated = process.env['SEED'];
const seeds =
  repeated === undefined ? Array.from({ length: 6 }, (_, n) => n + 1) : [Number(repeated)];

test('answers are fresh, or marked as old and not too old, or there is nothing to give', async () => {
  for (const seed of seeds) {
    const { violations, fresh, stale, failed, prefetches } = await runStaleScenario(seed);
    assert.deepEqual(violations, [], `repeat with SEED=${seed}`);
    for (const [what, count] of Object.entries({ fresh, stale, failed, prefetches })) {
      assert.ok(count > 0, `SEED=${seed}: ${what} never happened`);
    }
  }
});

test('the canary: stale answers that are not marked, or given for ever, are caught', async () => {
  for (const fault of ['hides-stale', 'keeps-too-long'] as const) {
    const { violations } = await runStaleScenario(seeds[0] ?? 1, fault);
    assert.notEqual(violations.length, 0, fault);
  }
});
