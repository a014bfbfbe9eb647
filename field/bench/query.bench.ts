// Questions about readings on one machine: figures and curves of a day, exports and SQL, with the store sealed and what
// they cost by reading; each is the median of several runs.
import { parseArgs } from 'node:util';
import { embeddedEngine } from '../../server/src/engines/embedded/engine.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { zoneCalendar, stretchesOf } from '../../server/src/modules/query/model/buckets.ts';
import { Spent } from '../../server/src/modules/query/limits.ts';
import { storedFigures } from '../../server/src/modules/query/stored-figures.ts';
import { Curve } from '../../server/src/modules/query/model/curve.ts';
import { Figures } from '../../server/src/modules/query/model/figures.ts';
import type { Fold } from '../../server/src/modules/query/model/samples.ts';
import { fileTypes, type ExportFormat } from '../../server/src/modules/query/export/rows.ts';
import { toColumns } from '../../server/src/stores/series/series.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { quantile, report, type Figure } from './report.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, signals: { type: 'string', default: '100' } },
});
const dayUs = 86_400_000_000;
const fromUs = Date.UTC(2026, 0, 1) * 1_000;
const span = { fromUs, toUs: fromUs + dayUs };
const signals = Array.from({ length: Number(options.signals) }, (_, n) => `88.118.8/M-1/s${n}`);
const perDay = 86_400;
const { clock } = realWorld;

const folder = temporaryFolder();
const context = { folder: folder.path, world: realWorld, log: silentLog };
const store = await embeddedEngine.shapes.series(context);
const tables = await embeddedEngine.shapes.tables(context);
for (const [at, series] of signals.entries()) {
  const day = Array.from({ length: perDay }, (_, n) => ({
    ...{
      series,
      sourceTimeUs: fromUs + n * 1_000_000,
      serverTimeUs: fromUs + n * 1_000_000 + 1_000,
    },
    ...{ value: Math.round(200 + 20 * Math.sin(n / 600 + at) + (n % 7)), quality: 2 as const },
  }));
  await store.append(toColumns(day));
}
await store.seal(span.toUs);

async function medianMs(runs: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < runs; n++) {
    const begun = clock.monotonicMs();
    await work();
    took.push(clock.monotonicMs() - begun);
  }
  return quantile(took, 0.5);
}

async function fold(series: readonly string[], open: () => Fold): Promise<void> {
  for (const one of series) {
    const own = open();
    for await (const { sourceTimeUs, values } of store.scan({ series: [one], ...span })) {
      for (let n = 0; n < sourceTimeUs.length; n++) {
        own.take(sourceTimeUs[n] ?? 0, values[n] ?? null, true);
      }
    }
  }
}

const minutes = stretchesOf('1m', span, { calendar: zoneCalendar('UTC'), most: 10_000 });
const [first = ''] = signals;
const figures = () => new Figures(minutes, span.toUs);
const limits = {
  ...{ signalsMax: 1_000, readingsMax: 1e9, pointsMax: 1e9, secondsMax: 600, queriesMax: 4 },
};
const spent = () => new Spent(clock, limits, new AbortController().signal);

/** Count, minimum, mean and maximum of each minute. */
function usual(asked: readonly string[]) {
  return storedFigures(store, { signals: asked, stretches: minutes }, spent());
}

async function exportMs(format: ExportFormat): Promise<{ ms: number; bytes: number }> {
  let bytes = 0;
  const ms = await medianMs(3, async () => {
    const writer = fileTypes[format].open();
    bytes = writer.start(signals).length;
    for await (const batch of store.scan({ series: signals.slice(0, 12), ...span })) {
      bytes += writer.rows(batch).length;
    }
    bytes += writer.end().length;
  });
  return { ms, bytes };
}

const exported = 12 * perDay;
const found: Record<string, Figure> = {
  'day of 1 signal by minute': {
    value: await medianMs(21, () => usual([first])),
    unit: 'ms',
  },
  'the same, time-weighted': {
    value: await medianMs(21, () => fold([first], figures)),
    unit: 'ms',
  },
  [`day of ${signals.length} signals by minute`]: {
    value: await medianMs(5, () => usual(signals)),
    unit: 'ms',
    note: `${(signals.length * perDay).toLocaleString('en')} readings`,
  },
  'all of them, time-weighted': {
    value: await medianMs(3, () => fold(signals, figures)),
    unit: 'ms',
  },
  'curve of a day, 1,000 points': {
    value: await medianMs(21, async () => {
      const curve = new Curve(span);
      await fold([first], () => curve);
      return curve.points(1_000);
    }),
    unit: 'ms',
  },
};
for (const format of ['csv', 'parquet', 'arrow'] as const) {
  const { ms, bytes } = await exportMs(format);
  found[`export ${format}`] = {
    value: (exported / ms) * 1_000,
    unit: 'rows/s',
    note: `${(bytes / exported).toFixed(1)} bytes a row`,
  };
}
const signal = new AbortController().signal;
found['SQL over a million readings, copied'] = {
  value: await medianMs(3, () =>
    tables.ask({
      sql: 'SELECT signal, avg(number) FROM readings GROUP BY signal',
      ...{ signals: [], readings: store.scan({ series: signals.slice(0, 12), ...span }) },
      ...{ rowsMax: 1_000, millisecondsMax: 60_000, signal },
    }),
  ),
  unit: 'ms',
};
await store.close();
folder.remove();
report({ name: 'query', figures: found });
