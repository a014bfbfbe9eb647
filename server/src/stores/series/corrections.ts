// Corrections lie beside what was measured and never in it, wherever the engine keeps them; at each question the readings
// that one touches are copied with what it changes.
import { checkText, refuse } from '../checks.ts';
import {
  correctionsMax,
  type Change,
  type Correction,
  type KeptCorrection,
  type SeriesSpan,
  type Told,
} from './series.ts';
import { storeFailures } from '../failures.ts';
import { Turn } from '../turn.ts';
import { checkSeriesName } from './check-batch.ts';
import { markOf, placeOf, type Run } from './columns.ts';
import { kindOfValue } from './columns.ts';

/** Where an engine keeps them. */
export type CorrectionsPlace = {
  load(): Promise<readonly KeptCorrection[]>;
  /** Durable when it resolves: `changed`, new or other than before, among `all`. */
  keep(changed: readonly KeptCorrection[], all: readonly KeptCorrection[]): Promise<void>;
};

const textCharactersMax = 1_000;

export class Corrections {
  readonly #place: CorrectionsPlace;
  readonly #writing = new Turn();
  #all: readonly KeptCorrection[];
  #bySeries = new Map<string, KeptCorrection[]>();
  #places = new Map<KeptCorrection, number>();

  private constructor(place: CorrectionsPlace, all: readonly KeptCorrection[]) {
    this.#place = place;
    this.#all = all;
    this.#sort();
  }

  static async open(place: CorrectionsPlace): Promise<Corrections> {
    return new Corrections(place, await place.load());
  }

  get all(): readonly KeptCorrection[] {
    return this.#all;
  }

  add(correction: Correction): Promise<number> {
    checkCorrection(correction);
    return this.#writing.take(async () => {
      if (this.#all.length >= correctionsMax)
        throw storeFailures['too-many-corrections']({ most: correctionsMax });
      const number = this.#next;
      const kept = { ...correction, number };
      await this.#replace([kept], [...this.#all, kept]);
      return number;
    });
  }

  undo(number: number, undone: Told): Promise<void> {
    checkTold(undone);
    return this.#writing.take(async () => {
      const found = this.#all.find((one) => one.number === number);
      if (found === undefined) return refuse(`there is no correction ${number}`);
      if (found.undone) refuse(`correction ${number} is undone already`);
      const changed = { ...found, undone };
      await this.#replace(
        [changed],
        this.#all.map((one) => (one === found ? changed : one)),
      );
    });
  }

  /** From a backup: those that are not there, each before what was made after it; how many. */
  bring(corrections: readonly Omit<KeptCorrection, 'number'>[]): Promise<number> {
    for (const one of corrections) checkCorrection(one);
    return this.#writing.take(async () => {
      const missing = corrections.filter((one) => !this.#isThere(one));
      if (missing.length === 0) return 0;
      if (this.#all.length + missing.length > correctionsMax)
        throw storeFailures['too-many-corrections']({ most: correctionsMax });
      const first = this.#next;
      const brought = missing.map((one, n) => ({ ...one, number: first + n }));
      const all = [...this.#all];
      for (const one of brought) {
        const at = all.findIndex(({ atUs }) => atUs > one.atUs);
        all.splice(at < 0 ? all.length : at, 0, one);
      }
      await this.#replace(brought, all);
      return missing.length;
    });
  }

  #isThere(correction: Correction): boolean {
    const own = this.#bySeries.get(correction.series) ?? [];
    const isWhole = ({ fromUs, toUs }: Correction) =>
      fromUs <= correction.fromUs && toUs >= correction.toUs;
    return own.some((one) => isWhole(one) && factsOf(one) === factsOf(correction));
  }

  /** In the order in which they count, with those that were undone. */
  touching({ series, fromUs, toUs }: SeriesSpan): KeptCorrection[] {
    return [...new Set(series)]
      .flatMap((name) => this.#bySeries.get(name) ?? [])
      .filter((one) => one.fromUs < toUs && one.toUs > fromUs)
      .toSorted((a, b) => (this.#places.get(a) ?? 0) - (this.#places.get(b) ?? 0));
  }

  numbered(number: number): KeptCorrection | undefined {
    return this.#all.find((one) => one.number === number);
  }

  /** Whether a correction counts at this time; asked for thousands of series at once, few of which have any. */
  touches(series: string, timeUs: number): boolean {
    const own = this.#bySeries.get(series);
    return own?.some((one) => !one.undone && one.fromUs <= timeUs && one.toUs > timeUs) ?? false;
  }

  /** The run as it counts; itself where nothing touches it, undefined where nothing is left. */
  applied(series: string, run: Run): Run | undefined {
    const own = this.#bySeries.get(series);
    if (own === undefined) return run;
    const firstUs = run.columns.source[run.from] ?? 0;
    const lastUs = run.columns.source[run.to - 1] ?? 0;
    const active = own.filter((one) => !one.undone && one.fromUs <= lastUs && one.toUs > firstUs);
    return active.length === 0 ? run : changed(run, active);
  }

  async #replace(
    changed: readonly KeptCorrection[],
    all: readonly KeptCorrection[],
  ): Promise<void> {
    await this.#place.keep(changed, all);
    this.#all = all;
    this.#sort();
  }

  #sort(): void {
    this.#bySeries = Map.groupBy(this.#all, ({ series }) => series);
    this.#places = new Map(this.#all.map((one, place) => [one, place]));
  }

  /** Those that a restore brought stand before others with smaller numbers. */
  get #next(): number {
    return this.#all.reduce((most, { number }) => Math.max(most, number), 0) + 1;
  }
}

