// Readings of one source gathered into columns, ready for the series store.
import type {
  EpochUs,
  Quality,
  ReadingColumns,
  ReadingValue,
} from '../../../stores/series/series.ts';

const firstCapacity = 256;
/** A text weighs one reading more for each so many characters, so that bounds in readings bound memory. */
const charactersOfReading = 256;

const none = new Uint32Array(0);

export class ColumnBatch {
  readonly #identifiers: readonly string[];
  /** Position in this batch of each of the source's signals, plus one; 0 for not yet. */
  #positions: Uint32Array;
  readonly #series: string[] = [];
  readonly #values: ReadingValue[] = [];
  #index = new Uint32Array(firstCapacity);
  #sourceTimeUs = new Float64Array(firstCapacity);
  #serverTimeUs = new Float64Array(firstCapacity);
  #quality = new Uint8Array(firstCapacity);
  #weight = 0;

  /** `identifiers` of all the source's signals; more may be put behind them later. */
  constructor(
    identifiers: readonly string[],
    positions: Uint32Array = new Uint32Array(identifiers.length),
  ) {
    this.#identifiers = identifiers;
    this.#positions = positions;
  }

  /** An empty one; nothing may be added to this one any more, its list of positions is used again. */
  next(): ColumnBatch {
    const positions = this.#positions;
    this.#positions = none;
    return new ColumnBatch(this.#identifiers, positions.fill(0));
  }

  get length(): number {
    return this.#values.length;
  }

  /** Its readings, long texts counted as several. */
  get weight(): number {
    return this.#weight;
  }

  /** Returns what the reading weighs. */
  add(
    signal: number,
    times: { sourceTimeUs: EpochUs; serverTimeUs: EpochUs },
    told: { value: ReadingValue; quality: Quality },
  ): number {
    const at = this.#values.length;
    if (at === this.#index.length) this.#grow(at * 2);
    this.#index[at] = this.#position(signal);
    this.#sourceTimeUs[at] = times.sourceTimeUs;
    this.#serverTimeUs[at] = times.serverTimeUs;
    this.#quality[at] = told.quality;
    this.#values.push(told.value);
    const characters = typeof told.value === 'string' ? told.value.length : 0;
    const weight = 1 + Math.floor(characters / charactersOfReading);
    this.#weight += weight;
    return weight;
  }

  columns(): ReadingColumns {
    const count = this.#values.length;
    return {
      series: this.#series,
      index: this.#index.subarray(0, count),
      sourceTimeUs: this.#sourceTimeUs.subarray(0, count),
      serverTimeUs: this.#serverTimeUs.subarray(0, count),
      values: this.#values,
      quality: this.#quality.subarray(0, count),
    };
  }

  #position(signal: number): number {
    const known = this.#positions[signal] ?? 0;
    if (known > 0) return known - 1;
    if (signal >= this.#positions.length) {
      const positions = new Uint32Array(this.#identifiers.length);
      positions.set(this.#positions);
      this.#positions = positions;
    }
    this.#series.push(this.#identifiers[signal] ?? '');
    this.#positions[signal] = this.#series.length;
    return this.#series.length - 1;
  }

  #grow(capacity: number): void {
    const index = new Uint32Array(capacity);
    index.set(this.#index);
    this.#index = index;
    const sourceTimeUs = new Float64Array(capacity);
    sourceTimeUs.set(this.#sourceTimeUs);
    this.#sourceTimeUs = sourceTimeUs;
    const serverTimeUs = new Float64Array(capacity);
    serverTimeUs.set(this.#serverTimeUs);
    this.#serverTimeUs = serverTimeUs;
    const told = new Uint8Array(capacity);
    told.set(this.#quality);
    this.#quality = told;
  }
}
