// Fills the cache of a recursive node before it starts, by the file in which it keeps it over a restart.
import { join } from 'node:path';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { textValue } from '../../server/src/modules/identifiers/authority/new-values.ts';
import { AnswerCache } from '../../server/src/modules/identifiers/recursive/answer-cache.ts';
import { CacheFile } from '../../server/src/modules/identifiers/recursive/cache-file.ts';
import { encodeValueBlock } from '../../server/src/wire/handle/handle.ts';
import { handleOf } from './fill-node.ts';

const { clock, random, disk } = realWorld;

/** Answers of three values each, as an enterprise node gives them; returns the bytes of one entry, on average. */
export async function fillCache(dataFolder: string, count: number): Promise<number> {
  const folder = join(dataFolder, 'recursive-node');
  await disk.makeFolder(folder);
  const cache = new AnswerCache({ clock, random, bytesMax: 2 ** 33, staleMs: 0 });
  const nowMs = clock.now();
  const text = (index: number, type: string, value: string) =>
    textValue({ index, type, text: value, nowMs });
  for (let n = 0; n < count; n++) {
    const block = encodeValueBlock([
      text(1, 'URL', `https://plant.example/${n}`),
      text(2, 'PRODUCT_TYPE', 'road-lamp lens'),
      text(3, 'QUALITY_CLASS', '1'),
    ]);
    const origin = { node: 'enterprise 88.118.8', address: '127.0.0.1:2643/udp' };
    const answer = { ...origin, code: 1, block, plain: true, askedAtMs: nowMs };
    cache.set(handleOf(n), answer, 86_400_000);
  }
  await new CacheFile({ disk, clock, folder, cache }).save();
  return cache.bytes / count;
}
