// How a machine's signals are laid out: conditions first, then the signals of each component in the
// order of its description; and which of them matter most.
import type { Asset, MachineModel, Reading, Signal } from '@jingwei/sdk';

export type SignalGroup = {
  readonly asset: Asset;
  /** Names from the machine down to this component. */
  readonly path: readonly string[];
  readonly signals: readonly Signal[];
};

export type Layout = {
  readonly conditions: readonly Signal[];
  readonly groups: readonly SignalGroup[];
};

export function layOut(model: MachineModel): Layout {
  const assets = new Map(
    [model.machine, ...model.components].map((asset) => [asset.identifier, asset]),
  );
  const byAsset = Map.groupBy(
    model.signals.filter((signal) => signal.kind !== 'condition'),
    (signal) => signal.asset,
  );
  const groups: SignalGroup[] = [];
  for (const asset of [model.machine, ...inTreeOrder(model)]) {
    const signals = byAsset.get(asset.identifier);
    if (signals) groups.push({ asset, path: pathOf(asset, assets), signals });
  }
  return { conditions: model.signals.filter((signal) => signal.kind === 'condition'), groups };
}

/** Parents before children, children in the order given; nobody is lost if a parent is unknown. */
function inTreeOrder(model: MachineModel): Asset[] {
  const children = Map.groupBy(
    model.components,
    (asset) => asset.parent ?? model.machine.identifier,
  );
  const ordered: Asset[] = [];
  const seen = new Set<Asset>();
  const descend = (identifier: string) => {
    for (const asset of children.get(identifier) ?? []) {
      if (seen.has(asset)) continue;
      seen.add(asset);
      ordered.push(asset);
      descend(asset.identifier);
    }
  };
  descend(model.machine.identifier);
  return [...ordered, ...model.components.filter((asset) => !seen.has(asset))];
}

function pathOf(asset: Asset, assets: ReadonlyMap<string, Asset>): string[] {
  const path: string[] = [];
  let at: Asset | undefined = asset;
  while (at && at.kind === 'component' && path.length < 16) {
    path.unshift(at.name);
    at = at.parent === undefined ? undefined : assets.get(at.parent);
  }
  return path;
}

/** The layout with only what matches every word of the filter; `typeText` adds the type as it is shown. */
export function filterLayout(
  layout: Layout,
  filter: string,
  typeText: (signal: Signal) => string = () => '',
): Layout {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return layout;
  const fits = (signal: Signal, place: string) => {
    const text =
      `${signal.name} ${signal.id} ${signal.type} ${signal.subType ?? ''} ${typeText(signal)} ${place}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return {
    conditions: layout.conditions.filter((signal) => fits(signal, 'condition')),
    groups: layout.groups.flatMap((group) => {
      const place = [...group.path, group.asset.type].join(' ');
      const signals = group.signals.filter((signal) => fits(signal, place));
      return signals.length === 0 ? [] : [{ ...group, signals }];
    }),
  };
}

export type KeySignals = {
  readonly [K in 'availability' | 'execution' | 'mode' | 'program' | 'parts']?: Signal;
};

const keyTypes = {
  availability: ['AVAILABILITY'],
  execution: ['EXECUTION'],
  mode: ['CONTROLLER_MODE'],
  program: ['PROGRAM', 'ACTIVE_PROGRAMS'],
  parts: ['PART_COUNT'],
} as const;

/** What a machine is asked first: is it there, does it run, what, how many. */
export function keySignals(signals: readonly Signal[]): KeySignals {
  const found: { -readonly [K in keyof KeySignals]: KeySignals[K] } = {};
  for (const [key, types] of Object.entries(keyTypes) as [keyof KeySignals, readonly string[]][]) {
    const fitting = signals.filter((signal) => types.includes(signal.type));
    const best = fitting.find((signal) => signal.subType === undefined || signal.subType === 'ALL');
    const chosen = best ?? fitting[0];
    if (chosen) found[key] = chosen;
  }
  return found;
}

/** What a chart can draw. */
export function isChartable(signal: Signal): boolean {
  return signal.value === 'number' && signal.kind !== 'condition';
}

export const chartedMax = 6;
const defaultCount = 4;
/** What the machine was told to do, not what it does. */
const wishes: readonly string[] = ['COMMANDED', 'PROGRAMMED', 'OVERRIDE'];
const telling = [
  'LOAD',
  'PRESSURE',
  'ROTARY_VELOCITY',
  'TEMPERATURE',
  'POSITION',
  'PATH_FEEDRATE',
  'LINEAR_FORCE',
  'TORQUE',
  'WATTAGE',
];

/** A few numeric samples that have readings, of different types, the most telling types first. */
export function defaultSignals(
  signals: readonly Signal[],
  last: ReadonlyMap<string, Reading>,
): string[] {
  const alive = signals.filter((signal) => {
    const value = last.get(signal.identifier)?.value;
    const wished = wishes.includes(signal.subType ?? '');
    return signal.kind === 'sample' && !wished && isChartable(signal) && typeof value === 'number';
  });
  const newestFirst = alive.toSorted((a, b) => timeOf(last, b).localeCompare(timeOf(last, a)));
  const oneOfEach = telling.flatMap(
    (type) => newestFirst.find((signal) => signal.type === type) ?? [],
  );
  const rest = newestFirst.filter((signal) => !oneOfEach.includes(signal));
  return [...oneOfEach, ...rest].slice(0, defaultCount).map((signal) => signal.identifier);
}

function timeOf(last: ReadonlyMap<string, Reading>, signal: Signal): string {
  return last.get(signal.identifier)?.sourceTime ?? '';
}
