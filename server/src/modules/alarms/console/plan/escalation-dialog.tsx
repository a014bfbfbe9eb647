// An escalation: which alarms it is about, while which shifts work, and who is told after how long, step by step.
import type { AlarmEscalation, AlarmPlan } from '@jingwei/sdk';
import {
  type Bilingual,
  Button,
  layout,
  TextInput,
  Tick,
  useLanguage,
  useState,
  useText,
} from '@jingwei/console/kit';
import { withEscalation, type PlanChange } from './plan-changes.ts';
import {
  draftOfEscalation,
  escalationOf,
  escalationProblems,
  type EscalationDraft,
  type StepDraft,
} from './plan-drafts.ts';
import { usePriorities } from './priorities.ts';
import { SaveDialog } from './save-dialog.tsx';
import { Ticks } from './ticks.tsx';

const text = {
  new: { en: 'New escalation', zh: '新建升级流程' },
  title: { en: 'Escalation {name}', zh: '升级流程 {name}' },
  name: { en: 'Name', zh: '名称' },
  under: {
    en: 'Only under this machine or place, e.g. 88.118.8/Hall',
    zh: '仅限该设备或场所之下，例如 88.118.8/Hall',
  },
  priorities: { en: 'Alarms of priority', zh: '报警优先级' },
  shifts: { en: 'Only while these shifts work (none: always)', zh: '仅在以下班次（不选为始终）' },
  otherShifts: {
    en: 'Shifts of other calendars, by id, e.g. night, early',
    zh: '其他日历的班次编号，例如 night, early',
  },
  untilAcknowledged: {
    en: 'Goes on when the process is normal again, until somebody acknowledges',
    zh: '过程恢复正常后仍继续，直至有人确认',
  },
  step: { en: 'Step {step}', zh: '第 {step} 级' },
  minutes: { en: 'Minutes after the alarm', zh: '报警后分钟数' },
  people: { en: 'Is told', zh: '通知对象' },
  add: { en: 'Add a step', zh: '添加一级' },
  remove: { en: 'Remove step {step}', zh: '删除第 {step} 级' },
};

export type Shift = { readonly id: string; readonly name: Bilingual };

type EscalationDialogProps = {
  readonly plan: AlarmPlan;
  readonly before: AlarmEscalation | undefined;
  /** Of the enterprise's calendar. */
  readonly shifts: readonly Shift[];
  readonly change: (change: PlanChange) => Promise<void>;
  readonly onClose: () => void;
};

export function EscalationDialog({ plan, before, shifts, change, onClose }: EscalationDialogProps) {
  const t = useText();
  const ids = shifts.map(({ id }) => id);
  const [draft, setDraft] = useState(() => draftOfEscalation(before, ids));
  const put = (part: Partial<EscalationDraft>) => setDraft((old) => ({ ...old, ...part }));
  const names = plan.escalations.map(({ name }) => name);
  const others = names.filter((name) => name !== before?.name);
  return (
    <SaveDialog
      title={before ? t(text.title, { name: before.name }) : t(text.new)}
      problems={escalationProblems(draft, others)}
      save={() => change(withEscalation(before?.name, escalationOf(draft)))}
      onClose={onClose}
    >
      <Which draft={draft} shifts={shifts} put={put} />
      <Tick
        label={t(text.untilAcknowledged)}
        checked={draft.untilAcknowledged}
        onChange={(untilAcknowledged) => put({ untilAcknowledged })}
      />
      <Steps
        steps={draft.steps}
        people={plan.people.map(({ name }) => name)}
        onChange={(steps) => put({ steps })}
      />
    </SaveDialog>
  );
}

type WhichProps = {
  readonly draft: EscalationDraft;
  readonly shifts: readonly Shift[];
  readonly put: (part: Partial<EscalationDraft>) => void;
};

function Which({ draft, shifts, put }: WhichProps) {
  const t = useText();
  const { language } = useLanguage();
  const choices = shifts.map(({ id, name }) => ({ value: id, label: name[language] || id }));
  const field = (name: 'name' | 'under' | 'otherShifts') => (
    <TextInput
      size="xs"
      label={t(text[name])}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <div className={layout['form']}>
        {field('name')}
        {field('under')}
      </div>
      <Ticks
        label={t(text.priorities)}
        choices={usePriorities()}
        chosen={draft.priorities}
        onChange={(priorities) => put({ priorities })}
      />
      {choices.length > 0 && (
        <Ticks
          label={t(text.shifts)}
          choices={choices}
          chosen={draft.shifts}
          onChange={(chosen) => put({ shifts: chosen })}
        />
      )}
      {field('otherShifts')}
    </>
  );
}

type StepsProps = {
  readonly steps: readonly StepDraft[];
  readonly people: readonly string[];
  readonly onChange: (steps: readonly StepDraft[]) => void;
};

function Steps({ steps, people, onChange }: StepsProps) {
  const t = useText();
  const put = (at: number, part: Partial<StepDraft>) =>
    onChange(steps.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <>
      {steps.map((step, i) => (
        <fieldset key={i} className={layout['condition']} data-step={i + 1}>
          <legend>{t(text.step, { step: i + 1 })}</legend>
          <div className={layout['actions']}>
            <TextInput
              size="xs"
              inputMode="decimal"
              label={t(text.minutes)}
              value={step.minutes}
              onChange={(event) => put(i, { minutes: event.currentTarget.value })}
            />
            <Ticks
              label={t(text.people)}
              choices={people.map((name) => ({ value: name, label: name }))}
              chosen={step.people}
              onChange={(chosen) => put(i, { people: chosen })}
            />
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t(text.remove, { step: i + 1 })}
              onClick={() => onChange(steps.filter((_, at) => at !== i))}
            >
              ×
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          onClick={() => onChange([...steps, { minutes: nextDelay(steps), people: [] }])}
        >
          {t(text.add)}
        </Button>
      </div>
    </>
  );
}

/** Ten minutes after the last one. */
function nextDelay(steps: readonly StepDraft[]): string {
  const last = Number(steps.at(-1)?.minutes ?? -10);
  return Number.isFinite(last) ? String(last + 10) : '';
}
