// The stops of a span: a reason can be given to each, or to a part of it, and taken back.
import type { OeeEntry, OeeInterval, StopReason } from '@jingwei/sdk';
import {
  asFailure,
  type Bilingual,
  Button,
  ChoiceInput,
  dateTimeText,
  epochMs,
  FailurePanel,
  layout,
  Panel,
  TextInput,
  useClient,
  useLanguage,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './oee.module.css';
import { kindOf } from './timeline.tsx';
import { elementWords, hoursText, reasonText } from './words.ts';

const text = {
  title: { en: 'Stops', zh: '停机记录' },
  none: { en: 'No stop in this span.', zh: '该时段没有停机。' },
  begins: { en: 'From', zh: '开始' },
  lasts: { en: 'Lasts', zh: '时长' },
  state: { en: 'State', zh: '状态' },
  reason: { en: 'Reason', zh: '原因' },
  give: { en: 'Give a reason', zh: '录入原因' },
  undo: { en: 'Take back', zh: '撤销' },
  from: { en: 'From (to split: later)', zh: '开始（拆分时改晚）' },
  to: { en: 'To (to split: earlier)', zh: '结束（拆分时改早）' },
  save: { en: 'Save the reason', zh: '保存原因' },
  cancel: { en: 'Cancel', zh: '取消' },
  more: { en: 'The longest {count} are shown.', zh: '仅显示最长的 {count} 条。' },
};

const shownMax = 50;

type Props = {
  readonly machine: string;
  readonly intervals: readonly OeeInterval[];
  readonly entries: readonly OeeEntry[];
  readonly reasons: readonly StopReason[];
  readonly names: ReadonlyMap<string, Bilingual>;
  readonly zone: string;
  readonly onChanged: () => void;
};

export function Stops(props: Props) {
  const { machine, intervals, onChanged } = props;
  const t = useText();
  const client = useClient();
  const [open, setOpen] = useState<string>();
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const stops = intervals
    .filter(({ element, said, plan }) => plan === 'busy' && (said !== undefined || isStop(element)))
    .toSorted((a, b) => b.us - a.us);
  const undo = (id: string): void => {
    const failed = (error: unknown) => setFailure(asFailure(error));
    client.undoOeeEntry({ machine, id }).then(onChanged, failed);
  };
  return (
    <Panel title={t(text.title)}>
      {failure && <FailurePanel failure={failure} />}
      {stops.length === 0 && <p className={layout['lead']}>{t(text.none)}</p>}
      {stops.length > shownMax && (
        <p className={layout['lead']}>{t(text.more, { count: shownMax })}</p>
      )}
      {stops.length > 0 && (
        <table className={styles['table']}>
          <thead>
            <tr>
              {(['begins', 'lasts', 'state', 'reason'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(text[column])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stops.slice(0, shownMax).map((stop) => (
              <StopRow
                key={stop.from}
                {...{ ...props, stop, undo }}
                isOpen={open === stop.from}
                onOpen={(isOpen) => setOpen(isOpen ? stop.from : undefined)}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

type StopRowProps = Props & {
  readonly stop: OeeInterval;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly undo: (id: string) => void;
};

function StopRow({ isOpen, onOpen, undo, ...props }: StopRowProps) {
  const { stop, entries, names, zone, onChanged } = props;
  const t = useText();
  const { language } = useLanguage();
  const { said, reason = '' } = stop;
  const by = entries.find((entry) => entry.id === said)?.by;
  const done = (): void => {
    onOpen(false);
    onChanged();
  };
  return (
    <tr data-stop={stop.from}>
      <td>{dateTimeText(epochMs(stop.from) ?? 0, { language, zone })}</td>
      <td>{hoursText(stop.us)}</td>
      <td>{t(elementWords[kindOf(stop)])}</td>
      <td>
        <span>{reasonText(reason, names, language)}</span> {by !== undefined && <small>{by}</small>}{' '}
        {said !== undefined && (
          <Button size="compact-xs" variant="default" onClick={() => undo(said)}>
            {t(text.undo)}
          </Button>
        )}{' '}
        {isOpen ? (
          <GiveReason {...props} onDone={done} onCancel={() => onOpen(false)} />
        ) : (
          <Button size="compact-xs" variant="default" onClick={() => onOpen(true)}>
            {t(text.give)}
          </Button>
        )}
      </td>
    </tr>
  );
}

function isStop(element: OeeInterval['element']): boolean {
  return element === 'ADET' || element === 'ADOT' || element === 'UNKNOWN';
}

type GiveProps = Props & {
  readonly stop: OeeInterval;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};

function GiveReason({ machine, reasons, stop, names, onDone, onCancel }: GiveProps) {
  const t = useText();
  const client = useClient();
  const { language } = useLanguage();
  const [reason, setReason] = useState(reasons[0]?.id ?? '');
  const [from, setFrom] = useState(stop.from);
  const [to, setTo] = useState(stop.to);
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const save = () => {
    const entry = { kind: 'reason', machine, from, to, reason } as const;
    client.addOeeEntry(entry).then(onDone, (error: unknown) => setFailure(asFailure(error)));
  };
  const choices = reasons.map(({ id, parent }) => {
    const above = parent === undefined ? '' : `${reasonText(parent, names, language)} / `;
    return { value: id, label: above + reasonText(id, names, language) };
  });
  return (
    <div className={styles['give']}>
      {failure && <FailurePanel failure={failure} />}
      <ChoiceInput label={t(text.reason)} value={reason} choices={choices} onChange={setReason} />
      <TextInput
        size="xs"
        label={t(text.from)}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t(text.to)}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button size="xs" disabled={reason === ''} onClick={save}>
        {t(text.save)}
      </Button>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t(text.cancel)}
      </Button>
    </div>
  );
}
