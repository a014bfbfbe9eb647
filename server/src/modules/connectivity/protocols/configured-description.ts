// What a protocol says of a machine that a person described signal by signal and that says nothing of itself.
import { configuredMachine } from '../model/configured-machine.ts';
import type { SignalSettings } from '../api.ts';
import type { Description, ProtocolSettings } from './protocol.ts';

type Told = Pick<Description, 'connect'> & {
  /** What kind of value each signal has. */
  readonly values: readonly Pick<SignalSettings, 'value'>[];
};

/** Fails with `connectivity.signal-twice`. */
export function configuredDescription<C>(
  enterprise: string,
  settings: ProtocolSettings<C>,
  { connect, values }: Told,
): Description {
  const signals = (settings.signals ?? []).map((signal, i): SignalSettings => ({
    ...signal,
    value: values[i]?.value ?? 'number',
  }));
  const model = configuredMachine(enterprise, { ...settings, signals });
  return { models: [model], signals: model.signals, connect };
}
