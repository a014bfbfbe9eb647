// The shifts of a pattern, and on which days of which weeks they work.
import { Button, TextInput, useLanguage, useText } from '@jingwei/console/kit';
import styles from './calendars.module.css';
import { toggled, withoutShift, type Draft, type ShiftDraft } from './pattern-draft.ts';

const text = {
  id: { en: 'Identifier', zh: '编号' },
  en: { en: 'English name', zh: '英文名称' },
  zh: { en: 'Chinese name', zh: '中文名称' },
  from: { en: 'From', zh: '开始' },
  to: { en: 'To', zh: '结束' },
  breaks: { en: 'Breaks', zh: '休息' },
  of: { en: '{column} of shift {row}', zh: '第 {row} 个班次的{column}' },
  remove: { en: 'Remove shift {row}', zh: '删除第 {row} 个班次' },
  removeShort: { en: 'Remove', zh: '删除' },
  add: { en: 'Add a shift', zh: '添加班次' },
  week: { en: 'Week {week}', zh: '第 {week} 周' },
  works: { en: '{shift}, {day} of week {week}', zh: '第 {week} 周{day}，{shift}' },
};
const columns = ['id', 'en', 'zh', 'from', 'to', 'breaks'] as const;
const weekdays = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
};

type Props = { readonly draft: Draft; readonly onDraft: (draft: Draft) => void };

export function ShiftTable({ draft, onDraft }: Props) {
  const t = useText();
  const put = (place: number, column: keyof ShiftDraft, value: string): void => {
    const before = draft.shifts[place]?.id;
    const shifts = draft.shifts.map((one, i) => (i === place ? { ...one, [column]: value } : one));
    // Days keep the shift that is called otherwise now.
    const rename = (id: string) => (column === 'id' && id === before ? value : id);
    const weeks = draft.weeks.map((week) => week.map((ids) => ids.map(rename)));
    onDraft({ ...draft, shifts, weeks });
  };
  const add = (): void => {
    const id = `shift-${draft.shifts.length + 1}`;
    const fresh = { id, en: '', zh: '', from: '08:00', to: '16:00', breaks: '' };
    onDraft({ ...draft, shifts: [...draft.shifts, fresh] });
  };
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <ShiftHead />
        <tbody>
          {draft.shifts.map((shift, row) => (
            <tr key={row}>
              {columns.map((column) => (
                <td key={column}>
                  <TextInput
                    size="xs"
                    aria-label={t(text.of, { column: t(text[column]), row: row + 1 })}
                    value={shift[column]}
                    onChange={(event) => put(row, column, event.currentTarget.value)}
                  />
                </td>
              ))}
              <td>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t(text.remove, { row: row + 1 })}
                  onClick={() => onDraft(withoutShift(draft, row))}
                >
                  {t(text.removeShort)}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="xs" variant="default" onClick={add}>
        {t(text.add)}
      </Button>
    </div>
  );
}

function ShiftHead() {
  const t = useText();
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {t(text[column])}
          </th>
        ))}
        <td />
      </tr>
    </thead>
  );
}

export function WeekTable({ draft, onDraft }: Props) {
  const t = useText();
  const { language } = useLanguage();
  const days = weekdays[language];
  if (draft.shifts.length === 0) return null;
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <td />
            {days.map((day) => (
              <th key={day} scope="col">
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {draft.weeks.map((week, w) => (
            <tr key={w}>
              <th scope="row">{t(text.week, { week: w + 1 })}</th>
              {days.map((day, d) => (
                <td key={day}>
                  {draft.shifts.map(({ id, en, zh }) => (
                    <label key={id} className={styles['tick']}>
                      <input
                        type="checkbox"
                        aria-label={t(text.works, {
                          ...{ day, week: w + 1, shift: (language === 'zh' ? zh : en) || id },
                        })}
                        checked={week[d]?.includes(id) ?? false}
                        onChange={() => onDraft(toggled(draft, { week: w, day: d, id }))}
                      />
                      {(language === 'zh' ? zh : en) || id}
                    </label>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