/** Whatever became of it since, and of how much of its span. */
function factsOf({ atUs, by, change }: Correction): string {
  return JSON.stringify([atUs, by, change]);
}

class Copy {
  readonly source: Float64Array;
  readonly server: Float64Array;
  readonly numbers: Float64Array;
  readonly marks: Uint8Array;
  texts: (string | undefined)[] | undefined;

  constructor({ columns, from, to }: Run) {
    this.source = columns.source.slice(from, to);
    this.server = columns.server.slice(from, to);
    this.numbers = columns.numbers.slice(from, to);
    this.marks = columns.marks.slice(from, to);
    this.texts = columns.texts?.slice(from, to);
  }

  change(at: number, change: Exclude<Change, { kind: 'withdrawn' }>): void {
    const mark = this.marks[at] ?? 0;
    if (change.kind === 'value') {
      const { value, quality = mark & 3 } = change;
      this.marks[at] = markOf(value, quality);
      this.numbers[at] = typeof value === 'string' ? 0 : Number(value);
      if (typeof value === 'string') (this.texts ??= [])[at] = value;
      else if (this.texts) this.texts[at] = undefined;
    } else if (change.kind === 'quality') {
      this.marks[at] = (mark & ~3) | change.quality;
    } else if (mark >> 2 === kindOfValue.number) {
      this.numbers[at] = (this.numbers[at] ?? 0) * change.factor + change.offset;
    }
  }

  /** Without what was withdrawn. */
  run(gone: Uint8Array): Run | undefined {
    const { texts } = this;
    const places = Uint32Array.from(gone.keys()).filter((n) => gone[n] === 0);
    if (places.length === 0) return undefined;
    const left = (column: Float64Array) =>
      column.length === 0 ? column : Float64Array.from(places, (n) => column[n] ?? 0);
    const columns = {
      source: left(this.source),
      server: left(this.server),
      numbers: left(this.numbers),
      marks: Uint8Array.from(places, (n) => this.marks[n] ?? 0),
      texts: texts && Array.from(places, (n) => texts[n]),
    };
    return { columns, from: 0, to: places.length };
  }
}

function changed(run: Run, corrections: readonly Correction[]): Run | undefined {
  const copy = new Copy(run);
  const { length } = copy.source;
  const gone = new Uint8Array(length);
  for (const { fromUs, toUs, change } of corrections) {
    const from = placeOf(copy.source, fromUs, { from: 0, to: length });
    const to = placeOf(copy.source, toUs, { from, to: length });
    if (change.kind === 'withdrawn') gone.fill(1, from, to);
    else for (let n = from; n < to; n++) copy.change(n, change);
  }
  return copy.run(gone);
}

function checkCorrection({ series, fromUs, toUs, change, ...told }: Correction): void {
  checkSeriesName(series);
  if (!Number.isSafeInteger(fromUs) || !Number.isSafeInteger(toUs) || fromUs >= toUs) {
    refuse('the span of a correction is empty or not in whole microseconds');
  }
  checkTold(told);
  if (change.kind === 'value') {
    const { value } = change;
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(`${value} corrects nothing`);
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
      refuse('a text that corrects cannot be stored');
    }
  }
  if (
    change.kind === 'line' &&
    !(Number.isFinite(change.factor) && Number.isFinite(change.offset))
  ) {
    refuse('factor and offset of a correction must be finite numbers');
  }
}

function checkTold({ by, reason, atUs }: Told): void {
  for (const [text, what] of [
    [by, 'who corrects'],
    [reason, 'the reason of a correction'],
  ] as const) {
    checkText(text, what);
    if (text.length > textCharactersMax)
      refuse(`${what} has more than ${textCharactersMax} characters`);
  }
  if (!Number.isSafeInteger(atUs)) refuse('the time of a correction is not in whole microseconds');
}
