// The fuzzer for some seconds, so that it stays able to run; `npm run fuzz -- --minutes 10` is the long way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { damaged, seededChance } from './mutate.ts';
import { fuzz } from './run.ts';
import { recordedRequests } from './samples.ts';

test('a seed gives the same damage again, and another seed another', () => {
  const samples = recordedRequests();
  const some = (seed: number) => {
    const chance = seededChance(seed);
    return Array.from({ length: 50 }, () => damaged(samples, chance).toString('hex'));
  };
  assert.deepEqual(some(1), some(1));
  assert.notDeepEqual(some(1), some(2));
  assert.ok(new Set(some(1)).size > 45);
});

test('some seconds of damaged messages at every door do no harm', async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  const program = await startRealProgram(folder.path);
  t.after(() => program.kill());
  const report = await fuzz(program, { seed: Date.now() % 1_000_000, seconds: 6 });
  assert.deepEqual(report.finds, [], `seed ${report.seed}`);
  for (const [door, { sent }] of Object.entries(report.sent)) assert.ok(sent > 20, door);
  assert.ok(report.canaries >= 3);
});
