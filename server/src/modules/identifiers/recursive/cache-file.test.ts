// The cache over a restart: what was fresh comes back as old as it is, and no damage to the file stops anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../../kernel/world/clock.ts';
import { seededRandom } from '../../../kernel/world/simulated/random.ts';
import { SimulatedDisk } from '../../../kernel/world/simulated/disk.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { encodeValueBlock } from '../../../wire/handle/handle.ts';
import { textValue } from '../authority/new-values.ts';
import { AnswerCache } from './answer-cache.ts';
import { CacheFile } from './cache-file.ts';

const folder = '/cache';
const time = new VirtualTime();

function machine(wallMs: number, monotonicMs: number, disk: SimulatedDisk) {
  const now = { wallMs, monotonicMs };
  const clock = { now: () => now.wallMs, monotonicMs: () => now.monotonicMs } as Clock;
  const options = { clock, random: realWorld.random, bytesMax: 40_000_000, staleMs: 60_000 };
  const cache = new AnswerCache(options);
  return { now, cache, file: new CacheFile({ disk, clock, folder, cache }) };
}

function fill(cache: AnswerCache, count: number): void {
  for (let n = 0; n < count; n++) {
    const value = {
      ...textValue({ index: 1, type: 'T', text: `${n}`, nowMs: 0 }),
      ttlSeconds: 100,
    };
    const block = encodeValueBlock([value]);
    const origin = { node: 'top 88', address: '127.0.0.1:1/udp', askedAtMs: 1_000 };
    cache.set(`88/${n}`, { ...origin, code: 1, block, plain: true }, 100_000);
  }
}

const newDisk = () => new SimulatedDisk(time, seededRandom(1));
const run = <T>(work: Promise<T>): Promise<T> => time.run(work, 1_000_000);

test('none, one and many entries come back with their age', async () => {
  for (const count of [0, 1, 20_000]) {
    const disk = newDisk();
    const before = machine(1_000, 5_000, disk);
    fill(before.cache, count);
    before.now.monotonicMs += 20_000;
    before.now.wallMs += 20_000;
    if (count > 0) before.cache.plain('88/0'); // its times to live are reduced already
    await run(before.file.save());
    const after = machine(51_000, 7, disk); // 30 s later, its monotonic clock begins anew
    assert.deepEqual(await run(after.file.load()), { entries: count, damaged: 0 });
    assert.equal(after.cache.size, count);
    if (count === 0) continue;
    for (const n of [0, count - 1]) {
      const { answer, ageMs } = after.cache.get(`88/${n}`) ?? assert.fail('lost');
      assert.equal(ageMs, 50_000);
      const { node, address, askedAtMs } = answer;
      assert.deepEqual(
        { node, address, askedAtMs },
        { node: 'top 88', address: '127.0.0.1:1/udp', askedAtMs: 1_000 },
      );
      const ttl = new DataView(answer.block?.buffer ?? new ArrayBuffer(0)).getInt32(4 + 9);
      assert.equal(ttl, 50);
    }
  }
});

test('what ran out meanwhile is stale or gone, and a smaller cache leaves no file of the larger behind', async () => {
  const disk = newDisk();
  const before = machine(1_000, 0, disk);
  fill(before.cache, 20_000);
  await run(before.file.save());
  assert.ok((await run(disk.list(folder))).length > 1);
  const stale = machine(121_000, 0, disk);
  await run(stale.file.load());
  assert.equal(stale.cache.plain('88/1'), undefined);
  assert.equal(stale.cache.get('88/1')?.expiredForMs, 20_000);
  const gone = machine(400_000, 0, disk);
  assert.deepEqual(await run(gone.file.load()), { entries: 20_000, damaged: 0 });
  assert.equal(gone.cache.size, 0);
  fill(gone.cache, 3);
  await run(gone.file.save());
  assert.equal((await run(disk.list(folder))).length, 1);
});

test('a file from the future is not believed', async () => {
  const disk = newDisk();
  const before = machine(1_000_000, 0, disk);
  fill(before.cache, 3);
  await run(before.file.save());
  const after = machine(1_000, 0, disk);
  assert.deepEqual(await run(after.file.load()), { entries: 0, damaged: 1 });
});

test('whatever is done to the bytes of the file, loading ends and gives only what was saved', async () => {
  const disk = newDisk();
  const before = machine(1_000, 0, disk);
  fill(before.cache, 50);
  await run(before.file.save());
  const [name = ''] = await run(disk.list(folder));
  const whole = (await run(disk.read(`${folder}/${name}`))) ?? assert.fail('not saved');
  const aHarm = fc.oneof(
    fc.record({ cutAt: fc.nat(whole.length) }),
    fc.record({ at: fc.integer({ min: 24, max: whole.length - 1 }), byte: fc.nat(255) }),
    fc.record({ instead: fc.uint8Array({ maxLength: 200 }) }),
  );
  await fc.assert(
    fc.asyncProperty(aHarm, async (harm) => {
      const bytes = whole.slice();
      if ('at' in harm) bytes[harm.at] = harm.byte;
      const harmed =
        'cutAt' in harm ? bytes.slice(0, harm.cutAt) : 'instead' in harm ? harm.instead : bytes;
      const other = newDisk();
      await run(other.write(`${folder}/${name}`, harmed));
      const after = machine(2_000, 0, other);
      await run(after.file.load());
      for (let n = 0; n < 50; n++) {
        const block = after.cache.get(`88/${n}`)?.answer.block;
        if (block !== undefined) assert.ok(Buffer.from(block).includes(`${n}`));
      }
      assert.ok(after.cache.size <= 50);
    }),
    { numRuns: 150 },
  );
});
