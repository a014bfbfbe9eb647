// The readings and questions of the series benchmark, asked of what else a user would pick, one after the other on the
// same machine: `npm run bench -- series-peers --readings 50000000 --series 10000 --json`.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { quantile, report, type Figure, type Figures } from './report.ts';
import { influxdb } from './series-peers/influxdb.ts';
import { iotdb, iotdbBehindOurs } from './series-peers/iotdb.ts';
import { bytesIn, type Encoded, type PeerKind } from './series-peers/peer.ts';
import { postgresql } from './series-peers/postgresql.ts';
import { victoriaMetrics } from './series-peers/victoria-metrics.ts';
import { plantDay } from './series-readings.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    readings: { type: 'string', default: '4000000' },
    series: { type: 'string', default: '2000' },
    times: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const kinds = [influxdb, victoriaMetrics, postgresql, iotdb, iotdbBehindOurs].filter(
  ({ title }) => options.only === undefined || title.toLowerCase().includes(options.only),
);
const batchReadings = 100_000;
const callers = 2;
/** Encoded ahead of the clock. */
const aheadBatches = 10;

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

async function measure(kind: PeerKind, folder: string): Promise<Figures> {
  const day = plantDay(Number(options.readings), Number(options.series));
  const figures: Record<string, Figure> = {};
  const peer = await kind.start({ folder, ...day });
  try {
    let seconds = 0;
    for (let from = 0; from < day.count;) {
      const batches: Encoded[] = [];
      for (; batches.length < aheadBatches && from < day.count; from += batchReadings) {
        batches.push(peer.encode(day.columns(from, Math.min(day.count, from + batchReadings))));
      }
      const call = async (): Promise<void> => {
        for (let own = batches.shift(); own; own = batches.shift()) await peer.ingest(own);
      };
      seconds += await secondsOf(() => Promise.all(Array.from({ length: callers }, call)));
    }
    const note = kind.note;
    figures['ingest by 100000'] = { value: day.count / seconds, unit: 'readings/s', note };
    await peer.settle();
    figures['bytes each'] = { value: (await bytesIn(folder)) / day.count, unit: 'bytes a reading' };
    const numeric = day.names.filter((_, n) => n % 20 !== 0);
    // Spread by a prime: a plain stride would meet the states alone.
    const hundred = Array.from(
      { length: 100 },
      (_, n) => day.names[(n * 7_919) % day.names.length] ?? '',
    );
    const questions: Readonly<Record<string, (n: number) => Promise<number>>> = {
      'last of all': () => peer.lastOfAll(),
      'day of one': (n) => peer.minutes([numeric[(n * 7_919) % numeric.length] ?? '']),
      'day of hundred': () => peer.minutes(hundred),
    };
    for (const [name, question] of Object.entries(questions)) {
      const took: number[] = [];
      let rows = 0;
      for (let n = 0; n < Number(options.times); n++) {
        took.push((await secondsOf(async () => void (rows = await question(n)))) * 1_000);
      }
      figures[`${name}, first`] = { value: took[0] ?? 0, unit: 'ms', note: `${rows} rows` };
      figures[`${name}, warm`] = { value: quantile(took, 0.5), unit: 'ms' };
    }
    const memory = peer.pids.reduce((sum, pid) => sum + memoryMiB(pid), 0);
    figures.memory = { value: memory, unit: 'MiB RSS' };
    return figures;
  } finally {
    await peer.stop();
  }
}

/** With its children: PostgreSQL answers in those. */
function memoryMiB(pid: number): number {
  const told = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  return told.split('\n').reduce((sum, line) => {
    const [own, parent, kib] = line.trim().split(/\s+/).map(Number);
    return own === pid || parent === pid ? sum + (kib ?? 0) / 1_024 : sum;
  }, 0);
}

const peers: Record<string, Figures> = {};
for (const kind of kinds) {
  if (kind.missing !== undefined) {
    console.error(`${kind.title}: ${kind.missing}`);
    continue;
  }
  const folder = temporaryFolder();
  const own = join(folder.path, 'peer');
  mkdirSync(own);
  peers[kind.title] = await measure(kind, own);
  folder.remove();
}
report({ name: 'series-peers', figures: {}, peers });
