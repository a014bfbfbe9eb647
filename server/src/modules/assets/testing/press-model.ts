// A press as a source describes it, for tests.
import type { MachineModel } from '../api.ts';

export function pressModel(
  id: string,
  location?: string[],
  signals = ['melt_temp', 'state'],
): MachineModel {
  const identifier = `88.118.8/M-${id}`;
  const machine = identifier;
  const part = `${identifier}/C-barrel`;
  const barrel = { kind: 'component', parent: machine, name: 'Barrel', type: 'Heater' } as const;
  return {
    machine: {
      ...{ identifier, machine, kind: 'machine', name: `Press ${id}`, type: 'Device' },
      ...(location === undefined ? {} : { location }),
    },
    components: [{ identifier: part, machine, ...barrel }],
    signals: signals.map((name) => ({
      ...{ identifier: `${identifier}/${name}`, machine, id: name, name, value: 'number' },
      ...{ kind: 'sample', type: name === 'melt_temp' ? 'TEMPERATURE' : 'EXECUTION' },
      ...(name === 'melt_temp' ? { unit: 'CELSIUS', unitCode: 'Cel' } : {}),
      asset: name === 'melt_temp' ? part : machine,
    })),
  };
}
