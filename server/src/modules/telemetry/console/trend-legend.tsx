// Names, colours and values of the lines: the value under the cursor, otherwise the newest.
import type { Signal } from '@jingwei/sdk';
import {
  ActionIcon,
  Icon,
  measureText,
  nothing,
  unitText,
  useSyncExternalStore,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import type { CursorStore } from './cursor-store.ts';
import type { MachineLive } from './machine-live.ts';
import styles from './machines.module.css';
import { useValue } from './use-live.ts';

const text = {
  remove: { en: 'Take {name} off the chart', zh: '将 {name} 移出曲线' },
} satisfies Record<string, Bilingual>;

type TrendLegendProps = {
  readonly signals: readonly Signal[];
  readonly live: MachineLive;
  readonly cursor: CursorStore;
  readonly toggle: (signal: string) => void;
  /** A fixed span: the newest value has no place beside it. */
  readonly fixed: boolean;
};

export function TrendLegend({ signals, live, cursor, toggle, fixed }: TrendLegendProps) {
  return (
    <ul className={styles['legend']}>
      {signals.map((signal, i) => (
        <Entry key={signal.identifier} line={i + 1} {...{ signal, live, cursor, toggle, fixed }} />
      ))}
    </ul>
  );
}

type EntryProps = Omit<TrendLegendProps, 'signals'> & {
  readonly signal: Signal;
  readonly line: number;
};

function Entry({ signal, line, live, cursor, toggle, fixed }: EntryProps) {
  const t = useText();
  const held = useValue(live, signal.identifier);
  const newest = held?.reading.value ?? null;
  const pointed = useSyncExternalStore(cursor.subscribe, () =>
    cursor.get()?.values.get(signal.identifier),
  );
  const value = pointed ?? (fixed ? null : newest);
  const measured = measureText(value, unitText(signal), held?.fractional);
  const label = t(text.remove, { name: signal.name });
  return (
    <li>
      <i className={styles['swatch']} data-line={line} />
      <span title={signal.identifier}>{signal.name}</span>
      <b>
        {value === null ? nothing : measured.text} <small>{measured.unit}</small>
      </b>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="xs"
        aria-label={label}
        title={label}
        onClick={() => toggle(signal.identifier)}
      >
        <Icon name="close" size={10} />
      </ActionIcon>
    </li>
  );
}
