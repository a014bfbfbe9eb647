// Starts modules on a simulated machine as `startProgram` does, without its HTTP border: that one
// listens on the real network, which a simulation must not touch.
import { loadConfig } from '../../server/src/kernel/config/load.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { MetricsRegistry } from '../../server/src/kernel/metrics/metrics.ts';
import {
  defineModule,
  type Module,
  type Registrar,
} from '../../server/src/kernel/module/module.ts';
import { planModules } from '../../server/src/kernel/module/plan.ts';
import type { Port } from '../../server/src/kernel/module/port.ts';
import { every } from '../../server/src/kernel/world/clock.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import type { NamesOpener } from '../../server/src/stores/names/names.ts';
import { namesPort } from '../../server/src/stores/ports.ts';

export type NodeOptions = {
  readonly modules: readonly Module[];
  readonly role: string;
  readonly settings: Readonly<Record<string, object>>;
  readonly world: World;
  readonly names: NamesOpener;
};

export type SimulatedProgram = { port<T>(port: Port<T>): T; stop(): Promise<void> };

export async function startNodes(options: NodeOptions): Promise<SimulatedProgram> {
  const { world } = options;
  const all = [namesModule(options.names), ...options.modules];
  const sections = all.flatMap((module) => module.config ?? []);
  const file = { path: 'settings', text: JSON.stringify(options.settings) };
  const settings = loadConfig(sections, { file, environment: {}, flags: {} });
  const ports = new Map<string, unknown>();
  const stops: (() => Promise<void> | void)[] = [];
  const readies: (() => Promise<void> | void)[] = [];
  const metrics = new MetricsRegistry();
  for (const module of planModules(all, [options.role])) {
    const config = module.config === undefined ? {} : settings[module.config.name];
    const base = { config, world, log: silentLog, metrics, folder: `/data/${module.name}` };
    const used = Object.entries(module.uses).map(([name, { name: port }]) => [
      name,
      ports.get(port),
    ]);
    const given = { ...base, ...Object.fromEntries(used) };
    const offered = await module.start(given as never, registrar(world, stops, readies));
    for (const [name, port] of Object.entries(module.offers)) ports.set(port.name, offered[name]);
  }
  for (const ready of readies) await ready();
  return {
    port: <T>(port: Port<T>) => ports.get(port.name) as T,
    async stop() {
      for (const stop of stops.toReversed()) await stop();
    },
  };
}

type Work = () => Promise<void> | void;

function registrar(world: World, stops: Work[], readies: Work[]): Registrar {
  return {
    program: {
      roles: [],
      version: '',
      listeners: [],
      http: { host: '', port: 0, tls: false, plain: false },
      pages: [],
      suggestions: [],
      publicUrl: '',
      rights: [],
    },
    route() {},
    quick() {},
    listener() {},
    page() {},
    suggest() {},
    job(_name, periodMs, work) {
      const timer = every(world.clock, periodMs, work);
      stops.push(() => timer.cancel());
    },
    onStop: (work) => void stops.push(work),
    onReady: (work) => void readies.push(work),
  };
}

function namesModule(names: NamesOpener): Module {
  return defineModule({
    name: 'simulated-names',
    title: { en: 'simulated names store', zh: '模拟标识存储' },
    roles: 'on-demand',
    uses: {},
    offers: { names: namesPort },
    start: async () => ({ names }),
  });
}
