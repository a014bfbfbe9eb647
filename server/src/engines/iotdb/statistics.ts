// What the database takes on the disks of the DataNodes, replicas counted each.
import type { IotdbRest } from './rest.ts';

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_024,
  MB: 1_024 ** 2,
  GB: 1_024 ** 3,
  TB: 1_024 ** 4,
  PB: 1_024 ** 5,
};

/** Of the files that IoTDB tells the size of, which is a moment later than they are written; 0 when it tells none. */
export async function bytesOf(rest: IotdbRest, root: string): Promise<number> {
  const { names, columns } = await rest.query('SHOW REGIONS', 1_000_000);
  const databases = columns[names.indexOf('Database')] ?? [];
  const sizes = columns[names.indexOf('TsFileSize')] ?? [];
  return databases.reduce<number>(
    (sum, database, at) => sum + (database === root ? sizeOf(String(sizes[at])) : 0),
    0,
  );
}

/** `1.78 KB` */
export function sizeOf(text: string): number {
  const [number, unit = ''] = text.split(' ');
  const bytes = Number(number) * (units[unit] ?? 0);
  return Number.isFinite(bytes) ? Math.round(bytes) : 0;
}
