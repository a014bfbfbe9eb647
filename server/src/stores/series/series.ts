// The series shape: readings of signals in columns. A series is named by the identifier of its signal;
// a reading has a value, a quality, the machine's own time and ours.

import type { Span } from './spans.ts';

/** Microseconds since 1970-01-01T00:00:00Z; exact as a double until the year 2255. */
export type EpochUs = number;

export const quality = { bad: 0, uncertain: 1, good: 2 } as const;
export type Quality = (typeof quality)[keyof typeof quality];

/**
 * Null with quality `bad` says that the machine could not tell. Numbers that are not finite are kept
 * and left out of aggregates, like bad ones.
 */
export type ReadingValue = number | string | boolean | null;

/** Readings as columns: entry i of each column belongs to reading i. */
export type ReadingColumns = {
  /** The series named in this batch, 1 … 1,000 characters each; `index` points into it. */
  readonly series: readonly string[];
  readonly index: Uint32Array;
  /** Whole microseconds. */
  readonly sourceTimeUs: Float64Array;
  readonly serverTimeUs: Float64Array;
  readonly values: readonly ReadingValue[];
  readonly quality: Uint8Array;
};

export type Reading = {
  readonly series: string;
  readonly sourceTimeUs: EpochUs;
  readonly serverTimeUs: EpochUs;
  readonly value: ReadingValue;
  readonly quality: Quality;
};

export const seriesNameCharactersMax = 1_000;
export const spanSeriesMax = 1_000;
export const rangeLimitMax = 100_000;
export const bucketsMax = 10_000;
/** Series times buckets of one `aggregate`. */
export const bucketsTotalMax = 100_000;

export type SeriesSpan = {
  /** 1 … 1000 series. */
  readonly series: readonly string[];
  /** Inclusive, by the machine's time. */
  readonly fromUs: EpochUs;
  /** Exclusive. */
  readonly toUs: EpochUs;
};

export type RangeQuery = SeriesSpan & {
  /** 1 … 100,000. */
  readonly limit: number;
  readonly newestFirst?: boolean;
  /** As it came, without corrections; of readings that were thinned, which have them in them, what is left. */
  readonly asMeasured?: boolean;
};

export type ScanQuery = SeriesSpan & { readonly asMeasured?: boolean };

export type EstimateQuery = SeriesSpan & {
  /** Only what `thin` to such buckets would make fewer; an engine may leave out what was thinned to shorter ones. */
  readonly thinTo?: number;
};

export type AggregateQuery = SeriesSpan & {
  readonly asMeasured?: boolean;
  /**
   * Buckets start at multiples of this many microseconds from `fromUs`; at most 10,000 of them, and
   * 100,000 with those of all series together.
   */
  readonly bucketUs: number;
};

/** Numbers only (booleans count as 0 and 1); `bad` readings are left out of all but `count`. */
export type Bucket = {
  readonly series: string;
  readonly startUs: EpochUs;
  readonly count: number;
  /** Those of them that the other figures are of. */
  readonly numbers: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  readonly sum: number | null;
  readonly first: number | null;
  readonly last: number | null;
};

export type SeriesStatistics = {
  readonly readings: number;
  readonly series: number;
  readonly sealedFiles: number;
  readonly bytes: number;
  /** Machine times of the first and the last reading; absent when there is none. */
  readonly oldestUs?: EpochUs;
  readonly newestUs?: EpochUs;
};

export const streamNameCharactersMax = 1_000;

/** These numbers of a stream have arrived: what a sender is told, and what is not stored again. */
export type Delivery = Span & {
  /** 1 … 1,000 characters, of the caller's choosing: it names sender, incarnation and stream. */
  readonly stream: string;
};

/** What the readings of a span count as. `line`: factor times the number, plus offset. */
export type Change =
  | { readonly kind: 'value'; readonly value: ReadingValue; readonly quality?: Quality }
  | { readonly kind: 'line'; readonly factor: number; readonly offset: number }
  | { readonly kind: 'quality'; readonly quality: Quality }
  | { readonly kind: 'withdrawn' };

/** Who did it, why and when: 1 … 1,000 characters each. */
export type Told = { readonly by: string; readonly reason: string; readonly atUs: EpochUs };

/** What was measured stays; what is asked for is what the corrections of it leave, one after the other. */
export type Correction = Told & {
  readonly series: string;
  /** Inclusive, by the machine's time. */
  readonly fromUs: EpochUs;
  /** Exclusive. */
  readonly toUs: EpochUs;
  readonly change: Change;
};

export type KeptCorrection = Correction & { readonly number: number; readonly undone?: Told };

export const correctionsMax = 100_000;
/** Series of one `remove` or `thin`. */
export const upkeepSeriesMax = 100_000;

export type ThinSpan = SeriesSpan & { readonly bucketUs: number };

export type RestoreWanted = {
  /** The series of this name and those below it (`name/…`); empty for all. */
  readonly under: string;
  readonly fromUs: EpochUs;
  /** Exclusive. */
  readonly toUs: EpochUs;
};
export type Restored = {
  readonly readings: number;
  readonly series: number;
  readonly thinned: number;
  /** That came back. */
  readonly corrections: number;
};

