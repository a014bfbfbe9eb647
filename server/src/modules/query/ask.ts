// Questions about readings: who asks may see the signals, the cost is estimated before anything is read, and each series
// passes once, in bounded memory.
import type { Clock } from '../../kernel/world/clock.ts';
import type { SeriesStore } from '../../stores/series/series.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { Assets } from '../assets/api.ts';
import type { Calendars, PlantCalendar } from '../calendar/api.ts';
import { shownReading } from '../telemetry/api.ts';
import type { Asker, Queries, Query, QueryAnswer, QueryColumn } from './api.ts';
import { answerOf, shownStates } from './answer.ts';
import { chosenSignals, unitOf } from './chosen-signals.ts';
import { correctedIn, lastOf } from './corrected.ts';
import { queryFailures } from './failures.ts';
import { estimateOf, refuseCostly, Spent, type Limits } from './limits.ts';
import { stretchesOf, zoneCalendar, type Stretch } from './model/buckets.ts';
import { Curve } from './model/curve.ts';
import { Figures, heldFigures, type FigureName } from './model/figures.ts';
import { filled } from './model/fill.ts';
import { Grid } from './model/grid.ts';
import { lowestQuality, type Fold } from './model/samples.ts';
import { States } from './model/states.ts';
import { isZone } from './model/civil-days.ts';
import { rawPage } from './raw-page.ts';
import { readSeries, type Reach } from './read-series.ts';
import { Seats } from './seats.ts';
import { lengthOf, spanOf } from './span.ts';
import { isStored, storedFigures, type StretchSums } from './stored-figures.ts';

export type Parts = {
  readonly series: SeriesStore;
  readonly assets: Assets;
  readonly calendars: Calendars | undefined;
  readonly clock: Clock;
  readonly limits: Limits;
};

const usualFigures: readonly FigureName[] = ['count', 'minimum', 'mean', 'maximum'];
const usualPoints = 1_000;
const usualLimit = 10_000;
const usualLookBackUs = 31 * 86_400e6;

/** A question whose signals are known and may be seen. */
type Settled = {
  readonly query: Query;
  readonly signals: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
  readonly spent: Spent;
};

