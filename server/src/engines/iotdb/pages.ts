// Rows of a span in pages, in the order of time: whole microseconds, or, of one microsecond that has more than a page, a few
// devices after the other. Who wants no more leaves.
import type { Directory, Entry } from './directory.ts';
import { boundOf, equalsMax } from './keys.ts';
import type { Paths } from './paths.ts';
import type { IotdbRest } from './rest.ts';
import { rowsOf, type Row } from './rows.ts';

export type Span = { readonly fromUs: number; readonly toUs: number };

/** A row, whose it is, and which of the series' devices has it. */
export type Found = { readonly entry: Entry; readonly page: number; readonly row: Row };

type Asking = { readonly rest: IotdbRest; readonly paths: Paths; readonly directory: Directory };
type Asked = Span & { readonly newestFirst?: boolean };

export const pageRows = 10_000;
const firstRowsMin = 100;
/** They never have more than a page of one microsecond. */
const devicesAtOnce = Math.floor(pageRows / equalsMax);

/** `wantedRows`: likely as many, which is no limit. */
export async function* pagesOf(
  asking: Asking,
  entries: readonly Entry[],
  query: Asked & { readonly wantedRows: number },
): AsyncGenerator<readonly Found[], undefined> {
  const { newestFirst = false, wantedRows } = query;
  let { fromUs, toUs } = query;
  let limit = Math.min(Math.max(wantedRows + 1, firstRowsMin), pageRows);
  while (fromUs < toUs) {
    const rows = await rowsIn(asking, entries, { fromUs, toUs, newestFirst, limit });
    if (rows.length < limit) {
      yield rows;
      return;
    }
    const lastUs = rows.at(-1)?.row.timeUs ?? 0;
    const whole = rows.filter(({ row }) => row.timeUs !== lastUs);
    if (whole.length > 0) yield whole;
    else yield* equalsAt(asking, entries, { timeUs: lastUs, newestFirst });
    const isDone = whole.length === 0;
    if (newestFirst) toUs = isDone ? lastUs : lastUs + 1;
    else fromUs = isDone ? lastUs + 1 : lastUs;
    limit = Math.min(limit * 4, pageRows);
  }
}

async function* equalsAt(
  asking: Asking,
  entries: readonly Entry[],
  { timeUs, newestFirst }: { readonly timeUs: number; readonly newestFirst: boolean },
): AsyncGenerator<readonly Found[], undefined> {
  const all = entries.flatMap((entry) => entry.devices.map((device) => ({ entry, device })));
  const ordered = newestFirst ? all.toReversed() : all;
  for (let from = 0; from < ordered.length; from += devicesAtOnce) {
    const some = ordered.slice(from, from + devicesAtOnce);
    const single = some.map(({ entry, device }) => ({ ...entry, devices: [device] }));
    const span = { fromUs: timeUs, toUs: timeUs + 1, newestFirst };
    yield await rowsIn(asking, single, { ...span, limit: pageRows });
  }
}

export async function rowsIn(
  { rest, paths, directory }: Asking,
  entries: readonly Entry[],
  query: Asked & { readonly limit: number },
): Promise<Found[]> {
  const { fromUs, toUs, limit, newestFirst = false } = query;
  const devices = entries.flatMap((entry) => entry.devices.map((device) => paths.device(device)));
  const way = newestFirst ? 'DESC' : 'ASC';
  const answer = await rest.query(
    `SELECT n, t, m, a FROM ${devices.join()} WHERE time >= ${boundOf(fromUs)} AND time < ${boundOf(toUs)} ORDER BY TIME ${way} LIMIT ${limit} ALIGN BY DEVICE`,
    limit,
  );
  return rowsOf(answer).flatMap(({ device, row }) => {
    const known = directory.of(paths.deviceOf(device));
    return known ? [{ ...known, row }] : [];
  });
}

/** Of one series. */
export function byArrival(a: Found, b: Found): number {
  return a.row.timeUs - b.row.timeUs || a.page - b.page || a.row.nth - b.row.nth;
}
