// Readings forgotten for ever and thinned. Each is a step of its own in the journal: a crash leaves series (of `remove`) or
// days of a series (of `thin`) that are done and others that are not, each of them whole. Between steps others have their turn.
import { refuse } from '../../stores/checks.ts';
import { readingAt } from '../../stores/series/columns.ts';
import type { Correction, SeriesSpan, ThinSpan } from '../../stores/series/series.ts';
import { bucketOf, countRun, keptOf, type Counts } from '../../stores/series/thinned.ts';
import type { Entry } from './directory.ts';
import { boundOf, equalsMax, keyOf } from './keys.ts';
import { byArrival, rowsIn, type Span } from './pages.ts';
import { figuresIn, type Figures, type Sources } from './questions.ts';
import { statement, type Call } from './rest.ts';
import { insertsOf, runOf, type Row } from './rows.ts';
import type { Step, Steps } from './steps.ts';

const dayUs = 86_400_000_000;
const devicesAtOnce = 200;
const pageRows = 20_000;

type Sizes = { readonly before: number; readonly after: number };

/** Carries out while nothing else is written and nothing is asked. */
type Alone = <R>(work: () => Promise<R>) => Promise<R>;

export class Upkeep {
  readonly #sources: Sources;
  readonly #steps: Steps;
  readonly #alone: Alone;
  /** Whose newest reading may be gone. */
  readonly #unsettled = new Set<Entry>();

  constructor(sources: Sources, steps: Steps, alone: Alone) {
    this.#sources = sources;
    this.#steps = steps;
    this.#alone = alone;
  }

  async remove({ series, ...span }: SeriesSpan): Promise<number> {
    const entries = this.#entries(series);
    let readings = 0;
    for (let from = 0; from < entries.length; from += devicesAtOnce) {
      const some = entries.slice(from, from + devicesAtOnce);
      readings += await this.#alone(() => this.#removeOf(some, span));
    }
    return readings;
  }

  async #removeOf(some: readonly Entry[], span: Span): Promise<number> {
    const found = await this.#countIn(some, span);
    if (found.total === 0) return 0;
    const calls = some.flatMap((entry) => this.#deletionOf(entry, span));
    await this.#takeStep(found.entries, { calls, done: () => {} });
    return found.total;
  }

  async thin({ series, bucketUs, ...span }: ThinSpan): Promise<Sizes> {
    let [before, after] = [0, 0];
    for (const entry of this.#entries(series)) {
      for (const day of await this.#alone(() => this.#daysOf(entry, span))) {
        const whole = { fromUs: day, toUs: day + dayUs };
        const sizes = await this.#alone(() => this.#thinDay(entry, whole, bucketUs));
        before += sizes.before;
        after += sizes.after;
      }
    }
    return { before, after };
  }

  /** A step that failed was carried out in part, or will be: until it is finished nobody knows the newest readings. */
  get isUnsettled(): boolean {
    return this.#unsettled.size > 0;
  }

  async settle(): Promise<void> {
    await this.#steps.finish();
    for (const entry of this.#unsettled) {
      await this.#settleNewest(entry);
      this.#unsettled.delete(entry);
    }
  }

