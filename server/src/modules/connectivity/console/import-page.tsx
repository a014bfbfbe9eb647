// Tag lists of other programs become sources: a file is chosen, what would change is shown line by line, and only then is
// it changed.
import type { ImportQuery, ImportReply, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  FailurePanel,
  Link,
  Loading,
  Notice,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import { ImportFile, type Chosen } from './import-file.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportTarget, sourceIn, targetOf, type Target } from './import-target.tsx';

const text = {
  title: { en: 'Import a tag list', zh: '导入标签列表' },
  back: { en: 'All connections', zh: '全部接入' },
  new: { en: 'Connect a machine', zh: '接入设备' },
  look: { en: 'Show what would change', zh: '预览变更' },
  apply: { en: 'Import', zh: '导入' },
  done: { en: 'Imported', zh: '已导入' },
  doneHow: { en: '{count} sources were added or changed.', zh: '新增或更新了 {count} 个数据源。' },
  see: { en: 'See the connections', zh: '查看接入情况' },
  wrong: {
    en: 'Say whose signals these are: some entries are missing or wrong.',
    zh: '请指定数据源：有缺失或有误的内容。',
  },
};

type ImportPageProps = { readonly enterprise: string | undefined };
type Planned = { readonly asked: ImportQuery; readonly reply: ImportReply };

export function ImportPage({ enterprise }: ImportPageProps) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const of = { signal, ...(enterprise === undefined ? {} : { enterprise }) };
      const [protocols, sources] = await Promise.all([
        client.protocols({ signal }),
        client.sources(of),
      ]);
      // A calculated source has expressions instead of addresses.
      const known = sources.filter(({ protocol }) => protocol !== 'calculated');
      return { protocols: protocols.filter(({ address }) => address !== undefined), known };
    },
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <Link to="/connections/new">{t(text.new)}</Link>
        <Link to="/connections">{t(text.back)}</Link>
      </header>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && <Import {...loaded.value} enterprise={enterprise} />}
    </div>
  );
}

type ImportProps = ImportPageProps & Omit<Parameters<typeof targetOf>[0], 'format'>;

function Import({ protocols, known, enterprise }: ImportProps) {
  const t = useText();
  const [chosen, setChosen] = useState<Chosen>();
  const [target, setTarget] = useState<Target>();
  const [checked, setChecked] = useState(false);
  const format = chosen?.format;
  const needsSource = format === 'csv' || format === 'ua-nodeset';
  const wanted = needsSource ? (target ?? targetOf({ protocols, known, format })) : undefined;
  const source = wanted && sourceIn(wanted);
  const isReady = chosen !== undefined && (!needsSource || source !== undefined);
  const { busy, planned, failure, ask, forget } = useImport(enterprise);
  const look = () => {
    setChecked(true);
    if (chosen === undefined || !isReady) return;
    const { name: _name, ...list } = chosen;
    void ask({ ...list, dryRun: true, ...(source === undefined ? {} : { source }) });
  };
  return (
    <>
      <ImportFile
        chosen={chosen}
        onChoose={(next) => {
          if (next.format !== format) setTarget(undefined);
          setChosen(next);
          forget();
        }}
      />
      {wanted && chosen && (
        <ImportTarget
          {...{ protocols, known, enterprise, checked }}
          format={chosen.format}
          target={wanted}
          onChange={(next) => {
            setTarget(next);
            forget();
          }}
        />
      )}
      {checked && !isReady && chosen && <Notice tone="warning" title={t(text.wrong)} />}
      {failure && <FailurePanel failure={failure} />}
      {planned && <ImportPreview reply={planned.reply} format={planned.asked.format} />}
      <Finish
        {...{ planned, busy }}
        canLook={chosen !== undefined}
        onLook={look}
        onApply={(asked) => void ask({ ...asked, dryRun: false })}
      />
    </>
  );
}

function useImport(enterprise: string | undefined) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [planned, setPlanned] = useState<Planned>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const forget = () => {
    setPlanned(undefined);
    setFailure(undefined);
  };
  const ask = async (asked: ImportQuery): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const of = enterprise === undefined ? {} : { enterprise };
      setPlanned({ asked, reply: await client.importSources(asked, of) });
    } catch (error) {
      setFailure(asFailure(error));
      setPlanned(undefined);
    }
    setBusy(false);
  };
  return { busy, planned, failure, ask, forget };
}

type FinishProps = {
  readonly planned: Planned | undefined;
  readonly busy: boolean;
  readonly canLook: boolean;
  readonly onLook: () => void;
  readonly onApply: (asked: ImportQuery) => void;
};

function Finish({ planned, busy, canLook, onLook, onApply }: FinishProps) {
  const t = useText();
  const changed = planned?.reply.sources.filter(({ change }) => change !== 'same') ?? [];
  if (planned?.reply.applied === true) {
    return (
      <Notice
        icon="check"
        title={t(text.done)}
        actions={<Link to="/connections">{t(text.see)}</Link>}
      >
        <p>{t(text.doneHow, { count: changed.length })}</p>
      </Notice>
    );
  }
  return (
    <div className={styles['finish']}>
      <Button variant="default" loading={busy} disabled={!canLook} onClick={onLook}>
        {t(text.look)}
      </Button>
      {planned && (
        <Button disabled={busy || changed.length === 0} onClick={() => onApply(planned.asked)}>
          {t(text.apply)}
        </Button>
      )}
    </div>
  );
}
