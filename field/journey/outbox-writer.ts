// The victim of `outbox-killed.test.ts`: writes batches of readings, each with a part, without end, several under way, and
// prints the number of each batch AFTER it was acknowledged. Run as `node outbox-writer.ts <folder> <round>`.
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import {
  outboxOn,
  readingsFrom,
} from '../../server/src/modules/outbox/testing/outbox-under-test.ts';

export const readingsInBatch = 200;
export const writerConfig = { diskMiB: 2_000 };
const batchesUnderWay = 6;
const priorities = ['low', 'normal', 'high'] as const;

/** One source for each of the batches under way, so that they share syncs and ranks. */
export const sourceOf = (round: string, lane: number) => ({
  enterprise: '88.118.8',
  source: `${round}-${lane}`,
  priority: priorities[lane % 3] ?? 'normal',
});
export const lanes = Array.from({ length: batchesUnderWay }, (_, lane) => lane);

if (import.meta.main) {
  const [folder = '', round = ''] = process.argv.slice(2);
  const outbox = await outboxOn(realWorld, folder, writerConfig);
  const writeWithoutEnd = async (lane: number): Promise<void> => {
    const stream = outbox.stream(sourceOf(round, lane));
    for (let n = 0; ; n += 1) {
      const readings = readingsFrom(n * readingsInBatch, readingsInBatch);
      const events = [{ name: 'part', id: `${n}`, body: n }];
      await stream.append({ readings, events });
      process.stdout.write(`${lane} ${n}\n`);
    }
  };
  await Promise.all(lanes.map(writeWithoutEnd));
}
