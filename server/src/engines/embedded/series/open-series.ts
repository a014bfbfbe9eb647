// Opens the series shape: the manifest, what the log has beyond it, and an older store of DuckDB where there is one.
import { join, resolve } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { EngineContext } from '../../../stores/ports.ts';
import type { SeriesStore } from '../../../stores/series/series.ts';
import { cannotOpen, orCannotOpen, refuseNewer, type Place } from '../cannot-open.ts';
import { Deliveries } from './deliveries.ts';
import { EmbeddedSeries } from './embedded-series.ts';
import { decodeManifest, emptyManifest, manifestFormat, type Manifest } from './manifest.ts';
import { MemoryTable } from './memory.ts';
import type { Prepared } from './prepared.ts';
import { SealedFolder } from './sealed/sealed-files.ts';
import { SeriesTable } from './series-table.ts';
import {
  replay,
  segmentPath,
  segmentsIn,
  WriteAheadLog,
  type LogPlace,
} from './write-ahead-log.ts';

const memoryBytes = 192 * 1024 * 1024;

/** Two stores on one folder would delete each other's files; other programs are kept out by the data folder's lock. */
const openPaths = new WeakMap<Disk, Set<string>>();

export type SeriesOptions = { readonly memoryBytes?: number };

export async function openSeries(
  context: EngineContext,
  options: SeriesOptions = {},
): Promise<SeriesStore> {
  const path = resolve(context.folder);
  const place = { shape: 'series', path } as const;
  const open = openPaths.get(context.world.disk) ?? new Set();
  openPaths.set(context.world.disk, open);
  if (open.has(path)) throw cannotOpen(place, 'it is open in this process already');
  open.add(path);
  const onClose = () => open.delete(path);
  try {
    return await orCannotOpen(place, async () => {
      // Loaded when there is an old store only: a driver of megabytes.
      if ((await context.world.disk.size(join(context.folder, 'series.duckdb'))) !== undefined) {
        const { bringOver } = await import('./from-duckdb.ts');
        const from = { folder: context.folder, disk: context.world.disk, place };
        await bringOver(from, () => openIn(context, { place, onClose: () => {}, ...options }));
      }
      return openIn(context, { place, onClose, ...options });
    });
  } catch (error) {
    onClose();
    throw error;
  }
}

type Opening = SeriesOptions & { readonly place: Place; readonly onClose: () => void };

async function openIn(
  { folder: path, world, log: told }: EngineContext,
  opening: Opening,
): Promise<SeriesStore> {
  const { disk } = world;
  const place = { disk, folder: join(path, 'log') };
  await disk.makeFolder(place.folder);
  const series = new SeriesTable();
  const deliveries = new Deliveries();
  const table = new MemoryTable();
  const manifest = await readManifest(join(path, 'manifest'), {
    disk,
    series,
    deliveries,
    place: opening.place,
  });
  const folder = new SealedFolder(disk, join(path, 'sealed'));
  const [missing] = await folder.tidy(manifest.files);
  if (missing) throw new Error(`the sealed file ${missing} is missing`);
  const take = (prepared: Prepared): void => {
    table.take(prepared);
    series.take(prepared);
    deliveries.take(prepared.deliveries);
  };
  const last = await replayAll(place, manifest, {
    series,
    take,
    torn: (torn) => told.info('cut', torn),
  });
  const log = await WriteAheadLog.open(place, series, last + 2);
  const given = { place, log, folder, manifest, series, deliveries, table };
  const bytes = opening.memoryBytes ?? memoryBytes;
  return new EmbeddedSeries({ ...given, memoryBytes: bytes, onClose: opening.onClose });
}

async function readManifest(
  path: string,
  given: {
    readonly disk: LogPlace['disk'];
    readonly series: SeriesTable;
    readonly deliveries: Deliveries;
    readonly place: Place;
  },
): Promise<Manifest> {
  const bytes = await given.disk.read(path);
  if (bytes === undefined) return emptyManifest;
  const read = decodeManifest(bytes, given.series);
  if (!read.ok) {
    refuseNewer(given.place, read.format ?? 0, manifestFormat);
    throw new Error('its manifest is damaged');
  }
  given.series.take(read.newest);
  given.deliveries.take(read.newest.deliveries);
  return read.manifest;
}

type Replaying = {
  readonly series: SeriesTable;
  readonly take: (prepared: Prepared) => void;
  readonly torn: (what: { path: string; bytes: number }) => void;
};

/** The number of the last segment. */
async function replayAll(
  place: LogPlace,
  manifest: Manifest,
  replaying: Replaying,
): Promise<number> {
  let last = manifest.floor;
  for (const segment of await segmentsIn(place)) {
    last = Math.max(last, segment.number);
    const { number, kind } = segment;
    const counts = kind === 'rest' ? number === manifest.rest : number >= manifest.floor;
    if (!counts) {
      await place.disk.remove(segmentPath(place, segment));
      continue;
    }
    const bytes = await replay(place, segment, replaying);
    if (bytes > 0) replaying.torn({ path: segmentPath(place, segment), bytes });
  }
  return last;
}
