// Under the chart: the zone of its times, the time under the cursor, and where the chart ends when it
// does not end now: the machine is silent, its clock is another, or a recording is played.
import {
  clockText,
  dateTimeText,
  durationText,
  epochMs,
  nowMs,
  useLanguage,
  useSyncExternalStore,
  useText,
  zoneText,
  type Bilingual,
} from '@jingwei/console/kit';
import { livesInOtherTime } from './chart-window.ts';
import type { CursorStore } from './cursor-store.ts';
import type { MachineLive } from './machine-live.ts';
import styles from './machines.module.css';
import type { TrendModel } from './trend-model.ts';

const text = {
  times: { en: 'Times in {zone}', zh: '时间为 {zone}' },
  cursor: { en: 'at {time}', zh: '光标处 {time}' },
  otherTime: {
    en: 'The newest reading is of {time}, {age} ago. The chart ends there.',
    zh: '最新读数时间为 {time}（{age}前），曲线止于该时刻。',
  },
  ahead: {
    en: "The machine's clock is ahead of this computer's: its newest reading is of {time}. The chart ends there.",
    zh: '设备时钟快于本机：最新读数时间为 {time}，曲线止于该时刻。',
  },
} satisfies Record<string, Bilingual>;

type TrendFootProps = {
  readonly trend: TrendModel;
  readonly live: MachineLive;
  readonly cursor: CursorStore;
  readonly fixed: boolean;
};

export function TrendFoot({ trend, live, cursor, fixed }: TrendFootProps) {
  const t = useText();
  const { language } = useLanguage();
  const pointedMs = useSyncExternalStore(cursor.subscribe, () => cursor.get()?.ms);
  const newest = useSyncExternalStore(live.onShown, () =>
    live.newestTime()?.slice(0, 'yyyy-mm-ddThh:mm'.length),
  );
  const newestMs = epochMs(`${newest ?? ''}:00Z`);
  const ageMs = newestMs === undefined ? 0 : nowMs() - newestMs;
  const other = !fixed && livesInOtherTime(newestMs, nowMs());
  const zone = zoneText(newestMs ?? trend.read().toMs);
  return (
    <p className={styles['foot']}>
      <span>{t(text.times, { zone })}</span>
      {pointedMs !== undefined && (
        <span>{t(text.cursor, { time: clockText(pointedMs, { language }, true) })}</span>
      )}
      {other && newestMs !== undefined && (
        <strong data-note="other-time">
          {t(ageMs > 0 ? text.otherTime : text.ahead, {
            age: durationText(ageMs, language),
            time: dateTimeText(newestMs, { language }).slice(0, -':00'.length),
          })}
        </strong>
      )}
    </p>
  );
}
