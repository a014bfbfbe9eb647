// How to reach the machine: its name here, and the form of its protocol; what hardly anybody changes is folded.
import type { DiscoveredMachine } from '@jingwei/sdk';
import { Panel, TextInput, useClient, useMemo, useState, useText } from '@jingwei/console/kit';
import { answersOf, fieldsOf, type Field } from './connection-form.ts';
import styles from './connections.module.css';
import { Discover } from './discover.tsx';
import { FieldInput } from './field-input.tsx';
import { beforehandWords, isAskedFirst } from './field-words.ts';
import { machineFacts, type Part } from './draft.ts';

const text = {
  title: { en: 'Connection', zh: '连接' },
  name: { en: 'Name of the source', zh: '数据源名称' },
  nameHow: {
    en: 'Unique in the enterprise, e.g. press-1; it cannot be changed later.',
    zh: '在企业内唯一，例如 press-1；保存后不可修改。',
  },
  more: { en: 'More settings ({count})', zh: '更多设置（{count}）' },
};

export function ConnectionSection(props: Part & { readonly isNew: boolean }) {
  const t = useText();
  const { origin } = useClient();
  const { draft, change, protocol, enterprise } = props;
  const beforehand = beforehandWords[protocol.name];
  const fields = useMemo(() => fieldsOf(protocol.connection), [protocol]);
  const [first, others] = [fields.filter(isAskedFirst), fields.filter((one) => !isAskedFirst(one))];
  const take = (found: DiscoveredMachine) => {
    const { machine = {} } = found;
    const facts = machineFacts.map((fact) => [fact, machine[fact] ?? draft.machine[fact]]);
    change({
      answers: answersOf(fields, found.connection),
      machine: Object.fromEntries(facts) as typeof draft.machine,
    });
  };
  return (
    <Panel
      title={t(text.title)}
      controls={protocol.canDiscover && <Discover {...props} onTake={take} />}
    >
      {beforehand && (
        <p className={styles['lead']}>
          {t(beforehand, { enterprise: enterprise ?? '', origin: origin || location.origin })}
        </p>
      )}
      <div className={styles['form']}>
        <NameInput {...props} />
        <Fields {...props} fields={first} />
      </div>
      {others.length > 0 && <More {...props} fields={others} />}
    </Panel>
  );
}

export function NameInput({ draft, change, problems, isNew }: Part & { readonly isNew: boolean }) {
  const t = useText();
  return (
    <TextInput
      size="xs"
      label={t(text.name)}
      description={t(text.nameHow)}
      required
      disabled={!isNew}
      value={draft.name}
      error={problems?.name && t(problems.name)}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      onChange={(event) => change({ name: event.currentTarget.value })}
    />
  );
}

type FieldsProps = Part & { readonly fields: readonly Field[] };

export function Fields({ fields, draft, change, problems }: FieldsProps) {
  return fields.map((field) => (
    <FieldInput
      key={field.name}
      field={field}
      answer={draft.answers[field.name] ?? ''}
      place={field.name}
      problems={problems?.connection}
      onChange={(answer) => change({ answers: { ...draft.answers, [field.name]: answer } })}
    />
  ));
}

/** Opens by itself when something in it is wrong. */
function More(props: FieldsProps) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const { fields, problems } = props;
  const isWrong = [...(problems?.connection.keys() ?? [])].some((place) =>
    fields.some(({ name }) => place === name || place.startsWith(`${name}/`)),
  );
  return (
    <details
      className={styles['more']}
      open={open || isWrong}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{t(text.more, { count: fields.length })}</summary>
      <div className={styles['form']}>
        <Fields {...props} />
      </div>
    </details>
  );
}
