// Expressions tried on what was recorded, before they go live: what each would have told, and when.
import type { CalculationTrial, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  ChoiceInput,
  epochMs,
  FailurePanel,
  isoTime,
  nowMs,
  numberText,
  signOf,
  TrendChart,
  useClient,
  useMemo,
  useState,
  useText,
  type ChartSource,
} from '@jingwei/console/kit';
import { inputsOf } from './connection-form.ts';
import styles from './connections.module.css';
import type { Draft, Part } from './draft.ts';

const text = {
  try: { en: 'Try on recorded data', zh: '用历史数据试算' },
  span: { en: 'Recorded in', zh: '历史时段' },
  minutes: { en: 'the last 10 minutes', zh: '最近 10 分钟' },
  hour: { en: 'the last hour', zh: '最近 1 小时' },
  day: { en: 'the last day', zh: '最近 1 天' },
  first: { en: 'Pick an input and write an expression first.', zh: '请先选择输入并填写表达式。' },
  taken: { en: '{count} readings were taken.', zh: '已取用 {count} 条读数。' },
  cut: { en: 'There are more: take a shorter span.', zh: '还有更多读数，请缩短时段。' },
  told: { en: 'would have told {count} values', zh: '将给出 {count} 个数值' },
  unknown: { en: '{count} of them unknown', zh: '其中 {count} 个未知' },
  range: { en: '{minimum} to {maximum} {unit}', zh: '{minimum} 至 {maximum} {unit}' },
  chart: { en: 'What {id} would have told', zh: '{id} 的试算结果' },
  nothing: { en: 'Nothing in this span.', zh: '该时段没有结果。' },
};

const spans = { minutes: 600_000, hour: 3_600_000, day: 86_400_000 } as const;
type SpanName = keyof typeof spans;
const spanNames = ['minutes', 'hour', 'day'] as const;

type Tried = { readonly trial: CalculationTrial; readonly fromMs: number; readonly toMs: number };

type TrialPanelProps = {
  readonly part: Part;
  readonly onFailure: (failure: JingweiFailure | undefined) => void;
};

export function TrialPanel({ part, onFailure }: TrialPanelProps) {
  const t = useText();
  const client = useClient();
  const [span, setSpan] = useState<SpanName>('hour');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const [tried, setTried] = useState<Tried>();
  const { settings, draft, enterprise } = part;
  const inputs = namedInputs(draft);
  const signals = (settings.signals ?? []).filter(({ address }) => address !== '');
  const fail = (told: JingweiFailure | undefined) => {
    setFailure(told);
    onFailure(told);
  };
  const run = async (): Promise<void> => {
    setBusy(true);
    fail(undefined);
    const toMs = nowMs();
    const fromMs = toMs - spans[span];
    const asked = { inputs, signals, from: isoTime(fromMs), to: isoTime(toMs) };
    try {
      const of = enterprise === undefined ? {} : { enterprise };
      setTried({ trial: await client.tryCalculation(asked, of), fromMs, toMs });
    } catch (error) {
      setTried(undefined);
      fail(asFailure(error));
    }
    setBusy(false);
  };
  const isReady = inputs.length > 0 && signals.length > 0;
  return (
    <div className={styles['trial']}>
      <div className={styles['controls']}>
        <ChoiceInput
          label={t(text.span)}
          value={span}
          choices={spanNames.map((value) => ({ value, label: t(text[value]) }))}
          onChange={(value) => setSpan(spanNames.find((one) => one === value) ?? 'hour')}
        />
        <Button
          size="xs"
          variant="default"
          loading={busy}
          disabled={!isReady}
          onClick={() => void run()}
        >
          {t(text.try)}
        </Button>
        {!isReady && <p>{t(text.first)}</p>}
      </div>
      <Trouble failure={failure} />
      {tried && (
        <Outcome tried={tried} units={new Map(signals.map(({ id, unit }) => [id, unit]))} />
      )}
    </div>
  );
}

/** A wrong expression is told at its place. */
function Trouble({ failure }: { readonly failure: JingweiFailure | undefined }) {
  if (!failure || failure.code === 'calculated.bad-expression') return undefined;
  return <FailurePanel failure={failure} />;
}

function namedInputs({ answers }: Draft): { name: string; signal: string }[] {
  return inputsOf(answers).map(({ name, signal }) => ({
    name: String(name ?? ''),
    signal: String(signal ?? ''),
  }));
}

type OutcomeProps = {
  readonly tried: Tried;
  readonly units: ReadonlyMap<string, string | undefined>;
};

function Outcome({ tried, units }: OutcomeProps) {
  const t = useText();
  const { readings, isCut, signals } = tried.trial;
  return (
    <div role="status">
      <p>
        {t(text.taken, { count: readings })} {isCut && t(text.cut)}
      </p>
      {signals.map((signal) => {
        const { id, told, unknown, minimum, maximum } = signal;
        const unit = signOf(units.get(id) ?? '1');
        return (
          <section key={id} data-trial={id}>
            <h3>{id}</h3>
            <p>
              {told === 0 ? t(text.nothing) : t(text.told, { count: told })}
              {unknown > 0 && ` · ${t(text.unknown, { count: unknown })}`}
              {minimum !== undefined &&
                maximum !== undefined &&
                ` · ${t(text.range, { minimum: numberText(minimum), maximum: numberText(maximum), unit })}`}
            </p>
            {told > 0 && <Chart tried={tried} signal={signal} unit={unit} />}
          </section>
        );
      })}
    </div>
  );
}

type ChartProps = {
  readonly tried: Tried;
  readonly signal: CalculationTrial['signals'][number];
  readonly unit: string;
};

const chartHeight = 140;

function Chart({ tried, signal, unit }: ChartProps) {
  const t = useText();
  const { id } = signal;
  const lanes = useMemo(() => [{ unit, lines: [{ id, colour: 1, stepped: true }] }], [unit, id]);
  const source = useMemo((): ChartSource => {
    const points = signal.points.flatMap(({ time, value }) => {
      const ms = epochMs(time);
      const number = typeof value === 'boolean' ? Number(value) : value;
      return ms === undefined || typeof number !== 'number' ? [] : [[ms / 1_000, number] as const];
    });
    const values = points.map(([, value]) => value);
    const columns = {
      times: points.map(([time]) => time),
      ...{ means: values, minimums: values, maximums: values },
    };
    const read = { fromMs: tried.fromMs, toMs: tried.toMs, columns: new Map([[id, columns]]) };
    return { subscribe: () => () => {}, read: () => read };
  }, [signal, tried, id]);
  return (
    <TrendChart lanes={lanes} source={source} height={chartHeight} label={t(text.chart, { id })} />
  );
}
