// The manifest of a store in its folder, with what it says of series and deliveries taken over.
import type { Disk } from '../../../kernel/world/disk.ts';
import { refuseNewer, type Place } from '../cannot-open.ts';
import type { Deliveries } from './deliveries.ts';
import { decodeManifest, emptyManifest, manifestFormat, type Manifest } from './manifest.ts';
import type { SeriesTable } from './series-table.ts';

export async function readManifest(
  path: string,
  given: {
    readonly disk: Disk;
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
