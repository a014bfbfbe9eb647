// Who waits for a turn gets one, each once, in the order of asking, and not all at the same time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../../kernel/world/clock.ts';
import { SimulatedMachines } from '../../../kernel/world/simulated/machines.ts';
import { Turns } from './turns.ts';

for (const count of [0, 1, 11]) {
  test(`${count} that wait go on one behind the other, a few at a time`, async () => {
    const machines = new SimulatedMachines(1);
    const { clock } = machines.machine('10.0.0.1').boot();
    const seen: number[] = [];
    const turns = new Turns<number>(clock, (one) => seen.push(one));
    const all = Array.from({ length: count }, (_, n) => n);
    for (const one of [...all, ...all]) turns.queue(one);
    assert.deepEqual(seen, [], 'nobody goes on at once');
    const play = async (): Promise<void> => {
      await sleep(clock, 100);
    };
    await machines.time.run(play(), 1_000);
    assert.deepEqual(seen, all);
  });
}
