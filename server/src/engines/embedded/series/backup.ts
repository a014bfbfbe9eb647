// A copy of the store while it is in use. The log is copied while no seal may delete of it; sealed files never change, so
// they are copied while others go on. The manifest comes last: without it a folder is no backup.
import { join } from 'node:path';
import { refuse } from '../../../stores/checks.ts';
import type { Manifest } from './manifest.ts';
import { SealedFolder } from './sealed/sealed-files.ts';
import { segmentPath, segmentsIn, type LogPlace } from './write-ahead-log.ts';

export type Moment = {
  readonly manifest: Manifest;
  /** With the newest readings and deliveries of exactly this moment. */
  readonly manifestBytes: Uint8Array;
  readonly correctionBytes: Uint8Array | undefined;
  /** Segments from this number on came later. */
  readonly beforeSegment: number;
};

export type Copied = { readonly files: number; readonly bytes: number };

/** Copies the log; what it resolves to copies the rest. */
export async function copyStore(
  { place, folder }: { readonly place: LogPlace; readonly folder: SealedFolder },
  moment: Moment,
  to: string,
): Promise<() => Promise<Copied>> {
  const { disk } = place;
  const sum = { files: 0, bytes: 0 };
  const put = async (path: string, bytes: Uint8Array): Promise<void> => {
    await disk.write(path, bytes);
    sum.files++;
    sum.bytes += bytes.length;
  };
  if ((await disk.list(to)).length > 0) refuse(`the folder ${to} is not empty`);
  const { manifest, manifestBytes, correctionBytes, beforeSegment } = moment;
  const log = { disk, folder: join(to, 'log') };
  await disk.makeFolder(log.folder);
  for (const segment of await segmentsIn(place)) {
    const { kind, number } = segment;
    const counts =
      kind === 'rest'
        ? number === manifest.rest
        : number >= manifest.floor && number < beforeSegment;
    if (counts) await put(segmentPath(log, segment), await whole(segmentPath(place, segment)));
  }
  async function whole(path: string): Promise<Uint8Array> {
    const bytes = await disk.read(path);
    if (bytes === undefined) throw new Error(`${path} is missing`);
    return bytes;
  }
  return async () => {
    const copies = new SealedFolder(disk, to);
    for (const file of manifest.files) {
      const bytes = await whole(folder.path(file));
      await copies.write(file, bytes);
      sum.files++;
      sum.bytes += bytes.length;
    }
    if (correctionBytes) await put(join(to, 'corrections.json'), correctionBytes);
    await put(join(to, 'manifest'), manifestBytes);
    return sum;
  };
}
