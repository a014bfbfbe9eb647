// The figures of a span in large, with what must be known of them; each opens its formula with the values in it.
import type { OeeFigureName, OeeRow } from '@jingwei/sdk';
import { layout, Notice, NoticeText, Panel, useText } from '@jingwei/console/kit';
import styles from './oee.module.css';
import {
  figureText,
  flagWords,
  hoursText,
  mainFigures,
  moreFigures,
  percentText,
} from './words.ts';

const text = {
  figures: { en: 'Figures', zh: '指标' },
  parts: {
    en: '{good} good of {produced}, {scrap} scrap, {rework} for rework',
    zh: '产量 {produced}，合格 {good}，废品 {scrap}，返工 {rework}',
  },
  explain: { en: 'Explain {name}', zh: '说明{name}' },
  changed: {
    en: '{day}: OEE {before} → {after}, recomputed after the day was over',
    zh: '{day}：OEE {before} → {after}，结束后重新计算',
  },
  final: {
    en: 'Final: {days}. Retention has thinned or removed their readings, so they stay as they were computed, whatever is corrected or entered.',
    zh: '已定稿：{days}。其读数已按保留策略抽稀或删除，指标保持原计算结果，之后的更正或录入不再影响。',
  },
  title: { en: 'To be known of these figures', zh: '指标说明' },
};

type Props = {
  readonly row: OeeRow;
  readonly changes: readonly { day: string; oeeBefore: number | null; oeeAfter: number | null }[];
  readonly final: readonly { day: string }[];
  /** Absent where several machines are summed. */
  readonly onExplain?: ((name: OeeFigureName) => void) | undefined;
};

export function FiguresPanel({ row, changes, final, onExplain }: Props) {
  const t = useText();
  const { figures, counts, flags } = row;
  const finalDays = [...new Set(final.map(({ day }) => day))].toSorted();
  return (
    <Panel title={t(text.figures)}>
      <Row {...{ row, onExplain }} named={mainFigures} look="large" />
      <Row {...{ row, onExplain }} named={moreFigures} look="small" />
      <p className={layout['lead']}>{t(text.parts, counts)}</p>
      {(flags.length > 0 || changes.length > 0 || finalDays.length > 0) && (
        <div className={styles['inset']}>
          <Notice
            tone={flags.includes('wrong-ideal-cycle') ? 'warning' : 'plain'}
            title={t(text.title)}
          >
            {flags.map((flag) => (
              <NoticeText key={flag}>
                {t(flagWords[flag], {
                  time: hoursText(row.timesUs.UNKNOWN),
                  least: percentText(figures.availabilityLeast),
                  most: percentText(figures.availabilityMost),
                })}
              </NoticeText>
            ))}
            {finalDays.length > 0 && (
              <NoticeText>{t(text.final, { days: daysText(finalDays) })}</NoticeText>
            )}
            {changes.slice(-5).map(({ day, oeeBefore, oeeAfter }, i) => (
              <NoticeText key={`${day} ${i}`}>
                {t(text.changed, {
                  day,
                  before: percentText(oeeBefore),
                  after: percentText(oeeAfter),
                })}
              </NoticeText>
            ))}
          </Notice>
        </div>
      )}
    </Panel>
  );
}

/** All of a few, the first and last of many. */
function daysText(days: readonly string[]): string {
  return days.length <= 3 ? days.join(', ') : `${days[0]} … ${days.at(-1)} (${days.length})`;
}

type RowProps = Pick<Props, 'row' | 'onExplain'> & {
  readonly named: typeof mainFigures;
  readonly look: 'large' | 'small';
};

function Row({ row: { figures }, onExplain, named, look }: RowProps) {
  const t = useText();
  return (
    <div className={styles['figures']}>
      {named.map(([name, words]) => (
        <button
          key={name}
          type="button"
          className={styles[look]}
          data-figure={name}
          data-value={figures[name] ?? ''}
          disabled={!onExplain}
          aria-label={`${t(words)} ${figureText(name, figures[name])}. ${t(text.explain, { name: t(words) })}`}
          onClick={() => onExplain?.(name)}
        >
          <span>{t(words)}</span>
          <strong>{figureText(name, figures[name])}</strong>
        </button>
      ))}
    </div>
  );
}
