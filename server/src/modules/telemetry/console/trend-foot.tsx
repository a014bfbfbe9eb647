// Under the chart: the zone of its times, the time under the cursor, and whether the machine's clock
// tells another time than ours.
import {
  clockText,
  dateTimeText,
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
    en: "The machine's clock is not ours: its newest reading is of {time}. The chart ends there.",
    zh: '设备时钟与本机不同：最新读数时间为 {time}，曲线止于该时刻。',
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
          {t(text.otherTime, {
            time: dateTimeText(newestMs, { language }).slice(0, -':00'.length),
          })}
        </strong>
      )}
    </p>
  );
}
