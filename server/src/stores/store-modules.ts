// Each shape as an on-demand module: opened when a module of the plan uses it, on the engine that the
// settings choose. Role and engine stay independent.
import { join } from 'node:path';
import { defineConfig, setting } from '../kernel/config/section.ts';
import { assert } from '../kernel/failure/assert.ts';
import { LoggedEvents } from '../kernel/events/event-log.ts';
import { eventsPort } from '../kernel/events/events.ts';
import { defineModule, type Module } from '../kernel/module/module.ts';
import type { Port } from '../kernel/module/port.ts';
import { Type, type TSchema } from '../kernel/schema/schema.ts';
import {
  blobsPort,
  leasesPort,
  logPort,
  namesPort,
  recordsPort,
  seriesPort,
  tablesPort,
  type Engine,
  type ShapeName,
} from './ports.ts';

const ports: Readonly<Record<ShapeName, Port<unknown>>> = {
  records: recordsPort,
  names: namesPort,
  series: seriesPort,
  log: logPort,
  blobs: blobsPort,
  leases: leasesPort,
  tables: tablesPort,
};

/** One module for each shape that some engine provides, and the events over the log. */
export function storeModules(engines: readonly Engine[]): Module[] {
  const shapes = Object.keys(ports) as ShapeName[];
  return [...shapes.map((shape) => storeModule(shape, engines)), eventsModule];
}

function storeModule(shape: ShapeName, engines: readonly Engine[]): Module {
  const able = engines.filter((engine) => engine.shapes[shape] !== undefined);
  const names = able.map(({ name }) => name);
  const [first] = names;
  assert(first !== undefined, `some engine provides ${shape}`);
  return defineModule({
    name: `${shape}-store`,
    title: { en: `The ${shape} store`, zh: `${shape} 存储` },
    roles: 'on-demand',
    config: defineConfig(
      `${shape}Store`,
      Type.Object({
        engine: setting.oneOf(names, first, {
          en: `The product behind the ${shape} store`,
          zh: `${shape} 存储所用的产品`,
        }),
        ...settingsOf(able),
      }),
    ),
    uses: {},
    offers: { store: ports[shape] },
    async start({ config, world, log, folder }, register) {
      const engine = able.find(({ name }) => name === config.engine);
      const open = engine?.shapes[shape];
      assert(open, `engine ${config.engine} provides ${shape}`);
      const path = join(folder, config.engine);
      await world.disk.makeFolder(path);
      const own: unknown = (config as Readonly<Record<string, unknown>>)[config.engine];
      const settings = engine?.settings ? { settings: own } : {};
      const store = await open({ folder: path, world, log, ...settings });
      register.onStop(() => store.close());
      return { store };
    },
  });
}

function settingsOf(engines: readonly Engine[]): Record<string, TSchema> {
  return Object.fromEntries(
    engines.flatMap(({ name, settings }) => (settings ? [[name, settings]] : [])),
  );
}

const eventsModule = defineModule({
  name: 'events',
  title: { en: 'Events', zh: '事件' },
  roles: 'on-demand',
  uses: { store: logPort },
  offers: { events: eventsPort },
  async start({ store, world, log }) {
    return { events: new LoggedEvents({ log: store, clock: world.clock, journal: log }) };
  },
});
