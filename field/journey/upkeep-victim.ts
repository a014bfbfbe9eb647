// The victim of `upkeep-killed.test.ts`: a program with upkeep that kills itself with SIGKILL in the middle of a retention
// run, a backup or a restore, while it stores readings and prints the number of each AFTER it was stored. Run as
// `node upkeep-victim.ts <work> <folder> <today> <when>`.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedEngine } from '../../server/src/engines/embedded/engine.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { startProgram } from '../../server/src/kernel/module/program.ts';
import { sleep } from '../../server/src/kernel/world/clock.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import {
  enterprise,
  upkeepModules,
  UpkeepUnderTest,
} from '../../server/src/modules/upkeep/testing/upkeep-under-test.ts';
import { seriesPort } from '../../server/src/stores/ports.ts';
import { toColumns } from '../../server/src/stores/series/series.ts';
import { storeModules } from '../../server/src/stores/store-modules.ts';

export const dayUs = 86_400_000_000;
export const perDay = 600;
export const stepUs = dayUs / perDay;
export const daysBack = 60;
export const seriesOf = (n: number): string => `${enterprise}/M-${n}/force`;
export const liveSeries = `${enterprise}/M-live/count`;
export const backupsOf = (folder: string): string => join(folder, 'backups');
/** Beside the readings that go on. */
export const retention = { keepRawDays: 20, thinToSeconds: 3_600, removeAfterDays: 40 };

/** In `<folder>/<data>`, its backups in `<folder>/backups`. */
export async function upkeepOn(folder: string, data = 'data'): Promise<UpkeepUnderTest> {
  const program = await startProgram({
    modules: [...storeModules([embeddedEngine]), ...upkeepModules],
    roles: ['platform'],
    world: realWorld,
    log: silentLog,
    settings: {
      http: { port: 0 },
      calendar: { zone: 'UTC' },
      upkeep: { backupFolder: backupsOf(folder) },
    },
    dataFolder: join(folder, data),
  });
  return new UpkeepUnderTest(program);
}

/** Until the work is in the middle, in a way that its own data show. */
const isInTheMiddle: Readonly<
  Record<string, (upkeep: UpkeepUnderTest, folder: string, when: number) => Promise<boolean>>
> = {
  retention: async (upkeep, _folder, when) => (await readings(upkeep)) < when,
  backup: async (_upkeep, folder, when) => filesIn(backupsOf(folder)) >= when,
  restore: async (upkeep, _folder, when) => (await readings(upkeep)) > when,
};

async function readings(upkeep: UpkeepUnderTest): Promise<number> {
  return (await upkeep.program.port(seriesPort).statistics()).readings;
}

function filesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.parquet')).length;
}

async function begin(upkeep: UpkeepUnderTest, work: string): Promise<void> {
  const post = { method: 'POST', as: '*' };
  if (work === 'backup') await upkeep.ok('/api/upkeep/backups', post);
  if (work === 'restore') {
    const { backups } = await upkeep.ok<{ backups: { name: string }[] }>('/api/upkeep/backups', {
      as: '*',
    });
    await upkeep.ok(`/api/upkeep/backups/${backups[0]?.name}/restore`, { ...post, body: {} });
  }
}

if (import.meta.main) {
  const [work = '', folder = '', today = '0', when = '0'] = process.argv.slice(2);
  const upkeep = await upkeepOn(folder, work === 'restore' ? 'new' : 'data');
  const store = upkeep.program.port(seriesPort);
  const appendWithoutEnd = async (): Promise<void> => {
    const [last] = (await store.last([liveSeries])).values();
    for (let n = Number(last?.value ?? -1) + 1; ; n++) {
      const reading = { series: liveSeries, sourceTimeUs: Number(today) + n, serverTimeUs: 0 };
      await store.append(toColumns([{ ...reading, value: n, quality: 2 }]));
      process.stdout.write(`${n}\n`);
      await sleep(realWorld.clock, 1);
    }
  };
  void appendWithoutEnd();
  await begin(upkeep, work);
  while ((await isInTheMiddle[work]?.(upkeep, folder, Number(when))) !== true) {
    await sleep(realWorld.clock, 1);
  }
  process.kill(process.pid, 'SIGKILL');
}
