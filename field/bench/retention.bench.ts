// What retention costs a night when five years of readings are there: the first run, a night that looks at all days again,
// and a night that goes on where the one before came to. The clock is the bench's own, the stores are real.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openEmbedded } from '../../server/src/engines/embedded/subject.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import type { Assets } from '../../server/src/modules/assets/api.ts';
import { Policies } from '../../server/src/modules/upkeep/policies.ts';
import { forgetProgress } from '../../server/src/modules/upkeep/progress.ts';
import { Retention } from '../../server/src/modules/upkeep/retention.ts';
import { openUpkeepStore } from '../../server/src/modules/upkeep/store.ts';
import { toColumns } from '../../server/src/stores/series/series.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { report, type Figure } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    days: { type: 'string', default: '1826' },
    signals: { type: 'string', default: '100' },
    'per-day': { type: 'string', default: '96' },
  },
});
const [days, signals, perDay] = [options.days, options.signals, options['per-day']].map(Number) as [
  number,
  number,
  number,
];
const enterprise = '88.118.8';
const dayMs = 86_400_000;
const dayUs = dayMs * 1_000;
const startMs = Date.parse('2021-11-23T00:00:00Z');
const daysAtOnce = 20;

const time = { ms: startMs + days * dayMs + 3 * 3_600_000, monotonicMs: 0 };
const world: World = {
  ...realWorld,
  clock: {
    now: () => time.ms,
    monotonicMs: () => time.monotonicMs,
    after: (delayMs, work) => realWorld.clock.after(delayMs, work),
  },
};
const pass = (ms: number): void => {
  time.ms += ms;
  time.monotonicMs += ms;
};

const folder = temporaryFolder();
for (const name of ['series', 'records']) mkdirSync(`${folder.path}/${name}`);
const [series, records] = [
  await openEmbedded('series', `${folder.path}/series`),
  await openEmbedded('records', `${folder.path}/records`),
];
await openUpkeepStore(records);

async function fill(fromDay: number, toDay: number): Promise<void> {
  const rows = [];
  for (let signal = 0; signal < signals; signal++) {
    for (let n = fromDay * perDay; n < toDay * perDay; n++) {
      const sourceTimeUs = startMs * 1_000 + (n * dayUs) / perDay;
      const value = Math.round(Math.sin(n / 7 + signal) * 1_000) / 10;
      const name = `${enterprise}/M-${signal % 10}/s${signal}`;
      rows.push({
        series: name,
        sourceTimeUs,
        serverTimeUs: sourceTimeUs,
        value,
        quality: 2 as const,
      });
    }
  }
  await series.append(toColumns(rows));
  await series.seal(startMs * 1_000 + toDay * dayUs);
}

const policies = new Policies({ records, clock: world.clock });
const policy = { name: 'all', position: 1, keepRawDays: 90, thinToSeconds: 3_600 };
await policies.put({ enterprise, id: 'all' }, { ...policy, removeAfterDays: 3_650 }, 'bench');
// One policy for all series: assets are not asked.
const assets = {} as Assets;
const retention = await Retention.open({
  ...{
    world,
    log: silentLog,
    records,
    series,
    assets,
    calendars: undefined,
    policies,
    nightHour: 2,
  },
});

const figures: Record<string, Figure> = {};
let day = days;
async function night(name: string): Promise<void> {
  const begunMs = realWorld.clock.monotonicMs();
  const processorMs = process.cpuUsage();
  await retention.look();
  const wallMs = realWorld.clock.monotonicMs() - begunMs;
  const { user, system } = process.cpuUsage(processorMs);
  const run = await retention.last(enterprise);
  const note = `${run?.steps} days, ${run?.thinned} readings fewer, ${run?.state}`;
  figures[`${name}, wall`] = { value: wallMs / 1_000, unit: 's', note };
  figures[`${name}, processor`] = { value: (user + system) / 1e6, unit: 's' };
  pass(dayMs);
  await fill(day, day + 1);
  day++;
}

try {
  for (let at = 0; at < days; at += daysAtOnce) await fill(at, Math.min(days, at + daysAtOnce));
  const { readings, sealedFiles, bytes } = await series.statistics();
  figures['readings'] = { value: readings, unit: '', note: `${sealedFiles} files, ${bytes} bytes` };
  await night('first run');
  await forgetProgress(records);
  await night('a night over all days again');
  await night('a night that goes on');
} finally {
  await series.close();
  await records.close();
  folder.remove();
}
report({ name: 'retention', figures });
