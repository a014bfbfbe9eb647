// The figures by which the standard judges an alarm system, beside what it recommends, with the lists behind them.
import type { AlarmFigures } from '@jingwei/sdk';
import {
  ChoiceInput,
  dateTimeText,
  EmptyState,
  epochMs,
  FailurePanel,
  isoTime,
  layout,
  Loading,
  nowMs,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './alarms.module.css';
import { priorityWords } from './words.ts';

const text = {
  figures: { en: 'Figures to ISA-18.2 / IEC 62682', zh: 'ISA-18.2 / IEC 62682 指标' },
  span: { en: 'Of the last', zh: '统计范围' },
  days: { en: '{count} days', zh: '最近 {count} 天' },
  none: { en: 'No alarm was shown in this time', zh: '该时段没有报警' },
  average: { en: 'Average in 10 minutes · {position}', zh: '每 10 分钟平均 · {position}' },
  peak: { en: 'Most in 10 minutes · {position}', zh: '每 10 分钟峰值 · {position}' },
  flood: { en: 'Time in flood · {position}', zh: '泛滥时间占比 · {position}' },
  top: { en: 'Share of the ten most frequent', zh: '最频繁十条占比' },
  stale: { en: 'Standing for more than a day', zh: '持续超过一天' },
  chattering: { en: 'Chattering', zh: '抖动报警' },
  recommended: { en: 'recommended: at most {value}', zh: '建议不超过 {value}' },
  about: { en: 'recommended: about {value}', zh: '建议约 {value}' },
  topList: { en: 'The ten most frequent', zh: '最频繁的十条' },
  chatterList: { en: 'Alarms that chatter', zh: '抖动的报警' },
  staleList: { en: 'Alarms that stand for more than a day', zh: '持续超过一天的报警' },
  csv: { en: 'Save as CSV', zh: '导出 CSV' },
};
const dayMs = 86_400_000;

export function AlarmFiguresPanel({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [days, setDays] = useState('7');
  const load = useCallback(
    async (signal: AbortSignal) => {
      const to = nowMs();
      const span = { from: isoTime(to - Number(days) * dayMs), to: isoTime(to) };
      return { span, told: await client.alarmFigures(enterprise, { ...span, signal }) };
    },
    [client, enterprise, days],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { span, told } = loaded.value;
  const query = new URLSearchParams(span);
  const controls = (
    <div className={layout['controls']}>
      <ChoiceInput
        label={t(text.span)}
        value={days}
        choices={['1', '7', '30', '365'].map((count) => ({
          value: count,
          label: t(text.days, { count }),
        }))}
        onChange={setDays}
      />
      <a
        href={`${client.origin}/api/alarm-figures/${encodeURIComponent(enterprise)}/csv?${query}`}
        download
      >
        {t(text.csv)}
      </a>
    </div>
  );
  return (
    <>
      <Panel title={t(text.figures)} controls={controls}>
        {told.alarms === 0 ? <EmptyState title={t(text.none)} /> : <Boxes told={told} />}
      </Panel>
      <Often title={t(text.topList)} rows={told.topTen} />
      <Often title={t(text.chatterList)} rows={told.chattering} />
      <Stale told={told} />
    </>
  );
}

function Boxes({ told }: { readonly told: AlarmFigures }) {
  const t = useText();
  const { recommended, positions, priorities } = told;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const most = (value: string | number) => t(text.recommended, { value });
  const boxes: [string, string, string][] = [
    ...positions.flatMap(({ position, averagePer10Min, peakPer10Min, floodShare }) => {
      const at = { position };
      return [
        [
          t(text.average, at),
          averagePer10Min.toFixed(2),
          most(recommended.averagePer10Min.acceptable),
        ],
        [t(text.peak, at), String(peakPer10Min), most(recommended.peakPer10Min)],
        [t(text.flood, at), percent(floodShare), most(percent(recommended.floodShare))],
      ] satisfies [string, string, string][];
    }),
    ...priorities.map((one): [string, string, string] => [
      t(priorityWords[one.priority]),
      percent(one.share),
      t(text.about, { value: percent(one.recommended) }),
    ]),
    [t(text.top), percent(told.topTenShare), most(percent(recommended.topTenShare))],
    [t(text.chattering), String(told.chattering.length), most(recommended.chattering)],
    [t(text.stale), String(told.stale.length), most(recommended.stalePerDay)],
  ];
  return (
    <div className={styles['figures']}>
      {boxes.map(([label, value, wanted]) => (
        <div key={label}>
          {label}
          <b>{value}</b>
          <small>{wanted}</small>
        </div>
      ))}
    </div>
  );
}

type OftenProps = { readonly title: string; readonly rows: AlarmFigures['topTen'] };

function Often({ title, rows }: OftenProps) {
  if (rows.length === 0) return null;
  return (
    <Panel title={title}>
      <table className={layout['table']}>
        <tbody>
          {rows.map(({ alarm, name, count }) => (
            <tr key={alarm}>
              <td>
                {name}
                <small>{alarm}</small>
              </td>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Stale({ told }: { readonly told: AlarmFigures }) {
  const t = useText();
  const { language } = useLanguage();
  if (told.stale.length === 0) return null;
  return (
    <Panel title={t(text.staleList)}>
      <table className={layout['table']}>
        <tbody>
          {told.stale.map(({ alarm, name, raisedAt }) => (
            <tr key={alarm}>
              <td>
                {name}
                <small>{alarm}</small>
              </td>
              <td>{dateTimeText(epochMs(raisedAt) ?? 0, { language })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
