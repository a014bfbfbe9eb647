// The demonstration plant: two simulated machines that speak a real protocol over real TCP, connected
// to the gateway the way an operator would connect them.
import { readFile } from 'node:fs/promises';
import { defineModule, type Suggestion } from '../../server/src/kernel/module/module.ts';
import { optional } from '../../server/src/kernel/module/port.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import { resolverPort } from '../../server/src/modules/identifiers/api.ts';
import { sourcesPort } from '../../server/src/modules/connectivity/api.ts';
import { Adapter } from './adapter.ts';
import { plantConfig } from './config.ts';
import { reachable } from './reachable.ts';
import { plantFailures } from './failures.ts';
import { MachineMemory } from './machine-memory.ts';
import { locationOf } from './places.ts';
import { Press } from './press.ts';
import { alarmsPort } from '../../server/src/modules/alarms/api.ts';
import { limitsPort } from '../../server/src/modules/control/api.ts';
import { assetsPort } from '../../server/src/modules/assets/api.ts';
import { calendarSetupPort } from '../../server/src/modules/calendar/api.ts';
import { setupPort } from '../../server/src/modules/oee/api.ts';
import { startPressFigures } from './press-figures.ts';
import { startOven } from './start-oven.ts';
import { replayCommand } from './replay/command.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import { TurnMill } from './turn-mill.ts';

const stepMs = 100;
const heartbeatMs = 10_000;

export const plantModule = defineModule({
  name: 'plant',
  title: { en: 'Demonstration plant', zh: '演示工厂' },
  roles: ['plant'],
  config: plantConfig,
  uses: {
    sources: optional(sourcesPort),
    resolver: optional(resolverPort),
    limits: optional(limitsPort),
    assets: optional(assetsPort),
    setup: optional(setupPort),
    calendars: optional(calendarSetupPort),
    alarms: optional(alarmsPort),
  },
  offers: {},
  failures: { plant: plantFailures.definitions },
  commands: [replayCommand],
  async start(given, register) {
    const { config, world, folder, sources, resolver, limits, alarms } = given;
    if (!config.enabled) return {};
    if (resolver) register.suggest(resolveLens(config.enterprise));
    const { random, disk } = world;
    const { host, cycleSeconds } = config;
    const press = await MachineMemory.open(disk, folder, 'press');
    const turnMill = await MachineMemory.open(disk, folder, 'turn-mill');
    const machines = [
      {
        name: 'press',
        port: config.pressPort,
        build: (tell: Tell) => new Press({ random, memory: press, cycleSeconds, tell }),
      },
      {
        name: 'turn-mill',
        port: config.turnMillPort,
        build: (tell: Tell) => new TurnMill({ random, memory: turnMill, tell }),
      },
    ];
    for (const { name, port, build } of machines) {
      const { adapter, machine } = connect(world, { host, port }, build);
      const address = await adapter.open();
      register.listener({ name, role: 'plant', protocol: 'shdr', ...address });
      register.onStop(() => adapter.close());
      let running = false;
      register.job(`step-${name}`, stepMs, async () => {
        if (running) await machine.step(world.clock.now());
      });
      register.onReady(async () => {
        await sources?.ensure(config.enterprise, {
          name,
          protocol: 'mtconnect-shdr',
          connection: {
            host: reachable(address.host),
            port: address.port,
            devices: await devicesOf(name),
          },
          machine: locationOf(name),
        });
        // Work begins when somebody can hear of it: a part made before would be told to nobody.
        running = true;
      });
    }
    startPressFigures(given, register);
    await startOven({ config, world, sources, limits, alarms }, register);
    return {};
  },
});

const resolveLens = (enterprise: string): Suggestion => ({
  order: 5,
  what: { en: 'resolve a lens that is being made', zh: '解析一件正在生产的透镜' },
  words: `resolve ${enterprise}/L-100001`,
});

type Tell = (lines: string) => void;

function connect(
  world: World,
  address: { host: string; port: number },
  build: (tell: Tell) => SimulatedMachine,
): { adapter: Adapter; machine: SimulatedMachine } {
  const machine = build((lines) => adapter.tell(lines));
  const adapter = new Adapter({
    network: world.network,
    address,
    heartbeatMs,
    current: () => machine.current(world.clock.now()),
  });
  return { adapter, machine };
}

/** The Devices.xml of a simulated machine: `press` or `turn-mill`. */
export function devicesOf(name: string): Promise<string> {
  return readFile(new URL(`./${name}.devices.xml`, import.meta.url), 'utf8');
}
