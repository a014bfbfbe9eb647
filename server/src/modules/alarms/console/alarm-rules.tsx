// The rules: what they are about, how many alarms follow, what does not fit; and the editor with a trial.
import type { AlarmRuleReply } from '@jingwei/sdk';
import {
  Button,
  ColumnHeads,
  EmptyState,
  FailurePanel,
  layout,
  Loading,
  NoticeText,
  Panel,
  useCallback,
  useClient,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import { RuleEditor } from './rule-editor.tsx';
import { kindWords, priorityWords } from './words.ts';

const text = {
  rules: { en: 'Rules', zh: '规则' },
  add: { en: 'New rule', zh: '新建规则' },
  edit: { en: 'Edit', zh: '编辑' },
  none: { en: 'No rule yet', zh: '尚无规则' },
  noneHow: {
    en: 'An alarm is something that somebody must do something about. Begin with one signal, and try the rule on what was recorded.',
    zh: '报警意味着必须有人处理。请从一个测点开始，并先用历史数据试算。',
  },
  name: { en: 'Rule', zh: '规则' },
  about: { en: 'Signals', zh: '测点' },
  kind: { en: 'Condition', zh: '条件' },
  priority: { en: 'Priority', zh: '优先级' },
  alarms: { en: 'Alarms', zh: '报警数' },
  trouble: { en: 'Trouble', zh: '问题' },
  off: { en: 'off', zh: '未启用' },
};
const columns = ['name', 'about', 'kind', 'priority', 'alarms', 'trouble', 'edit'] as const;
const pauseMs = 5_000;

export function AlarmRules({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [editing, setEditing] = useState<AlarmRuleReply | 'new'>();
  const load = useCallback(
    (signal: AbortSignal) => client.alarmRules(enterprise, { limit: 500, signal }),
    [client, enterprise],
  );
  const { value, failure, again } = useRefreshed(load, pauseMs);
  const add = (
    <Button size="xs" onClick={() => setEditing('new')}>
      {t(text.add)}
    </Button>
  );
  return (
    <>
      {editing && (
        <RuleEditor
          key={editing === 'new' ? '' : editing.rule.id}
          enterprise={enterprise}
          {...(editing === 'new' ? {} : { given: editing.rule })}
          onDone={() => {
            setEditing(undefined);
            again();
          }}
        />
      )}
      <Panel title={t(text.rules)} controls={add}>
        {failure && <FailurePanel failure={failure} onRetry={again} />}
        {!value && !failure && <Loading />}
        {value?.rules.length === 0 && (
          <EmptyState title={t(text.none)}>
            <NoticeText>{t(text.noneHow)}</NoticeText>
          </EmptyState>
        )}
        {value && value.rules.length > 0 && <RuleTable rules={value.rules} onEdit={setEditing} />}
      </Panel>
    </>
  );
}

type RuleTableProps = {
  readonly rules: readonly AlarmRuleReply[];
  readonly onEdit: (rule: AlarmRuleReply) => void;
};

function RuleTable({ rules, onEdit }: RuleTableProps) {
  const t = useText();
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {rules.map((one) => (
            <tr key={one.rule.id} data-rule={one.rule.id}>
              <td>
                {one.rule.name} <small>{one.rule.enabled ? one.rule.id : t(text.off)}</small>
              </td>
              <td>
                <code>{one.rule.signal ?? one.rule.path ?? ''}</code>
              </td>
              <td>{t(kindWords[one.rule.condition.kind])}</td>
              <td>{t(priorityWords[one.rule.priority])}</td>
              <td>{one.alarms}</td>
              <td data-tone="fault">{one.troubles[0] && t(one.troubles[0].says)}</td>
              <td>
                <Button size="compact-xs" variant="default" onClick={() => onEdit(one)}>
                  {t(text.edit)}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
