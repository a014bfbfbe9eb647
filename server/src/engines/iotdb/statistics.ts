// What the database knows of itself: how many readings, from when to when, and what they take on the disks of the DataNodes,
// replicas counted each.
import { isFailure } from '../../kernel/failure/failure.ts';
import type { EstimateQuery, SeriesStatistics } from '../../stores/series/series.ts';
import { boundOf, timeOf } from './keys.ts';
import type { Sources } from './questions.ts';
import type { IotdbRest } from './rest.ts';
import { keptBit } from './rows.ts';

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_024,
  MB: 1_024 ** 2,
  GB: 1_024 ** 3,
  TB: 1_024 ** 4,
  PB: 1_024 ** 5,
};

const devicesAtOnce = 200;

/** As many as there are: IoTDB counts from what its files say of themselves. */
export async function estimate(
  { rest, paths, directory }: Sources,
  { series, fromUs, toUs, thinTo }: EstimateQuery,
): Promise<number> {
  const entries = [...new Set(series)].flatMap((name) => directory.entry(name) ?? []);
  const devices = entries.flatMap((entry) => entry.devices.map((device) => paths.device(device)));
  const isMeasured = thinTo === undefined ? '' : ` AND m < ${keptBit}`;
  let readings = 0;
  if (fromUs >= toUs) return readings;
  for (let at = 0; at < devices.length; at += devicesAtOnce) {
    const some = devices.slice(at, at + devicesAtOnce);
    const { columns } = await rest.query(
      `SELECT count(m) FROM ${some.join()} WHERE time >= ${boundOf(fromUs)} AND time < ${boundOf(toUs)}${isMeasured} ALIGN BY DEVICE`,
      some.length,
    );
    for (const count of columns[1] ?? []) readings += Number(count ?? 0);
  }
  return readings;
}

export async function statisticsOf(sources: Sources): Promise<SeriesStatistics> {
  const { rest, paths, directory } = sources;
  const { columns } = await rest.query(
    `SELECT count(m), min_time(m) FROM ${paths.readings}.** GROUP BY LEVEL = 2`,
    1,
  );
  const readings = Number(columns[0]?.[0] ?? 0);
  const told = { series: directory.size, sealedFiles: 0, bytes: await bytesOf(rest, paths.root) };
  const nearUs = Number(columns[1]?.[0] ?? 0) / 1_000;
  const oldestUs = readings > 0 ? await firstNear(sources, Math.floor(nearUs)) : undefined;
  const newestUs = directory.newestUs();
  if (oldestUs === undefined || newestUs === undefined) return { readings, ...told };
  return { readings, ...told, oldestUs, newestUs };
}

/** IoTDB tells its smallest time as a number of JSON, which loses the last digits. */
async function firstNear({ rest, paths }: Sources, nearUs: number): Promise<number | undefined> {
  const { times } = await rest.query(
    `SELECT m FROM ${paths.readings}.** WHERE time >= ${boundOf(nearUs - 2)} AND time < ${boundOf(nearUs + 3)} ORDER BY TIME LIMIT 1 ALIGN BY DEVICE`,
    1,
  );
  const [first] = times;
  return first === undefined ? undefined : timeOf(first).timeUs;
}

/** As IoTDB tells it, a moment late; 0 when it tells none: in 2.0.1 its first user alone may ask. */
async function bytesOf(rest: IotdbRest, root: string): Promise<number> {
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
