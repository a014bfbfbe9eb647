// The machine that a person described signal by signal, for protocols whose machines do not describe
// themselves: `<enterprise>/M-<id>` and its signals `<machine>/<signal id>`.
import type { Asset, MachineModel, Signal } from '../../assets/api.ts';
import type { MachineSettings, SignalSettings, SourceSettings } from '../api.ts';
import { connectivityFailures } from '../failures.ts';

type Described = Pick<SourceSettings, 'name' | 'machine' | 'signals'>;

/** Fails with `connectivity.signal-twice`. */
export function configuredMachine(enterprise: string, settings: Described): MachineModel {
  const { name, machine: said = {}, signals = [] } = settings;
  const machine = configuredAsset(enterprise, name, said);
  const seen = new Set<string>();
  for (const { id } of signals) {
    const key = id.toLowerCase();
    if (seen.has(key)) throw connectivityFailures['signal-twice']({ name, id });
    seen.add(key);
  }
  return {
    machine,
    components: [],
    signals: signals.map((signal) => configuredSignal(machine.identifier, signal)),
  };
}

export function configuredAsset(enterprise: string, name: string, said: MachineSettings): Asset {
  const { id, type, name: shown, location, ...maker } = said;
  const identifier = `${enterprise}/M-${id ?? name}`;
  return {
    identifier,
    kind: 'machine',
    machine: identifier,
    name: shown ?? id ?? name,
    type: type ?? 'Device',
    ...maker,
    ...(location === undefined ? {} : { location: [...location] }),
  };
}

export function configuredSignal(machine: string, said: SignalSettings): Signal {
  const { id, name, kind, type, unit, value, writable } = said;
  return {
    identifier: `${machine}/${id}`,
    machine,
    asset: machine,
    id,
    name: name ?? id,
    kind: kind ?? (value === 'text' || value === 'boolean' ? 'event' : 'sample'),
    type: type ?? 'VALUE',
    ...(unit === undefined ? {} : { unit, unitCode: unit }),
    value: value ?? 'number',
    ...(writable === undefined ? {} : { writable }),
  };
}
