// Asks before a part of the plan is removed, and says who still refers to it: then it stays.
import type { AlarmPlan, JingweiFailure } from '@jingwei/sdk';
import { asFailure, Button, Dialog, FailurePanel, useState, useText } from '@jingwei/console/kit';
import { usersOf, withoutPart, type PlanChange, type PlanPart } from './plan-changes.ts';

const text = {
  title: { en: 'Remove {name}?', zh: '删除 {name}？' },
  remove: { en: 'Remove', zh: '删除' },
  keep: { en: 'Keep', zh: '保留' },
  free: {
    en: 'What was to be sent by it and is not sent yet is dropped.',
    zh: '尚未送出的相关通知将被丢弃。',
  },
  used: {
    en: 'It is still in use by {users}. Change that first.',
    zh: '{users} 仍在引用它，请先修改。',
  },
};

type RemoveDialogProps = {
  readonly plan: AlarmPlan;
  readonly part: PlanPart;
  readonly name: string;
  readonly change: (change: PlanChange) => Promise<void>;
  readonly onClose: () => void;
};

export function RemoveDialog({ plan, part, name, change, onClose }: RemoveDialogProps) {
  const t = useText();
  const [failure, setFailure] = useState<JingweiFailure>();
  const users = usersOf(plan, part, name);
  const remove = () =>
    void change(withoutPart(part, name)).then(onClose, (error: unknown) =>
      setFailure(asFailure(error)),
    );
  const actions = (
    <>
      <Button size="xs" color="red" disabled={users.length > 0} onClick={remove}>
        {t(text.remove)}
      </Button>
      <Button size="xs" variant="default" onClick={onClose}>
        {t(text.keep)}
      </Button>
    </>
  );
  return (
    <Dialog title={t(text.title, { name })} actions={actions} onClose={onClose}>
      <p>{users.length > 0 ? t(text.used, { users: users.join(', ') }) : t(text.free)}</p>
      {failure && <FailurePanel failure={failure} />}
    </Dialog>
  );
}
