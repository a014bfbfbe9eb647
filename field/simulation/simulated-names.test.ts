// The simulated names store keeps the contract of the shape, and loses at a crash only what it may.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../server/src/kernel/world/simulated/random.ts';
import { namesContract } from '../../server/src/stores/names/names.contract.ts';
import { SimulatedNames, type NamesDisk } from './simulated-names.ts';

const options = {
  schedule: (_delayMs: number, work: () => void) => void setImmediate(work),
  random: seededRandom(1),
};

namesContract('simulated', async () => {
  const disk: NamesDisk = new Map();
  const first = new SimulatedNames(options, disk);
  return {
    store: first,
    async reopen() {
      await first.close();
      return new SimulatedNames(options, disk);
    },
    async dispose() {},
  };
});

test('a crash keeps what was acknowledged and the first few of what was not', async () => {
  const seen = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const names = new SimulatedNames({ ...options, random: seededRandom(seed) });
    const store = await names.open('node');
    await store.write([{ key: 'kept', value: Buffer.from('x') }]);
    for (let at = 0; at < 3; at++)
      void store.write([{ key: `late ${at}`, value: Buffer.from('x') }]);
    names.crash();
    const after = await names.open('node');
    assert.ok(await after.get('kept'));
    const survivors = await after.scan({ prefix: 'late ', limit: 10 });
    survivors.forEach(({ key }, at) => assert.equal(key, `late ${at}`));
    seen.add(survivors.length);
  }
  assert.ok(seen.size > 1, 'chance never decided otherwise');
});
