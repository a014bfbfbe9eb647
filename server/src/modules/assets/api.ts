// What other modules may know of assets: machines, their components and their signals, each with an
// identifier under its enterprise's prefix.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';

const text = Type.String();
const perhaps = Type.Optional(text);

export const assetSchema = Type.Object({
  /** `88.118.8/M-<uuid>` for a machine, `88.118.8/M-<uuid>/C-<id>` for a component. */
  identifier: text,
  kind: oneOf(['machine', 'component']),
  /** The machine that a component belongs to; the machine itself for a machine. */
  machine: text,
  /** The asset it is part of; absent for a machine. */
  parent: perhaps,
  name: text,
  /** What it is, in the words of its source's standard, e.g. `Linear`, `Device`. */
  type: text,
  manufacturer: perhaps,
  model: perhaps,
  serialNumber: perhaps,
  description: perhaps,
  /** ISA-95 levels below the enterprise: site, area, line, cell. */
  location: Type.Optional(Type.Array(text)),
});
export type Asset = Readonly<Static<typeof assetSchema>>;

export const signalSchema = Type.Object({
  /** `88.118.8/M-<uuid>/<data item id>`; also the name of its series. */
  identifier: text,
  machine: text,
  /** The component that it is measured on. */
  asset: text,
  /** The id within the machine, e.g. `Z1actm`. */
  id: text,
  name: text,
  kind: oneOf(['sample', 'event', 'condition']),
  /** MTConnect type, e.g. `POSITION`. */
  type: text,
  subType: perhaps,
  /** As the source names it, e.g. `MILLIMETER`. */
  unit: perhaps,
  /** UCUM code of the unit, e.g. `mm`, where we know it. */
  unitCode: perhaps,
  value: oneOf(['number', 'text', 'boolean', 'three-space']),
  /** May be written through the gateway, by those with the right. */
  writable: Type.Optional(Type.Boolean()),
});
export type Signal = Readonly<Static<typeof signalSchema>>;
export type SignalKind = Signal['kind'];

/** A machine as its source describes it: all of it, each time. */
export type MachineModel = {
  readonly machine: Asset;
  readonly components: readonly Asset[];
  readonly signals: readonly Signal[];
};

/** `88.118.8` of `88.118.8/M-1/C-2`. */
export function enterpriseOf(identifier: string): string {
  const slash = identifier.indexOf('/');
  return slash < 0 ? identifier : identifier.slice(0, slash);
}

export interface Assets {
  /** Makes the machine what the model says; idempotent. Identifiers are registered where this process has an enterprise node. */
  put(model: MachineModel): Promise<{ created: number; changed: number; unchanged: number }>;
  machine(identifier: string): Promise<MachineModel | undefined>;
  /** Machines under these prefixes (`*` for all), by identifier. */
  machines(
    scopes: readonly string[],
    page: { limit: number; after?: string },
  ): Promise<{ machines: Asset[]; next?: string }>;
  signal(identifier: string): Promise<Signal | undefined>;
}
export const assetsPort = definePort<Assets>('assets.assets');

export const readAssetsRight = defineRight('assets.read', {
  en: 'See machines, components and signals',
  zh: '查看设备、部件和测点',
});