export class Asking implements Queries {
  readonly #parts: Parts;
  readonly #seats: Seats;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#seats = new Seats(parts.limits.queriesMax);
  }

  ask(query: Query, asker: Asker): Promise<QueryAnswer> {
    return this.#seats.during(asker, async () => {
      const { assets, limits, clock } = this.#parts;
      const most = limits.signalsMax;
      const spent = new Spent(clock, limits, asker.signal);
      await spent.look();
      const { principal } = asker;
      const signals = await chosenSignals(assets, query, { principal, most });
      if (query.kind === 'last') return this.#last(query, signals, most);
      const settled = { query, signals, spent, ...spanOf(query) };
      await this.#refuseCostly(settled);
      const answer = await (query.kind === 'raw' ? this.#raw(settled) : this.#byStretches(settled));
      const { fromUs, toUs } = settled;
      const corrected = await correctedIn(this.#parts.series, { series: signals, fromUs, toUs });
      return corrected.length === 0 ? answer : { ...answer, corrected };
    });
  }

  async #refuseCostly({ query, signals, ...span }: Settled): Promise<void> {
    const { limits, series } = this.#parts;
    const isRaw = query.kind === 'raw';
    if (isRaw && signals.length <= limits.signalsMax) return;
    const readings = await estimateOf(series, signals, span);
    if (signals.length > limits.signalsMax) {
      const most = limits.signalsMax;
      throw queryFailures['too-many-signals']({ signals: signals.length, most, readings });
    }
    if (!isRaw) await refuseCostly(series, signals, { readings, span, limits });
  }

  async #last(
    { asMeasured = false }: Query,
    signals: readonly string[],
    most: number,
  ): Promise<QueryAnswer> {
    if (signals.length > most) {
      const readings = signals.length;
      throw queryFailures['too-many-signals']({ signals: signals.length, most, readings });
    }
    const last = await lastOf(this.#parts.series, signals, asMeasured);
    return { readings: [...last.values()].map(shownReading), read: last.size };
  }

  async #raw({ query, signals, fromUs, toUs, spent }: Settled): Promise<QueryAnswer> {
    const { readings, next } = await rawPage(
      this.#parts.series,
      {
        series: signals,
        fromUs,
        toUs,
        limit: query.limit ?? usualLimit,
        newestFirst: query.newestFirst ?? false,
        lowestQuality: lowestQuality[query.quality ?? 'any'],
        asMeasured: query.asMeasured ?? false,
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
      },
      spent,
    );
    return {
      readings: readings.map(shownReading),
      ...(next === undefined ? {} : { next }),
      read: spent.readings,
    };
  }

  async #byStretches(settled: Settled): Promise<QueryAnswer> {
    const { query, signals, fromUs, toUs, spent } = settled;
    const { asMeasured = false } = query;
    if (query.kind === 'chart') return this.#chart(settled);
    if (query.kind === 'interpolated' && query.every === undefined) {
      throw queryFailures['part-missing']({ query: query.kind, part: 'every' });
    }
    const figures = query.figures ?? usualFigures;
    const each = query.kind === 'aggregate' ? figures.length : 1;
    const { pointsMax } = this.#parts.limits;
    const most = Math.max(1, Math.floor(pointsMax / (signals.length * each)));
    const calendar = await this.#calendarOf(query, signals[0] ?? '');
    const stretches = stretchesOf(query.every, { fromUs, toUs }, { calendar, most });
    const stored = isStored(query, figures)
      ? await storedFigures(this.#parts.series, { signals, stretches, asMeasured }, spent)
      : undefined;
    const columns: QueryColumn[] = [];
    for (const signal of signals) {
      const own = stored?.get(signal);
      columns.push(await this.#column(signal, { ...settled, stretches, figures, stored: own }));
      await spent.look();
    }
    return answerOf(query, stretches, { columns, zone: calendar.zone, read: spent.readings });
  }

  async #column(
    signal: string,
    given: Settled & {
      stretches: readonly Stretch[];
      figures: readonly FigureName[];
      stored: StretchSums | undefined;
    },
  ): Promise<QueryColumn> {
    const { query, stretches, figures } = given;
    const nowUs = this.#parts.clock.now() * 1_000;
    const head = { signal, ...unitOf(await this.#parts.assets.signal(signal)) };
    const middles = stretches.map(({ fromUs, toUs }) => (fromUs + toUs) / 2);
    const fill = query.fill ?? 'none';
    if (query.kind === 'states') {
      const states = new States(signal, stretches, nowUs);
      await this.#read(signal, given, states);
      states.end();
      return { ...head, states: stretches.map((_, at) => shownStates(states.of(at))) };
    }
    if (query.kind === 'interpolated') {
      const starts = stretches.map(({ fromUs }) => fromUs);
      const grid = new Grid(starts, query.interpolation ?? 'step', nowUs);
      await this.#read(signal, given, grid);
      grid.end();
      return { ...head, values: { value: [...filled(grid.values, starts, fill)] } };
    }
    const sums = given.stored ?? new Figures(stretches, nowUs, figures);
    if (sums instanceof Figures) {
      await this.#read(signal, given, sums);
      sums.end();
    }
    const values = figures.map((name) => {
      const own = stretches.map((_, at) => sums.figure(name, at));
      const isCount = name === 'count' || name === 'known';
      return [name, isCount ? own : [...filled(own, middles, fill)]] as const;
    });
    return { ...head, values: Object.fromEntries(values) };
  }

  async #chart(settled: Settled): Promise<QueryAnswer> {
    const { query, signals, fromUs, toUs, spent } = settled;
    const points = query.points ?? usualPoints;
    const { pointsMax: most } = this.#parts.limits;
    if (points * signals.length > most) {
      throw queryFailures['too-many-points']({ points: points * signals.length, most });
    }
    const series: QueryColumn[] = [];
    for (const signal of signals) {
      const curve = new Curve({ fromUs, toUs });
      await this.#read(signal, settled, curve);
      const { times, values } = curve.points(points);
      series.push({
        signal,
        ...unitOf(await this.#parts.assets.signal(signal)),
        points: times.map((timeUs, n) => ({ time: isoTime(timeUs), value: values[n] ?? 0 })),
        gaps: curve.gaps().map((gap) => ({ from: isoTime(gap.fromUs), to: isoTime(gap.toUs) })),
      });
      await spent.look();
    }
    return { series, read: spent.readings };
  }

  #read(signal: string, { query, fromUs, toUs, spent }: Settled, fold: Fold): Promise<void> {
    const lookBackUs =
      query.lookBack === undefined ? usualLookBackUs : lengthOf(query.lookBack, 'lookBack');
    const isLinear =
      query.interpolation === 'linear' ||
      (query.kind === 'aggregate' && query.figures?.includes('timeWeightedLinear') === true);
    const looksBack =
      query.kind === 'aggregate'
        ? (query.figures ?? usualFigures).some((name) => heldFigures.includes(name))
        : query.kind !== 'chart';
    const reach: Reach = {
      fromUs,
      toUs,
      lookBackUs: looksBack ? lookBackUs : 0,
      looksAhead: isLinear && query.kind !== 'chart',
      lowestQuality: lowestQuality[query.quality ?? 'usable'],
      asMeasured: query.asMeasured ?? false,
    };
    return readSeries(this.#parts.series, signal, { reach, fold, spent });
  }

  async #calendarOf({ zone, calendarOf }: Query, signal: string): Promise<PlantCalendar> {
    if (zone !== undefined) {
      if (!isZone(zone)) throw queryFailures['bad-zone']({ zone });
      return zoneCalendar(zone);
    }
    const { calendars } = this.#parts;
    if (calendars) return calendars.at(calendarOf ?? signal);
    return zoneCalendar(Intl.DateTimeFormat().resolvedOptions().timeZone);
  }
}
