// Picks a signal of a machine: the machine first, then what fits the words that one types.
import { useCallback, useState } from 'react';
import { TextInput } from '@mantine/core';
import type { Asset, Client, Signal } from '@jingwei/sdk';
import { useClient, useLoaded } from './client.tsx';
import { ChoiceInput } from './fields.tsx';
import { useText } from './language.tsx';
import { FailurePanel } from './notice.tsx';
import styles from './signal-picker.module.css';
import { unitText } from './value.ts';

const text = {
  machine: { en: 'Machine', zh: '设备' },
  choose: { en: 'Choose …', zh: '请选择……' },
  loading: { en: 'Loading…', zh: '正在加载…' },
  none: { en: 'No machine is known yet', zh: '尚无设备' },
  noSignal: { en: 'No signal fits', zh: '没有符合的测点' },
  filter: { en: 'Filter signals', zh: '筛选测点' },
  signal: { en: 'Signal', zh: '测点' },
  more: { en: '… {count} more: type to narrow', zh: '……另有 {count} 个，请输入关键字缩小范围' },
};

const machinesMax = 2_000;
const shownMax = 200;

export type SignalPickerProps = {
  readonly onPick: (signal: Signal | undefined) => void;
  /** Leaves out what may not be picked. */
  readonly fits?: (signal: Signal) => boolean;
  readonly fitsMachine?: (machine: Asset) => boolean;
};

const everything = () => true;

/** `onPick` and `fits` stay the same between renders. */
export function SignalPicker({
  onPick,
  fits = everything,
  fitsMachine = everything,
}: SignalPickerProps) {
  const t = useText();
  const client = useClient();
  const [machine, setMachine] = useState('');
  const load = useCallback(
    (signal: AbortSignal) => machinesThat(fitsMachine, client, signal),
    [client, fitsMachine],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const machines = loaded.state === 'loaded' ? loaded.value : [];
  const empty = loaded.state === 'loading' ? text.loading : text.none;
  return (
    <div className={styles['picker']}>
      <ChoiceInput
        label={t(text.machine)}
        value={machine}
        onChange={(value) => {
          setMachine(value);
          onPick(undefined);
        }}
        choices={[
          { value: '', label: t(machines.length === 0 ? empty : text.choose) },
          ...machines.map(({ identifier, name }) => ({
            value: identifier,
            label: `${name} · ${identifier}`,
          })),
        ]}
      />
      <Signals key={machine} machine={machine} onPick={onPick} fits={fits} />
    </div>
  );
}

async function machinesThat(
  fits: (machine: Asset) => boolean,
  client: Client,
  signal: AbortSignal,
): Promise<readonly Asset[]> {
  const found: Asset[] = [];
  for await (const machine of client.allMachines({ signal })) {
    if (fits(machine)) found.push(machine);
    if (found.length >= machinesMax) break;
  }
  return found;
}

type SignalsProps = Required<Pick<SignalPickerProps, 'onPick' | 'fits'>> & {
  readonly machine: string;
};

function Signals({ machine, onPick, fits }: SignalsProps) {
  const t = useText();
  const client = useClient();
  const [words, setWords] = useState('');
  const [picked, setPicked] = useState('');
  const load = useCallback(
    async (signal: AbortSignal): Promise<readonly Signal[]> =>
      machine === '' ? [] : (await client.machine(machine, { signal })).signals.filter(fits),
    [client, machine, fits],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const signals = loaded.state === 'loaded' ? loaded.value : [];
  const found = signals.filter((signal) => matches(signal, words));
  const shown = found.slice(0, shownMax);
  const first = machine !== '' && loaded.state === 'loaded' && found.length === 0;
  return (
    <>
      <TextInput
        size="xs"
        label={t(text.filter)}
        value={words}
        disabled={machine === ''}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <ChoiceInput
        label={t(text.signal)}
        value={picked}
        disabled={machine === ''}
        onChange={(value) => {
          setPicked(value);
          onPick(signals.find(({ identifier }) => identifier === value));
        }}
        choices={[
          { value: '', label: t(first ? text.noSignal : text.choose) },
          ...shown.map((signal) => ({ value: signal.identifier, label: labelOf(signal) })),
          ...(found.length > shown.length
            ? [{ value: '', label: t(text.more, { count: found.length - shown.length }) }]
            : []),
        ]}
      />
    </>
  );
}

function matches({ id, name, type }: Signal, words: string): boolean {
  const said = `${id} ${name} ${type}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

function labelOf(signal: Signal): string {
  const unit = unitText(signal);
  const name = signal.name === signal.id ? signal.id : `${signal.name} · ${signal.id}`;
  return unit === '' ? name : `${name} (${unit})`;
}
