// Whose signals a list holds: a source that is there, whose signals it replaces, or a new one with its connection.
import type { ImportQuery, ProtocolFacts, SourceStatus } from '@jingwei/sdk';
import { ChoiceInput, Panel, useText } from '@jingwei/console/kit';
import { fieldsOf } from './connection-form.ts';
import { ConnectionSection } from './connection-section.tsx';
import styles from './connections.module.css';
import { draftOf, settingsOf, type Draft } from './draft.ts';

const text = {
  title: { en: 'Whose signals these are', zh: '所属数据源' },
  source: { en: 'Source', zh: '数据源' },
  new: { en: 'a new source', zh: '新建数据源' },
  protocol: { en: 'Protocol', zh: '协议' },
  replaces: {
    en: 'The list replaces all signals of this source; its connection stays.',
    zh: '列表将替换该数据源的全部测点，连接设置不变。',
  },
};

type Format = ImportQuery['format'];
export type Target =
  | { readonly kind: 'known'; readonly name: string }
  | { readonly kind: 'new'; readonly protocol: ProtocolFacts; readonly draft: Draft };

type Choices = {
  readonly protocols: readonly ProtocolFacts[];
  readonly known: readonly SourceStatus[];
  readonly format: Format | undefined;
};

const nodeSetProtocol = 'opc-ua';

/** A UANodeSet has addresses of OPC UA only. */
function fitting({ protocols, known, format }: Choices): Omit<Choices, 'format'> {
  if (format !== 'ua-nodeset') return { protocols, known };
  return {
    protocols: protocols.filter(({ name }) => name === nodeSetProtocol),
    known: known.filter(({ protocol }) => protocol === nodeSetProtocol),
  };
}

/** A new source of the first protocol, until a person says something else. */
export function targetOf(choices: Choices): Target | undefined {
  const [protocol] = fitting(choices).protocols;
  return protocol && newTarget(protocol);
}

function newTarget(protocol: ProtocolFacts, before?: Target): Target {
  const name = before?.kind === 'new' ? before.draft.name : '';
  const draft = draftOf(fieldsOf(protocol.connection), { name });
  return { kind: 'new', protocol, draft };
}

/** Undefined while something is missing. */
export function sourceIn(target: Target): ImportQuery['source'] {
  if (target.kind === 'known') return { name: target.name };
  const { settings, problems } = settingsOf(target.draft, target.protocol);
  const { name, protocol, connection } = settings;
  return problems.count > 0 ? undefined : { name, protocol, connection };
}

type ImportTargetProps = Choices & {
  readonly target: Target;
  readonly enterprise: string | undefined;
  readonly checked: boolean;
  readonly onChange: (target: Target) => void;
};

export function ImportTarget(props: ImportTargetProps) {
  const t = useText();
  const { target, onChange } = props;
  const { protocols, known } = fitting(props);
  const choices = [
    { value: '', label: t(text.new) },
    ...known.map(({ name, protocolTitle }) => ({
      ...{ value: name, label: `${name} (${t(protocolTitle)})` },
    })),
  ];
  const choose = (name: string) => {
    const [first] = protocols;
    if (name !== '') onChange({ kind: 'known', name });
    else if (first) onChange(newTarget(first));
  };
  return (
    <>
      <Panel title={t(text.title)}>
        <div className={styles['form']}>
          <ChoiceInput
            label={t(text.source)}
            value={target.kind === 'known' ? target.name : ''}
            choices={choices}
            onChange={choose}
            {...(target.kind === 'known' ? { description: t(text.replaces) } : {})}
          />
          {target.kind === 'new' && (
            <ChoiceInput
              label={t(text.protocol)}
              value={target.protocol.name}
              choices={protocols.map(({ name, title }) => ({ value: name, label: t(title) }))}
              onChange={(name) => {
                const protocol = protocols.find((one) => one.name === name);
                if (protocol) onChange(newTarget(protocol, target));
              }}
            />
          )}
        </div>
      </Panel>
      {target.kind === 'new' && <NewConnection {...props} target={target} />}
    </>
  );
}

type NewConnectionProps = ImportTargetProps & {
  readonly target: Extract<Target, { readonly kind: 'new' }>;
};

function NewConnection({ target, enterprise, checked, onChange }: NewConnectionProps) {
  const { protocol, draft } = target;
  const { settings, problems } = settingsOf(draft, protocol);
  return (
    <ConnectionSection
      {...{ draft, protocol, settings, enterprise }}
      problems={checked ? problems : undefined}
      change={(part) => onChange({ ...target, draft: { ...draft, ...part } })}
      isNew
    />
  );
}
