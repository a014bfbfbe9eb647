// The calendar of a place: whose it is, what it says, and a form to change it from a day on.
import type { PlaceCalendar } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  FailurePanel,
  Loading,
  LongText,
  Panel,
  TextInput,
  Tick,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './calendars.module.css';
import { draftOf, patternOf, withWeeks, type Draft } from './pattern-draft.ts';
import { ShiftTable, WeekTable } from './shift-tables.tsx';

const text = {
  title: { en: 'Pattern', zh: '排班规则' },
  own: { en: 'A calendar of its own', zh: '使用自有日历' },
  follows: {
    en: 'Follows {place}; saving gives it one of its own',
    zh: '沿用 {place}；保存后将拥有自有日历',
  },
  none: { en: 'No calendar: all time is planned', zh: '未设日历：全部时间视为计划时间' },
  zone: { en: 'Time zone', zh: '时区' },
  dayStart: { en: 'The production day begins', zh: '生产日起始' },
  weekOne: { en: 'First Monday of the rotation', zh: '轮班首个星期一' },
  weeks: { en: 'Weeks of the rotation', zh: '轮班周数' },
  exceptions: { en: 'Holidays and other days', zh: '节假日与特殊日期' },
  exceptionsHow: {
    en: 'A line each: 2026-10-01..2026-10-07 National Day / 国庆节. Shifts that work all the same stand behind a colon.',
    zh: '每行一条：2026-10-01..2026-10-07 National Day / 国庆节。仍需上班的班次写在冒号之后。',
  },
  from: { en: 'Holds from the day', zh: '自该日起生效' },
  correction: { en: 'May change figures of days that are over', zh: '允许更改已结束日期的指标' },
  save: { en: 'Save the calendar', zh: '保存日历' },
  bad: { en: 'This is not understood: {line}', zh: '无法识别：{line}' },
  history: { en: 'History', zh: '历史' },
  version: { en: 'from {from} on, by {by}, {at}', zh: '自 {from} 起，{by}，{at}' },
  replaced: { en: '(replaced)', zh: '（已替换）' },
};

type Props = { readonly place: string; readonly onChanged: () => void };

export function PatternPanel({ place, onChanged }: Props) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [calendar, month] = await Promise.all([
        client.calendar(place, { signal }),
        client.calendarMonth({ identifier: place }, { signal }),
      ]);
      return { calendar, day: month.days.at(-1)?.day ?? '' };
    },
    [client, place],
  );
  const { loaded, again } = useLoaded(load);
  return (
    <Panel title={t(text.title)}>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && <Editor {...loaded.value} {...{ place, onChanged }} />}
    </Panel>
  );
}

type EditorProps = Props & { readonly calendar: PlaceCalendar; readonly day: string };

function Editor({ calendar, day, place, onChanged }: EditorProps) {
  const t = useText();
  const client = useClient();
  const { heldBy, pattern, zone, versions } = calendar;
  const [draft, setDraft] = useState(() => draftOf(pattern, zone));
  const [from, setFrom] = useState(day);
  const [correction, setCorrection] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const outcome = patternOf(draft);
  const save = () => {
    if (!('pattern' in outcome)) return;
    const change = { from, pattern: outcome.pattern, correction };
    client
      .putCalendar(place, change)
      .then(onChanged, (error: unknown) => setFailure(asFailure(error)));
  };
  const whose =
    heldBy === undefined
      ? t(text.none)
      : heldBy === place
        ? t(text.own)
        : t(text.follows, { place: heldBy });
  return (
    <div className={styles['form']}>
      <p>{whose}</p>
      <Fields draft={draft} onDraft={setDraft} />
      <ShiftTable draft={draft} onDraft={setDraft} />
      <WeekTable draft={draft} onDraft={setDraft} />
      <LongText
        label={t(text.exceptions)}
        description={t(text.exceptionsHow)}
        value={draft.exceptions}
        onChange={(exceptions) => setDraft({ ...draft, exceptions })}
        {...('line' in outcome ? { error: t(text.bad, { line: outcome.line }) } : {})}
      />
      {failure && <FailurePanel failure={failure} />}
      <div className={styles['actions']}>
        <TextInput
          size="xs"
          label={t(text.from)}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <Tick label={t(text.correction)} checked={correction} onChange={setCorrection} />
        <Button size="xs" disabled={'line' in outcome} onClick={save}>
          {t(text.save)}
        </Button>
      </div>
      {versions.length > 0 && <History versions={versions} />}
    </div>
  );
}

function History({ versions }: Pick<PlaceCalendar, 'versions'>) {
  const t = useText();
  return (
    <section aria-label={t(text.history)}>
      <h3>{t(text.history)}</h3>
      <ul>
        {versions.map((one) => (
          <li key={one.at}>
            {t(text.version, { from: one.from, by: one.by, at: one.at.slice(0, 16) })}{' '}
            {one.replacedAt !== undefined && t(text.replaced)}
          </li>
        ))}
      </ul>
    </section>
  );
}

type DraftProps = { readonly draft: Draft; readonly onDraft: (draft: Draft) => void };

const weeksMax = 12;

function Fields({ draft, onDraft }: DraftProps) {
  const t = useText();
  const field = (name: 'zone' | 'dayStart' | 'weekOne') => (
    <TextInput
      size="xs"
      label={t(text[name])}
      value={draft[name]}
      onChange={(event) => onDraft({ ...draft, [name]: event.currentTarget.value })}
    />
  );
  return (
    <div className={styles['actions']}>
      {field('zone')}
      {field('dayStart')}
      {field('weekOne')}
      <TextInput
        size="xs"
        type="number"
        min={1}
        max={weeksMax}
        label={t(text.weeks)}
        value={String(draft.weeks.length)}
        onChange={(event) => {
          const count = Math.trunc(Number(event.currentTarget.value));
          if (count >= 1 && count <= weeksMax) onDraft(withWeeks(draft, count));
        }}
      />
    </div>
  );
}
