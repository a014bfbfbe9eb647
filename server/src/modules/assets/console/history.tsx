// Who changed what of an asset, newest first; the newest change can be undone.
import type { AssetChange, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  dateTimeText,
  epochMs,
  FailurePanel,
  layout,
  Loading,
  nothing,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { changeWords, fieldWords } from './words.ts';

const text = {
  title: { en: 'History', zh: '修改历史' },
  none: { en: 'Nobody has changed it', zh: '尚无人工修改' },
  undo: { en: 'Undo', zh: '撤销' },
  undone: { en: 'undone', zh: '已撤销' },
  older: { en: 'Older', zh: '更早' },
  newest: { en: 'Newest', zh: '最新' },
};

const pageSize = 20;

type HistoryProps = {
  readonly identifier: string;
  readonly round: number;
  readonly onChanged: () => void;
};

export function History({ identifier, round, onChanged }: HistoryProps) {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) => {
      void round;
      const more = after === undefined ? {} : { after };
      return client.assetHistory(identifier, { limit: pageSize, signal, ...more });
    },
    [client, identifier, after, round],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { changes, next } = loaded.value;
  const undo = () =>
    void client
      .undoAssetChange(identifier)
      .then(onChanged, (error: unknown) => setFailure(asFailure(error)));
  return (
    <Panel title={t(text.title)}>
      {failure && <FailurePanel failure={failure} />}
      {changes.length === 0 && <p className={layout['lead']}>{t(text.none)}</p>}
      <ul className={styles['changes']}>
        {changes.map((change) => (
          <Change key={change.id} change={change} onUndo={undo} />
        ))}
      </ul>
      <div className={styles['pager']}>
        {after !== undefined && (
          <Button size="xs" variant="default" onClick={() => setAfter(undefined)}>
            {t(text.newest)}
          </Button>
        )}
        {next !== undefined && (
          <Button size="xs" variant="default" onClick={() => setAfter(next)}>
            {t(text.older)}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Change({ change, onUndo }: { readonly change: AssetChange; readonly onUndo: () => void }) {
  const t = useText();
  const { language } = useLanguage();
  const { at, by, what, fields, undoable, undone } = change;
  return (
    <li data-undone={undone === true}>
      <span>{dateTimeText(epochMs(at) ?? 0, { language })}</span>
      <span>{by.name}</span>
      <strong>{t(changeWords[what])}</strong>
      {undoable && (
        <Button size="compact-xs" variant="default" onClick={onUndo}>
          {t(text.undo)}
        </Button>
      )}
      {undone && <small>{t(text.undone)}</small>}
      {what !== 'undone' &&
        fields.map(({ name, before, after: now }) => (
          <p key={name}>
            {fieldWords[name] ? t(fieldWords[name]) : name}: {before ?? nothing} → {now ?? nothing}
          </p>
        ))}
    </li>
  );
}
