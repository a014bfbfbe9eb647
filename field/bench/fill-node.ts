// Fills the store of an enterprise node before it starts: identifiers of three values each, as a machine would
// register them, in batches of the registry's own making.
import { join } from 'node:path';
import { embeddedEngine } from '../../server/src/engines/embedded/engine.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import type { Registration } from '../../server/src/modules/identifiers/api.ts';
import { register } from '../../server/src/modules/identifiers/authority/register.ts';
import {
  openRecordStore,
  type OpenRecordStore,
} from '../../server/src/modules/identifiers/records/open-record-store.ts';
import type { NamesStore } from '../../server/src/stores/names/names.ts';

const batchSize = 10_000;
const batchesUnderWay = 3;
export const prefix = '88.118.8';
const space = 'enterprise-node';

export const handleOf = (n: number): string => `${prefix}/L-${String(n).padStart(9, '0')}`;

export const registrationOf = (n: number): Registration => ({
  handle: handleOf(n),
  values: [
    { index: 1, type: 'URL', text: `https://plant.example/${n}` },
    { index: 2, type: 'PRODUCT_TYPE', text: 'road-lamp lens' },
    { index: 3, type: 'QUALITY_CLASS', text: '1' },
  ],
});

export type BenchStore = {
  readonly store: OpenRecordStore;
  readonly names: NamesStore;
  close(): Promise<void>;
};

export async function openBenchStore(dataFolder: string): Promise<BenchStore> {
  const folder = join(dataFolder, 'names-store', 'embedded');
  await realWorld.disk.makeFolder(folder);
  const opener = await embeddedEngine.shapes.names({ folder, world: realWorld, log: silentLog });
  const names = await opener.open(space);
  const store = await openRecordStore({ names, clock: realWorld.clock, historyDays: 365 });
  return { store, names, close: () => opener.close() };
}

/** Registers all of them; each must be new. */
export async function registerAll(
  store: OpenRecordStore,
  items: readonly Registration[],
): Promise<void> {
  const { clock } = realWorld;
  const outcomes = await register(items, { store, clock, prefix, overwrite: false });
  if (outcomes.some((outcome) => outcome !== 'registered')) throw new Error('not registered');
}

/** Registers `count` identifiers durably, none of them kept in memory; returns how many a second. */
export async function fillNode(
  dataFolder: string,
  count: number,
  options: { progress?: (done: number) => void; placeOf?: (n: number) => number } = {},
): Promise<number> {
  const { progress, placeOf = (n) => n } = options;
  const { store, close } = await openBenchStore(dataFolder);
  const startedMs = performance.now();
  const underWay: Promise<void>[] = [];
  for (let from = 0; from < count; from += batchSize) {
    const size = Math.min(batchSize, count - from);
    const items = Array.from({ length: size }, (_, i) => registrationOf(placeOf(from + i)));
    underWay.push(registerAll(store, items));
    if (underWay.length >= batchesUnderWay) await underWay.shift();
    progress?.(from + size);
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - startedMs) / 1000;
  await close();
  return count / seconds;
}
