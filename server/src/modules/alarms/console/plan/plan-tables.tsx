// The parts of a plan as tables: escalations with their steps, people with a test message, ways with where they lead.
import type { AlarmEscalation, AlarmPerson, AlarmPriority, AlarmWay } from '@jingwei/sdk';
import { Button, ColumnHeads, layout, nothing, useLanguage, useText } from '@jingwei/console/kit';
import styles from '../alarms.module.css';
import { priorityWords } from '../words.ts';
import type { Shift } from './escalation-dialog.tsx';
import { TestMessage } from './test-message.tsx';

const text = {
  name: { en: 'Name', zh: '名称' },
  about: { en: 'Alarms', zh: '报警' },
  shifts: { en: 'Shifts', zh: '班次' },
  steps: { en: 'Steps', zh: '级别' },
  acts: { en: 'Actions', zh: '操作' },
  way: { en: 'Way', zh: '通知方式' },
  language: { en: 'Language', zh: '语言' },
  quiet: { en: 'Quiet hours', zh: '免打扰' },
  test: { en: 'Test', zh: '测试' },
  kind: { en: 'Kind', zh: '类型' },
  to: { en: 'Leads to', zh: '去向' },
  secret: { en: 'Secret', zh: '密钥' },
  always: { en: 'always', zh: '始终' },
  everywhere: { en: 'everywhere', zh: '全部位置' },
  atOnce: { en: 'at once', zh: '立即' },
  after: { en: 'after {minutes} min', zh: '{minutes} 分钟后' },
  edit: { en: 'Edit', zh: '编辑' },
  remove: { en: 'Remove', zh: '删除' },
  editOf: { en: 'Edit {name}', zh: '编辑 {name}' },
  removeOf: { en: 'Remove {name}', zh: '删除 {name}' },
  except: { en: 'except {priorities}', zh: '{priorities}除外' },
  webhook: { en: 'webhook', zh: 'Webhook' },
  mail: { en: 'mail', zh: '邮件' },
};

export type PartActions = {
  readonly onEdit: (name: string) => void;
  readonly onRemove: (name: string) => void;
};

function Acts({ name, onEdit, onRemove }: PartActions & { readonly name: string }) {
  const t = useText();
  const button = { size: 'compact-xs', variant: 'default' } as const;
  return (
    <td>
      <div className={layout['actions']}>
        <Button {...button} aria-label={t(text.editOf, { name })} onClick={() => onEdit(name)}>
          {t(text.edit)}
        </Button>
        <Button {...button} aria-label={t(text.removeOf, { name })} onClick={() => onRemove(name)}>
          {t(text.remove)}
        </Button>
      </div>
    </td>
  );
}

type EscalationTableProps = PartActions & {
  readonly escalations: readonly AlarmEscalation[];
  readonly shifts: readonly Shift[];
};

export function EscalationTable({ escalations, shifts, ...acts }: EscalationTableProps) {
  const t = useText();
  const { language } = useLanguage();
  const shiftName = (id: string) => shifts.find((one) => one.id === id)?.name[language] ?? id;
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={['name', 'about', 'shifts', 'steps', 'acts']} text={text} />
        <tbody>
          {escalations.map((one) => (
            <tr key={one.name} data-escalation={one.name}>
              <td>{one.name}</td>
              <td>
                <Priorities of={one.priorities} />
                <small>{one.under ?? t(text.everywhere)}</small>
              </td>
              <td>{one.shifts?.map(shiftName).join(', ') ?? t(text.always)}</td>
              <td>
                <ol>
                  {one.steps.map(({ afterMs, people }, i) => (
                    <li key={i}>
                      {afterMs === 0
                        ? t(text.atOnce)
                        : t(text.after, { minutes: afterMs / 60_000 })}
                      {': '}
                      {people.join(', ')}
                    </li>
                  ))}
                </ol>
              </td>
              <Acts name={one.name} {...acts} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Priorities({ of }: { readonly of: readonly AlarmPriority[] }) {
  const t = useText();
  return (
    <span className={styles['priorities']}>
      {of.map((priority) => (
        <span key={priority} data-priority={priority}>
          {t(priorityWords[priority])}
        </span>
      ))}
    </span>
  );
}

type PeopleTableProps = PartActions & {
  readonly enterprise: string;
  readonly people: readonly AlarmPerson[];
};

export function PeopleTable({ enterprise, people, ...acts }: PeopleTableProps) {
  const t = useText();
  const words = (priorities: readonly AlarmPriority[]) =>
    priorities.map((one) => t(priorityWords[one])).join(', ');
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={['name', 'way', 'language', 'quiet', 'test', 'acts']} text={text} />
        <tbody>
          {people.map((one) => (
            <tr key={one.name} data-person={one.name}>
              <td>{one.name}</td>
              <td>
                {one.way}
                <small>{one.address}</small>
              </td>
              <td>{one.language === 'zh' ? '中文' : 'English'}</td>
              <td>
                {one.quiet ? `${one.quiet.from}–${one.quiet.to}` : nothing}
                {one.quiet && one.quiet.except.length > 0 && (
                  <small>{t(text.except, { priorities: words(one.quiet.except) })}</small>
                )}
              </td>
              <td className={styles['outcome']}>
                <TestMessage enterprise={enterprise} person={one.name} />
              </td>
              <Acts name={one.name} {...acts} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type WayTableProps = PartActions & { readonly ways: readonly AlarmWay[] };

export function WayTable({ ways, ...acts }: WayTableProps) {
  const t = useText();
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={['name', 'kind', 'to', 'secret', 'acts']} text={text} />
        <tbody>
          {ways.map((one) => (
            <tr key={one.name} data-way={one.name}>
              <td>{one.name}</td>
              <td>{t(text[one.kind])}</td>
              <td className={layout['reason']}>
                <code>{one.kind === 'webhook' ? one.url : `${one.host}:${one.port}`}</code>
                {one.kind === 'mail' && <small>{one.from}</small>}
              </td>
              <td>{(one.kind === 'webhook' ? one.secret : one.password) ?? nothing}</td>
              <Acts name={one.name} {...acts} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
