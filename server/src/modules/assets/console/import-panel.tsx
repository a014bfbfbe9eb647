// Import with a preview of what each row would do, export, and the imports of before with their undoing.
import type { AssetImport, ImportedPage, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  dateTimeText,
  epochMs,
  FailurePanel,
  FileChoice,
  layout,
  Loading,
  Notice,
  NoticeText,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { fieldWords } from './words.ts';

const text = {
  import: { en: 'Import', zh: '导入' },
  how: {
    en: 'Choose an .xlsx or .json file: first you see what each row would do, then all of it is done in one step. Export once to see the form.',
    zh: '选择 .xlsx 或 .json 文件：先预览各行将做的修改，确认后一次完成。可先导出查看格式。',
  },
  choose: { en: 'Choose a file', zh: '选择文件' },
  counts: {
    en: '{create} to create, {change} to change, {unchanged} unchanged, {problems} wrong',
    zh: '将新建 {create} 项，修改 {change} 项，不变 {unchanged} 项，错误 {problems} 处',
  },
  apply: { en: 'Import all of it', zh: '确认导入' },
  done: { en: 'Imported', zh: '导入完成' },
  checking: { en: '{done} of {of} rows checked', zh: '已检查 {done} / {of} 行' },
  writing: { en: '{done} of {of} rows written', zh: '已写入 {done} / {of} 行' },
  registering: {
    en: 'Registering the identifiers of {of} assets',
    zh: '正在注册 {of} 个资产的标识',
  },
  working: { en: 'Looking at the file…', zh: '正在检查文件……' },
  row: { en: 'Row', zh: '行' },
  column: { en: 'Column', zh: '列' },
  what: { en: 'What', zh: '内容' },
  name: { en: 'Name', zh: '名称' },
  create: { en: 'create', zh: '新建' },
  change: { en: 'change', zh: '修改' },
  shown: { en: 'The first {count} are shown.', zh: '仅显示前 {count} 项。' },
  export: { en: 'Export', zh: '导出' },
  xlsx: { en: 'Save as .xlsx', zh: '导出 .xlsx' },
  json: { en: 'Save as .json', zh: '导出 .json' },
  before: { en: 'Imports of before', zh: '导入记录' },
  none: { en: 'Nothing was imported yet', zh: '尚无导入' },
  undo: { en: 'Undo', zh: '撤销' },
  undone: { en: 'undone', zh: '已撤销' },
};

const shownMax = 100;
const pauseMs = 1_000;
type Chosen = { readonly file: File; readonly preview: AssetImport };

export function ImportPanel({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<Chosen>();
  const [done, setDone] = useState<AssetImport>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const run = async (file: File, dryRun: boolean) => {
    setBusy(true);
    setFailure(undefined);
    setDone(undefined);
    try {
      const reply = await client.importAssets(enterprise, file, { dryRun, name: file.name });
      setChosen(dryRun ? { file, preview: reply } : undefined);
      if (!dryRun) setDone(reply);
      setRound((before) => before + 1);
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const choose = (
    <FileChoice
      label={t(text.choose)}
      accept=".xlsx,.json"
      onFile={(file) => void run(file, true)}
    />
  );
  return (
    <>
      <Panel title={t(text.import)} controls={choose}>
        <p className={layout['lead']}>{t(text.how)}</p>
        {busy && <Working enterprise={enterprise} />}
        {failure && <FailurePanel failure={failure} />}
        {done && (
          <Notice icon="check" title={t(text.done)}>
            <NoticeText>{t(text.counts, done.counts)}</NoticeText>
          </Notice>
        )}
        {chosen && !busy && (
          <Preview chosen={chosen} onApply={() => void run(chosen.file, false)} />
        )}
      </Panel>
      <Panel title={t(text.export)}>
        <div className={styles['pager']}>
          <a href={client.assetExportUrl(enterprise, 'xlsx')}>{t(text.xlsx)}</a>
          <a href={client.assetExportUrl(enterprise, 'json')}>{t(text.json)}</a>
        </div>
      </Panel>
      <Before enterprise={enterprise} round={round} onChanged={() => setRound(round + 1)} />
    </>
  );
}

/** How far it has come, asked each second. */
function Working({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.assetImportProgress(enterprise, { signal }),
    [client, enterprise],
  );
  const { running } = useRefreshed(load, pauseMs).value ?? {};
  if (!running || running.phase === 'reading') return <Loading what={t(text.working)} />;
  const { phase, done, of } = running;
  return <Loading what={t(text[phase], { done, of })} />;
}

function Preview({ chosen, onApply }: { readonly chosen: Chosen; readonly onApply: () => void }) {
  const t = useText();
  const { file, preview } = chosen;
  const fieldText = (name: string) => {
    const known = fieldWords[name];
    return known ? t(known) : name;
  };
  const { counts, rows, problems } = preview;
  const wrong = problems.slice(0, shownMax).map(({ sheet, row, column, says }) => ({
    key: `${sheet} ${row} ${column} ${says.en}`,
    cells: [`${sheet} ${row}`, column, t(says)],
  }));
  const planned = rows.slice(0, shownMax).map(({ sheet, row, outcome, name, fields }) => ({
    key: `${sheet} ${row}`,
    cells: [
      `${sheet} ${row}`,
      t(text[outcome]),
      name,
      fields.map((one) => fieldText(one.name)).join(', '),
    ],
  }));
  const some = rows.length > shownMax || problems.length > shownMax;
  return (
    <div data-preview={file.name}>
      <Notice
        tone={counts.problems > 0 ? 'fault' : 'plain'}
        icon={counts.problems > 0 ? 'warning' : 'check'}
        title={file.name}
      >
        <NoticeText>{t(text.counts, counts)}</NoticeText>
      </Notice>
      <div className={styles['pager']}>
        <Button
          size="xs"
          disabled={counts.problems > 0 || counts.create + counts.change === 0}
          onClick={onApply}
        >
          {t(text.apply)}
        </Button>
        {some && <span>{t(text.shown, { count: shownMax })}</span>}
      </div>
      {wrong.length > 0 && (
        <Table heads={[t(text.row), t(text.column), t(text.what)]} rows={wrong} />
      )}
      {planned.length > 0 && (
        <Table heads={[t(text.row), t(text.what), t(text.name), '']} rows={planned} />
      )}
    </div>
  );
}

type TableProps = {
  readonly heads: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
};

function Table({ heads, rows }: TableProps) {
  return (
    <div className={layout['frame']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, at) => (
                <td key={heads[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type BeforeProps = {
  readonly enterprise: string;
  readonly round: number;
  readonly onChanged: () => void;
};

function Before({ enterprise, round, onChanged }: BeforeProps) {
  const t = useText();
  const client = useClient();
  const { language } = useLanguage();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal): Promise<ImportedPage> => {
      void round;
      return client.assetImports(enterprise, { limit: 20, signal });
    },
    [client, enterprise, round],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { imports } = loaded.value;
  const undo = (id: string) =>
    void client
      .undoAssetImport(enterprise, id)
      .then(onChanged, (error: unknown) => setFailure(asFailure(error)));
  return (
    <Panel title={t(text.before)}>
      {failure && <FailurePanel failure={failure} />}
      {imports.length === 0 && <p className={layout['lead']}>{t(text.none)}</p>}
      <ul className={styles['changes']}>
        {imports.map(({ id, at, by, name, counts, undone }) => (
          <li key={id} data-import={name}>
            <span>{dateTimeText(epochMs(at) ?? 0, { language })}</span>
            <span>{by}</span>
            <strong>{name}</strong>
            {undone ? (
              <small>{t(text.undone)}</small>
            ) : (
              <Button size="compact-xs" variant="default" onClick={() => undo(id)}>
                {t(text.undo)}
              </Button>
            )}
            <p>{t(text.counts, counts)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
