// How an operator would connect the oven: its signals by register, two rules over them, and limits for its target.
import type { Address } from '../../server/src/kernel/world/network.ts';
import type { SourceSettings } from '../../server/src/modules/connectivity/api.ts';
import type { Interlock } from '../../server/src/modules/control/api.ts';
import { ovenDoor, ovenRegisters } from './oven.ts';
import { locationOf } from './places.ts';

const { location } = locationOf('oven');

export function ovenSource({ host, port }: Address): SourceSettings {
  const { zone1, zone2, power, energy, target } = ovenRegisters;
  const deadBand = { absolute: 0.05, silenceMs: 60_000 };
  const temperature = { type: 'TEMPERATURE', unit: 'Cel', deadBand };
  return {
    name: 'oven',
    protocol: 'modbus-tcp',
    connection: { host, port, intervalMs: 1_000 },
    machine: {
      ...{ id: 'oven-01', name: 'Oven 1', type: 'Oven', location },
      ...{ manufacturer: 'Jingwei', model: 'simulated' },
    },
    signals: [
      { id: 'zone_1', name: 'Zone 1', address: `holding ${zone1} float32`, ...temperature },
      { id: 'zone_2', name: 'Zone 2', address: `holding ${zone2} float32`, ...temperature },
      { id: 'power', address: `holding ${power} float32`, type: 'POWER', unit: 'kW', deadBand },
      {
        ...{ id: 'energy', address: `holding ${energy} uint32`, type: 'ENERGY', unit: 'kW.h' },
        scale: { factor: 0.001 },
        intervalMs: 5_000,
      },
      {
        ...{ id: 'target', address: `holding ${target} float32`, type: 'TEMPERATURE', unit: 'Cel' },
        deadBand,
        writable: true,
      },
      {
        ...{ id: 'door', address: `coil ${ovenDoor}`, type: 'DOOR_STATE', value: 'boolean' },
        deadBand: { silenceMs: 60_000 },
      },
    ],
  };
}

export function ovenRules(enterprise: string): SourceSettings {
  const signal = (id: string) => ({ name: id, signal: `${enterprise}/M-oven-01/${id}` });
  return {
    name: 'oven-rules',
    protocol: 'calculated',
    connection: {
      inputs: ['zone_1', 'zone_2', 'target', 'power', 'door'].map(signal),
      everyMs: 5_000,
    },
    machine: { id: 'oven-rules', name: 'Oven 1, calculated', type: 'Rules', location },
    signals: [
      {
        ...{ id: 'spread', name: 'Spread of the zones', unit: 'K', type: 'TEMPERATURE' },
        address: 'abs(zone_1 - zone_2)',
        deadBand: { absolute: 0.1, silenceMs: 60_000 },
      },
      {
        ...{ id: 'steady', name: 'Steady at its target', value: 'boolean' },
        address: 'held(abs(zone_1 - target) < 2K and not door, 30s)',
        deadBand: { silenceMs: 60_000 },
      },
      {
        ...{ id: 'power_mean', name: 'Mean power of a minute', unit: 'kW', type: 'POWER' },
        address: 'time_mean(power, 1min)',
        deadBand: { absolute: 0.1, silenceMs: 60_000 },
      },
    ],
  };
}

export function ovenLimits(enterprise: string): { signal: string; interlock: Interlock } {
  return {
    signal: `${enterprise}/M-oven-01/target`,
    interlock: {
      ...{ minimum: 20, maximum: 250, stepMaximum: 60 },
      inputs: [{ name: 'door', signal: `${enterprise}/M-oven-01/door` }],
      condition: 'not door or value < 60Cel',
      ...{ secondPerson: false, readBackMs: 3_000 },
    },
  };
}
