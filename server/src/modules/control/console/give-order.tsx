// Gives an order: which signal, what it is now and may be, the new value, and why. A dry run asks everything and
// sends nothing.
import type { Asset, Interlock, JingweiFailure, Order, Reading, Signal } from '@jingwei/sdk';
import {
  asFailure,
  type Bilingual,
  Button,
  ChoiceInput,
  dateTimeText,
  epochMs,
  FailurePanel,
  layout,
  Link,
  nothing,
  Notice,
  Panel,
  SignalPicker,
  TextInput,
  unitText,
  useCallback,
  useClient,
  useLanguage,
  useMemo,
  useRefreshed,
  useState,
  useText,
  valueText,
} from '@jingwei/console/kit';
import { limitsText } from './limits-text.ts';
import { OrderTable } from './order-table.tsx';
import styles from './orders.module.css';
import { enterpriseOf, no, stateWords, toneOf, valueOf, yes } from './words.ts';

const text = {
  title: { en: 'Give an order', zh: '下达指令' },
  now: { en: 'Now', zh: '当前值' },
  limits: { en: 'Limits', zh: '联锁' },
  set: { en: 'Set the limits', zh: '设置联锁' },
  noLimits: { en: 'Nobody has set limits: it cannot be written.', zh: '未设置联锁，不可写入。' },
  second: { en: 'a second person must agree', zh: '须第二人批准' },
  value: { en: 'New value', zh: '新值' },
  choose: { en: 'Choose …', zh: '请选择……' },
  reason: { en: 'Reason', zh: '原因' },
  reasonHow: { en: 'Goes into the record.', zh: '将写入记录。' },
  dryRun: { en: 'Dry run', zh: '试算' },
  give: { en: 'Give the order', zh: '下达指令' },
  pick: {
    en: 'Only signals that their source marks as writable are listed.',
    zh: '仅列出数据源中标记为可写的测点。',
  },
  bad: { en: 'This does not fit the signal.', zh: '与测点类型不符。' },
  outcome: { en: 'The order: {state}', zh: '指令：{state}' },
};

const pauseMs = 2_000;
const isWritable = ({ writable }: Signal) => writable === true;

type GiveOrderProps = { readonly enterprise: string; readonly onGiven: () => void };

export function GiveOrder({ enterprise, onGiven }: GiveOrderProps) {
  const t = useText();
  const [signal, setSignal] = useState<Signal>();
  const pick = useCallback((picked: Signal | undefined) => setSignal(picked), []);
  const isOwn = useCallback(
    ({ identifier }: Asset) => enterpriseOf(identifier) === enterprise,
    [enterprise],
  );
  return (
    <Panel title={t(text.title)}>
      <div className={layout['give']}>
        <p>{t(text.pick)}</p>
        <SignalPicker onPick={pick} fits={isWritable} fitsMachine={isOwn} />
        {signal && <Desk key={signal.identifier} signal={signal} onGiven={onGiven} />}
      </div>
    </Panel>
  );
}

type Known = { readonly reading: Reading | undefined; readonly interlock: Interlock | undefined };

function useSignalNow(signal: Signal) {
  const client = useClient();
  const { identifier, machine } = signal;
  const load = useCallback(
    async (abort: AbortSignal): Promise<Known> => {
      const [readings, interlock] = await Promise.all([
        client.lastReadings(machine, { signal: abort }),
        client.interlock(identifier, { signal: abort }).catch((error: unknown) => {
          if (asFailure(error).kind === 'missing') return undefined;
          throw error;
        }),
      ]);
      return { reading: readings.find((one) => one.signal === identifier), interlock };
    },
    [client, identifier, machine],
  );
  return useRefreshed(load, pauseMs);
}

type DeskProps = { readonly signal: Signal; readonly onGiven: () => void };

