// What a chart shows: asked from the server by the width in pixels, then, where the page is live, readings that are added
// as they come, each once.
import type { Client, QueryAnswer, Reading } from '@jingwei/sdk';
import {
  epochMs,
  isoTime,
  nowMs,
  silencesOf,
  withGaps,
  type PaneColumns,
  type PaneSource,
  type SpanMs,
} from '@jingwei/console/kit';
import { stripsOf, type StateStrip } from './bands.ts';
import type { ShownSignal } from './known-signals.ts';
import { everyOf } from './spans.ts';
import { correctedOf, type CorrectedSpan } from './corrected.ts';

export type Asked = {
  readonly signals: readonly ShownSignal[];
  readonly span: SpanMs;
  readonly every: string;
  /** Without the corrections of readings. */
  readonly measured: boolean;
  /** Of the plot, in pixels: so many points are asked for. */
  readonly width: number;
};

export type Shown = {
  readonly source: ShownSource;
  readonly span: SpanMs;
  readonly strips: readonly StateStrip[];
  /** Readings that the server read for it. */
  readonly read: number;
  readonly isEmpty: boolean;
  readonly corrected: readonly CorrectedSpan[];
};

const pointsMax = 4_000;
const stripPartPx = 3;
const bandPartPx = 6;
const bandFigures = ['minimum', 'mean', 'maximum'] as const;
const nothingAsked: QueryAnswer = { read: 0 };

export async function ask(client: Client, asked: Asked, signal: AbortSignal): Promise<Shown> {
  const { signals, span, every, measured, width } = asked;
  const over = {
    ...{ from: isoTime(span.fromMs), to: isoTime(span.toMs) },
    ...(measured ? { asMeasured: true } : {}),
  };
  const names = (isNumber: boolean) =>
    signals.filter((one) => one.isNumber === isNumber).map(({ identifier }) => identifier);
  const [numbers, states] = [names(true), names(false)];
  const curve = { kind: 'chart', points: Math.min(pointsMax, Math.max(3, width)) } as const;
  const stretch = every === 'auto' ? everyOf(span, width / bandPartPx) : every;
  const band = { kind: 'aggregate', every: stretch, figures: bandFigures, fill: 'null' } as const;
  const parts = everyOf(span, width / stripPartPx);
  const none = Promise.resolve(nothingAsked);
  const stateQuery = { kind: 'states', signals: states, ...over } as const;
  const [lines, shares, wholes] = await Promise.all([
    numbers.length === 0
      ? none
      : client.query({ ...(every === '' ? curve : band), signals: numbers, ...over }, { signal }),
    states.length === 0 ? none : client.query({ ...stateQuery, every: parts }, { signal }),
    states.length === 0 ? none : client.query(stateQuery, { signal }),
  ]);
  const kinds = new Map(signals.map((one) => [one.identifier, one]));
  const columns = new Map(
    (lines.series ?? []).map((series) => {
      const isSteady = kinds.get(series.signal)?.isStepped !== true;
      const made = every === '' ? curveOf(series, span, isSteady) : bandOf(lines, series);
      return [series.signal, made] as const;
    }),
  );
  const strips = stripsOf(shares, wholes);
  const isEmpty =
    [...columns.values()].every(({ values }) => values.every((one) => one === null)) &&
    strips.every(({ bands }) => bands.length === 0);
  const read = lines.read + shares.read + wholes.read;
  const corrected = [...correctedOf(lines), ...correctedOf(wholes)];
  const source = new ShownSource(span, { columns, corrected });
  return { source, span, strips, read, isEmpty, corrected };
}

type Series = NonNullable<QueryAnswer['series']>[number];

/** What changes steadily says so often; an event may hold for days. */
function curveOf({ points = [], gaps = [] }: Series, span: SpanMs, isSteady: boolean): PaneColumns {
  const times = points.map(({ time }) => secondsOf(time));
  const bad = gaps.map(({ from, to }) => ({ from: secondsOf(from), to: secondsOf(to) }));
  const over = { from: span.fromMs / 1_000, to: span.toMs / 1_000 };
  const silent = isSteady ? silencesOf(times, over) : [];
  const breaks = [...bad, ...silent].toSorted((a, b) => a.from - b.from);
  return withGaps({ times, values: points.map(({ value }) => value) }, breaks);
}

/** Each stretch stands at its middle. */
function bandOf({ times = [], ends = [] }: QueryAnswer, { values = {} }: Series): PaneColumns {
  const numbers = (name: string) =>
    (values[name] ?? []).map((one) => (typeof one === 'number' ? one : null));
  return {
    times: times.map((time, n) => (secondsOf(time) + secondsOf(ends[n] ?? time)) / 2),
    values: numbers('mean'),
    minimums: numbers('minimum'),
    maximums: numbers('maximum'),
  };
}

function secondsOf(iso: string): number {
  return (epochMs(iso) ?? 0) / 1_000;
}

/** Live readings of one signal that are kept; then the oldest half is thinned to every other one. */
const liveKept = 20_000;

type Grown = { times: number[]; values: (number | null)[] };

export class ShownSource implements PaneSource {
  readonly marks: readonly CorrectedSpan[];
  readonly #span: SpanMs;
  readonly #columns: Map<string, PaneColumns>;
  readonly #listeners = new Set<() => void>();
  #isLive = false;

  constructor(
    span: SpanMs,
    given: {
      readonly columns: ReadonlyMap<string, PaneColumns>;
      readonly corrected: readonly CorrectedSpan[];
    },
  ) {
    this.#span = span;
    this.#columns = new Map(given.columns);
    this.marks = given.corrected;
  }

  /** From now on the span ends now, as long as before. */
  goLive(): void {
    this.#isLive = true;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(): { span: SpanMs; columns: ReadonlyMap<string, PaneColumns> } {
    const { fromMs, toMs } = this.#span;
    if (!this.#isLive) return { span: this.#span, columns: this.#columns };
    const now = nowMs();
    return { span: { fromMs: now - (toMs - fromMs), toMs: now }, columns: this.#columns };
  }

  take(readings: readonly Reading[]): void {
    const grown = new Map<string, Grown>();
    for (const { signal, value, quality, sourceTime } of readings) {
      const before = this.#columns.get(signal);
      if (!before) continue;
      let own = grown.get(signal);
      if (!own) {
        own = { times: [...before.times], values: [...before.values] };
        grown.set(signal, own);
      }
      const seconds = secondsOf(sourceTime);
      if (seconds < (own.times.at(-1) ?? 0)) continue; // late: it is there when the span is asked for anew
      const isKnown =
        quality !== 'bad' && (typeof value === 'number' || typeof value === 'boolean');
      own.times.push(seconds);
      own.values.push(isKnown ? Number(value) : null);
    }
    for (const [signal, own] of grown) this.#columns.set(signal, this.#trimmed(own));
  }

  show(): void {
    for (const listener of this.#listeners) listener();
  }

  #trimmed({ times, values }: Grown): PaneColumns {
    const from = this.read().span.fromMs / 1_000;
    const first = Math.max(0, times.findIndex((time) => time >= from) - 1);
    const kept = { times: times.slice(first), values: values.slice(first) };
    if (kept.times.length <= liveKept) return kept;
    const isKept = (_: unknown, n: number) => n > liveKept / 2 || n % 2 === 0;
    return { times: kept.times.filter(isKept), values: kept.values.filter(isKept) };
  }
}