  async #takeStep(entries: Iterable<Entry>, step: Step): Promise<void> {
    // One that is unfinished comes first, and its newest readings too.
    await this.settle();
    for (const entry of entries) this.#unsettled.add(entry);
    await this.#steps.take(step);
    await this.settle();
  }

  async refuseThinned({ series, fromUs, toUs }: Correction): Promise<void> {
    const entry = this.#sources.directory.entry(series);
    if (entry === undefined || !this.#sources.directory.isThinned(entry)) return;
    const figures = await figuresIn(this.#sources, entry, { fromUs: fromUs - dayUs, toUs });
    if (figures.some(({ startUs, bucketUs, count }) => count > 0 && startUs + bucketUs > fromUs)) {
      refuse(
        `readings of ${series} in the span of the correction were thinned and cannot be corrected`,
      );
    }
  }

  /** What is there now becomes the newest. */
  async #settleNewest(entry: Entry): Promise<void> {
    const { directory } = this.#sources;
    directory.setNewest(entry, undefined);
    for (const [page, device] of entry.devices.entries()) {
      const span = { fromUs: Number.MIN_SAFE_INTEGER, toUs: Number.MAX_SAFE_INTEGER };
      const one = { ...entry, devices: [device] };
      const [newest] = await rowsIn(this.#sources, [one], { ...span, newestFirst: true, limit: 1 });
      if (newest) directory.takeNewest({ entry, page }, newest.row);
    }
  }

  #entries(series: readonly string[]): Entry[] {
    return [...new Set(series)].flatMap((name) => this.#sources.directory.entry(name) ?? []);
  }

  async #countIn(
    entries: readonly Entry[],
    { fromUs, toUs }: Span,
  ): Promise<{ total: number; entries: Set<Entry> }> {
    const { rest, paths, directory } = this.#sources;
    const devices = entries.flatMap((entry) => entry.devices.map((one) => paths.device(one)));
    const { columns } = await rest.query(
      `SELECT count(m) FROM ${devices.join()} WHERE time >= ${boundOf(fromUs)} AND time < ${boundOf(toUs)} ALIGN BY DEVICE`,
      devices.length,
    );
    const [names = [], counts = []] = columns;
    const found = new Set<Entry>();
    let total = 0;
    names.forEach((name, at) => {
      const entry = directory.of(paths.deviceOf(String(name)))?.entry;
      const count = Number(counts[at] ?? 0);
      if (entry && count > 0) found.add(entry);
      total += count;
    });
    return { total, entries: found };
  }

  #deletionOf(entry: Entry, { fromUs, toUs }: Span): Call[] {
    const { paths, directory } = this.#sources;
    const devices = entry.devices.map((device) => paths.device(device));
    if (directory.isThinned(entry)) devices.push(paths.figuresOf(entry.devices[0] ?? -1));
    const all = devices.map((device) => `${device}.*`).join();
    return [
      statement(`DELETE FROM ${all} WHERE time >= ${boundOf(fromUs)} AND time < ${boundOf(toUs)}`),
    ];
  }

  /** Days that have readings. */
  async #daysOf(entry: Entry, { fromUs, toUs }: Span): Promise<number[]> {
    const days = new Set<number>();
    for (let at = fromUs; at < toUs;) {
      const [first] = await rowsIn(this.#sources, [entry], { fromUs: at, toUs, limit: 1 });
      if (first === undefined) break;
      const day = Math.floor(first.row.timeUs / dayUs) * dayUs;
      days.add(day);
      at = day + dayUs;
    }
    return [...days];
  }

  async #thinDay(entry: Entry, day: Span, bucketUs: number): Promise<Sizes> {
    const { directory, corrections } = this.#sources;
    const rows = await this.#rowsOf(entry, day);
    const figures = directory.isThinned(entry) ? await figuresIn(this.#sources, entry, day) : [];
    const isDone =
      rows.every(({ isKept }) => isKept) && !figures.some((one) => one.bucketUs < bucketUs);
    if (isDone) return { before: 0, after: 0 };
    const measured = runOf(rows.filter(({ isKept }) => !isKept));
    const applied = measured && corrections.applied(entry.name, measured);
    const counts = countsOf(figures, bucketUs);
    if (applied) countRun(applied, bucketUs, counts);
    const left = rows.filter(({ isKept }) => isKept);
    if (applied) left.push(...keptRows(applied));
    const both = runOf(left.toSorted((a, b) => a.timeUs - b.timeUs));
    const kept = both ? keptRows(keptOf(both, bucketUs)) : [];
    await this.#takeStep([entry], {
      calls: [
        ...this.#deletionOf(entry, day),
        ...this.#insertsOf(entry, { kept, counts, bucketUs }),
      ],
      done: () => directory.setThinned(entry),
    });
    return { before: rows.length, after: kept.length };
  }

  async #rowsOf(entry: Entry, day: Span): Promise<Row[]> {
    const found: Row[] = [];
    for (const [page, device] of entry.devices.entries()) {
      const one = { ...entry, devices: [device] };
      for (let next: Span = day; ;) {
        const rows = await rowsIn(this.#sources, [one], { ...next, limit: pageRows });
        const isFull = rows.length === pageRows;
        const lastUs = rows.at(-1)?.row.timeUs ?? 0;
        const taken = isFull ? rows.filter(({ row }) => row.timeUs !== lastUs) : rows;
        for (const { row } of taken.toSorted(byArrival)) {
          found.push({ ...row, nth: page * equalsMax + row.nth });
        }
        if (!isFull) break;
        next = { fromUs: lastUs, toUs: day.toUs };
      }
    }
    return found.toSorted((a, b) => a.timeUs - b.timeUs || a.nth - b.nth);
  }

  #insertsOf(
    entry: Entry,
    { kept, counts, bucketUs }: { kept: readonly Row[]; counts: Counts; bucketUs: number },
  ): Call[] {
    const { paths } = this.#sources;
    const byDevice = Map.groupBy(
      kept,
      ({ nth }) => entry.devices[Math.floor(nth / equalsMax)] ?? -1,
    );
    const rows = new Map(
      [...byDevice].map(([device, own]) => [
        device,
        own.map((row) => ({ ...row, nth: row.nth % equalsMax })),
      ]),
    );
    const calls = insertsOf(rows, (device) => paths.device(device));
    if (counts.size === 0) return calls;
    const all = [...counts];
    const sums = all.map(([, { sum }]) => (Number.isFinite(sum) ? `${sum}` : 'null'));
    const columns = [
      all.map(() => bucketUs),
      all.map(([, { count }]) => count),
      all.map(([, { numbers, sum }]) => (Number.isFinite(sum) ? numbers : 0)),
      sums.map((digits) => (/[.en]/.test(digits) ? digits : `${digits}.0`)),
    ];
    const device = paths.figuresOf(entry.devices[0] ?? -1);
    calls.push({
      path: 'insertTablet',
      body: `{"device":"${device}","is_aligned":true,"measurements":["b","c","k","u"],"data_types":["INT64","INT64","INT64","DOUBLE"],"timestamps":[${all.map(([startUs]) => keyOf(startUs, 0)).join()}],"values":[${columns.map((one) => `[${one.join()}]`).join()}]}`,
    });
    return calls;
  }
}

function countsOf(figures: readonly Figures[], bucketUs: number): Counts {
  const counts: Counts = new Map();
  for (const one of figures) {
    const bucket = bucketOf(counts, Math.floor(one.startUs / bucketUs) * bucketUs);
    bucket.count += one.count;
    bucket.numbers += one.numbers;
    bucket.sum += one.sum;
  }
  return counts;
}

/** What thinning keeps, of equal times in their order. */
function keptRows({ columns, from, to }: NonNullable<ReturnType<typeof runOf>>): Row[] {
  const rows: Row[] = [];
  for (let n = from; n < to; n++) {
    const { sourceTimeUs: timeUs, serverTimeUs, value, quality } = readingAt('', columns, n);
    const before = rows.at(-1);
    const nth = before?.timeUs === timeUs ? before.nth + 1 : 0;
    rows.push({ timeUs, nth, serverTimeUs, value, quality, isKept: true });
  }
  return rows;
}
