// Fills the store of an enterprise node before it starts: identifiers of three values each, as a machine would
// register them, in batches of the registry's own making.
import { join } from 'node:path';
import { embeddedEngine } from '../../server/src/engines/embedded/engine.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { openRecordStore } from '../../server/src/modules/identifiers/records/open-record-store.ts';
import { register } from '../../server/src/modules/identifiers/authority/register.ts';

const batchSize = 10_000;
export const prefix = '88.118.8';

export const handleOf = (n: number): string => `${prefix}/L-${String(n).padStart(9, '0')}`;

/** Registers `count` identifiers durably; returns how many a second. */
export async function fillNode(dataFolder: string, count: number): Promise<number> {
  const folder = join(dataFolder, 'names-store', 'embedded');
  await realWorld.disk.makeFolder(folder);
  const opener = await embeddedEngine.shapes.names({ folder, world: realWorld, log: silentLog });
  const { clock } = realWorld;
  const names = await opener.open('enterprise-node');
  const store = await openRecordStore({ names, clock, historyDays: 365 });
  const startedMs = performance.now();
  for (let from = 0; from < count; from += batchSize) {
    const items = Array.from({ length: Math.min(batchSize, count - from) }, (_, i) => ({
      handle: handleOf(from + i),
      values: [
        { index: 1, type: 'URL', text: `https://plant.example/${from + i}` },
        { index: 2, type: 'PRODUCT_TYPE', text: 'road-lamp lens' },
        { index: 3, type: 'QUALITY_CLASS', text: '1' },
      ],
    }));
    const outcomes = await register(items, { store, clock, prefix, overwrite: false });
    if (outcomes.some((outcome) => outcome !== 'registered')) throw new Error('not registered');
  }
  const seconds = (performance.now() - startedMs) / 1000;
  await opener.close();
  return count / seconds;
}
