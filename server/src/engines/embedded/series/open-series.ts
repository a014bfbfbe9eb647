// Opens the series shape: the manifest, what the log has beyond it, and an older store of DuckDB where there is one.
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { EngineContext } from '../../../stores/ports.ts';
import type { SeriesStore } from '../../../stores/series/series.ts';
import { cannotOpen, orCannotOpen, type Place } from '../cannot-open.ts';
import { Corrections } from '../../../stores/series/corrections.ts';
import { correctionsFile } from './corrections-file.ts';
import { Deliveries } from './deliveries.ts';
import { EmbeddedSeries } from './embedded-series.ts';
import type { Manifest } from './manifest.ts';
import { MemoryTable } from './memory.ts';
import { openCopy } from './open-copy.ts';
import type { Prepared } from './prepared.ts';
import { readManifest } from './read-manifest.ts';
import { SealedFolder } from './sealed/sealed-files.ts';
import { SeriesTable } from './series-table.ts';
import {
  replay,
  segmentPath,
  segmentsIn,
  WriteAheadLog,
  type LogPlace,
} from './write-ahead-log.ts';

const memoryBytes = 256 * 1024 * 1024;

/** Two stores on one folder would delete each other's files: in one process this tells, between processes the lock. */
const openFolders = new WeakMap<Disk, Set<string>>();

export type SeriesOptions = {
  /** Readings that are not sealed yet take no more than twice this. */
  readonly memoryBytes?: number;
  /** On a simulated machine there are no other programs. */
  readonly withoutLock?: boolean;
};

export async function openSeries(
  context: EngineContext,
  options: SeriesOptions = {},
): Promise<SeriesStore> {
  const folder = resolve(context.folder);
  const place = { shape: 'series', path: join(folder, 'manifest') } as const;
  const open = openFolders.get(context.world.disk) ?? new Set();
  openFolders.set(context.world.disk, open);
  if (open.has(folder)) throw cannotOpen(place, 'it is open in this process already');
  open.add(folder);
  const held: { lock?: DatabaseSync } = {};
  const onClose = (): void => {
    open.delete(folder);
    held.lock?.close();
  };
  try {
    return await orCannotOpen(place, async () => {
      if (options.withoutLock !== true) held.lock = takeLock(folder);
      // Loaded when there is an old store only: a driver of megabytes.
      if ((await context.world.disk.size(join(folder, 'series.duckdb'))) !== undefined) {
        const { bringOver } = await import('./from-duckdb.ts');
        const from = { folder, disk: context.world.disk, place };
        await bringOver(from, () => openIn(context, { place, onClose: () => {}, ...options }));
      }
      return openIn(context, { place, onClose, ...options });
    });
  } catch (error) {
    onClose();
    throw error;
  }
}

/** SQLite's, that is the operating system's: it ends with the process, however the process ends. */
function takeLock(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return lock;
  } catch (error) {
    lock.close();
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
  const folder = new SealedFolder(disk, path);
  const corrections = await Corrections.open(correctionsFile(disk, join(path, 'corrections.json')));
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
  const given = { place, log, folder, manifest, series, deliveries, corrections, table };
  const bytes = opening.memoryBytes ?? memoryBytes;
  const openOther = (other: string) => openCopy(disk, other);
  return new EmbeddedSeries({ ...given, memoryBytes: bytes, onClose: opening.onClose, openOther });
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
