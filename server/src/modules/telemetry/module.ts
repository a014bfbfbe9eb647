// Telemetry: readings go into the series store and, once durable, to everybody who follows them live.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { seriesPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { readTelemetryRight, telemetryPort } from './api.ts';
import { telemetryFailures } from './failures.ts';
import { telemetryRoutes } from './routes.ts';
import { StoredTelemetry } from './stored-telemetry.ts';

const hourMs = 3_600_000;

export const telemetryModule = defineModule({
  name: 'telemetry',
  title: { en: 'Readings', zh: '读数' },
  roles: ['platform', 'gateway'],
  config: defineConfig(
    'telemetry',
    Type.Object({
      sealAfterHours: setting.whole(
        24,
        { minimum: 1, maximum: 24 * 366 },
        {
          en: 'Readings older than this many hours move into compressed Parquet files',
          zh: '早于该小时数的读数将转入压缩的 Parquet 文件',
        },
      ),
    }),
  ),
  uses: { series: seriesPort, assets: assetsPort },
  offers: { telemetry: telemetryPort },
  rights: [readTelemetryRight],
  failures: { telemetry: telemetryFailures.definitions },
  async start({ config, world, log, metrics, series, assets }, register) {
    const telemetry = new StoredTelemetry({ series, clock: world.clock, metrics });
    register.route(...telemetryRoutes({ telemetry, series, assets, clock: world.clock }));
    register.page({
      id: 'machines',
      path: '/machines',
      title: { en: 'Machines', zh: '设备' },
      order: 20,
    });
    register.job('seal', hourMs, async () => {
      const before = (world.clock.now() - config.sealAfterHours * hourMs) * 1000;
      const sealed = await series.seal(before);
      if (sealed.readings > 0) log.info('sealed', sealed);
    });
    return { telemetry };
  },
});
