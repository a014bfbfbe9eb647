// A person who is told: by which way, in which language, and when they are left alone.
import type { AlarmPerson, AlarmPlan } from '@jingwei/sdk';
import { ChoiceInput, layout, TextInput, Tick, useState, useText } from '@jingwei/console/kit';
import { withPerson, type PlanChange } from './plan-changes.ts';
import { draftOfPerson, personOf, personProblems, type PersonDraft } from './plan-drafts.ts';
import { usePriorities } from './priorities.ts';
import { SaveDialog } from './save-dialog.tsx';
import { Ticks } from './ticks.tsx';

const text = {
  new: { en: 'New person', zh: '新建人员' },
  title: { en: 'Person {name}', zh: '人员 {name}' },
  name: { en: 'Name', zh: '姓名' },
  language: { en: 'Language', zh: '语言' },
  way: { en: 'Way', zh: '通知方式' },
  address: { en: 'Mail address', zh: '邮箱地址' },
  quiet: { en: 'Quiet hours', zh: '免打扰' },
  quietHow: {
    en: 'In the time of the alarm’s place; what is due then waits for the end.',
    zh: '按报警所在场所的时间；其间到期的通知顺延至结束。',
  },
  from: { en: 'From', zh: '开始' },
  to: { en: 'To', zh: '结束' },
  except: { en: 'Told even then', zh: '仍然通知的优先级' },
};
const languages = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];

type PersonDialogProps = {
  readonly plan: AlarmPlan;
  readonly before: AlarmPerson | undefined;
  readonly change: (change: PlanChange) => Promise<void>;
  readonly onClose: () => void;
};

export function PersonDialog({ plan, before, change, onClose }: PersonDialogProps) {
  const t = useText();
  const [draft, setDraft] = useState(() => draftOfPerson(before, plan.ways[0]?.name));
  const put = (part: Partial<PersonDraft>) => setDraft((old) => ({ ...old, ...part }));
  const names = plan.people.map(({ name }) => name);
  const others = names.filter((name) => name !== before?.name);
  const isMail = plan.ways.find(({ name }) => name === draft.way)?.kind === 'mail';
  return (
    <SaveDialog
      title={before ? t(text.title, { name: before.name }) : t(text.new)}
      problems={personProblems(draft, { ways: plan.ways, others })}
      save={() => change(withPerson(before?.name, personOf(draft)))}
      onClose={onClose}
    >
      <div className={layout['form']}>
        <TextInput
          size="xs"
          label={t(text.name)}
          value={draft.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <ChoiceInput
          label={t(text.language)}
          value={draft.language}
          choices={languages}
          onChange={(told) => put({ language: told === 'en' ? 'en' : 'zh' })}
        />
        <ChoiceInput
          label={t(text.way)}
          value={draft.way}
          choices={plan.ways.map(({ name }) => ({ value: name, label: name }))}
          onChange={(way) => put({ way })}
        />
        {isMail && (
          <TextInput
            size="xs"
            label={t(text.address)}
            value={draft.address}
            onChange={(event) => put({ address: event.currentTarget.value })}
          />
        )}
      </div>
      <Tick
        label={t(text.quiet)}
        description={t(text.quietHow)}
        checked={draft.isQuiet}
        onChange={(isQuiet) => put({ isQuiet })}
      />
      {draft.isQuiet && <QuietHours draft={draft} put={put} />}
    </SaveDialog>
  );
}

type QuietHoursProps = {
  readonly draft: PersonDraft;
  readonly put: (part: Partial<PersonDraft>) => void;
};

function QuietHours({ draft: { quiet }, put }: QuietHoursProps) {
  const t = useText();
  return (
    <div className={layout['form']}>
      {(['from', 'to'] as const).map((name) => (
        <TextInput
          key={name}
          size="xs"
          type="time"
          label={t(text[name])}
          value={quiet[name]}
          onChange={(event) => put({ quiet: { ...quiet, [name]: event.currentTarget.value } })}
        />
      ))}
      <Ticks
        label={t(text.except)}
        choices={usePriorities()}
        chosen={quiet.except}
        onChange={(except) => put({ quiet: { ...quiet, except } })}
      />
    </div>
  );
}
