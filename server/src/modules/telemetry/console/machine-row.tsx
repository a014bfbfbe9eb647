// One machine of the list.
import type { Asset, Reading, Signal, SourceStatus } from '@jingwei/sdk';
import {
  dateTimeText,
  epochMs,
  memo,
  nothing,
  stateWord,
  useLanguage,
  useText,
  valueText,
  zoneText,
  type ReactNode,
} from '@jingwei/console/kit';
import styles from './machine-list.module.css';
import { SourceState } from './source-state.tsx';
import type { Overview } from './use-overview.ts';

type MachineRowProps = {
  readonly machine: Asset;
  readonly source: SourceStatus | undefined;
  readonly overview: Overview | undefined;
  /** The link to the machine. */
  readonly children: ReactNode;
};

export const MachineRow = memo(function MachineRow({
  machine,
  source,
  overview,
  children,
}: MachineRowProps) {
  const t = useText();
  const { language } = useLanguage();
  const keys = overview?.keys ?? {};
  const newestMs = epochMs(overview?.newest ?? '');
  const made = [machine.manufacturer, machine.model].filter((word) => word !== undefined).join(' ');
  return (
    <tr data-machine={machine.identifier}>
      <th scope="row">
        {children}
        <code>{machine.identifier}</code>
      </th>
      <td>
        {made === '' ? nothing : made}
        {machine.serialNumber !== undefined && <small>{machine.serialNumber}</small>}
      </td>
      <td>
        <SourceState source={source} />
        {source && (
          <small>
            {t(source.protocolTitle)} {source.address}
          </small>
        )}
        {source?.trouble && source.state !== 'connected' && (
          <small className={styles['trouble']}>{t(source.trouble)}</small>
        )}
      </td>
      <td>
        <StateValue reading={readingOf(overview, keys.availability)} />
      </td>
      <td>
        <StateValue reading={readingOf(overview, keys.execution)} />
      </td>
      <td className={styles['numeric']}>
        {valueText(readingOf(overview, keys.parts)?.value ?? null)}
      </td>
      <td className={styles['numeric']}>
        {newestMs === undefined ? nothing : dateTimeText(newestMs, { language })}
        {newestMs !== undefined && <small>{zoneText(newestMs)}</small>}
      </td>
    </tr>
  );
});

export function StateValue({ reading }: { reading: Reading | undefined }) {
  const t = useText();
  if (!reading) return <span>{nothing}</span>;
  const state = reading.value === null ? 'UNAVAILABLE' : String(reading.value);
  return (
    <span className={styles['state']} data-state={state} title={state}>
      {t(stateWord(state))}
    </span>
  );
}

function readingOf(
  overview: Overview | undefined,
  signal: Signal | undefined,
): Reading | undefined {
  return signal && overview?.readings.get(signal.identifier);
}