export type NamesPage = {
  /** How the names begin; empty for all. */
  readonly under: string;
  readonly after?: string;
  /** 1 … 100,000. */
  readonly limit: number;
};

export interface SeriesStore {
  /**
   * Durable when the promise resolves, all readings and deliveries or none; concurrent calls may share
   * one durable step. Late and out-of-order readings are welcome. A delivery without readings marks
   * numbers that were dealt with in another way. The caller leaves the columns alone meanwhile.
   */
  append(batch: ReadingColumns, deliveries?: readonly Delivery[]): Promise<void>;
  /** What has been delivered of a stream, in order, adjacent and overlapping spans as one. */
  delivered(stream: string): Promise<readonly Span[]>;
  /**
   * In order of machine time, of equals by series name, then of arrival; `newestFirst` is exactly the
   * reverse.
   */
  range(query: RangeQuery): Promise<Reading[]>;
  /**
   * Every reading of a span, however many: batches of one series each, in the order of the series asked for,
   * each series in order of machine time, of equals by arrival. Memory stays bounded, and what is sealed meanwhile
   * does no harm. Of each series it sees what is durable when its turn comes (of the first, at the first `next`);
   * an engine may see more of what comes then, and of what is removed or thinned then what is left. Ends early by
   * `return`.
   */
  scan(query: ScanQuery): AsyncIterable<ReadingColumns>;
  /**
   * About how many readings a span has, by what the store knows of each series without reading any of them: exact for
   * whole UTC days of not too many files, else in proportion. Those that thinning kept count, what it dropped does not.
   */
  estimate(query: EstimateQuery): Promise<number>;
  /** Only buckets that have a reading, in the order of the series asked for, then of time. */
  aggregate(query: AggregateQuery): Promise<Bucket[]>;
  /** For each series that has one, the reading with the newest machine time (the latest arrival of equals). */
  last(series: readonly string[]): Promise<Map<string, Reading>>;
  /**
   * Moves readings older than this into compressed read-only files that other tools can read; says how
   * many readings moved and how many files were made. Nothing else waits for it.
   */
  seal(beforeUs: EpochUs): Promise<{ readings: number; files: number }>;
  statistics(): Promise<SeriesStatistics>;
  /** Series that have a reading, in the order of their UTF-8 bytes. */
  names(page: NamesPage): Promise<string[]>;
  /**
   * Durable when it resolves; its number. Refused where readings of the span were thinned, since what they came
   * from is gone.
   */
  correct(correction: Correction): Promise<number>;
  /** The correction counts no more; both stay in the history. Refused where readings of its span were thinned. */
  undo(number: number, told: Told): Promise<void>;
  /** Those that touch a span, in the order in which they count, with those that were undone. */
  corrections(span: SeriesSpan): Promise<KeptCorrection[]>;
  /** Forgets readings for ever, up to 100,000 series at once; how many. Deliveries stay: nothing comes twice. */
  remove(span: SeriesSpan): Promise<{ readings: number }>;
  /**
   * Of each bucket keeps the first, smallest, largest and last number, and every change of anything else; counts and
   * sums stay exact for buckets that are multiples of it. Corrections become part of what is kept. The span is whole
   * UTC days, the buckets start at multiples since 1970 and divide a day.
   */
  thin(
    span: SeriesSpan & { readonly bucketUs: number },
  ): Promise<{ before: number; after: number }>;
  /**
   * A copy that opens as a store, of all that is durable now, into a folder that has none; others go on meanwhile. An
   * engine whose product has copies of its own refuses this and `restore` as `unsupported` and names them.
   */
  backup(folder: string): Promise<{ files: number; bytes: number }>;
  /**
   * Brings back what a backup has of these names and this span and the store has not, while others go on; again is the
   * same. Corrections come first, in their old order and before those that were made since, so that nothing is shown
   * uncorrected in between. Series whose readings of the span were thinned meanwhile are left out, since they would
   * count twice. Nothing is written to the backup: it may lie where nothing can be.
   */
  restore(folder: string, wanted: RestoreWanted): Promise<Restored>;
  close(): Promise<void>;
}

/** Itself or below it: `a/load` is not under `a/lo`. */
export function isUnder(name: string, under: string): boolean {
  if (under === '' || name === under) return true;
  return name.startsWith(under.endsWith('/') ? under : `${under}/`);
}

/** Rows to columns, for callers that have one reading at a time. */
export function toColumns(readings: readonly Reading[]): ReadingColumns {
  const positions = new Map<string, number>();
  const index = new Uint32Array(readings.length);
  const sourceTimeUs = new Float64Array(readings.length);
  const serverTimeUs = new Float64Array(readings.length);
  const qualities = new Uint8Array(readings.length);
  const values: ReadingValue[] = [];
  readings.forEach((reading, i) => {
    let position = positions.get(reading.series);
    if (position === undefined) positions.set(reading.series, (position = positions.size));
    index[i] = position;
    sourceTimeUs[i] = reading.sourceTimeUs;
    serverTimeUs[i] = reading.serverTimeUs;
    qualities[i] = reading.quality;
    values.push(reading.value);
  });
  return {
    series: [...positions.keys()],
    index,
    sourceTimeUs,
    serverTimeUs,
    values,
    quality: qualities,
  };
}
