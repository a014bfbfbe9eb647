// The signals of a machine as metrics of its device.
import type { MachineModel, Signal } from '../assets/api.ts';
import type { EdgeSignal } from './edge/edge-device.ts';

export function edgeSignals({ signals }: MachineModel): EdgeSignal[] {
  return signals.map(({ id, value, unit, unitCode }) => {
    const shown = unitCode ?? unit;
    return { name: id, value: formOf(value), ...(shown === undefined ? {} : { unit: shown }) };
  });
}

function formOf(value: Signal['value']): EdgeSignal['value'] {
  return value === 'number' || value === 'boolean' ? value : 'text';
}
