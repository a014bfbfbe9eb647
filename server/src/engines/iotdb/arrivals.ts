// Where the readings of a step lie: of equal times of a series each has the next place. What is newer than all before is
// certain from memory; for late readings IoTDB is asked what has their times already.
import type { ReadingColumns } from '../../stores/series/series.ts';
import type { Directory, Entry } from './directory.ts';
import { boundOf, equalsMax, timeOf } from './keys.ts';
import type { Paths } from './paths.ts';
import type { IotdbRest } from './rest.ts';
import type { Row } from './rows.ts';

type Asking = { readonly rest: IotdbRest; readonly paths: Paths; readonly directory: Directory };
/** By time: how many readings there are. */
type Known = Map<Entry, Map<number, number>>;

/** More rows than this in the way of late readings, and each time is asked for on its own. */
const nearRowsMax = 20_000;
const timesAtOnce = 100;
const devicesAtOnce = 500;

/** Of checked batches whose series are in the directory; in the order that they came. */
export async function placed(
  asking: Asking,
  batches: readonly ReadingColumns[],
): Promise<Map<number, Row[]>> {
  const known = await lateTimes(asking, batches);
  const rows = new Map<number, Row[]>();
  for (const batch of batches) {
    const entries = entriesOf(asking.directory, batch);
    for (let n = 0; n < batch.index.length; n++) {
      const entry = entries[batch.index[n] ?? 0];
      if (entry === undefined) continue;
      const timeUs = batch.sourceTimeUs[n] ?? 0;
      const equals = takeNext(known, entry, timeUs);
      const page = Math.floor(equals / equalsMax);
      if (page >= entry.devices.length) await asking.directory.addDevice(entry);
      const device = entry.devices[page] ?? -1;
      let own = rows.get(device);
      if (own === undefined) rows.set(device, (own = []));
      own.push({
        timeUs,
        nth: equals % equalsMax,
        serverTimeUs: batch.serverTimeUs[n] ?? 0,
        value: batch.values[n] ?? null,
        quality: batch.quality[n] ?? 0,
        isKept: false,
      });
    }
  }
  return rows;
}

function takeNext(known: Known, entry: Entry, timeUs: number): number {
  let own = known.get(entry);
  if (own === undefined) {
    own = new Map();
    if (entry.last) own.set(entry.last.sourceTimeUs, entry.equals);
    known.set(entry, own);
  }
  const equals = own.get(timeUs) ?? 0;
  own.set(timeUs, equals + 1);
  return equals;
}

function entriesOf(directory: Directory, batch: ReadingColumns): (Entry | undefined)[] {
  return batch.series.map((name) => directory.entry(name));
}

async function lateTimes(asking: Asking, batches: readonly ReadingColumns[]): Promise<Known> {
  const late = new Map<Entry, Set<number>>();
  for (const batch of batches) {
    const entries = entriesOf(asking.directory, batch);
    for (let n = 0; n < batch.index.length; n++) {
      const entry = entries[batch.index[n] ?? 0];
      const timeUs = batch.sourceTimeUs[n] ?? 0;
      if (entry?.last === undefined || timeUs >= entry.last.sourceTimeUs) continue;
      let own = late.get(entry);
      if (own === undefined) late.set(entry, (own = new Set()));
      own.add(timeUs);
    }
  }
  const known: Known = new Map();
  for (const entry of late.keys()) {
    known.set(entry, new Map(entry.last ? [[entry.last.sourceTimeUs, entry.equals]] : []));
  }
  const all = [...late];
  for (let from = 0; from < all.length; from += devicesAtOnce) {
    await lookNear(asking, all.slice(from, from + devicesAtOnce), known);
  }
  return known;
}

type Late = readonly [Entry, ReadonlySet<number>];

/** All that lies between the earliest and the latest, mostly nothing: what is sent late fills a gap. */
async function lookNear(asking: Asking, late: readonly Late[], known: Known): Promise<void> {
  const [first, last] = bounds(late);
  const where = `time >= ${boundOf(first)} AND time < ${boundOf(last + 1)}`;
  const entries = late.map(([entry]) => entry);
  if (await look(asking, entries, { where, rowsMax: nearRowsMax, known })) return;
  for (const [entry, times] of late) {
    const all = [...times];
    for (let from = 0; from < all.length; from += timesAtOnce) {
      const some = all.slice(from, from + timesAtOnce);
      const each = some.map((us) => `(time >= ${boundOf(us)} AND time < ${boundOf(us + 1)})`);
      const rowsMax = some.length * equalsMax * entry.devices.length + 1;
      await look(asking, [entry], { where: each.join(' OR '), rowsMax, known });
    }
  }
}

/** False when there is more. */
async function look(
  { rest, paths, directory }: Asking,
  entries: readonly Entry[],
  { where, rowsMax, known }: { where: string; rowsMax: number; known: Known },
): Promise<boolean> {
  const devices = entries.flatMap((entry) => entry.devices.map((device) => paths.device(device)));
  const answer = await rest.query(
    `SELECT m FROM ${devices.join()} WHERE ${where} LIMIT ${rowsMax} ALIGN BY DEVICE`,
    rowsMax,
  );
  if (answer.times.length >= rowsMax) return false;
  const [names = []] = answer.columns;
  answer.times.forEach((key, at) => {
    const found = directory.of(paths.deviceOf(String(names[at])));
    const own = found && known.get(found.entry);
    if (found === undefined || own === undefined) return;
    const { timeUs, nth } = timeOf(key);
    const equals = found.page * equalsMax + nth + 1;
    own.set(timeUs, Math.max(own.get(timeUs) ?? 0, equals));
  });
  return true;
}

function bounds(late: readonly Late[]): [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const [, times] of late) {
    for (const timeUs of times) {
      if (timeUs < first) first = timeUs;
      if (timeUs > last) last = timeUs;
    }
  }
  return [first, last];
}
