// What other modules may know of assets: places, machines, their components and their signals, each with
// an identifier under its enterprise's prefix. The places are the equipment hierarchy of ISA-95 (IEC 62264-1).
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';

const text = Type.String();
const perhaps = Type.Optional(text);

/** From the enterprise down; each may hold those behind it. */
export const assetKinds = [
  'enterprise',
  'site',
  'area',
  'line',
  'cell',
  'machine',
  'component',
] as const;
export type AssetKind = (typeof assetKinds)[number];

export const attributeSchema = Type.Object({
  value: Type.Union([Type.Number(), text, Type.Boolean()]),
  /** UCUM code, for numbers. */
  unit: perhaps,
});
export type Attribute = Readonly<Static<typeof attributeSchema>>;

export const assetSchema = Type.Object({
  /**
   * `88.118.8` for the enterprise, `88.118.8/A-<id>` for a place, `88.118.8/M-<uuid>` for a machine,
   * `88.118.8/M-<uuid>/C-<id>` for a component.
   */
  identifier: text,
  kind: oneOf(assetKinds),
  /** The machine that a component belongs to; the asset itself for a machine or a place. */
  machine: text,
  /** The asset it is part of: for a machine the place where it stands. Absent for an enterprise. */
  parent: perhaps,
  name: text,
  /** What it is, in the words of its source's standard, e.g. `Linear`, `Device`. */
  type: text,
  manufacturer: perhaps,
  model: perhaps,
  serialNumber: perhaps,
  description: perhaps,
  /** ISA-95 levels below the enterprise as its source says them: site, area, line, cell. */
  location: Type.Optional(Type.Array(text)),
  /** The type that it is of, at a version. */
  assetType: Type.Optional(Type.Object({ identifier: text, version: Type.Integer() })),
  /** Facts by name, e.g. `ratedPower`. */
  attributes: Type.Optional(Type.Record(text, attributeSchema)),
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

/**
 * Place names from the enterprise down, then the machine's name, then the signal's id:
 * `88.118.8 / 上海 / 注塑 / 一线 / 压机 7 / melt_temp`. Matching is without case, by segment: `*` is one
 * segment (or part of one: `melt_*`), `**` any number. The first segment is the enterprise's prefix.
 */
export type SignalSearch = {
  /** Prefixes or identifiers that the caller may see; `*` for all. */
  readonly scopes: readonly string[];
  /** Segments joined by `/`; e.g. `88.118.8/**\/melt_temp`. */
  readonly path?: string;
  /** Under this asset or place, at any depth. */
  readonly under?: string;
  /** Asset type: identifier or name, or what its source calls it, e.g. `Device`. */
  readonly assetType?: string;
  /** E.g. `TEMPERATURE`. */
  readonly signalType?: string;
};

export type PageOf = { readonly limit: number; readonly after?: string };

/** Identifiers of assets and signals; what is under a moved or renamed asset is not named one by one. */
export type AssetsChanged = {
  readonly put: readonly string[];
  readonly removed: readonly string[];
};

export interface Assets {
  /**
   * Makes the machine what the model says; idempotent. Identifiers are registered where this process has
   * an enterprise node. A machine that nobody has moved stands where its `location` says; the places are made.
   */
  put(model: MachineModel): Promise<{ created: number; changed: number; unchanged: number }>;
  machine(identifier: string): Promise<MachineModel | undefined>;
  /** Machines under these prefixes (`*` for all), by identifier. */
  machines(
    scopes: readonly string[],
    page: { limit: number; after?: string },
  ): Promise<{ machines: Asset[]; next?: string }>;
  signal(identifier: string): Promise<Signal | undefined>;
  /**
   * By machine, then by identifier. Looks at a bounded number of signals, so a page may hold fewer than
   * `limit`, even none, while `next` says that there may be more. Fails with `assets.bad-path`.
   */
  signals(search: SignalSearch, page: PageOf): Promise<{ signals: Signal[]; next?: string }>;
  /** `['88.118.8','上海','注塑','一线','压机 7','melt_temp']`; of assets too. */
  pathOf(identifier: string): Promise<readonly string[] | undefined>;
  /** Any asset: enterprise, site, area, line, cell, machine, component. */
  asset(identifier: string): Promise<Asset | undefined>;
  /** By name; `next` is opaque. */
  children(identifier: string, page: PageOf): Promise<{ assets: Asset[]; next?: string }>;
  /** Told after each durable change: which identifiers (assets or signals) were put or removed. */
  follow(hear: (changed: AssetsChanged) => void): { cancel(): void };
}
export const assetsPort = definePort<Assets>('assets.assets');

export const readAssetsRight = defineRight('assets.read', {
  en: 'See machines, components and signals',
  zh: '查看设备、部件和测点',
});

export const writeAssetsRight = defineRight('assets.write', {
  en: 'Change the tree of assets, their types, relations and documents',
  zh: '修改资产树、资产类型、关系和文档',
});
