// A month of a place: each production day with its shifts, in the plant's own time.
import type { CalendarMonth } from '@jingwei/sdk';
import {
  clockText,
  epochMs,
  FailurePanel,
  Loading,
  Panel,
  TextInput,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './calendars.module.css';

const text = {
  title: { en: 'Month', zh: '月历' },
  month: { en: 'Month (2026-11)', zh: '月份（2026-11）' },
  zone: { en: 'Time zone {zone}', zh: '时区 {zone}' },
  long: { en: '{hours} h', zh: '{hours} 小时' },
  free: { en: 'no shift', zh: '无班次' },
  open: { en: 'no calendar: all time is planned', zh: '未设日历：全部时间视为计划时间' },
};
const weekdays = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
};

export function MonthPanel({ place }: { readonly place: string }) {
  const t = useText();
  const client = useClient();
  const { language } = useLanguage();
  const [month, setMonth] = useState('');
  const isMonth = /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  const load = useCallback(
    (signal: AbortSignal) =>
      client.calendarMonth({ identifier: place, ...(isMonth ? { month } : {}) }, { signal }),
    [client, place, month, isMonth],
  );
  const { loaded, again } = useLoaded(load);
  const days = loaded.state === 'loaded' ? loaded.value.days : [];
  const shown = days[0]?.day.slice(0, 7) ?? '';
  const blank = days[0] ? (new Date(`${days[0].day}T00:00:00Z`).getUTCDay() + 6) % 7 : 0;
  return (
    <Panel
      title={`${t(text.title)} ${shown}`}
      controls={
        <TextInput
          size="xs"
          aria-label={t(text.month)}
          placeholder={shown}
          value={month}
          onChange={(event) => setMonth(event.currentTarget.value)}
        />
      }
    >
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && (
        <>
          <p className={styles['lead']}>{t(text.zone, { zone: loaded.value.zone })}</p>
          <ol className={styles['month']}>
            {weekdays[language].map((name) => (
              <li key={name} className={styles['weekday']} aria-hidden="true">
                {name}
              </li>
            ))}
            {Array.from({ length: blank }, (_, i) => (
              <li key={`blank ${i}`} aria-hidden="true" />
            ))}
            {days.map((day) => (
              <Day key={day.day} day={day} zone={loaded.value.zone} />
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}

type DayProps = { readonly day: CalendarMonth['days'][number]; readonly zone: string };

function Day({ day, zone }: DayProps) {
  const t = useText();
  const { language } = useLanguage();
  const clock = (iso: string) => clockText(epochMs(iso) ?? 0, { language, zone }).slice(0, 5);
  const hours = (Date.parse(day.to) - Date.parse(day.from)) / 3_600_000;
  return (
    <li className={styles['day']} data-day={day.day} data-free={day.shifts.length === 0}>
      <strong>{day.day.slice(8)}</strong>
      {hours !== 24 && <em>{t(text.long, { hours })}</em>}
      {day.exception && <em>{t(day.exception)}</em>}
      {day.shifts.map(({ id, name, from, to }) => (
        <span key={id}>
          {t(name)} {clock(from)}–{clock(to)}
        </span>
      ))}
      {day.shifts.length === 0 && <span>{t(day.keepsShifts ? text.free : text.open)}</span>}
    </li>
  );
}
