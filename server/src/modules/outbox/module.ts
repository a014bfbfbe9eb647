// The outbox of a gateway: everything that is read goes through it, durable here before it is acknowledged, and on to the
// platform in this process or over HTTP.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { intakePort } from '../intake/api.ts';
import { outboxPort, platformLinesPort, readOutboxRight } from './api.ts';
import { outboxCommands } from './commands.ts';
import { outboxConfig } from './config.ts';
import { outboxFailures } from './failures.ts';
import { gatewayKeyIn, publicTextOf } from './gateway-key.ts';
import { outboxRoutes } from './routes.ts';
import { platformUrlOf, TierOutbox } from './tier-outbox.ts';
import { HttpLink, keyOf } from './uplink/http-link.ts';
import { linkInProcess } from './uplink/link.ts';

export const outboxModule = defineModule({
  name: 'outbox',
  title: { en: 'Outbox to the platform', zh: '发往平台的发件箱' },
  roles: ['gateway'],
  config: outboxConfig,
  uses: { intake: optional(intakePort) },
  offers: { outbox: outboxPort, lines: platformLinesPort },
  rights: [readOutboxRight],
  failures: { outbox: outboxFailures.definitions },
  commands: outboxCommands,
  async start({ config, world, log, metrics, folder, intake }, register) {
    if (config.platformKey !== '') keyOf(config.platformKey);
    const url = config.platformUrl === '' ? undefined : platformUrlOf(config.platformUrl);
    const outbox = await TierOutbox.open({ config, world, log, folder });
    const privateKey = await gatewayKeyIn(folder, world.disk);
    let link: HttpLink | undefined;
    const status = () => outbox.status('*');
    metrics.observed(
      'jingwei_outbox_waiting_readings',
      'Readings durable here and not settled by a receipt',
      () => status().waiting.readings,
    );
    metrics.observed(
      'jingwei_outbox_waiting_bytes',
      'Bytes durable here and not settled by a receipt',
      () => status().waiting.bytes,
    );
    register.route(...outboxRoutes(outbox));
    register.onStop(() => outbox.close());
    register.onReady(async () => {
      if (url) {
        const authority = await pemIn(config.platformAuthority);
        link = new HttpLink({
          ...{ url, gateway: config.gateway, privateKey, platformKey: config.platformKey },
          ...{ folder, invitation: config.invitation, world, timeoutMs: config.timeoutMs },
          ...(authority === undefined ? {} : { authority }),
        });
        outbox.sendTo(link);
        log.info('gateway-key', { gateway: config.gateway, key: publicTextOf(privateKey) });
      } else if (intake) outbox.sendTo(linkInProcess(intake, config.gateway));
    });
    return { outbox, lines: { gateway: config.gateway, line: () => link } };

    async function pemIn(path: string): Promise<string | undefined> {
      if (path === '') return undefined;
      const bytes = await world.disk.read(path);
      if (!bytes) throw outboxFailures['bad-authority']({ path });
      return new TextDecoder().decode(bytes);
    }
  },
});
