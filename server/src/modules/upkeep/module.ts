// Upkeep: readings corrected with reason and author, kept as long as policies say, copied and brought back.
import { join } from 'node:path';
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import type { RestoreWanted } from '../../stores/series/series.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { backupRight, correctRight, readingsCorrected, retentionRight } from './api.ts';
import { backupRoutes } from './backup-routes.ts';
import { Backups } from './backups.ts';
import { correctionRoutes } from './correction-routes.ts';
import { upkeepCommands } from './commands.ts';
import { CorrectionDesk } from './corrections.ts';
import { upkeepFailures } from './failures.ts';
import { Policies } from './policies.ts';
import { forgetProgress } from './progress.ts';
import { Retention } from './retention.ts';
import { retentionRoutes } from './retention-routes.ts';
import { openUpkeepStore } from './store.ts';

const minuteMs = 60_000;
const lookMs = 5 * minuteMs;

export const upkeepModule = defineModule({
  name: 'upkeep',
  title: { en: 'Upkeep of readings', zh: '读数维护' },
  roles: ['platform'],
  config: defineConfig(
    'upkeep',
    Type.Object({
      backupFolder: setting.text('', {
        en: 'Folder for backups of readings, best on another disk; one under the data folder unless told',
        zh: '读数备份文件夹，宜设在另一块磁盘；默认在数据文件夹内',
      }),
      nightHour: setting.whole(
        2,
        { minimum: 0, maximum: 23 },
        {
          en: 'Hour of the plant’s day from which policies of retention are applied, once a day',
          zh: '每天自工厂当地该小时起执行一次保留策略',
        },
      ),
    }),
  ),
  uses: {
    records: recordsPort,
    series: seriesPort,
    events: eventsPort,
    assets: assetsPort,
    calendars: optional(calendarsPort),
  },
  offers: {},
  rights: [correctRight, retentionRight, backupRight],
  events: [readingsCorrected],
  commands: upkeepCommands,
  failures: { upkeep: upkeepFailures.definitions },
  async start(given, register) {
    const { config, world, log, records, series, events, assets, calendars } = given;
    await openUpkeepStore(records);
    const desk = new CorrectionDesk({ world, log, records, series, events, assets });
    const policies = new Policies({ records, clock: world.clock });
    const kept = { world, log, records, series, assets, calendars, policies };
    const retention = await Retention.open({ ...kept, nightHour: config.nightHour });
    const folder = config.backupFolder || join(given.folder, 'backups');
    const restored = async (wanted: RestoreWanted): Promise<void> => {
      await forgetProgress(records);
      await desk.adopt(wanted);
    };
    const backups = new Backups({ world, log, records, series, events, folder, restored });
    register.route(
      ...correctionRoutes(desk),
      ...retentionRoutes({ retention, policies }),
      ...backupRoutes(backups),
    );
    register.onReady(() => desk.takeUp());
    register.onReady(() => backups.takeUp());
    register.job('corrections', minuteMs, () => desk.takeUp());
    register.page({
      id: 'upkeep',
      path: '/upkeep',
      title: { en: 'Upkeep', zh: '读数维护' },
      order: 48,
    });
    // Not waited for: what was cut short goes on while people work.
    register.onReady(() => {
      retention.look().catch((error: unknown) => log.error('retention-failed', { error }));
    });
    register.job('retention', lookMs, () => retention.look());
    register.onStop(async () => {
      await Promise.all([retention.stop(), backups.stop()]);
    });
    return {};
  },
});
