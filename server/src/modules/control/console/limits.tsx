// The limits of all signals of an enterprise, and setting those of one. Without limits nothing is written.
import type { Asset, InterlockPage, Signal } from '@jingwei/sdk';
import {
  Button,
  ColumnHeads,
  EmptyState,
  FailurePanel,
  layout,
  Loading,
  NoticeText,
  Pager,
  Panel,
  SignalPicker,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { LimitsEditor } from './limits-editor.tsx';
import { limitsText } from './limits-text.ts';
import { enterpriseOf, no, yes } from './words.ts';

const text = {
  title: { en: 'Limits of signals ({count})', zh: '测点联锁（{count}）' },
  add: { en: 'Set the limits of a signal', zh: '设置测点联锁' },
  choose: { en: 'Set the limits', zh: '设置联锁' },
  signal: { en: 'Signal', zh: '测点' },
  limits: { en: 'Limits', zh: '联锁' },
  second: { en: 'Second person', zh: '第二人' },
  actions: { en: 'Actions', zh: '操作' },
  edit: { en: 'Edit', zh: '编辑' },
  empty: { en: 'No signal may be written', zh: '没有可写入的测点' },
  emptyHow: {
    en: 'Pick a signal above that its source marks as writable, and say within which limits it may be written.',
    zh: '在上方选择数据源中标记为可写的测点，并设置其写入联锁。',
  },
};

const pageSize = 500;
const isWritable = ({ writable }: Signal) => writable === true;

type LimitsProps = { readonly enterprise: string; readonly signal: string | null };

export function Limits({ enterprise, signal: asked }: LimitsProps) {
  const t = useText();
  const [edited, setEdited] = useState(asked ?? undefined);
  const [changes, setChanges] = useState(0);
  return (
    <>
      {edited === undefined ? (
        <Picker enterprise={enterprise} onPick={setEdited} />
      ) : (
        <Panel title={`${t(text.limits)}: ${edited}`}>
          <LimitsEditor
            key={edited}
            signal={edited}
            onDone={() => {
              setEdited(undefined);
              setChanges(changes + 1);
            }}
          />
        </Panel>
      )}
      <LimitsTable key={changes} enterprise={enterprise} onEdit={setEdited} />
    </>
  );
}

type PickerProps = {
  readonly enterprise: string;
  readonly onPick: (signal: string) => void;
};

function Picker({ enterprise, onPick }: PickerProps) {
  const t = useText();
  const [picked, setPicked] = useState<Signal>();
  const pick = useCallback((signal: Signal | undefined) => setPicked(signal), []);
  const isOwn = useCallback(
    ({ identifier }: Asset) => enterpriseOf(identifier) === enterprise,
    [enterprise],
  );
  return (
    <Panel title={t(text.add)}>
      <div className={layout['give']}>
        <SignalPicker onPick={pick} fits={isWritable} fitsMachine={isOwn} />
        <div>
          <Button size="xs" disabled={!picked} onClick={() => picked && onPick(picked.identifier)}>
            {t(text.choose)}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

type LimitsTableProps = {
  readonly enterprise: string;
  readonly onEdit: (signal: string) => void;
};

function LimitsTable({ enterprise, onEdit }: LimitsTableProps) {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) => {
      const more = after === undefined ? {} : { after };
      return client.interlocks(enterprise, { limit: pageSize, signal, ...more });
    },
    [client, enterprise, after],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { interlocks, next } = loaded.value;
  if (interlocks.length === 0) {
    return (
      <EmptyState title={t(text.empty)}>
        <NoticeText>{t(text.emptyHow)}</NoticeText>
      </EmptyState>
    );
  }
  return (
    <Panel title={t(text.title, { count: interlocks.length })}>
      <Rows interlocks={interlocks} onEdit={onEdit} />
      <div className={layout['pager']}>
        <Pager after={after} next={next} onPage={setAfter} />
      </div>
    </Panel>
  );
}

type RowsProps = Pick<InterlockPage, 'interlocks'> & Pick<LimitsTableProps, 'onEdit'>;

function Rows({ interlocks, onEdit }: RowsProps) {
  const t = useText();
  const { language } = useLanguage();
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={['signal', 'limits', 'second', 'actions']} text={text} />
        <tbody>
          {interlocks.map(({ signal, interlock }) => (
            <tr key={signal} data-limits={signal}>
              <th scope="row">
                <code>{signal}</code>
              </th>
              <td>{limitsText(interlock, { language, unit: '' })}</td>
              <td>{t(interlock.secondPerson ? yes : no)}</td>
              <td>
                <Button size="compact-xs" variant="default" onClick={() => onEdit(signal)}>
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
