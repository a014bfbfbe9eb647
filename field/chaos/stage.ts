// What the chaos run plays on: a platform, a gateway that holds when its disk is full and one that gives up the oldest, a
// bad network between them, and machines of which each knows what it told.
import { join } from 'node:path';
import { seededRandom, type SeededRandom } from '../../server/src/kernel/world/simulated/random.ts';
import { until } from '../../server/src/testing/until.ts';
import { freePort } from '../testing/free-port.ts';
import { HostileLink } from './hostile-link.ts';
import { MqttMachine } from './machines/mqtt-machine.ts';
import { ShdrMachine } from './machines/shdr-machine.ts';
import { WebhookMachine } from './machines/webhook-machine.ts';
import { Tier, type TierOptions } from './tier.ts';

export const enterprise = '88.118.8';

export type Stage = {
  readonly random: SeededRandom;
  readonly platform: Tier;
  /** Holds when its disk is full. */
  readonly holder: Tier;
  /** Gives up the oldest when its disk is full. */
  readonly dropper: Tier;
  readonly link: HostileLink;
  readonly shdr: readonly ShdrMachine[];
  readonly mqtt: MqttMachine;
  readonly webhook: WebhookMachine;
  /** At the gateway that gives up. */
  readonly bulk: WebhookMachine;
  readonly startedMs: number;
  close(): Promise<void>;
};

export type StageOptions = {
  readonly folder: string;
  readonly seed: number;
  /** Readings a second, of all machines. */
  readonly rate: number;
  readonly say?: (line: string) => void;
};

const signalsOfMachine = 10;
/** Of the rate. */
const parts = { shdr: 0.3, mqtt: 0.1, webhook: 0.25, bulk: 0.05 };
const smallDisk = { path: 'outbox', mebibytes: 12 };

type Machines = Pick<Stage, 'shdr' | 'mqtt' | 'webhook' | 'bulk'>;

export async function setStage(options: StageOptions): Promise<Stage> {
  const { folder, seed, say = () => {} } = options;
  const random = seededRandom(seed);
  const platformPort = await freePort();
  const platform = new Tier({
    name: 'platform',
    say,
    folder: join(folder, 'platform'),
    flags: ['--role', 'platform', '--http-port', `${platformPort}`],
  });
  const link = await HostileLink.start(platformPort, random.fork('link'));
  await platform.start();
  const brokerPort = await freePort();
  let machines: Machines | undefined;
  const ends = (): void => {
    for (const one of machines?.shdr ?? []) one.gatewayEnds();
    machines?.mqtt.gatewayEnds();
  };
  const ended = (): void => machines?.mqtt.gatewayEnded();
  const broker = ['--broker-port', `${brokerPort}`, '--broker-anonymous', enterprise];
  type Ends = Pick<TierOptions, 'onEnd' | 'onEnded'>;
  const gateway = async (name: string, flags: readonly string[], told: Ends) => {
    const reach = await reachOf(platform, link, name);
    const own = { name, say, folder: join(folder, name), small: smallDisk, ...told };
    return new Tier({ ...own, flags: [...reach, ...flags] });
  };
  const [holder, dropper] = [
    await gateway('holder', [...broker, '--outbox-when-full', 'hold'], {
      onEnd: ends,
      onEnded: ended,
    }),
    await gateway('dropper', ['--broker-port', '0', '--outbox-when-full', 'drop-oldest'], {}),
  ];
  await Promise.all([holder.start(), dropper.start()]);
  machines = await startMachines({ ...options, random, holder, dropper, brokerPort });
  const { shdr } = machines;
  return {
    ...{ random, platform, holder, dropper, link, ...machines, startedMs: Date.now() },
    async close() {
      for (const machine of shdr) machine.close();
      link.close();
      for (const tier of [holder, dropper, platform]) await tier.close();
    },
  };
}

/** Each with an invitation of its own. */
async function reachOf(platform: Tier, link: HostileLink, name: string): Promise<string[]> {
  const body = { enterprises: [enterprise] };
  const { code } = await platform.call<{ code: string }>('POST', '/api/gateways/invitations', body);
  return [
    ...['--role', 'gateway', '--http-port', `${await freePort()}`],
    ...['--outbox-gateway', name, '--outbox-platform-url', link.url, '--outbox-invitation', code],
    ...['--outbox-disk-mi-b', '2', '--outbox-parcel-ki-b', '256', '--outbox-timeout-ms', '5000'],
    ...['--outbox-retry-first-ms', '100', '--outbox-retry-max-ms', '1000'],
    ...['--gateway-reconnect-first-ms', '100', '--gateway-reconnect-max-ms', '1000'],
  ];
}

type Given = StageOptions & {
  readonly random: SeededRandom;
  readonly holder: Tier;
  readonly dropper: Tier;
  readonly brokerPort: number;
};

async function startMachines(given: Given): Promise<Machines> {
  const { rate, holder, dropper, brokerPort: port } = given;
  const chance = given.random.fork('texts');
  const bytes = (count: number): Uint8Array => chance.bytes(count);
  const shdr = await Promise.all(
    ['press', 'mill'].map((name) =>
      ShdrMachine.start({ name, signals: signalsOfMachine, readingsPerSecond: rate * parts.shdr }),
    ),
  );
  const hook = (name: string, perSecond: number, tier: Tier): WebhookMachine =>
    new WebhookMachine({ name, perSecond, door: () => tier.door, bytes });
  const webhook = hook('hook', rate * parts.webhook, holder);
  const bulk = hook('bulk', rate * parts.bulk, dropper);
  const mqtt = new MqttMachine({ name: 'line', enterprise, port, perSecond: rate * parts.mqtt });
  for (const { source } of [...shdr, mqtt, webhook])
    await holder.call('POST', '/api/sources', source);
  await dropper.call('POST', '/api/sources', bulk.source);
  for (const tier of [holder, dropper]) {
    await until(`the machines of ${tier.name} are connected`, async () => {
      const { sources } = await tier.call<{ sources: { state: string }[] }>('GET', '/api/sources');
      return sources.every(({ state }) => state === 'connected');
    });
  }
  for (const machine of [...shdr, mqtt, webhook, bulk]) machine.begin();
  return { shdr, mqtt, webhook, bulk };
}
