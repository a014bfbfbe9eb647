// What is drawn, line by line: its look, its name and machine, the value under the cursor, and a button that takes it off.
import {
  ActionIcon,
  clockText,
  coloursCount,
  dashOf,
  dateText,
  Icon,
  measureText,
  nothing,
  unitText,
  useLanguage,
  useSyncExternalStore,
  useText,
  valueBefore,
} from '@jingwei/console/kit';
import { stateAt } from './bands.ts';
import type { Cursor } from './cursor.ts';
import styles from './explore.module.css';
import type { ShownSignal } from './known-signals.ts';
import type { Shown } from './shown.ts';

const text = {
  list: { en: 'Signals that are shown', zh: '所示测点' },
  off: { en: 'Take {name} off', zh: '移除 {name}' },
  at: { en: 'At {time}', zh: '时刻 {time}' },
  last: { en: 'At the end of the span', zh: '时段末' },
};

type LegendProps = {
  readonly signals: readonly ShownSignal[];
  readonly shown: Shown | undefined;
  readonly cursor: Cursor;
  readonly zone: string;
  readonly onOff: (identifier: string) => void;
};

export function Legend({ signals, shown, cursor, zone, onOff }: LegendProps) {
  const t = useText();
  const { language } = useLanguage();
  const seconds = useSyncExternalStore(cursor.subscribe, cursor.read);
  const style = { language, zone };
  const time = seconds === undefined ? undefined : seconds * 1_000;
  const looks = looksOf(signals);
  return (
    <div className={styles['legend']}>
      <p data-cursor={time}>
        {time === undefined
          ? t(text.last)
          : t(text.at, { time: `${dateText(time, style)} ${clockText(time, style, true)}` })}
      </p>
      <ul aria-label={t(text.list)}>
        {signals.map((signal) => {
          const { identifier, name, machine, isNumber } = signal;
          return (
            <li key={identifier} data-legend={identifier}>
              {isNumber ? <Look look={looks.get(identifier) ?? 1} /> : <Icon name="gap" />}
              <span className={styles['name']}>
                {name} <small>{machine.split('/').slice(1).join('/')}</small>
              </span>
              <output>{valueText(signal, shown, seconds)}</output>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t(text.off, { name: `${machine} ${name}` })}
                onClick={() => onOff(identifier)}
              >
                <Icon name="close" size={12} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Lines are counted among themselves; strips have colours of their own. */
export function looksOf(signals: readonly ShownSignal[]): ReadonlyMap<string, number> {
  const lines = signals.filter(({ isNumber }) => isNumber);
  return new Map(lines.map(({ identifier }, n) => [identifier, n + 1]));
}

function Look({ look }: { readonly look: number }) {
  return (
    <svg viewBox="0 0 24 8" aria-hidden="true" className={styles['look']}>
      <path
        d="M0 4h24"
        data-look={((look - 1) % coloursCount) + 1}
        strokeDasharray={dashOf(look).join(' ')}
      />
    </svg>
  );
}

function valueText(
  signal: ShownSignal,
  shown: Shown | undefined,
  seconds: number | undefined,
): string {
  if (!shown) return nothing;
  const { span, columns } = shown.source.read();
  const at = seconds ?? span.toMs / 1_000;
  if (!signal.isNumber) {
    const strip = shown.strips.find((one) => one.signal === signal.identifier);
    return stateAt(strip?.bands ?? [], Math.min(at * 1_000, span.toMs - 1)) ?? nothing;
  }
  const own = columns.get(signal.identifier);
  const value = own && valueBefore(own, at);
  if (value === undefined || value === null) return nothing;
  const { text: said, unit } = measureText(value, unitText(signal), true);
  return `${said} ${unit}`.trim();
}
