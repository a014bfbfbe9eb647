// Above the chart of one cycle: which part it made, when, how long, and the way back to live.
import {
  clockText,
  dateTimeText,
  durationText,
  Icon,
  IdentifierLink,
  Link,
  machinePath,
  useLanguage,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import type { AskedCycle } from './chart-window.ts';
import styles from './machines.module.css';

const text = {
  part: { en: 'Cycle of part', zh: '工件的加工过程：' },
  cycle: { en: 'One cycle', zh: '单次加工过程' },
  back: { en: 'Back to live', zh: '返回实时' },
} satisfies Record<string, Bilingual>;

export function CycleNote({ cycle, machine }: { cycle: AskedCycle; machine: string }) {
  const t = useText();
  const { language } = useLanguage();
  const { fromMs, toMs } = cycle.mark;
  return (
    <div className={styles['cycle']}>
      <Icon name="chart" />
      {cycle.part === undefined ? (
        <span>{t(text.cycle)}</span>
      ) : (
        <span>
          {t(text.part)} <IdentifierLink identifier={cycle.part} copy={false} />
        </span>
      )}
      <span>
        {dateTimeText(fromMs, { language })} – {clockText(toMs, { language })}
      </span>
      <b>{durationText(toMs - fromMs, language)}</b>
      <Link to={machinePath(machine)}>{t(text.back)}</Link>
    </div>
  );
}
