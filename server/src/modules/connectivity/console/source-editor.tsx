// The page of one source before it is saved: how to reach the machine, what it is, which signals it has. It is
// tested here with the very settings that are saved.
import type { ConnectionTest, JingweiFailure, SourceSettings } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  encodePath,
  FailurePanel,
  go,
  Link,
  Notice,
  useCallback,
  useClient,
  useEffect,
  useMemo,
  useRef,
  useState,
  useText,
} from '@jingwei/console/kit';
import { CalculatedSection } from './calculated-section.tsx';
import { fieldsOf } from './connection-form.ts';
import { ConnectionSection } from './connection-section.tsx';
import styles from './connections.module.css';
import { draftOf, settingsOf, type Draft, type Part, type Problems } from './draft.ts';
import { MachineSection } from './machine-section.tsx';
import { SignalsSection } from './signals-section.tsx';
import { TestPanel } from './test-panel.tsx';

const text = {
  new: { en: 'Connect a machine: {protocol}', zh: '接入设备：{protocol}' },
  edit: { en: '{name}: {protocol}', zh: '{name}：{protocol}' },
  other: { en: 'Another protocol', zh: '选择其他协议' },
  back: { en: 'All connections', zh: '全部接入' },
  test: { en: 'Test the connection', zh: '测试连接' },
  testing: { en: 'Testing …', zh: '正在测试……' },
  add: { en: 'Save and connect', zh: '保存并连接' },
  save: { en: 'Save', zh: '保存' },
  problems: { en: '{count} entries are missing or wrong', zh: '有 {count} 处缺失或有误' },
  problemsHow: { en: 'They are marked below their fields.', zh: '已在相应字段下方标出。' },
  taken: { en: 'There is a source called {name} already', zh: '已有名为 {name} 的数据源' },
  takenHow: {
    en: 'Choose another name, or change that source.',
    zh: '请换一个名称，或修改该数据源。',
  },
  change: { en: 'Edit {name}', zh: '编辑 {name}' },
};

type SourceEditorProps = Pick<Part, 'protocol' | 'enterprise'> & {
  readonly given?: SourceSettings;
  readonly isNew: boolean;
};

export function SourceEditor({ protocol, given, enterprise, isNew }: SourceEditorProps) {
  const t = useText();
  const [draft, setDraft] = useState(() => draftOf(fieldsOf(protocol.connection), given));
  const [checked, setChecked] = useState(false);
  const { settings, problems } = useMemo(() => settingsOf(draft, protocol), [draft, protocol]);
  const change = useCallback(
    (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    [],
  );
  const part: Part = {
    ...{ draft, change, protocol, settings, enterprise },
    problems: checked ? problems : undefined,
  };
  const title = { name: given?.name ?? '', protocol: t(protocol.title) };
  const isCalculated = protocol.name === 'calculated';
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(isNew ? text.new : text.edit, title)}</h1>
        {isNew && <Link to="/connections/new">{t(text.other)}</Link>}
        <Link to="/connections">{t(text.back)}</Link>
      </header>
      <form
        className={styles['page']}
        noValidate
        onSubmit={(event) => event.preventDefault()}
        aria-label={t(isNew ? text.new : text.edit, title)}
      >
        {isCalculated ? (
          <CalculatedSection {...part} isNew={isNew} />
        ) : (
          <ConnectionSection {...part} isNew={isNew} />
        )}
        <MachineSection {...part} />
        {!isCalculated && (protocol.address || draft.rows.length > 0) && (
          <SignalsSection {...part} />
        )}
        <Finish part={part} problems={problems} isNew={isNew} onCheck={() => setChecked(true)} />
      </form>
    </div>
  );
}

type Tried =
  | { readonly name: 'busy'; readonly what: 'test' | 'save' }
  | { readonly name: 'tested'; readonly test: ConnectionTest }
  | { readonly name: 'failed'; readonly failure: JingweiFailure; readonly what: 'test' | 'save' }
  | { readonly name: 'taken' };

type FinishProps = {
  readonly part: Part;
  readonly problems: Problems;
  readonly isNew: boolean;
  readonly onCheck: () => void;
};

function Finish({ part, problems, isNew, onCheck }: FinishProps) {
  const t = useText();
  const client = useClient();
  const [tried, setTried] = useState<Tried>();
  const { settings, enterprise } = part;
  const { name } = settings;
  const result = useRef<HTMLDivElement>(null);
  const isOver = tried !== undefined && tried.name !== 'busy';
  useEffect(() => {
    if (isOver) result.current?.scrollIntoView({ block: 'nearest' });
  }, [isOver, tried]);
  const run = async (what: 'test' | 'save', using = settings): Promise<void> => {
    onCheck();
    // A test needs no name yet.
    const missing = problems.count - (what === 'test' && problems.name ? 1 : 0);
    if (missing > 0) return setTried(undefined);
    setTried({ name: 'busy', what });
    const of = enterprise === undefined ? {} : { enterprise };
    try {
      if (what === 'test') {
        const named = problems.name ? { ...using, name: 'new' } : using;
        setTried({ name: 'tested', test: await client.testConnection(named, of) });
        return;
      }
      if (isNew && (await client.sources(of)).some((source) => source.name === name)) {
        return setTried({ name: 'taken' });
      }
      await client.putSource(using, of);
      go(`/connections?${new URLSearchParams({ open: name })}`);
    } catch (error) {
      setTried({ name: 'failed', failure: asFailure(error), what });
    }
  };
  const busy = tried?.name === 'busy' ? tried.what : undefined;
  return (
    <>
      <div ref={result} className={styles['result']}>
        <Outcome tried={tried} part={part} onTest={(using) => void run('test', using)} />
      </div>
      {part.problems && part.problems.count > 0 && tried === undefined && (
        <Notice tone="warning" title={t(text.problems, { count: part.problems.count })}>
          <p>{t(text.problemsHow)}</p>
        </Notice>
      )}
      <FinishButtons busy={busy} isNew={isNew} onRun={(what) => void run(what)} />
    </>
  );
}

type OutcomeProps = {
  readonly tried: Tried | undefined;
  readonly part: Part;
  readonly onTest: (using: SourceSettings) => void;
};

function Outcome({ tried, part, onTest }: OutcomeProps) {
  const t = useText();
  const { name } = part.settings;
  if (tried?.name === 'failed') return <FailurePanel failure={tried.failure} />;
  if (tried?.name === 'tested') return <TestPanel test={tried.test} part={part} onTest={onTest} />;
  if (tried?.name !== 'taken') return null;
  return (
    <Notice
      tone="warning"
      title={t(text.taken, { name })}
      actions={<Link to={`/connections/edit/${encodePath(name)}`}>{t(text.change, { name })}</Link>}
    >
      <p>{t(text.takenHow)}</p>
    </Notice>
  );
}

type FinishButtonsProps = {
  readonly busy: 'test' | 'save' | undefined;
  readonly isNew: boolean;
  readonly onRun: (what: 'test' | 'save') => void;
};

function FinishButtons({ busy, isNew, onRun }: FinishButtonsProps) {
  const t = useText();
  return (
    <div className={styles['finish']}>
      <Button
        variant="default"
        loading={busy === 'test'}
        disabled={busy === 'save'}
        onClick={() => onRun('test')}
      >
        {t(text.test)}
      </Button>
      <Button loading={busy === 'save'} disabled={busy === 'test'} onClick={() => onRun('save')}>
        {t(isNew ? text.add : text.save)}
      </Button>
      {busy === 'test' && <p role="status">{t(text.testing)}</p>}
    </div>
  );
}
