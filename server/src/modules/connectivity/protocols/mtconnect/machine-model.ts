// A device of MTConnect as a machine with identifiers: `<enterprise>/M-<uuid>`, its components
// `…/C-<id>` and its signals `…/<data item id>`.
import type { Asset, MachineModel, Signal, SignalKind } from '../../../assets/api.ts';
import type { Component, DataItem, Device } from './devices.ts';
import { ucumOf } from './units.ts';

/** Event types whose value is a number by the standard (part 2, event types). */
const numericEvents = new Set([
  'ACTIVATION_COUNT',
  'AXIS_FEEDRATE_OVERRIDE',
  'BLOCK_COUNT',
  'CYCLE_COUNT',
  'DEACTIVATION_COUNT',
  'HARDNESS',
  'LINE_NUMBER',
  'LOAD_COUNT',
  'PART_COUNT',
  'PART_INDEX',
  'PATH_FEEDRATE_OVERRIDE',
  'ROTARY_VELOCITY_OVERRIDE',
  'TRANSFER_COUNT',
  'UNLOAD_COUNT',
]);

const kinds: Readonly<Record<DataItem['category'], SignalKind>> = {
  SAMPLE: 'sample',
  EVENT: 'event',
  CONDITION: 'condition',
};

export function machineModelOf(
  enterprise: string,
  device: Device,
  location?: readonly string[],
): MachineModel {
  const identifier = `${enterprise}/M-${device.uuid}`;
  const machine: Asset = {
    ...assetOf(device, identifier, identifier),
    kind: 'machine',
    name: device.name ?? device.uuid,
    ...(location === undefined ? {} : { location: [...location] }),
  };
  const components: Asset[] = [];
  const signals: Signal[] = device.items.map((item) => signalOf(item, identifier, identifier));
  const descend = (parent: string, parts: readonly Component[]) => {
    for (const part of parts) {
      const own = `${identifier}/C-${part.id}`;
      components.push({ ...assetOf(part, own, identifier), parent });
      signals.push(...part.items.map((item) => signalOf(item, own, identifier)));
      descend(own, part.components);
    }
  };
  descend(identifier, device.components);
  return { machine, components, signals };
}

/** How the value of a data item is kept. */
export function valueFormOf(item: DataItem): Signal['value'] {
  if (item.category === 'CONDITION') return 'text';
  if (item.representation === 'DATA_SET' || item.representation === 'TABLE') return 'text';
  if (item.units?.endsWith('_3D')) return 'three-space';
  return item.category === 'SAMPLE' || numericEvents.has(item.type) ? 'number' : 'text';
}

function assetOf(component: Component, identifier: string, machine: string): Asset {
  const { text, ...maker } = component.description;
  return {
    identifier,
    kind: 'component',
    machine,
    name: component.name ?? component.id,
    type: component.tag,
    ...maker,
    ...(text === '' ? {} : { description: text }),
  };
}

function signalOf(item: DataItem, asset: string, machine: string): Signal {
  const unitCode = item.units === undefined ? undefined : ucumOf(item.units);
  return {
    identifier: `${machine}/${item.id}`,
    machine,
    asset,
    id: item.id,
    name: item.name ?? item.id,
    kind: kinds[item.category],
    type: item.type,
    ...(item.subType === undefined ? {} : { subType: item.subType }),
    ...(item.units === undefined ? {} : { unit: item.units }),
    ...(unitCode === undefined ? {} : { unitCode }),
    value: valueFormOf(item),
  };
}
