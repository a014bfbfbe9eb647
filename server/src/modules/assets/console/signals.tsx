// Signals of a machine or component with their last values.
import type { ListedAsset, Reading, Signal } from '@jingwei/sdk';
import {
  Button,
  conditionOf,
  dateTimeText,
  epochMs,
  FailurePanel,
  isInstant,
  layout,
  levelWords,
  Loading,
  measureText,
  nothing,
  Panel,
  QualityBadge,
  stateOf,
  typeText,
  unitText,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useState,
  useText,
  type Language,
} from '@jingwei/console/kit';
import styles from './assets.module.css';

const text = {
  title: { en: 'Signals', zh: '测点' },
  none: { en: 'It measures nothing', zh: '没有测点' },
  name: { en: 'Signal', zh: '测点' },
  value: { en: 'Last value', zh: '最新值' },
  time: { en: 'At', zh: '时间' },
  more: { en: 'Show all {count}', zh: '显示全部 {count} 个' },
};

const pauseMs = 5_000;
const shownMax = 20;

export function Signals({ asset }: { readonly asset: ListedAsset }) {
  const t = useText();
  const client = useClient();
  const [all, setAll] = useState(false);
  const { machine, identifier, kind } = asset;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [model, last] = await Promise.all([
        client.machine(machine, { signal }),
        client.lastReadings(machine, { signal }),
      ]);
      const readings = new Map(last.map((reading) => [reading.signal, reading]));
      const signals =
        kind === 'machine'
          ? model.signals
          : model.signals.filter((one) => one.asset.toLowerCase() === identifier.toLowerCase());
      return signals.map((one) => ({ signal: one, reading: readings.get(one.identifier) }));
    },
    [client, machine, identifier, kind],
  );
  const { value: rows, failure, again } = useRefreshed(load, pauseMs);
  return (
    <Panel title={t(text.title)}>
      {failure && <FailurePanel failure={failure} onRetry={again} />}
      {!rows && !failure && <Loading />}
      {rows?.length === 0 && <p className={layout['lead']}>{t(text.none)}</p>}
      {rows && rows.length > 0 && <SignalTable rows={all ? rows : rows.slice(0, shownMax)} />}
      {rows && rows.length > shownMax && !all && (
        <div className={styles['pager']}>
          <Button size="xs" variant="default" onClick={() => setAll(true)}>
            {t(text.more, { count: rows.length })}
          </Button>
        </div>
      )}
    </Panel>
  );
}

type Row = { readonly signal: Signal; readonly reading: Reading | undefined };

function SignalTable({ rows }: { readonly rows: readonly Row[] }) {
  const t = useText();
  const { language } = useLanguage();
  return (
    <div className={layout['frame']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t(text.name)}</th>
            <th scope="col">{t(text.value)}</th>
            <th scope="col">{t(text.time)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ signal, reading }) => {
            const shown = reading && shownValue(signal, reading, language);
            return (
              <tr key={signal.identifier} data-signal={signal.id}>
                <td>
                  {signal.name} <small title={signal.type}>{typeText(signal, language)}</small>
                </td>
                <td>
                  {shown ?? nothing}{' '}
                  {reading && reading.quality !== 'good' && (
                    <QualityBadge quality={reading.quality} />
                  )}
                </td>
                <td className={layout['nowrap']}>
                  {reading ? dateTimeText(epochMs(reading.sourceTime) ?? 0, { language }) : nothing}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** In the reader's words where the standard has some: states, levels of conditions; else as it was told. */
function shownValue(signal: Signal, { value }: Reading, language: Language): string {
  if (signal.kind === 'condition') return levelWords[conditionOf(value).level][language];
  if (isInstant(value)) return dateTimeText(epochMs(value) ?? 0, { language });
  const state = stateOf(signal, value);
  if (state) return state[language];
  const { text: told, unit } = measureText(value, unitText(signal));
  return `${told} ${unit}`;
}
