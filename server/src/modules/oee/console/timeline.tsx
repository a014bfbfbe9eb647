// The states of a machine in one strip, by colour and by pattern, and one of them in words with what decided it.
import type { OeeInterval } from '@jingwei/sdk';
import {
  dateTimeText,
  epochMs,
  layout,
  Panel,
  useLanguage,
  useText,
  valueText,
} from '@jingwei/console/kit';
import styles from './oee.module.css';
import { elementWords, hoursText } from './words.ts';

const text = {
  title: { en: 'States', zh: '状态时间线' },
  strip: { en: 'States over time; the stops are in the table below', zh: '状态时间线；停机见下表' },
  from: { en: 'From', zh: '开始' },
  to: { en: 'To', zh: '结束' },
  lasts: { en: 'Lasts', zh: '时长' },
  state: { en: 'State', zh: '状态' },
  shift: { en: 'Shift', zh: '班次' },
  rule: { en: 'Decided by', zh: '判定依据' },
  ruleNumber: { en: 'rule {number} of the mapping', zh: '映射的第 {number} 条规则' },
  otherwise: { en: 'no rule held', zh: '无规则成立' },
  undecided: {
    en: 'a rule that could not be decided: a signal is missing',
    zh: '规则无法判定：缺少测点数据',
  },
  silent: { en: 'the machine was silent', zh: '设备无数据' },
  reading: { en: 'Reading', zh: '读数' },
  beyond: { en: 'worked outside planned time', zh: '计划外工作' },
  hint: {
    en: 'Choose a stretch, or step through them with the arrow keys, to see what it came from. Times of the calendar’s zone, {zone}.',
    zh: '点击一段或用左右方向键逐段查看来源。时间按日历时区 {zone} 显示。',
  },
};

const widths = 1_000;
const order = ['APT', 'AUST', 'ADET', 'minor', 'ADOT', 'PDOT', 'UNKNOWN', 'NOPT'] as const;

type Props = {
  readonly intervals: readonly OeeInterval[];
  readonly chosen: OeeInterval | undefined;
  readonly zone: string;
  readonly onChoose: (interval: OeeInterval) => void;
};

export function kindOf({ element, minor }: OeeInterval): (typeof order)[number] {
  return minor ? 'minor' : element;
}

export function Timeline({ intervals, chosen, zone, onChoose }: Props) {
  const t = useText();
  const bars = barsOf(intervals);
  const kinds = new Set(intervals.map(kindOf));
  const at = chosen ? intervals.indexOf(chosen) : -1;
  return (
    <Panel title={t(text.title)}>
      <svg
        className={styles['strip']}
        viewBox={`0 0 ${widths} 40`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={t(text.strip)}
        aria-valuemin={0}
        aria-valuemax={Math.max(intervals.length - 1, 0)}
        aria-valuenow={Math.max(at, 0)}
        aria-valuetext={chosen ? t(elementWords[kindOf(chosen)]) : t(text.hint, { zone })}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          const next = at < 0 ? intervals.at(-1) : intervals[at + by];
          if (next) onChoose(next);
        }}
      >
        {bars.map(({ interval, x, width }) => (
          <rect
            key={interval.from}
            data-element={kindOf(interval)}
            data-chosen={interval === chosen}
            x={x}
            width={Math.max(width, 0.3)}
            y={40 - heights[kindOf(interval)]}
            height={heights[kindOf(interval)]}
            onClick={() => onChoose(interval)}
          />
        ))}
      </svg>
      <ul className={styles['legend']}>
        {order
          .filter((kind) => kinds.has(kind))
          .map((kind) => (
            <li key={kind}>
              <svg viewBox="0 0 16 12" aria-hidden="true">
                <rect data-element={kind} width={16} height={12} />
              </svg>
              {t(elementWords[kind])}
            </li>
          ))}
      </ul>
      {chosen ? (
        <Chosen interval={chosen} zone={zone} />
      ) : (
        <p className={layout['lead']}>{t(text.hint, { zone })}</p>
      )}
    </Panel>
  );
}

function barsOf(intervals: readonly OeeInterval[]) {
  const total = intervals.reduce((sum, { us }) => sum + us, 0);
  const begin = Date.parse(intervals[0]?.from ?? '') * 1_000;
  return intervals.map((interval) => ({
    interval,
    x: ((Date.parse(interval.from) * 1_000 - begin) * widths) / total,
    width: (interval.us * widths) / total,
  }));
}

/** Production is the tallest, so that states are told apart without colour. */
const heights: Readonly<Record<(typeof order)[number], number>> = {
  ...{ APT: 40, AUST: 34, ADET: 22, minor: 26, ADOT: 16, PDOT: 10, UNKNOWN: 40, NOPT: 4 },
};

function Chosen({ interval, zone }: { readonly interval: OeeInterval; readonly zone: string }) {
  const t = useText();
  const { language } = useLanguage();
  const { from, to, us, shift, by, cause, beyondPlan } = interval;
  const time = (iso: string) => dateTimeText(epochMs(iso) ?? 0, { language, zone });
  const number = Number(by);
  const rule = Number.isInteger(number)
    ? t(text.ruleNumber, { number: number + 1 })
    : t(by === 'silent' ? text.silent : by === 'otherwise' ? text.otherwise : text.undecided);
  const facts: readonly (readonly [string, string])[] = [
    [t(text.state), t(elementWords[kindOf(interval)]) + (beyondPlan ? ` (${t(text.beyond)})` : '')],
    [t(text.from), time(from)],
    [t(text.to), time(to)],
    [t(text.lasts), hoursText(us)],
    ...(shift === undefined ? [] : [[t(text.shift), shift] as const]),
    [t(text.rule), rule],
    ...(cause?.signal === undefined
      ? []
      : [
          [
            t(text.reading),
            `${cause.signal} = ${valueText(cause.value ?? null)} · ${cause.time ?? ''}`,
          ] as const,
        ]),
  ];
  return (
    <dl className={styles['facts']} data-chosen-state={kindOf(interval)}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
