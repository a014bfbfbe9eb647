// Corrections: those that were made with who, why and when, page by page; each undone with a reason.
import type { ReadingCorrection } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  ColumnHeads,
  dateTimeText,
  Dialog,
  EmptyState,
  epochMs,
  exactText,
  FailurePanel,
  layout,
  Loading,
  LongText,
  NoticeText,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { changeText } from './change-text.ts';
import { NewCorrectionForm } from './new-correction.tsx';
import styles from './upkeep.module.css';

const text = {
  title: { en: 'Corrections', zh: '更正' },
  add: { en: 'Correct readings', zh: '更正读数' },
  none: { en: 'Nothing was corrected yet', zh: '尚无更正' },
  how: {
    en: 'A sensor drifted, a test run was counted: say what its readings count as. What was measured is kept, and every correction can be undone.',
    zh: '传感器漂移、试产被计入时，可在此说明读数应如何计算。原始测量值始终保留，更正可随时撤销。',
  },
  signal: { en: 'Signal', zh: '测点' },
  span: { en: 'Span', zh: '时间段' },
  change: { en: 'Counts as', zh: '更正为' },
  readings: { en: 'Readings', zh: '读数' },
  reason: { en: 'Reason', zh: '原因' },
  act: { en: 'Undo', zh: '撤销' },
  undone: { en: 'undone by {by}: {reason}', zh: '已由 {by} 撤销：{reason}' },
  why: { en: 'Why is it undone?', zh: '为何撤销？' },
  undo: { en: 'Undo the correction', zh: '撤销更正' },
  cancel: { en: 'Cancel', zh: '取消' },
  more: { en: 'Older ones', zh: '更早的' },
  first: { en: 'The newest', zh: '最新的' },
};
const columns = ['signal', 'span', 'change', 'readings', 'reason', 'act'] as const;
const shown = 50;

export function CorrectionsPanel({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const [isAdding, setAdding] = useState(false);
  const [undoing, setUndoing] = useState<ReadingCorrection>();
  const load = useCallback(
    (signal: AbortSignal) =>
      client.corrections(enterprise, {
        ...{ limit: shown, signal },
        ...(after === undefined ? {} : { after }),
      }),
    [client, enterprise, after],
  );
  const { loaded, again } = useLoaded(load);
  const done = () => {
    setAdding(false);
    setUndoing(undefined);
    again();
  };
  const add = (
    <Button size="xs" onClick={() => setAdding(true)}>
      {t(text.add)}
    </Button>
  );
  const next = loaded.state === 'loaded' ? loaded.value.next : undefined;
  return (
    <>
      {isAdding && <NewCorrectionForm onDone={done} onCancel={() => setAdding(false)} />}
      {undoing && (
        <UndoDialog correction={undoing} onDone={done} onClose={() => setUndoing(undefined)} />
      )}
      <Panel title={t(text.title)} controls={add}>
        {loaded.state === 'loading' && <Loading />}
        {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
        {loaded.state === 'loaded' && loaded.value.corrections.length === 0 && (
          <EmptyState title={t(text.none)}>
            <NoticeText>{t(text.how)}</NoticeText>
          </EmptyState>
        )}
        {loaded.state === 'loaded' && loaded.value.corrections.length > 0 && (
          <CorrectionTable corrections={loaded.value.corrections} onUndo={setUndoing} />
        )}
        {(after !== undefined || next !== undefined) && (
          <Pages {...{ after, next }} onTurn={setAfter} />
        )}
      </Panel>
    </>
  );
}

type PagesProps = {
  readonly after: string | undefined;
  readonly next: string | undefined;
  readonly onTurn: (after: string | undefined) => void;
};

function Pages({ after, next, onTurn }: PagesProps) {
  const t = useText();
  const button = { size: 'xs', variant: 'default' } as const;
  return (
    <div className={layout['give']}>
      <div className={layout['actions']}>
        <Button {...button} disabled={after === undefined} onClick={() => onTurn(undefined)}>
          {t(text.first)}
        </Button>
        <Button {...button} disabled={next === undefined} onClick={() => onTurn(next)}>
          {t(text.more)}
        </Button>
      </div>
    </div>
  );
}

type TableProps = {
  readonly corrections: readonly ReadingCorrection[];
  readonly onUndo: (correction: ReadingCorrection) => void;
};

function CorrectionTable({ corrections, onUndo }: TableProps) {
  const t = useText();
  const { language } = useLanguage();
  const style = { language };
  return (
    <div className={layout['frame']}>
      <table className={styles['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {corrections.map((one) => (
            <tr key={one.id} data-correction={one.id} data-state={one.state}>
              <td>
                <code>{one.signal}</code>
              </td>
              <td className={layout['nowrap']}>
                {withoutZeros(exactText(one.from, style))}
                <br />
                {withoutZeros(exactText(one.to, style))}
              </td>
              <td>{t(changeText(one.change))}</td>
              <td>{one.readings}</td>
              <td>
                {one.reason}
                <small>
                  {one.by} · {dateTimeText(epochMs(one.at) ?? 0, style)}
                </small>
                {one.undone && <small>{t(text.undone, one.undone)}</small>}
              </td>
              <td>
                {one.state === 'counts' && (
                  <Button size="compact-xs" variant="default" onClick={() => onUndo(one)}>
                    {t(text.act)}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Microseconds only where there are any. */
const withoutZeros = (told: string): string =>
  told.replace(/(\.\d*?)0+$/, (_all, kept: string) => (kept === '.' ? '' : kept));

type UndoProps = {
  readonly correction: ReadingCorrection;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

function UndoDialog({ correction, onDone, onClose }: UndoProps) {
  const t = useText();
  const client = useClient();
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const { signal, id } = correction;
  const undo = () =>
    void client
      .undoCorrection({ signal, id, reason })
      .then(onDone, (error) => setFailure(asFailure(error)));
  const actions = (
    <>
      <Button size="xs" disabled={reason.trim() === ''} onClick={undo}>
        {t(text.undo)}
      </Button>
      <Button size="xs" variant="default" onClick={onClose}>
        {t(text.cancel)}
      </Button>
    </>
  );
  return (
    <Dialog title={t(text.undo)} actions={actions} onClose={onClose}>
      <LongText label={t(text.why)} rows={2} value={reason} onChange={setReason} required />
      {failure && <FailurePanel failure={failure} />}
    </Dialog>
  );
}
