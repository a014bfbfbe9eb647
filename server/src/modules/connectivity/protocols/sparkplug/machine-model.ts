// An edge node or a device as a machine with identifiers: `<enterprise>/M-<group>.<node>[.<device>]`, its metrics
// `<machine>/<metric>`.
import { dataTypeName } from '../../../../wire/sparkplug/data-types.ts';
import { parseUnit } from '../../../../wire/ucum/unit.ts';
import type { Asset, MachineModel, Signal } from '../../../assets/api.ts';
import type { Birth, Definition } from './birth.ts';
import { legalName, machineName, nameCharactersMax } from './names.ts';
import { formOf } from './values.ts';

/** Machines of this kind are in the namespace of Sparkplug already. */
export const sparkplugTypes = { node: 'SparkplugNode', device: 'SparkplugDevice' } as const;

export type Place = { readonly group: string; readonly node: string; readonly device?: string };

export type LearnedMachine = {
  readonly model: MachineModel;
  /** In the order of the model's signals. */
  readonly definitions: readonly Definition[];
  /** Metrics that cannot be signals: too long a name, or one that differs by upper and lower case alone. */
  readonly refused: readonly {
    readonly path: string;
    readonly trouble: 'name-too-long' | 'same-name';
  }[];
};

type Said = { readonly enterprise: string; readonly location?: readonly string[] };

/** Undefined when the name is longer than an identifier may be. */
export function machineOf(said: Said, place: Place, birth: Birth): LearnedMachine | undefined {
  const { group, node, device } = place;
  const name = machineName(group, node, device);
  if (name.length > nameCharactersMax) return undefined;
  const machine: Asset = {
    identifier: `${said.enterprise}/M-${name}`,
    kind: 'machine',
    machine: `${said.enterprise}/M-${name}`,
    name: device ?? node,
    type: device === undefined ? sparkplugTypes.node : sparkplugTypes.device,
    description: device === undefined ? `${group}/${node}` : `${group}/${node}/${device}`,
    ...(said.location === undefined ? {} : { location: [...said.location] }),
  };
  const signals: Signal[] = [];
  const definitions: Definition[] = [];
  const refused: { path: string; trouble: 'name-too-long' | 'same-name' }[] = [];
  const seen = new Set<string>();
  for (const definition of birth.definitions.values()) {
    const { path } = definition;
    const id = legalName(path);
    const key = id.toLowerCase();
    if (id.length > nameCharactersMax) refused.push({ path, trouble: 'name-too-long' });
    else if (seen.has(key)) refused.push({ path, trouble: 'same-name' });
    else {
      seen.add(key);
      definitions.push(definition);
      signals.push(signalOf(machine.identifier, id, definition));
    }
  }
  return { model: { machine, components: [], signals }, definitions, refused };
}

function signalOf(machine: string, id: string, { path, datatype, born }: Definition): Signal {
  const value = formOf(datatype);
  const unit = propertyOf(born, 'engUnit') ?? propertyOf(born, 'engineeringUnits');
  const text = typeof unit === 'string' && unit !== '' ? unit.slice(0, 100) : undefined;
  const isUcum = text !== undefined && parseUnit(text).ok;
  return {
    identifier: `${machine}/${id}`,
    machine,
    asset: machine,
    id,
    name: path,
    kind: value === 'number' ? 'sample' : 'event',
    type: (dataTypeName(datatype) ?? 'VALUE').toUpperCase(),
    ...(text === undefined ? {} : { unit: text }),
    ...(isUcum ? { unitCode: text } : {}),
    value,
    ...(isWritable(datatype) && propertyOf(born, 'readOnly') !== true ? { writable: true } : {}),
  };
}

/** Plain values; what is structured has no form in which a person could write it. */
function isWritable(datatype: number): boolean {
  return datatype >= 1 && datatype <= 15;
}

function propertyOf({ properties }: Definition['born'], key: string): unknown {
  const value = properties?.values[properties.keys.findIndex((one) => one === key)];
  return value?.isNull === true ? undefined : value?.value;
}
