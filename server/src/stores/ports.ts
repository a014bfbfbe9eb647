// The seven shapes as ports, and what an engine is: a product that provides some of them.
import { definePort } from '../kernel/module/port.ts';
import type { Log } from '../kernel/log/log.ts';
import type { TSchema } from '../kernel/schema/schema.ts';
import type { World } from '../kernel/world/world.ts';
import type { BlobsStore } from './blobs/blobs.ts';
import type { LeasesStore } from './leases/leases.ts';
import type { LogStore } from './log/log.ts';
import type { NamesOpener } from './names/names.ts';
import type { RecordsStore } from './records/records.ts';
import type { SeriesStore } from './series/series.ts';
import type { TablesStore } from './tables/tables.ts';

export type Shapes = {
  records: RecordsStore;
  names: NamesOpener & { close(): Promise<void> };
  series: SeriesStore;
  log: LogStore;
  blobs: BlobsStore;
  leases: LeasesStore;
  tables: TablesStore;
};
export type ShapeName = keyof Shapes;

export const recordsPort = definePort<RecordsStore>('stores.records');
export const namesPort = definePort<NamesOpener>('stores.names');
export const seriesPort = definePort<SeriesStore>('stores.series');
export const logPort = definePort<LogStore>('stores.log');
export const blobsPort = definePort<BlobsStore>('stores.blobs');
export const leasesPort = definePort<LeasesStore>('stores.leases');
export const tablesPort = definePort<TablesStore>('stores.tables');

export type EngineContext = {
  /** A folder of this shape's own; it exists. */
  readonly folder: string;
  readonly world: World;
  readonly log: Log;
  /** As the engine's own `settings` say; absent where the engine has none. */
  readonly settings?: unknown;
};

/** Each shape is opened only when a module of this process uses it. */
export type Engine = {
  readonly name: string;
  /** An object of settings of its own, below those of each store that it can be behind: `seriesStore.<name>.…`. */
  readonly settings?: TSchema;
  readonly shapes: {
    readonly [S in ShapeName]?: (context: EngineContext) => Promise<Shapes[S]>;
  };
};

export function defineEngine<const E extends Engine>(engine: E): E {
  return engine;
}
