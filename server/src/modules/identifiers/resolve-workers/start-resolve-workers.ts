// Gives a node its resolve workers, where its settings ask for some and its world and its store can.
import type { Log } from '../../../kernel/log/log.ts';
import type { Registrar } from '../../../kernel/module/module.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { ReaderPlace } from '../../../stores/names/names.ts';
import type { OpenListeners } from '../listeners/open-listeners.ts';
import type { ResolveTally } from '../listeners/resolve-tally.ts';
import type { RecordSource } from '../listeners/record-source.ts';
import type { RecordStore } from '../records/record-store.ts';
import { ResolveWorkers } from './resolve-workers.ts';
import { SharedCells } from './shared-cells.ts';

export type WorkersGiven = {
  readonly count: number;
  readonly world: World;
  readonly log: Log;
  readonly place: ReaderPlace | undefined;
  /** Canonical. */
  readonly prefix: string;
  readonly store: Pick<RecordStore, 'watch'>;
  readonly source: Pick<RecordSource, 'siteSerial'>;
  readonly listeners: OpenListeners;
  readonly tally: ResolveTally;
};

/** How many threads a node can have. */
export function workersOf({
  count,
  world,
  place,
}: Pick<WorkersGiven, 'count' | 'world' | 'place'>): number {
  return world.threads === undefined || place === undefined ? 0 : count;
}

const upkeepMs = 1_000;

export async function startResolveWorkers(given: WorkersGiven, register: Registrar): Promise<void> {
  const { world, log, place, prefix, store, source, listeners, tally } = given;
  const { clock, threads } = world;
  const count = workersOf(given);
  if (count === 0 || threads === undefined || place === undefined) return;
  const cells = new SharedCells(count);
  const keepUp = (): void => {
    cells.siteSerial = source.siteSerial;
    tally.foundElsewhere(cells.takeAnswered());
  };
  keepUp();
  register.onStop(store.watch(() => cells.committed()));
  const { take } = listeners.datagrams;
  const data = { place, prefix, address: listeners.address };
  const workers = new ResolveWorkers({ threads, clock, log, count, cells, data, take });
  register.onStop(() => workers.stop());
  register.job('resolve-workers', upkeepMs, async () => keepUp());
  await workers.begun();
}
