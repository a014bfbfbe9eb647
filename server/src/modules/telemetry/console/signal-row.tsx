// One signal with its live value; a click puts it on the chart or takes it off.
import type { Signal } from '@jingwei/sdk';
import {
  clockText,
  dateTimeText,
  epochMs,
  exactText,
  isInstant,
  measureText,
  memo,
  nothing,
  QualityBadge,
  stateOf,
  typeText,
  unitText,
  useLanguage,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import type { LiveValue } from './live-values.ts';
import type { MachineLive } from './machine-live.ts';
import styles from './machines.module.css';
import { isChartable } from './signal-groups.ts';
import { useValue } from './use-live.ts';

const text = {
  add: { en: '{name}: put on the chart', zh: '{name}：加入曲线' },
  full: {
    en: '{name}: the chart is full, take one off first',
    zh: '{name}：曲线已满，请先移除一个',
  },
  remove: { en: '{name}: take off the chart', zh: '{name}：移出曲线' },
} satisfies Record<string, Bilingual>;

type SignalRowProps = {
  readonly signal: Signal;
  readonly live: MachineLive;
  /** Which line of the chart it is, from 1; 0 when it is not on the chart. */
  readonly line: number;
  readonly full: boolean;
  readonly toggle: (signal: string) => void;
};

export const SignalRow = memo(function SignalRow(props: SignalRowProps) {
  const { signal, live, line, full, toggle } = props;
  const t = useText();
  const { language } = useLanguage();
  const value = useValue(live, signal.identifier);
  const inside = (
    <>
      <i className={styles['swatch']} data-line={line} />
      <span className={styles['signalName']}>
        <span>{signal.name}</span> <small>{typeText(signal, language)}</small>
      </span>
      <Shown signal={signal} value={value} />
    </>
  );
  if (!isChartable(signal)) {
    return (
      <li className={styles['signal']} data-signal={signal.id}>
        {inside}
      </li>
    );
  }
  const on = line > 0;
  const label = on ? text.remove : full ? text.full : text.add;
  return (
    <li data-signal={signal.id}>
      <button
        type="button"
        className={styles['signal']}
        aria-pressed={on}
        aria-disabled={full && !on}
        title={t(label, { name: signal.name })}
        onClick={() => toggle(signal.identifier)}
      >
        {inside}
      </button>
    </li>
  );
});

function Shown({ signal, value }: { signal: Signal; value: LiveValue | undefined }) {
  const t = useText();
  const { language } = useLanguage();
  if (!value) return <span className={styles['noValue']}>{nothing}</span>;
  const { reading, changes, fractional } = value;
  const measured = measureText(reading.value, unitText(signal), fractional);
  const state = stateOf(signal, reading.value);
  const friendly = isInstant(reading.value)
    ? dateTimeText(epochMs(reading.value) ?? 0, { language })
    : state && t(state);
  const ms = epochMs(reading.sourceTime);
  return (
    <>
      <span
        className={styles['value']}
        data-beat={changes === 0 ? undefined : changes % 2}
        data-quality={reading.quality}
        title={friendly === undefined ? measured.text : String(reading.value)}
      >
        <b>{friendly ?? measured.text}</b>{' '}
        <small>{reading.value === null ? '' : measured.unit}</small>
      </span>
      <QualityBadge quality={reading.quality} quiet />
      <time dateTime={reading.sourceTime} title={exactText(reading.sourceTime, { language })}>
        {ms === undefined ? nothing : clockText(ms, { language })}
      </time>
    </>
  );
}
