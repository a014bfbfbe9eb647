// The gateway: reads machines, stores what they say, and tells which parts they finish.
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { recordsPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import {
  changeSourcesRight,
  flowPort,
  partFinished,
  readSourcesRight,
  sourcesPort,
} from './api.ts';
import { lookCommands } from './commands/look-commands.ts';
import { sourceCommands } from './commands/source-commands.ts';
import { trustCommand } from './commands/trust-command.ts';
import { gatewayConfig } from './config.ts';
import { connectivityFailures } from './failures.ts';
import { LookAround } from './look-around.ts';
import { gatewayMeters } from './meters.ts';
import { partEventId } from './model/part-cycle.ts';
import { mqttFailures } from './mqtt/failures.ts';
import { mtconnectFailures } from './protocols/mtconnect-shdr/failures.ts';
import { lookRoutes } from './routes/look-routes.ts';
import { opcUaFailures } from './protocols/opc-ua/failures.ts';
import { sourceRoutes } from './routes/source-routes.ts';
import { trustRoute } from './routes/trust-route.ts';
import { RunningSources } from './sources.ts';
import { memoriesCollection, sourcesCollection } from './store.ts';

export const gatewayModule = defineModule({
  name: 'gateway',
  title: { en: 'Machine gateway', zh: '设备网关' },
  roles: ['gateway'],
  config: gatewayConfig,
  uses: {
    records: recordsPort,
    assets: assetsPort,
    telemetry: telemetryPort,
    events: eventsPort,
  },
  offers: { sources: sourcesPort, flow: flowPort },
  rights: [readSourcesRight, changeSourcesRight],
  events: [partFinished],
  failures: {
    connectivity: connectivityFailures.definitions,
    mtconnect: mtconnectFailures.definitions,
    'opc-ua': opcUaFailures.definitions,
    mqtt: mqttFailures.definitions,
  },
  commands: [...sourceCommands, trustCommand, ...lookCommands],
  async start(given, register) {
    const { config, world, log, metrics, folder, records, assets, telemetry, events } = given;
    await records.define(sourcesCollection);
    await records.define(memoriesCollection);
    const sources = new RunningSources({
      config,
      world,
      log,
      meters: gatewayMeters(metrics),
      records,
      assets,
      folder,
      append: (batch) => telemetry.append(batch),
      tell: (parts) =>
        events.tell(
          partFinished,
          parts.map((body) => ({ id: partEventId(body), body })),
        ),
    });
    const look = new LookAround({
      reach: (protocol) => sources.reach(protocol),
      completed: (enterprise, settings) => sources.completed(enterprise, settings),
    });
    register.route(...sourceRoutes(sources, config.enterprise));
    register.route(trustRoute(sources, config.enterprise), ...lookRoutes(look, config.enterprise));
    register.onStop(() => sources.close());
    register.onReady(() => sources.open());
    return { sources, flow: sources };
  },
});
