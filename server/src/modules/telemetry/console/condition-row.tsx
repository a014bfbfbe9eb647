// One condition: normal is quiet, a warning or a fault stands out by shape, word and colour.
import type { Signal } from '@jingwei/sdk';
import { conditionOf, levelWords, memo, useText, type Condition } from '@jingwei/console/kit';
import type { MachineLive } from './machine-live.ts';
import styles from './machines.module.css';
import { useValue } from './use-live.ts';

const shapes: Readonly<Record<Condition['level'], string>> = {
  NORMAL: 'M6 2a4 4 0 1 0 0 8a4 4 0 0 0 0-8',
  WARNING: 'M6 1L11.500 10.500H.5z',
  FAULT: 'M1 1h10v10H1z',
  UNAVAILABLE: 'M2 6h8',
};
const filled: readonly string[] = ['WARNING', 'FAULT'];

export const ConditionRow = memo(function ConditionRow({
  signal,
  live,
}: {
  signal: Signal;
  live: MachineLive;
}) {
  const t = useText();
  const value = useValue(live, signal.identifier);
  const { level, detail } = conditionOf(value?.reading.value ?? null);
  return (
    <li className={styles['condition']} data-level={level} title={signal.identifier}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path
          d={shapes[level]}
          fill={filled.includes(level) ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth="1.3"
        />
      </svg>
      <span className={styles['signalName']}>{signal.name}</span>
      <b>{t(levelWords[level])}</b>
      {detail !== '' && <span className={styles['detail']}>{detail}</span>}
    </li>
  );
});
