// Opens the series shape: the DuckDB file, what it knows of sealed files, and what is kept in memory.
import { DuckDBInstance } from '@duckdb/node-api';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineContext } from '../../../stores/ports.ts';
import type { SeriesStore } from '../../../stores/series/series.ts';
import { cannotOpen, orCannotOpen } from '../cannot-open.ts';
import { Dictionary } from './dictionary.ts';
import { Deliveries } from './deliveries.ts';
import { DuckSeries } from './duck-series.ts';
import { LastValues } from './last-values.ts';
import { settle } from './schema.ts';
import { SealedFolder, type SealedFile } from './sealed-files.ts';
import { Sealer } from './sealer.ts';

/** DuckDB would take 80 % of the machine and every core for itself. */
const settings = {
  memory_limit: '512MB',
  threads: '2',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** DuckDB locks its file against other processes, but lets one process open it twice and ruin it. */
const openPaths = new Set<string>();

export async function openSeries({ folder }: EngineContext): Promise<SeriesStore> {
  const path = join(await realpath(folder), 'series.duckdb');
  const place = { shape: 'series', path } as const;
  if (openPaths.has(path)) throw cannotOpen(place, 'it is open in this process already');
  openPaths.add(path);
  const onClose = () => openPaths.delete(path);
  try {
    return await orCannotOpen(place, async () => {
      const instance = await DuckDBInstance.create(path, settings);
      try {
        return await openIn(instance, { path, folder, onClose });
      } catch (error) {
        instance.closeSync();
        throw error;
      }
    });
  } catch (error) {
    onClose();
    throw error;
  }
}

type Where = { readonly path: string; readonly folder: string; readonly onClose: () => void };

async function openIn(instance: DuckDBInstance, where: Where): Promise<SeriesStore> {
  const [writer, sealerConnection] = [await instance.connect(), await instance.connect()];
  await settle(writer, { shape: 'series', path: where.path });
  const rows = await writer.runAndReadAll('SELECT number, day FROM sealed_files');
  const files = rows
    .getRows()
    .map(([number, day]): SealedFile => ({ number: number as number, day: day as string }));
  const folder = new SealedFolder(join(where.folder, 'sealed'));
  const [missing] = await folder.tidy(files);
  if (missing) throw new Error(`the sealed file ${missing} is missing`);
  const dictionary = await Dictionary.load(writer, 'series');
  const last = await LastValues.load(writer, dictionary);
  const deliveries = await Deliveries.load(writer);
  const next = files.reduce((most, { number }) => Math.max(most, number), 0) + 1;
  const sealer = new Sealer(sealerConnection, folder, next);
  const { path, onClose } = where;
  const kept = { folder, dictionary, last, sealer, deliveries };
  return new DuckSeries({ path, instance, writer, sealerConnection, onClose, ...kept });
}
