// What the database takes on the disks of the DataNodes, replicas counted each.
import { isFailure } from '../../kernel/failure/failure.ts';
import type { IotdbRest } from './rest.ts';

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_024,
  MB: 1_024 ** 2,
  GB: 1_024 ** 3,
  TB: 1_024 ** 4,
  PB: 1_024 ** 5,
};

/** As IoTDB tells it, a moment late; 0 when it tells none: in 2.0.1 its first user alone may ask. */
export async function bytesOf(rest: IotdbRest, root: string): Promise<number> {
  const answer = await rest.query('SHOW REGIONS', 1_000_000).catch((error: unknown) => {
    if (isFailure(error, 'iotdb.login')) return undefined;
    throw error;
  });
  if (answer === undefined) return 0;
  const { names, columns } = answer;
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
