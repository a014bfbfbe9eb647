// The intake: the platform's end of the outbox. Gateways hand in parcels and get signed receipts; people see which
// gateways there are and, in the gap report, that nothing is missing.
import { sign } from 'node:crypto';
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import {
  enrolGatewaysRight,
  gatewayCallsPort,
  intakePort,
  readIntakeRight,
  type GatewayCalls,
} from './api.ts';
import { intakeCommands } from './commands.ts';
import { intakeFailures } from './failures.ts';
import { gapReporter } from './gap-report.ts';
import { gapRoutes } from './gap-routes.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { Gateways } from './gateways.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { forGateways, parcelRoutes, signerOf } from './parcel-routes.ts';
import { platformKeyIn } from './platform-key.ts';
import { Receiver } from './receiver.ts';
import { StreamsStore } from './streams-store.ts';

const hourMs = 3_600_000;

export const intakeModule = defineModule({
  name: 'intake',
  title: { en: 'Intake of gateways', zh: '网关数据接收' },
  roles: ['platform'],
  config: defineConfig(
    'intake',
    Type.Object({
      ledgerDays: setting.whole(
        92,
        { minimum: 1, maximum: 3_660 },
        {
          en: 'Gap reports reach back this many days; readings are kept regardless',
          zh: '缺口报告可追溯的天数，不影响读数的保留',
        },
      ),
    }),
  ),
  uses: {
    records: recordsPort,
    telemetry: telemetryPort,
    assets: assetsPort,
    events: eventsPort,
  },
  offers: { intake: intakePort, calls: gatewayCallsPort },
  rights: [readIntakeRight, enrolGatewaysRight],
  failures: { intake: intakeFailures.definitions },
  commands: intakeCommands,
  async start(given, register) {
    const { config, world, log, metrics, folder, records, telemetry, assets, events } = given;
    const { clock, random, disk } = world;
    const key = await platformKeyIn(folder, disk);
    const gateways = new Gateways({ records, clock, random });
    await gateways.open();
    const streams = new StreamsStore(records);
    await streams.define();
    const takers = { telemetry, assets, events };
    const receiver = new Receiver({ gateways, streams, takers, key, clock, log, metrics });
    register.route(
      ...parcelRoutes({ gateways, receiver }),
      ...gatewayRoutes({ gateways, streams }),
      ...invitationRoutes({ gateways }),
      ...gapRoutes({ reporter: gapReporter(telemetry, streams), clock }),
    );
    register.page({
      id: 'gateways',
      path: '/gateways',
      title: { en: 'Gateways', zh: '网关' },
      order: 29,
    });
    register.page({
      id: 'gaps',
      path: '/gaps',
      title: { en: 'Gap report', zh: '缺口报告' },
      order: 30,
    });
    register.job('forget', hourMs, async () => {
      await gateways.forgetExpired();
      await streams.forgetLedger(clock.now() - config.ledgerDays * 24 * hourMs);
    });
    const calls: GatewayCalls = {
      access: forGateways({ gateways }),
      signer: (request, headers) => signerOf(request, headers, gateways),
      serving: (enterprise) => gateways.serving(enterprise),
      sign: (bytes) => sign(null, bytes, key.privateKey),
    };
    return { intake: receiver, calls };
  },
});
