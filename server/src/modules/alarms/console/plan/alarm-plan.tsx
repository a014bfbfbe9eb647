// Who is told of alarms: the escalations, the people and the ways of an enterprise's plan, each listed, written and removed; and
// what is done when there are too many.
import type { AlarmPlan } from '@jingwei/sdk';
import {
  Button,
  EmptyState,
  FailurePanel,
  layout,
  Loading,
  NoticeText,
  Panel,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { EscalationDialog, type Shift } from './escalation-dialog.tsx';
import { NoiseDialog } from './noise-dialog.tsx';
import { PersonDialog } from './person-dialog.tsx';
import type { PlanChange, PlanPart } from './plan-changes.ts';
import { EscalationTable, PeopleTable, WayTable, type PartActions } from './plan-tables.tsx';
import { usePriorities } from './priorities.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { WayDialog } from './way-dialog.tsx';

const text = {
  lead: {
    en: 'This console shows every alarm at once. Here is who else is told, by webhook or mail, step by step until somebody acknowledges.',
    zh: '控制台始终即时显示全部报警。此处设置还要通过 Webhook 或邮件通知哪些人，并逐级升级，直至有人确认。',
  },
  none: { en: 'Nobody is told yet', zh: '尚未设置通知' },
  noneHow: {
    en: 'First a way (a webhook or a mail server), then people, then an escalation that says whom to tell after how long.',
    zh: '先添加通知方式（Webhook 或邮件服务器），再添加人员，最后设置升级流程：多久之后通知谁。',
  },
  escalations: { en: 'Escalations', zh: '升级流程' },
  people: { en: 'People', zh: '人员' },
  ways: { en: 'Ways', zh: '通知方式' },
  newEscalation: { en: 'New escalation', zh: '新建升级流程' },
  newPerson: { en: 'New person', zh: '新建人员' },
  newWay: { en: 'New way', zh: '新建通知方式' },
  noEscalation: {
    en: 'No escalation yet: nobody is told of any alarm.',
    zh: '尚无升级流程：不会通知任何人。',
  },
  noPerson: { en: 'No person yet.', zh: '尚无人员。' },
  noise: { en: 'Too many alarms', zh: '报警过多时的处理' },
  edit: { en: 'Edit', zh: '编辑' },
  shelves: {
    en: 'An alarm that is raised {count} times in a minute is shelved for {minutes} minutes.',
    zh: '一分钟内产生 {count} 次的报警将被搁置 {minutes} 分钟。',
  },
  shelvesNot: { en: 'Alarms that chatter are not shelved.', zh: '不搁置频繁抖动的报警。' },
  floods: {
    en: 'In a flood, new alarms of priority {priorities} are suppressed.',
    zh: '报警泛滥时，抑制优先级为{priorities}的新报警。',
  },
  floodsNot: { en: 'In a flood, nothing is suppressed.', zh: '报警泛滥时不抑制任何报警。' },
};

/** Without a name: a new one. */
type Open =
  | { readonly part: PlanPart; readonly act: 'edit'; readonly name?: string }
  | { readonly part: PlanPart; readonly act: 'remove'; readonly name: string }
  | { readonly part: 'noise' };

export function AlarmPlanPanel({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [written, setWritten] = useState<AlarmPlan>();
  const [open, setOpen] = useState<Open>();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [plan, shifts] = await Promise.all([
        client.alarmPlan(enterprise, { signal }),
        // Who keeps no calendar, or may not see it, names shifts by their ids.
        client.calendar(enterprise, { signal }).then(
          ({ pattern }): readonly Shift[] => pattern?.shifts ?? [],
          () => [],
        ),
      ]);
      return { plan, shifts };
    },
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const plan = written ?? loaded.value.plan;
  const change = async (changed: PlanChange) => {
    const now = await client.alarmPlan(enterprise);
    setWritten(await client.putAlarmPlan(enterprise, changed(now)));
  };
  const isEmpty = plan.ways.length + plan.people.length + plan.escalations.length === 0;
  const dialog = { plan, change, onClose: () => setOpen(undefined) };
  return (
    <>
      <p className={layout['lead']}>{t(text.lead)}</p>
      {isEmpty ? (
        <EmptyState
          title={t(text.none)}
          actions={
            <Button size="xs" onClick={() => setOpen({ part: 'ways', act: 'edit' })}>
              {t(text.newWay)}
            </Button>
          }
        >
          <NoticeText>{t(text.noneHow)}</NoticeText>
        </EmptyState>
      ) : (
        <Parts enterprise={enterprise} plan={plan} shifts={loaded.value.shifts} onOpen={setOpen} />
      )}
      <Noise plan={plan} onEdit={() => setOpen({ part: 'noise' })} />
      {open && <OpenDialog open={open} shifts={loaded.value.shifts} {...dialog} />}
    </>
  );
}

type DialogProps = {
  readonly plan: AlarmPlan;
  readonly change: (change: PlanChange) => Promise<void>;
  readonly onClose: () => void;
};

function OpenDialog({
  open,
  shifts,
  ...dialog
}: DialogProps & { readonly open: Open; readonly shifts: readonly Shift[] }) {
  const { plan } = dialog;
  if (open.part === 'noise') return <NoiseDialog {...dialog} />;
  if (open.act === 'remove') return <RemoveDialog {...dialog} part={open.part} name={open.name} />;
  const isIt = ({ name }: { readonly name: string }) => name === open.name;
  if (open.part === 'ways') return <WayDialog {...dialog} before={plan.ways.find(isIt)} />;
  if (open.part === 'people') return <PersonDialog {...dialog} before={plan.people.find(isIt)} />;
  const before = plan.escalations.find(isIt);
  return <EscalationDialog {...dialog} shifts={shifts} before={before} />;
}

type PartsProps = {
  readonly enterprise: string;
  readonly plan: AlarmPlan;
  readonly shifts: readonly Shift[];
  readonly onOpen: (open: Open) => void;
};

function Parts({ enterprise, plan, shifts, onOpen }: PartsProps) {
  const t = useText();
  const { ways, people, escalations } = plan;
  const actions = (part: PlanPart): PartActions => ({
    onEdit: (name) => onOpen({ part, act: 'edit', name }),
    onRemove: (name) => onOpen({ part, act: 'remove', name }),
  });
  const add = (part: PlanPart, label: string, isReady = true) => (
    <Button size="xs" disabled={!isReady} onClick={() => onOpen({ part, act: 'edit' })}>
      {label}
    </Button>
  );
  const newEscalation = add('escalations', t(text.newEscalation), people.length > 0);
  const newPerson = add('people', t(text.newPerson), ways.length > 0);
  return (
    <>
      <Panel title={t(text.escalations)} controls={newEscalation}>
        {escalations.length === 0 ? (
          <p className={layout['lead']}>{t(text.noEscalation)}</p>
        ) : (
          <EscalationTable {...{ escalations, shifts }} {...actions('escalations')} />
        )}
      </Panel>
      <Panel title={t(text.people)} controls={newPerson}>
        {people.length === 0 ? (
          <p className={layout['lead']}>{t(text.noPerson)}</p>
        ) : (
          <PeopleTable {...{ enterprise, people }} {...actions('people')} />
        )}
      </Panel>
      <Panel title={t(text.ways)} controls={add('ways', t(text.newWay))}>
        <WayTable ways={ways} {...actions('ways')} />
      </Panel>
    </>
  );
}

function Noise({ plan, onEdit }: { readonly plan: AlarmPlan; readonly onEdit: () => void }) {
  const t = useText();
  const { chattering, flood } = plan;
  const priorities = usePriorities()
    .filter(({ value }) => flood.suppresses.includes(value))
    .map(({ label }) => label)
    .join(', ');
  const edit = (
    <Button size="xs" variant="default" onClick={onEdit}>
      {t(text.edit)}
    </Button>
  );
  const counts = { count: chattering.raisedInMinute, minutes: chattering.shelveMs / 60_000 };
  return (
    <Panel title={t(text.noise)} controls={edit}>
      <div className={layout['lead']}>
        <p>{chattering.shelves ? t(text.shelves, counts) : t(text.shelvesNot)}</p>
        <p>{priorities === '' ? t(text.floodsNot) : t(text.floods, { priorities })}</p>
      </div>
    </Panel>
  );
}
