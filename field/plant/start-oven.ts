// The oven as part of the plant: on its own port, connected like the other machines, with its rules and limits.
import type { Static } from '../../server/src/kernel/schema/schema.ts';
import type { Registrar } from '../../server/src/kernel/module/module.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import type { Sources } from '../../server/src/modules/connectivity/api.ts';
import type { Alarms } from '../../server/src/modules/alarms/api.ts';
import type { Limits } from '../../server/src/modules/control/api.ts';
import type { plantConfig } from './config.ts';
import { ModbusStation } from './modbus-station.ts';
import { Oven, ovenRegisters } from './oven.ts';
import { ovenAlarms } from './oven-alarms.ts';
import { ovenLimits, ovenRules, ovenSource } from './oven-sources.ts';
import { reachable } from './reachable.ts';

const stepMs = 250;

export type OvenGiven = {
  readonly config: Static<typeof plantConfig.schema>;
  readonly world: World;
  readonly sources: Sources | undefined;
  readonly limits: Limits | undefined;
  readonly alarms: Alarms | undefined;
};

export async function startOven(
  { config, world, sources, limits, alarms }: OvenGiven,
  register: Registrar,
): Promise<void> {
  const { host, ovenPort: port, enterprise } = config;
  const oven = new Oven(world.random);
  const station = new ModbusStation({
    network: world.network,
    address: { host, port },
    registers: oven.memory,
    writable: [[ovenRegisters.target, 2]],
    coils: () => [oven.isDoorOpen],
  });
  if (sources && limits) {
    register.suggest({
      order: 15,
      what: { en: 'heat the oven, within its limits', zh: '在联锁范围内调高炉温' },
      words: `order give ${enterprise}/M-oven-01/target 200 --reason trial`,
    });
  }
  const address = await station.open();
  register.listener({ name: 'oven', role: 'plant', protocol: 'modbus-tcp', ...address });
  register.onStop(() => station.close());
  register.job('step-oven', stepMs, async () => oven.step(world.clock.now()));
  register.onReady(async () => {
    await sources?.ensure(enterprise, ovenSource({ ...address, host: reachable(address.host) }));
    await sources?.ensure(enterprise, ovenRules(enterprise));
    const { signal, interlock } = ovenLimits(enterprise);
    if (sources) await limits?.ensure(signal, interlock);
    for (const [id, rule] of Object.entries(ovenAlarms(enterprise))) {
      await alarms?.ensureRule({ enterprise, id }, rule);
    }
  });
}
