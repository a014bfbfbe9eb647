// How the states, parts and articles of one machine are known: a published mapping taken over, or rules of one's own.
import type { OeeMachine, OeeTemplate, Signal, StopReason } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  FailurePanel,
  layout,
  Loading,
  Panel,
  TextInput,
  Tick,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { draftOf, mappingDraft, settingsOf, type MachineDraft } from './machine-draft.ts';
import { MachineTables } from './machine-tables.tsx';
import styles from './oee.module.css';
import { SaveBar } from './save-bar.tsx';

const text = {
  title: { en: 'States and parts', zh: '状态与数量' },
  none: {
    en: 'This machine has no figures yet. Take a published mapping of its states, or write rules of your own.',
    zh: '该设备尚无指标。请采用已公布的状态映射，或自行编写规则。',
  },
  take: { en: 'Take: {title}', zh: '采用：{title}' },
  unfit: {
    en: '{title}: the machine has none of its signals ({types})',
    zh: '{title}：设备没有所需的测点（{types}）',
  },
  save: { en: 'Save the settings', zh: '保存设置' },
  from: { en: 'Holds from (empty: now)', zh: '生效时间（留空：现在）' },
  correction: { en: 'May change figures that are told', zh: '允许更改既有指标' },
  history: { en: 'Versions', zh: '历史版本' },
  version: { en: 'from {from} on, by {by}, {at}', zh: '自 {from} 起，{by}，{at}' },
  replaced: { en: '(replaced)', zh: '（已替换）' },
};

type Props = { readonly machine: string; readonly enterprise: string };

export function MachineSetup({ machine, enterprise }: Props) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const known = client.oeeMachine(machine, { signal }).catch((error: unknown) => {
        if (asFailure(error).code === 'oee.not-set-up') return undefined;
        throw error;
      });
      const [given, templates, model, reasons] = await Promise.all([
        known,
        client.oeeMappings(machine, { signal }),
        client.machine(machine, { signal }),
        client.stopReasons(enterprise, { signal }),
      ]);
      return { given, templates, signals: model.signals, reasons };
    },
    [client, machine, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  return (
    <Panel title={t(text.title)}>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && <Editor {...loaded.value} machine={machine} onSaved={again} />}
    </Panel>
  );
}

type EditorProps = {
  readonly machine: string;
  readonly given: OeeMachine | undefined;
  readonly templates: readonly OeeTemplate[];
  readonly signals: readonly Signal[];
  readonly reasons: readonly StopReason[];
  readonly onSaved: () => void;
};

function Editor({ machine, given, templates, signals, reasons, onSaved }: EditorProps) {
  const t = useText();
  const client = useClient();
  const now = given?.versions.findLast(({ replacedAt }) => replacedAt === undefined);
  const [draft, setDraft] = useState(() => draftOf(now?.settings));
  const [from, setFrom] = useState('');
  const [correction, setCorrection] = useState(false);
  const change = (changed: Partial<MachineDraft>) => setDraft({ ...draft, ...changed });
  return (
    <>
      {!given && <p className={layout['lead']}>{t(text.none)}</p>}
      <Templates
        templates={templates}
        onTake={({ fitted }) => fitted && change(mappingDraft(fitted))}
      />
      <MachineTables {...{ draft, signals, reasons }} onDraft={change} />
      <SaveBar
        label={text.save}
        drafted={settingsOf(draft)}
        draft={draft}
        save={async (settings) => {
          const moment = from.trim();
          await client.putOeeMachine(machine, {
            ...{ settings, correction },
            ...(moment === '' ? {} : { from: moment }),
          });
          onSaved();
        }}
      >
        <TextInput
          size="xs"
          label={t(text.from)}
          placeholder="2026-11-22T08:00:00Z"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <Tick label={t(text.correction)} checked={correction} onChange={setCorrection} />
      </SaveBar>
      {given && <Versions versions={given.versions} />}
    </>
  );
}

type TemplatesProps = {
  readonly templates: readonly OeeTemplate[];
  readonly onTake: (template: OeeTemplate) => void;
};

function Templates({ templates, onTake }: TemplatesProps) {
  const t = useText();
  return (
    <div className={styles['templates']}>
      {templates.map((template) =>
        template.fitted ? (
          <Button
            key={template.id}
            size="xs"
            variant="default"
            title={template.source}
            data-template={template.id}
            onClick={() => onTake(template)}
          >
            {t(text.take, { title: t(template.title) })}
          </Button>
        ) : (
          <small key={template.id}>
            {t(text.unfit, {
              title: t(template.title),
              types: template.inputs.flatMap(({ types }) => types).join(', '),
            })}
          </small>
        ),
      )}
    </div>
  );
}

function Versions({ versions }: Pick<OeeMachine, 'versions'>) {
  const t = useText();
  return (
    <details className={styles['inset']}>
      <summary>
        {t(text.history)} ({versions.length})
      </summary>
      <ul>
        {versions.toReversed().map((one) => (
          <li key={one.at}>
            {t(text.version, { from: one.from.slice(0, 19), by: one.by, at: one.at.slice(0, 16) })}{' '}
            {one.replacedAt !== undefined && t(text.replaced)}
          </li>
        ))}
      </ul>
    </details>
  );
}
