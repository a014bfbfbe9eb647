// What is known of the signals in the address: their machines are asked, each once; one that no machine has any more
// is shown under its identifier.
import type { Client, Signal } from '@jingwei/sdk';

/** `isNumber`: drawn as a line; others as bands of states. */
export type ShownSignal = {
  readonly identifier: string;
  readonly name: string;
  readonly machine: string;
  readonly unit?: string;
  readonly unitCode?: string;
  readonly isNumber: boolean;
  /** Holds its value until the next. */
  readonly isStepped: boolean;
};

export async function knownSignals(
  client: Client,
  identifiers: readonly string[],
  signal: AbortSignal,
): Promise<ShownSignal[]> {
  const machines = [...new Set(identifiers.map(machineOf))];
  const models = await Promise.all(
    machines.map((machine) =>
      client.machine(machine, { signal }).then(
        (model) => model.signals,
        (error: unknown): readonly Signal[] => {
          if (signal.aborted) throw error;
          return [];
        },
      ),
    ),
  );
  const found = new Map(models.flat().map((one) => [one.identifier.toLowerCase(), one]));
  return identifiers.map((identifier) => {
    const known = found.get(identifier.toLowerCase());
    if (known) return shownSignal(known);
    const [name = identifier] = identifier.split('/').slice(-1);
    return { identifier, name, machine: machineOf(identifier), isNumber: true, isStepped: false };
  });
}

export function shownSignal(signal: Signal): ShownSignal {
  const { identifier, name, machine, unit, unitCode, value, kind } = signal;
  return {
    ...{ identifier, name, machine },
    ...(unit === undefined ? {} : { unit }),
    ...(unitCode === undefined ? {} : { unitCode }),
    isNumber: value === 'number' && kind !== 'condition',
    isStepped: kind === 'event',
  };
}

/** `88.118.8/M-press-01` of `88.118.8/M-press-01/clamp_force`. */
export function machineOf(identifier: string): string {
  return identifier.split('/').slice(0, 2).join('/');
}
