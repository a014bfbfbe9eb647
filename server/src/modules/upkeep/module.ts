// Upkeep: readings corrected with reason and author, kept as long as policies say, copied and brought back.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { correctRight, readingsCorrected, retentionRight } from './api.ts';
import { correctionRoutes } from './correction-routes.ts';
import { CorrectionDesk } from './corrections.ts';
import { upkeepFailures } from './failures.ts';
import { Policies } from './policies.ts';
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
  rights: [correctRight, retentionRight],
  events: [readingsCorrected],
  failures: { upkeep: upkeepFailures.definitions },
  async start(given, register) {
    const { config, world, log, records, series, events, assets, calendars } = given;
    await openUpkeepStore(records);
    const desk = new CorrectionDesk({ world, log, records, series, events, assets });
    const policies = new Policies({ records, clock: world.clock });
    const kept = { world, log, records, series, assets, calendars, policies };
    const retention = await Retention.open({ ...kept, nightHour: config.nightHour });
    register.route(...correctionRoutes(desk), ...retentionRoutes({ retention, policies }));
    register.onReady(() => desk.takeUp());
    register.job('corrections', minuteMs, () => desk.takeUp());
    // Not waited for: what was cut short goes on while people work.
    register.onReady(() => {
      retention.look().catch((error: unknown) => log.error('retention-failed', { error }));
    });
    register.job('retention', lookMs, () => retention.look());
    register.onStop(() => retention.stop());
    return {};
  },
});
