// The embedded MQTT broker of the gateway: 3.1.1 and 5, for machines that publish and programs that hear.
import { authenticatorPort } from '../../kernel/access/authenticator.ts';
import { machineNames } from '../../kernel/certificates/machine-names.ts';
import { ServerIdentity } from '../../kernel/certificates/server-identity.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { every } from '../../kernel/world/clock.ts';
import { namesPort } from '../../stores/ports.ts';
import { brokerPort, publishRight, subscribeRight } from './api.ts';
import { BrokerCore } from './broker.ts';
import { brokerConfig } from './config.ts';
import { brokerFailures } from './failures.ts';
import { listen } from './listen.ts';
import { brokerMeters } from './meters.ts';

const sweepMs = 500;

export const brokerModule = defineModule({
  name: 'broker',
  title: { en: 'MQTT broker', zh: 'MQTT 服务器' },
  roles: ['gateway'],
  config: brokerConfig,
  uses: { names: namesPort, authenticator: authenticatorPort },
  offers: { broker: brokerPort },
  rights: [publishRight, subscribeRight],
  failures: { broker: brokerFailures.definitions },
  async start(given, register) {
    const { config, world, log, metrics, authenticator } = given;
    const names = await given.names.open('broker');
    const meters = brokerMeters(metrics);
    const version = () => register.program.version;
    const core = new BrokerCore({ config, world, log, meters, names, authenticator, version });
    await core.open();
    const identity = await ServerIdentity.open({
      ...{ folder: given.folder, certificates: given.certificates, log },
      ...{ clock: world.clock, disk: world.disk, asksClients: false },
      names: () => machineNames({ host: config.host, publicUrl: '', configured: [] }),
    });
    const listener = await listen(core, identity);
    const sweeps = every(world.clock, sweepMs, () => {
      core.sweep();
      listener.sweep();
    });
    const told =
      core.sys.isOn && every(world.clock, config.sysSeconds * 1_000, () => core.sys.tell());
    const { host, port } = listener.address;
    register.listener({ name: 'broker', role: 'gateway', protocol: 'mqtt', host, port });
    register.job('remove-expired-messages', 60_000, async () => {
      core.retained.sweep(core.nowMs());
      core.time.note();
    });
    metrics.observed('jingwei_broker_clients', 'Clients that are connected', () => listener.count);
    metrics.observed(
      'jingwei_broker_sessions',
      'Sessions, with those whose client is away',
      () => core.sessions.count,
    );
    metrics.observed('jingwei_broker_retained', 'Retained messages', () => core.retained.count);
    register.onStop(async () => {
      sweeps.cancel();
      if (told) told.cancel();
      identity.close();
      await listener.close();
      core.time.note();
      await core.store.durable().catch((error: unknown) => log.error('not-durable', { error }));
      await names.close();
    });
    const broker = {
      publish: core.publish.bind(core),
      subscribe: core.subscribe.bind(core),
      address: listener.address,
    };
    return { broker };
  },
});
