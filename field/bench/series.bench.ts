// The series store under the readings of a plant: how many become durable a second, what they take on disk once sealed,
// and how long the questions of dashboards take, after the store was opened anew and again when it is warm.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { openEmbedded } from '../../server/src/engines/embedded/subject.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import type { ReadingColumns, SeriesStore } from '../../server/src/stores/series/series.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { quantile, report, type Figure } from './report.ts';
import { plantDay, type PlantDay } from './series-readings.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    readings: { type: 'string', default: '4000000' },
    series: { type: 'string', default: '2000' },
    times: { type: 'string', default: '15' },
  },
});
const [readings, series, times] = [options.readings, options.series, options.times].map(Number) as [
  number,
  number,
  number,
];
const { clock } = realWorld;
const minuteUs = 60_000_000;
const figures: Record<string, Figure> = {};
const folder = temporaryFolder();

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begun = clock.monotonicMs();
  await work();
  return clock.monotonicMs() - begun;
}

/** Readings made ahead of the clock: making them is the machines' work. */
const aheadMax = 1_000_000;

/** Several callers, each with one batch under way, as an intake has many gateways. */
async function ingest(store: SeriesStore, day: PlantDay, batch: number): Promise<number> {
  const callers = Math.max(2, Math.min(64, Math.ceil(100_000 / batch)));
  let ms = 0;
  let cpuUs = 0;
  for (let from = 0; from < day.count;) {
    const batches: ReadingColumns[] = [];
    const until = Math.min(day.count, from + aheadMax);
    while (from < until) {
      const to = Math.min(from + batch, until);
      batches.push(day.columns(from, to));
      from = to;
    }
    let next = 0;
    const call = async (): Promise<void> => {
      for (let own = batches[next++]; own; own = batches[next++]) await store.append(own);
    };
    const cpuBefore = process.cpuUsage();
    ms += await msOf(() => Promise.all(Array.from({ length: callers }, call)));
    const cpu = process.cpuUsage(cpuBefore);
    cpuUs += cpu.user + cpu.system;
  }
  figures[`processor, by ${batch}`] = { value: cpuUs / day.count, unit: 'µs a reading' };
  return Math.round(day.count / (ms / 1_000));
}

async function bytesIn(path: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return sum;
}

async function ask(store: SeriesStore, day: PlantDay, state: 'cold' | 'warm'): Promise<void> {
  const span = { fromUs: day.fromUs, toUs: day.toUs, bucketUs: minuteUs };
  const one = (n: number): readonly string[] => [day.names[(n * 7_919) % day.names.length] ?? ''];
  // Spread by a prime: a plain stride would meet the states alone.
  const hundred = Array.from({ length: 100 }, (_, n) => one(n)[0] ?? '');
  const hour = { fromUs: day.fromUs, toUs: day.fromUs + 60 * minuteUs, bucketUs: minuteUs };
  // A day of minutes times a hundred is more than one answer may have.
  const halves = (n: number) => hundred.slice((n % 2) * 50, (n % 2) * 50 + 50);
  const questions: Readonly<Record<string, (n: number) => Promise<unknown>>> = {
    'last of all': () => store.last(day.names),
    'day of one': (n) => store.aggregate({ ...span, series: one(n) }),
    'day of hundred': (n) =>
      Promise.all([
        store.aggregate({ ...span, series: halves(n) }),
        store.aggregate({ ...span, series: halves(n + 1) }),
      ]),
    'hour of hundred': () => store.aggregate({ ...hour, series: hundred }),
    'newest thousand of one': (n) =>
      store.range({ ...span, series: one(n), limit: 1_000, newestFirst: true }),
  };
  for (const [name, question] of Object.entries(questions)) {
    const took: number[] = [];
    for (let n = 0; n < (state === 'cold' ? 1 : times); n++)
      took.push(await msOf(() => question(n)));
    figures[`${name}, ${state}`] = { value: quantile(took, 0.5), unit: 'ms' };
  }
}

async function opened(name: string): Promise<SeriesStore> {
  const path = join(folder.path, name);
  await mkdir(path, { recursive: true });
  return openEmbedded('series', path);
}

for (const batch of [1_000, 10_000]) {
  const store = await opened(`ingest-${batch}`);
  const value = await ingest(store, plantDay(Math.ceil(readings / 5), series), batch);
  figures[`ingest by ${batch}`] = { value, unit: 'readings/s durable' };
  await store.close();
}
const day = plantDay(readings, series);
let store = await opened('main');
figures['ingest by 100000'] = {
  value: await ingest(store, day, 100_000),
  unit: 'readings/s durable',
};
await ask(store, day, 'cold');
for (const [name, figure] of Object.entries(figures)) {
  if (!name.endsWith(', cold')) continue;
  figures[name.replace('cold', 'just written')] = figure;
  delete figures[name];
}
await store.close();
figures['open after the load'] = {
  value: await msOf(async () => void (store = await opened('main'))),
  unit: 'ms',
};
figures.seal = { value: await msOf(() => store.seal(day.toUs + 1)), unit: 'ms' };
await store.close();
figures['bytes each, sealed'] = {
  value: (await bytesIn(join(folder.path, 'main'))) / day.count,
  unit: 'bytes a reading',
};
figures.open = {
  value: await msOf(async () => void (store = await opened('main'))),
  unit: 'ms',
};
await ask(store, day, 'cold');
await ask(store, day, 'warm');
figures.memory = { value: process.memoryUsage().rss / 2 ** 20, unit: 'MiB RSS' };
await store.close();
folder.remove();
report({ name: 'series', figures });