function Desk({ signal, onGiven }: DeskProps) {
  const t = useText();
  const client = useClient();
  const { value: known, failure: unknown } = useSignalNow(signal);
  const [told, setTold] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState<'dry' | 'real'>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const [order, setOrder] = useState<Order>();
  const value = valueOf(signal.value, told);
  const give = async (dryRun: boolean): Promise<void> => {
    if (value === undefined) return;
    setBusy(dryRun ? 'dry' : 'real');
    setFailure(undefined);
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    const writes = [{ signal: signal.identifier, value }];
    try {
      setOrder(await client.giveOrder({ writes, dryRun, ...why }));
      if (!dryRun) setTold('');
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(undefined);
    onGiven();
  };
  const isReady = value !== undefined && busy === undefined;
  return (
    <>
      {unknown && <FailurePanel failure={unknown} />}
      <SignalFacts signal={signal} known={known} />
      <div className={layout['controls']}>
        <ValueInput
          {...{ signal, told }}
          interlock={known?.interlock}
          error={told !== '' && value === undefined ? text.bad : undefined}
          onChange={setTold}
        />
        <TextInput
          size="xs"
          className={styles['grow'] ?? ''}
          label={t(text.reason)}
          placeholder={t(text.reasonHow)}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <DeskButtons isReady={isReady} busy={busy} onGive={(dryRun) => void give(dryRun)} />
      </div>
      {failure && <FailurePanel failure={failure} />}
      {order && <Outcome order={order} />}
    </>
  );
}

type SignalFactsProps = { readonly signal: Signal; readonly known: Known | undefined };

function SignalFacts({ signal, known }: SignalFactsProps) {
  const t = useText();
  const { language } = useLanguage();
  const unit = unitText(signal);
  const readMs = epochMs(known?.reading?.sourceTime ?? '');
  const interlock = known?.interlock;
  const path = `/orders/limits?${new URLSearchParams({ signal: signal.identifier })}`;
  return (
    <dl className={styles['facts']}>
      <dt>{t(text.now)}</dt>
      <dd data-now="">
        {known?.reading ? `${valueText(known.reading.value)} ${unit}` : nothing}
        {readMs !== undefined && <small>{dateTimeText(readMs, { language })}</small>}
      </dd>
      <dt>{t(text.limits)}</dt>
      <dd>
        {interlock && limitsText(interlock, { language, unit })}
        {interlock?.secondPerson === true && ` · ${t(text.second)}`}
        {known && !interlock && <strong data-tone="warning">{t(text.noLimits)}</strong>}{' '}
        <Link to={path}>{t(text.set)}</Link>
      </dd>
    </dl>
  );
}

type ValueInputProps = {
  readonly signal: Signal;
  readonly told: string;
  readonly interlock: Interlock | undefined;
  readonly error: Bilingual | undefined;
  readonly onChange: (told: string) => void;
};

function ValueInput({ signal, told, interlock, error, onChange }: ValueInputProps) {
  const t = useText();
  const unit = unitText(signal);
  const label = unit === '' ? t(text.value) : `${t(text.value)} (${unit})`;
  const choices = useMemo(() => {
    const allowed = interlock?.allowed ?? (signal.value === 'boolean' ? [true, false] : undefined);
    return allowed?.map((one) => ({
      value: String(one),
      label: typeof one === 'boolean' ? t(one ? yes : no) : String(one),
    }));
  }, [interlock, signal, t]);
  if (choices) {
    const all = [{ value: '', label: t(text.choose) }, ...choices];
    return <ChoiceInput label={label} value={told} choices={all} onChange={onChange} />;
  }
  return (
    <TextInput
      size="xs"
      label={label}
      value={told}
      {...(signal.value === 'number' ? { inputMode: 'decimal' } : {})}
      error={error && t(error)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Outcome({ order }: { readonly order: Order }) {
  const t = useText();
  const tone = toneOf[order.state];
  return (
    <>
      <Notice
        tone={tone === 'good' ? 'plain' : tone}
        icon={tone === 'good' ? 'check' : 'warning'}
        title={t(text.outcome, { state: t(stateWords[order.state]) })}
      />
      <OrderTable orders={[order]} />
    </>
  );
}

type DeskButtonsProps = {
  readonly isReady: boolean;
  readonly busy: 'dry' | 'real' | undefined;
  readonly onGive: (dryRun: boolean) => void;
};

function DeskButtons({ isReady, busy, onGive }: DeskButtonsProps) {
  const t = useText();
  const common = { size: 'xs', disabled: !isReady };
  return (
    <>
      <Button {...common} variant="default" loading={busy === 'dry'} onClick={() => onGive(true)}>
        {t(text.dryRun)}
      </Button>
      <Button {...common} loading={busy === 'real'} onClick={() => onGive(false)}>
        {t(text.give)}
      </Button>
    </>
  );
}
