// One enterprise's figures: choose a machine or all of them, and a shift or span; then figures, losses, states, stops.
import type { CalendarMonth, OeeFigureName, OeeInterval, OeeSpan } from '@jingwei/sdk';
import {
  Button,
  ChoiceInput,
  FailurePanel,
  Loading,
  nowMs,
  useCallback,
  useClient,
  useLoaded,
  useMemo,
  useRefreshed,
  useState,
  useText,
  zoneText,
} from '@jingwei/console/kit';
import { Explanation } from './explanation.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import styles from './oee.module.css';
import { ReasonsPanel } from './reasons-panel.tsx';
import { monthBefore, spansOf } from './spans.ts';
import { Stops } from './stops.tsx';
import { Timeline } from './timeline.tsx';
import { Waterfall } from './waterfall.tsx';

const text = {
  of: { en: 'Machine', zh: '设备' },
  all: { en: 'All machines', zh: '全部设备' },
  span: { en: 'Span', zh: '时段' },
  zone: {
    en: 'Days and shifts in {zone}',
    zh: '日期与班次按 {zone}',
  },
  csv: { en: 'Save as CSV', zh: '导出 CSV' },
};

const pauseMs = 5_000;
const timelineMsMax = 2 * 86_400_000;

type Props = {
  readonly enterprise: string;
  readonly machines: readonly string[];
  readonly names: Readonly<Record<string, string>>;
};

export function OeeView({ enterprise, machines, names }: Props) {
  const t = useText();
  const client = useClient();
  const [identifier, setIdentifier] = useState(machines[0] ?? enterprise);
  const [spanId, setSpanId] = useState('hour');
  const load = useCallback(
    async (signal: AbortSignal): Promise<CalendarMonth> => {
      const now = await client.calendarMonth({ identifier }, { signal });
      const month = monthBefore((now.days[0]?.day ?? '').slice(0, 7));
      const before = await client.calendarMonth({ identifier, month }, { signal });
      return { zone: now.zone, days: [...before.days, ...now.days] };
    },
    [client, identifier],
  );
  const { loaded, again } = useLoaded(load);
  const spans = useMemo(
    () => (loaded.state === 'loaded' ? spansOf(loaded.value.days, nowMs()) : []),
    [loaded],
  );
  const chosen = spans.find(({ id }) => id === spanId) ?? spans[0];
  const span = useMemo(
    () => chosen && { identifier, from: chosen.from, to: chosen.to },
    [identifier, chosen],
  );
  return (
    <>
      <div className={styles['controls']}>
        <ChoiceInput
          label={t(text.of)}
          value={identifier}
          choices={[...choicesOf(machines, names), { value: enterprise, label: t(text.all) }]}
          onChange={setIdentifier}
        />
        <ChoiceInput
          label={t(text.span)}
          value={chosen?.id ?? ''}
          choices={spans.map(({ id, name }) => ({ value: id, label: t(name) }))}
          onChange={setSpanId}
        />
        {loaded.state === 'loaded' && <ZoneText zone={loaded.value.zone} />}
        {span && (
          <Button
            size="xs"
            variant="default"
            component="a"
            href={client.oeeExport({ ...span, by: 'shift' })}
          >
            {t(text.csv)}
          </Button>
        )}
      </div>
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {span ? (
        <OfSpan key={`${span.identifier} ${span.from}`} span={span} enterprise={enterprise} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function choicesOf(machines: Props['machines'], names: Props['names']) {
  return machines.map((value) => {
    const name = names[value];
    return { value, label: name === undefined ? value : `${name} · ${value}` };
  });
}

/** Days and shifts are the plant's, whatever the clock of the browser says. */
function ZoneText({ zone }: { readonly zone: string }) {
  const t = useText();
  const offset = zoneText(nowMs(), zone);
  const named = offset === zone ? zone : `${zone}, ${offset}`;
  return <span className={styles['zone']}>{t(text.zone, { zone: named })}</span>;
}

type OfSpanProps = { readonly span: OeeSpan; readonly enterprise: string };

/** Figures of any span; the timeline of one machine over a short one. */
function useSpan(span: OeeSpan, enterprise: string, isDetailed: boolean) {
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [figures, reasons] = await Promise.all([
        client.oeeFigures(span, { signal }),
        client.stopReasons(enterprise, { signal }),
      ]);
      if (!isDetailed) return { figures, reasons };
      const [timeline, entries] = await Promise.all([
        client.oeeTimeline(span, { signal }),
        client.oeeEntries(span, { signal }),
      ]);
      return { figures, reasons, timeline, entries };
    },
    [client, span, enterprise, isDetailed],
  );
  return useRefreshed(load, pauseMs);
}

function OfSpan({ span, enterprise }: OfSpanProps) {
  const isShort = Date.parse(span.to) - Date.parse(span.from) <= timelineMsMax;
  const isDetailed = span.identifier !== enterprise && isShort;
  const { value, failure, again } = useSpan(span, enterprise, isDetailed);
  const [explained, setExplained] = useState<OeeFigureName>();
  const [chosen, setChosen] = useState<OeeInterval>();
  const reasons = value?.reasons;
  const names = useMemo(
    () => new Map((reasons ?? []).map(({ id, name }) => [id, name])),
    [reasons],
  );
  if (!value) return failure ? <FailurePanel failure={failure} onRetry={again} /> : <Loading />;
  const { figures, timeline, entries = [] } = value;
  const [row] = figures.rows;
  if (!row) return null;
  const intervals = timeline?.intervals ?? [];
  return (
    <>
      {failure && <FailurePanel failure={failure} onRetry={again} />}
      <FiguresPanel
        row={row}
        changes={figures.changes}
        final={figures.final}
        onExplain={isDetailed ? setExplained : undefined}
      />
      {timeline && (
        <Timeline
          intervals={intervals}
          zone={figures.zone}
          chosen={intervals.find(({ from }) => from === chosen?.from)}
          onChoose={setChosen}
        />
      )}
      <div className={styles['beside']}>
        <Waterfall row={row} />
        <ReasonsPanel row={row} names={names} />
      </div>
      {timeline && (
        <Stops
          {...{ machine: span.identifier, intervals, entries, names }}
          reasons={value.reasons}
          zone={figures.zone}
          onChanged={again}
        />
      )}
      {explained && (
        <Explanation name={explained} span={span} onClose={() => setExplained(undefined)} />
      )}
    </>
  );
}
