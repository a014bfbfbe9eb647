// What other modules may know of assets: machines, their components and their signals, each with an
// identifier under its enterprise's prefix.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';

export type Asset = {
  /** `88.118.8/M-<uuid>` for a machine, `88.118.8/M-<uuid>/C-<id>` for a component. */
  readonly identifier: string;
  readonly kind: 'machine' | 'component';
  /** The machine that a component belongs to; the machine itself for a machine. */
  readonly machine: string;
  /** The asset it is part of; absent for a machine. */
  readonly parent?: string;
  readonly name: string;
  /** What it is, in the words of its source's standard, e.g. `Linear`, `Device`. */
  readonly type: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly description?: string;
};

export type SignalKind = 'sample' | 'event' | 'condition';

export type Signal = {
  /** `88.118.8/M-<uuid>/<data item id>`; also the name of its series. */
  readonly identifier: string;
  readonly machine: string;
  /** The component that it is measured on. */
  readonly asset: string;
  /** The id within the machine, e.g. `Z1actm`. */
  readonly id: string;
  readonly name: string;
  readonly kind: SignalKind;
  /** MTConnect type, e.g. `POSITION`. */
  readonly type: string;
  readonly subType?: string;
  /** As the source names it, e.g. `MILLIMETER`. */
  readonly unit?: string;
  /** UCUM code of the unit, e.g. `mm`, where we know it. */
  readonly unitCode?: string;
  readonly value: 'number' | 'text' | 'three-space';
};

/** A machine as its source describes it: all of it, each time. */
export type MachineModel = {
  readonly machine: Asset;
  readonly components: readonly Asset[];
  readonly signals: readonly Signal[];
};

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
