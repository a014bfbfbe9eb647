// Signals of states under the chart, on the same time: a strip of coloured bands each, and how long each state held. The
// colour of a state hangs on its name, so that it is the same everywhere; names stand beside the colours.
import { coloursCount, durationText, useLanguage, useText } from '@jingwei/console/kit';
import type { CorrectedSpan } from './corrected.ts';
import styles from './explore.module.css';
import type { ShownSignal } from './known-signals.ts';
import type { Shown } from './shown.ts';

const text = {
  strip: { en: 'States of {name} over time', zh: '{name} 的状态时间线' },
  unknown: { en: 'unknown', zh: '未知' },
  times: { en: '{count}×', zh: '{count} 次' },
  more: { en: '… and {count} more', zh: '……另有 {count} 种' },
};

const parts = 1_000;
const totalsMax = 8;

type BandsProps = {
  readonly shown: Shown;
  readonly signals: readonly ShownSignal[];
};

export function StateBands({ shown, signals }: BandsProps) {
  const { strips, span, corrected } = shown;
  const t = useText();
  const { language } = useLanguage();
  const names = new Map(signals.map(({ identifier, name }) => [identifier, name]));
  return strips.map(({ signal, bands, totals, unknownSeconds }) => {
    const name = names.get(signal) ?? signal;
    const looks = looksOf(totals.map(({ state }) => state));
    const x = (ms: number) => ((ms - span.fromMs) / (span.toMs - span.fromMs)) * parts;
    return (
      <section key={signal} className={styles['strip']} data-strip={signal}>
        <h3>{name}</h3>
        <svg
          viewBox={`0 0 ${parts} 20`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t(text.strip, { name })}
        >
          {bands.map(({ state, fromMs, toMs }) => (
            <rect
              key={fromMs}
              data-look={looks.get(state)}
              x={x(fromMs)}
              width={Math.max(0.5, x(toMs) - x(fromMs))}
              height={20}
            >
              <title>{`${state} · ${durationText(toMs - fromMs, language)}`}</title>
            </rect>
          ))}
          {marks(
            corrected.filter(({ id }) => id === signal),
            x,
          )}
        </svg>
        <ul>
          {totals.slice(0, totalsMax).map(({ state, seconds, count }) => (
            <li key={state} data-state={state}>
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <rect data-look={looks.get(state)} width={12} height={12} />
              </svg>
              {state} <b>{durationText(seconds * 1_000, language)}</b>
              <small>{t(text.times, { count })}</small>
            </li>
          ))}
          {totals.length > totalsMax && (
            <li>{t(text.more, { count: totals.length - totalsMax })}</li>
          )}
          {unknownSeconds > 0 && (
            <li>
              {t(text.unknown)} <b>{durationText(unknownSeconds * 1_000, language)}</b>
            </li>
          )}
        </ul>
      </section>
    );
  });
}

function marks(corrected: readonly CorrectedSpan[], x: (ms: number) => number) {
  return corrected.map(({ fromMs, toMs }) => (
    <rect
      key={fromMs}
      data-corrected=""
      x={x(fromMs)}
      width={Math.max(1, x(toMs) - x(fromMs))}
      height={4}
    />
  ));
}

/** By the alphabet, so that a state keeps its colour when its share changes. */
function looksOf(states: readonly string[]): ReadonlyMap<string, number> {
  return new Map(states.toSorted().map((state, n) => [state, (n % coloursCount) + 1]));
}
