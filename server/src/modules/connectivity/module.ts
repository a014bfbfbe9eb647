// The gateway: reads machines and hands what they say, and which parts they finish, to the outbox.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { outboxPort } from '../outbox/api.ts';
import { SourceActuation } from './actuation.ts';
import {
  actuationPort,
  changeSourcesRight,
  flowPort,
  gatewayFactsPort,
  mqttPort,
  partFinished,
  pushReadingsRight,
  readSourcesRight,
  sourcesPort,
} from './api.ts';
import { importCommand } from './commands/import-command.ts';
import { lookCommands } from './commands/look-commands.ts';
import { sourceCommands } from './commands/source-commands.ts';
import { trustCommand } from './commands/trust-command.ts';
import { gatewayConfig } from './config.ts';
import { connectivityFailures } from './failures.ts';
import { LookAround } from './look-around.ts';
import { gatewayMeters } from './meters.ts';
import { connectMqtt } from './mqtt/client.ts';
import { protocolFailures } from './protocol-failures.ts';
import { lookRoutes } from './routes/look-routes.ts';
import { sourceRoutes } from './routes/source-routes.ts';
import { trialRoute } from './routes/trial-route.ts';
import { importRoute } from './routes/import-route.ts';
import { pushRoute } from './routes/push-route.ts';
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
    outbox: outboxPort,
    series: optional(seriesPort),
  },
  offers: {
    sources: sourcesPort,
    flow: flowPort,
    actuation: actuationPort,
    mqtt: mqttPort,
    facts: gatewayFactsPort,
  },
  rights: [readSourcesRight, changeSourcesRight, pushReadingsRight],
  events: [partFinished],
  failures: {
    connectivity: connectivityFailures.definitions,
    ...protocolFailures,
  },
  commands: [...sourceCommands, trustCommand, importCommand, ...lookCommands],
  async start(given, register) {
    const { config, world, log, metrics, folder, records, assets, outbox, series } = given;
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
      outbox,
    });
    const look = new LookAround({
      plant: sources.plant,
      reach: (protocol, enterprise) => sources.reach(protocol, enterprise ?? config.enterprise),
      completed: (enterprise, settings) => sources.completed(enterprise, settings),
    });
    register.route(...sourceRoutes(sources, config.enterprise));
    register.route(...lookRoutes(look, config.enterprise));
    register.route(trialRoute({ plant: sources.plant, series, enterprise: config.enterprise }));
    register.route(pushRoute(sources, config.enterprise));
    register.route(trustRoute(sources, config.enterprise));
    register.route(importRoute(sources, config.enterprise));
    register.page({
      id: 'connections',
      path: '/connections',
      title: { en: 'Connections', zh: '设备接入' },
      order: 25,
    });
    register.onStop(() => sources.close());
    register.onReady(() => sources.open());
    const actuation = new SourceActuation({
      world,
      sourcesOf: (enterprise) => sources.running(enterprise),
      timeoutMs: config.connectTimeoutMs,
    });
    const facts = { enterprise: config.enterprise };
    return {
      sources,
      flow: sources,
      actuation,
      mqtt: { connect: connectMqtt, publishes: sources.publishes.bind(sources) },
      facts,
    };
  },
});
